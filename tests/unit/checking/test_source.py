"""The campaign against its release: reading's warnings while their words stand there, and quotations."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from mailer.checking import check
from mailer.model.finding import Finding
from mailer.model.release import PressRelease
from mailer.reading import read
from tests.unit.checking.samples import TODAY, facts, findings

_WRAPPED = """Nine towns ask for gauges

(Lisbon) – Nine towns asked the water council today for a gauge on every bridge, after a winter in which the
river rose three times and nobody was told. The council will meet on 4 May 2026 to vote on it.

“We stood in the kitchen and guessed,” said Marta Quill, director of River Watch. “Nobody should have to guess how
high a river stands at night.”

The towns called on . to publish every reading that was taken since 1980 within a day, free of charge for all.

“The archive is in binders, and the binders are in a cellar that floods, said a clerk who has kept them for years.

The council keeps the figures of the last forty years in a building that nobody may enter without a letter from…

Read more ›
"""
RELEASE = "\n\n".join(" ".join(each.split()) for each in _WRAPPED.split("\n\n"))
SAID = (
    "We stood in the kitchen and guessed",
    "Nobody should have to guess how high a river stands at night.",
)


def _release(text: str = RELEASE, today: date = TODAY) -> PressRelease:
    return read(text.encode(), filename="a.txt", today=today)


def _found(release: PressRelease | None, **campaign: Any) -> list[Finding]:
    rules = {
        "past-event", "teaser", "embargo-ambiguous", "lost-link-text", "unclosed-quote", "quote-changed",
    }  # fmt: skip
    given = {"release": "releases/a.txt"} | campaign
    whole = check(facts(campaign=given, release=release))
    return [finding for finding in whole if finding.rule in rules]


def _quoting(*parts: str, **more: Any) -> dict[str, Any]:
    return {"quote": {"parts": parts, "speaker": "Marta Quill", **more}}


@pytest.mark.parametrize(
    ("rule", "severity", "lede"),
    [
        ("past-event", "warning", "Come along: the council will vote on 4 May 2026."),
        ("lost-link-text", "warning", "Last week the towns called on . to publish every reading."),
        ("unclosed-quote", "warning", "“The archive is in binders, and the rest is lost."),
        (
            "teaser",
            "error",
            "The figures lie in a building nobody may enter without a letter from…",
        ),
    ],
)
def test_a_warning_of_the_reading_is_found_while_its_words_stand_there(
    rule: str, severity: str, lede: str
) -> None:
    assert rule in {warning.code for warning in _release().warnings}
    (finding,) = _found(_release(), lede=lede)
    assert (finding.rule, finding.severity) == (rule, severity)
    assert finding.where == "campaigns/river-maps.toml"
    assert "of releases/a.txt" in finding.message
    assert not finding.message.endswith(".")


def test_words_that_were_mended_or_left_out_are_no_finding() -> None:
    mended = "The council votes on 4 December 2026. The towns called on the ministry to publish every reading."
    assert _found(_release(), lede=mended) == []


def test_without_a_release_nothing_is_compared() -> None:
    assert (
        _found(None, lede="The council votes on 4 May 2026.", **_quoting("Anything at all")) == []
    )


def test_a_quotation_word_for_word_passes_whatever_its_marks() -> None:
    assert _found(_release(), **_quoting(*SAID)) == []
    assert _found(_release(), **_quoting("Nobody should have to guess […] at night")) == []


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (
            "Nobody should need to guess how high a river stands at night.",
            "the release says 'should have to'; here stands 'should need to'",
        ),
        (
            "Nobody should have to guess how high the river stands at night.",
            "the release says 'high a river'; here stands 'high the river'",
        ),
        (
            "We stood in the kitchens and guessed",
            "'the kitchen and'; here stands 'the kitchens and'",
        ),
        ("Nobody should have to guess how high a river stand", "'river stands at night.'"),
        ("Give generously, for every gauge counts today", "stands nowhere in the release"),
    ],
)
def test_a_changed_quotation_is_an_error_that_shows_the_difference(part: str, says: str) -> None:
    (finding,) = _found(_release(), **_quoting(SAID[0], part))
    assert (finding.rule, finding.severity) == ("quote-changed", "error")
    assert says in finding.message


def test_words_put_into_another_mouth_are_an_error() -> None:
    (finding,) = _found(_release(), **_quoting(*SAID, speaker="Tom Lark"))
    assert "the speaker 'Tom Lark' is not named" in finding.message


def test_a_translated_quotation_is_left_to_a_person() -> None:
    (finding,) = _found(_release(), language="fr", **_quoting("Nous avons deviné"))
    assert (finding.rule, finding.severity) == ("quote-changed", "warning")


UNCLEAR = "EMBARGOED until 7 December 2026, 10:00 BST\n\n" + RELEASE
PLAIN = "EMBARGOED until 7 December 2026, 10:00 GMT\n\n" + RELEASE
HOUR = datetime(2026, 12, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "until", "severity", "why"),
    [
        (PLAIN, None, "error", "the line was deleted: that lifts nothing"),
        (PLAIN, HOUR.replace(hour=9), "error", "moved forward"),
        (PLAIN, HOUR, None, "as the release says"),
        (PLAIN, HOUR.replace(day=8), None, "later is always allowed"),
        (UNCLEAR, HOUR, "warning", "the latest of several readings"),
        (UNCLEAR, HOUR.replace(day=8), None, "a person settled it"),
        (PLAIN.replace("2026", "2025"), None, None, "long over"),
    ],
)
def test_an_embargo_is_settled_by_a_person(
    text: str, until: datetime | None, severity: str | None, why: str
) -> None:
    release = _release(text)
    assert release.embargo is not None
    if text == UNCLEAR:
        assert release.embargo.ambiguous
        until = until and (release.embargo.instant if until == HOUR else until)
    found = [
        each for each in _found(release, embargo_until=until) if each.rule == "embargo-ambiguous"
    ]
    assert [each.severity for each in found] == ([severity] if severity else []), why


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("role", "director", 0),
        ("organisation", "River Watch", 0),
        ("role", "chief executive", 1),
        ("organisation", "Lake Watch", 1),
    ],
)
def test_what_a_speaker_is_called_is_what_the_release_calls_them(
    key: str, value: str, found: int
) -> None:
    told = _found(_release(), **_quoting(*SAID, **{key: value}))
    assert [each.severity for each in told] == ["warning"] * found
    assert all(
        f"the {key} {value!r} stands nowhere in releases/a.txt" == each.message for each in told
    )


def test_what_is_held_is_told_with_its_instant_and_is_no_fault() -> None:
    held = facts(held_until=datetime(2026, 12, 1, 10, 0, tzinfo=timezone(timedelta(hours=1))))
    (told,) = findings(held, "under-embargo")

    assert told.severity == "info"
    assert told.message.startswith("held until 2026-12-01 09:00 UTC")
    assert "--at 2026-12-01T09:00 --timezone UTC" in told.fix
    assert findings(facts(), "under-embargo") == []
