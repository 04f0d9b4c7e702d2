"""Until when: each line with every instant that it can mean, worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from mailer.reading import read

TEXT = (
    "\n\nNine towns ask for gauges on every bridge\n\n({place}) – Nine town councils along the Alder asked for "
    "gauges on every bridge today, after a winter in which the river rose three times.\n"
)
CASES = [
    # New York is on EDT in July: written 05:01Z, meant 04:01Z
    ("EMBARGOED until 7 July 2026, 12:01 AM EST", ["2026-07-07T04:01", "2026-07-07T05:01"], True),
    ("EMBARGOED until 7 December 2026, 12:01 AM EST", ["2026-12-07T05:01"], False),
    ("Embargoed for release: December 3, 2026 at 10 a.m. ET", ["2026-12-03T15:00"], False),
    ("EMBARGO: 00:01 GMT, Monday 7 December 2026", ["2026-12-07T00:01"], False),
    # GMT in summer: perhaps British time is meant
    ("Under embargo until 00:01 GMT, 7 July 2026", ["2026-07-06T23:01", "2026-07-07T00:01"], True),
    ("Under embargo until 7 July 2026, 09:00 BST", ["2026-07-07T03:00", "2026-07-07T08:00"], True),
    ("STRICTLY EMBARGOED UNTIL 10:00 CET, 8 DECEMBER 2026", ["2026-12-08T09:00"], False),
    ("Embargoed until 8 December 2026 at 10:00 (UTC+2)", ["2026-12-08T08:00"], False),
    ("Embargoed until 8 December 2026, 9am New York time", ["2026-12-08T14:00"], False),
    ("Sperrfrist: 10. Dezember 2026, 10:00 Uhr MEZ", ["2026-12-10T09:00"], False),
    ("Sous embargo jusqu’au 8 décembre 2026 à 10h00 (heure de Paris)", ["2026-12-08T09:00"], False),
    ("Bajo embargo hasta el 8 de diciembre de 2026 a las 10:00 (hora de Madrid)", ["2026-12-08T09:00"], False),
    ("Sob embargo até 8 de dezembro de 2026, 10h00 UTC", ["2026-12-08T10:00"], False),
    ("محظور النشر حتى 8 ديسمبر 2026، الساعة 10:00 بتوقيت بيروت", ["2026-12-08T08:00"], False),
    ("禁止在2026年12月8日上午10时（北京时间）之前发布", ["2026-12-08T02:00"], False),
    # no zone: the dateline's own, and the last place on earth
    ("EMBARGOED until 8 December 2026, 10:00", ["2026-12-08T10:00", "2026-12-08T22:00"], True),
    # no hour: the day's first and last moment, in both
    (
        "EMBARGOED until 8 December 2026",
        ["2026-12-08T00:00", "2026-12-08T12:00", "2026-12-09T00:00", "2026-12-09T12:00"],
        True,
    ),
    ("EMBARGOED until midnight GMT, 8 December 2026", ["2026-12-08T00:00", "2026-12-09T00:00"], True),
    ("Not for publication before 8 December 2026, noon UTC", ["2026-12-08T12:00"], False),
    ("EMBARGOED", [], True),
]  # fmt: skip


@pytest.mark.parametrize(("line", "instants", "ambiguous"), CASES)
def test_an_embargo_is_held_to_its_latest_reading(
    line: str, instants: list[str], ambiguous: bool
) -> None:
    source = line + TEXT.replace("{place}", "Lisbon")
    release = read(source.encode(), filename="a.txt", today=date(2026, 6, 1))
    wanted = tuple(datetime.fromisoformat(f"{one}:00").replace(tzinfo=UTC) for one in instants)
    embargo = release.embargo
    assert embargo is not None
    assert embargo.raw == line
    assert embargo.candidates == wanted
    assert embargo.instant == (wanted[-1] if wanted else None)
    assert embargo.ambiguous is ambiguous
    assert [removed.rule for removed in release.press_only] == ["embargo"]
    codes = {warning.code for warning in release.warnings}
    assert ("embargo-ambiguous" in codes) is ambiguous


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (
            date(2026, 12, 8),
            "Under embargo until 2026-12-08 12:00 UTC: nothing may be public before.",
        ),
        (date(2026, 12, 9), "The embargo until 2026-12-08 12:00 UTC has passed."),
    ],
)
def test_an_embargo_that_has_passed_is_not_told_as_one_that_holds(today: date, told: str) -> None:
    source = "Embargo: 8 December 2026, 12:00 UTC" + TEXT.replace("{place}", "Lisbon")
    release = read(source.encode(), filename="a.txt", today=today)
    assert [each.message for each in release.warnings if each.code == "embargo"] == [told]


@pytest.mark.parametrize(
    "line",
    [
        "The arms embargo until 2027 was extended by the council, which met in Lisbon on Monday.",
        "Embargo on Weapons Leaves Rivers Unwatched",
        "No embargo",
    ],
)
def test_other_embargoes_are_none(line: str) -> None:
    source = TEXT.replace("{place}", "Lisbon").strip() + f"\n\n{line}\n"
    assert read(source.encode(), filename="a.txt", today=date(2026, 6, 1)).embargo is None


FULL = "STRICTLY EMBARGOED UNTIL 00.01 GMT, THURSDAY 3 DECEMBER 2026"


@pytest.mark.parametrize(
    ("subject", "instant", "is_ambiguous"),
    [
        # the same, in short
        ("EMBARGOED 00.01 Thu 3 Dec - night shift survey", "2026-12-03T00:01", False),
        ("EMBARGOED to 3 Dec - night shift survey", "2026-12-03T00:01", False),
        ("Embargo 3 December, midnight: night shift survey", "2026-12-03T00:01", False),
        # another hour, another day: until the last place on earth has it
        ("EMBARGOED 10.00 Thu 3 Dec - night shift survey", "2026-12-03T22:00", True),
        ("EMBARGOED to 4 Dec - night shift survey", "2026-12-05T12:00", True),
        # another one in full
        ("EMBARGOED until 10.00 GMT, 3 December 2026", "2026-12-03T10:00", True),
    ],
)
def test_a_line_with_hour_and_zone_holds_where_the_subject_says_the_same_in_short(
    subject: str, instant: str, is_ambiguous: bool
) -> None:
    mail = (
        f"From: Press Desk <press@riverwatch.example.org>\nSubject: {subject}\n\n{FULL}\n\n"
        "Night staff go eleven hours without a break\n\n"
        "More than two thirds of nurses at River Hospital had no break on their last shift, a survey says.\n"
    )
    embargo = read(mail.encode(), filename="a.txt", today=date(2026, 11, 25)).embargo
    assert embargo is not None
    assert embargo.instant == datetime.fromisoformat(f"{instant}:00+00:00")
    assert embargo.ambiguous is is_ambiguous
