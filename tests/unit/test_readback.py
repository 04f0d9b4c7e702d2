"""What the commands write keeps to 80 columns, counts right, and ends with what comes next."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.cli import readback
from mailer.model.finding import Finding

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def status(
    accepted: int = 0,
    refused: int = 0,
    suppressed: int = 0,
    unknown: int = 0,
    left: int = 0,
    **more: Any,
) -> dict[str, Any]:
    return {
        "state": "sending",
        "planned": accepted + refused + suppressed + unknown + left,
        "accepted": accepted,
        "refused": refused,
        "suppressed": suppressed,
        "unknown": unknown,
        "remaining": left,
        "batches": {"queued": 1, "sending": 0, "accepted": 2, "refused": 0, "unknown": 0},
        "reason": None,
    } | more


def plan(**more: Any) -> dict[str, Any]:
    return {
        "campaign": "flood-maps",
        "recipients": 14_212,
        "countries": 31,
        "batches": 17,
        "editions": [],
        "zones": {"Europe/Berlin": 14_000, "unknown": 212},
        "excluded": {"suppressed": 611, "gave-lately": 302},
        "risks": [],
        "fingerprint": "7f3a91c2d0e1f2a3",
    } | more


def test_a_plan_is_told_in_numbers_and_says_how_to_approve_it() -> None:
    assert readback.of_plan(plan()).splitlines() == [
        "14,212 people in 31 countries, 17 batches",
        "Time zones (all get it at once, unless you schedule it with --local):",
        "  Berlin                     14,000",
        "  zone not known                212",
        "Left out 913: suppressed 611, gave-lately 302",
        "Nothing was sent. Fingerprint 7f3a91c2d0e1f2a3",
        "Next: mailer approve flood-maps --fingerprint 7f3a91c2d0e1f2a3 --by NAME",
    ]


@pytest.mark.parametrize(
    ("name", "may_be_accepted", "leads_on"),
    [
        ("nobody-to-write-to", False, False),
        ("no-proof", True, False),  # not before somebody answers for it
        ("under-embargo", False, True),  # forbids hours, not the yes
        ("quiet-hours", True, True),  # so does this
    ],
)
def test_a_plan_that_nobody_could_approve_does_not_lead_to_the_approval(
    name: str, may_be_accepted: bool, leads_on: bool
) -> None:
    risk = {"name": name, "message": "m", "blocks": True, "may_be_accepted": may_be_accepted}
    told = readback.of_plan(plan(risks=[risk]))
    assert ("Next: mailer approve" in told) == leads_on


def test_what_blocks_is_to_be_mended_or_accepted_by_name_before_anything_else() -> None:
    def risk(name: str, *, blocks: bool = True) -> dict[str, Any]:
        return {"name": name, "message": "m", "blocks": blocks, "may_be_accepted": True}

    found = [risk("no-proof"), risk("overlap-with-recent", blocks=False), risk("audience-grew")]

    assert readback.of_plan(plan(risks=found)).splitlines()[-3:] == [
        "Nothing was sent. Fingerprint 7f3a91c2d0e1f2a3",
        "Next: mend what blocks. Or who answers for it accepts it by name:",
        "  mailer approve flood-maps --fingerprint 7f3a91c2d0e1f2a3 --by NAME"
        " --accept no-proof --accept audience-grew",
    ]


@pytest.mark.parametrize("state", ["scheduled", "sending", "sent"])
def test_a_plan_of_what_has_gone_out_does_not_say_that_nothing_was_sent(state: str) -> None:
    name = f"already-{state}"
    risk = {"name": name, "message": "m", "blocks": True, "may_be_accepted": False}

    told = readback.of_plan(plan(risks=[risk]))
    assert told.splitlines()[-1] == "This plan changed nothing. Fingerprint 7f3a91c2d0e1f2a3"


def test_one_is_not_told_in_the_plural() -> None:
    first = readback.of_plan(plan(recipients=1, countries=1, batches=1)).splitlines()[0]

    assert first == "1 person in 1 country, 1 batch"


def test_risks_say_whether_they_block_before_their_name() -> None:
    risks = [
        {"name": "audience-grew", "message": "13,800 people then, 14,212 now", "blocks": False},
        {"name": "no-proof", "message": "nobody has got it", "blocks": True},
    ]
    assert readback.risks(risks) == [
        "Warning  audience-grew  13,800 people then, 14,212 now",
        "Blocks   no-proof       nobody has got it",
    ]


@settings(deadline=None)
@given(
    st.text(alphabet="abcdef ", min_size=1, max_size=300), st.sampled_from(["no-lang", "x" * 28])
)
def test_no_line_of_a_finding_is_wider_than_the_terminal(message: str, rule: str) -> None:
    words = " ".join(message.split()[i][:30] for i in range(len(message.split())))
    found = [Finding(rule, "error", "html", words, "Mend it.")]

    assert all(len(line) <= 80 for line in readback.of_findings(found, []).splitlines())


@pytest.mark.parametrize(
    ("errors", "warnings", "last"),
    [
        (0, 0, "0 errors, 0 warnings. Ready to send."),
        (0, 2, "0 errors, 2 warnings. Ready to send."),
        (1, 1, "1 error, 1 warning. Not ready to send."),
    ],
)
def test_findings_end_with_whether_it_may_go(errors: int, warnings: int, last: str) -> None:
    found = [Finding("a", "error", "html", "x", "Y.")] * errors
    found += [Finding("b", "warning", "html", "x", "Y.")] * warnings

    assert readback.of_findings(found, []).splitlines()[-1] == last


def test_what_is_under_embargo_is_ready_but_waits() -> None:
    held = datetime(2026, 12, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert readback.of_findings([], [], 14_212, held).splitlines() == [
        "Filled for 14,212 people. 0 errors, 0 warnings.",
        "Ready, but not before 2026-12-01 09:00 UTC.",
    ]

    found = [Finding("a", "error", "html", "x", "Y.")]
    assert readback.of_findings(found, [], held_until=held).endswith("Not ready to send.")


def test_who_says_so_stands_below_once_for_each_rule_and_our_own_word_nowhere() -> None:
    page = "https://www.w3.org/WAI/tutorials/page-structure/headings/"
    found = [
        Finding("heading-order", "warning", "html", "x", "Y.", source=page),
        Finding("heading-order", "warning", "html", "z", "Y.", source=page),
        Finding("subject-weak", "warning", "subject", "x", "Y.", source="ours"),
    ]
    told = readback.of_findings(found, []).splitlines()
    assert told[-3:-1] == ["Source   heading-order:", f"         {page}"]
    assert sum(page in line for line in told) == 1
    assert not any("ours" in line for line in told)
    assert all(len(line) <= 80 for line in told)


def test_a_status_draws_who_has_it_who_will_not_and_who_waits() -> None:
    lines = readback.of_status("flood-maps", status(5_837, 9, 6, 1_000, 7_360)).splitlines()

    # 31 signs for 14,212 people: 12.7 accepted, 15 of the refused and suppressed, 2.2 in doubt.
    assert lines[0] == "sending   [############//.................]  5,837 of 14,212 accepted"
    assert lines[1] == "refused 9   suppressed 6   unknown 1,000   remaining 7,360"


def test_what_is_in_doubt_is_the_next_thing_to_look_at() -> None:
    batches = {"queued": 7, "sending": 0, "accepted": 9, "refused": 0, "unknown": 1}
    last = readback.of_status("flood-maps", status(9, unknown=1, batches=batches)).splitlines()[-1]

    assert last == "1 of 17 batches is unknown. Look: mailer settle flood-maps"


@pytest.mark.parametrize(
    ("state", "reason", "last"),
    [
        ("paused", "the key was refused", "Paused. the key was refused Go on: mailer resume river"),
        ("cancelled", "the vote is off", "Cancelled for good. the vote is off"),
        ("paused", None, "Paused. Go on: mailer resume river"),
    ],
)
def test_a_stop_is_told_with_its_reason_also_where_something_is_in_doubt(
    state: str, reason: str | None, last: str
) -> None:
    batches = {"queued": 9, "sending": 0, "accepted": 1, "refused": 0, "unknown": 1}
    now = status(20, unknown=20, left=166, batches=batches, state=state, reason=reason)

    assert readback.of_status("river", now).splitlines()[2:] == [
        "1 of 11 batches is unknown. Look: mailer settle river",
        last,
    ]


def wave(zone: str, hour: int, people: int = 10, day: int = 30) -> dict[str, Any]:
    return {
        "timezone": zone,
        "starts_at": NOON.replace(day=day, hour=hour),
        "recipients": people,
    }


def scheduled(waves: list[dict[str, Any]]) -> list[str]:
    """What is told of it between the numbers and what comes next."""
    now = status(
        left=20,
        state="scheduled",
        batches={"queued": 2},
        timezone="Europe/Berlin",
        starts_at=min(each["starts_at"] for each in waves),
        waves=waves,
    )
    *lines, last = readback.of_status("river", now).splitlines()
    assert last == "A running `mailer serve` or `mailer worker` sends it when it is due."
    return lines[2:]


def test_what_is_scheduled_says_its_hour() -> None:
    at_once = [wave("Europe/Berlin", 20)]

    assert scheduled(at_once) == ["Due Monday 30 November 2026, 21:00 in Berlin (20:00 UTC)"]
    # Quiet hours may part people by zone; the hour is the same.
    assert scheduled([*at_once, wave("Asia/Tokyo", 20)]) == scheduled(at_once)


def test_what_is_scheduled_in_waves_says_how_many_and_the_first_and_the_last_by_their_own_clocks() -> (
    None
):
    waves = [wave("Asia/Tokyo", 0), wave("Europe/Berlin", 8), wave("America/New_York", 14)]

    assert scheduled(waves) == [
        "Due in 3 waves",
        "  first  Monday 30 November 2026, 09:00 in Tokyo (00:00 UTC)",
        "  last   Monday 30 November 2026, 09:00 in New York (14:00 UTC)",
    ]


@settings(deadline=None)
@given(*[st.integers(0, 10**7)] * 5)
def test_a_bar_is_always_as_long_and_full_only_when_nobody_waits(
    accepted: int, refused: int, suppressed: int, unknown: int, left: int
) -> None:
    now = status(accepted, refused, suppressed, unknown, left)
    if not now["planned"]:
        assert "nothing is scheduled" in readback.of_status("flood-maps", now)
        return
    drawn = (
        readback.of_status("flood-maps", now).splitlines()[0].partition("[")[2].partition("]")[0]
    )

    assert len(drawn) == 31
    assert set(drawn) <= set("#-/.")
    if not left:
        assert "." not in drawn


def test_a_start_is_told_with_its_place_and_its_waves() -> None:
    wave = {"timezone": "Pacific/Auckland", "starts_at": NOON.replace(hour=20), "recipients": 212}
    made = {
        "recipients": 14_212,
        "starts_at": NOON.replace(hour=20),
        "timezone": "Europe/Berlin",
        "waves": [wave, wave | {"timezone": "Europe/Berlin", "recipients": 14_000}],
    }
    assert readback.of_start("flood-maps", made, is_now=False).splitlines() == [
        "14,212 people from Monday 30 November 2026, 21:00 in Berlin (20:00 UTC)",
        "  Auckland        Mon 30 Nov 20:00 UTC      212",
        "  Berlin          Mon 30 Nov 20:00 UTC   14,000",
        "Scheduled. Nothing was sent yet. Watch it: mailer status flood-maps",
    ]


def started(waves: list[dict[str, Any]]) -> list[str]:
    made = {
        "recipients": sum(each["recipients"] for each in waves),
        "starts_at": min(each["starts_at"] for each in waves),
        "timezone": "Europe/Berlin",
        "waves": waves,
    }
    return readback.of_start("river", made, is_now=False).splitlines()[:-1]


def test_a_start_at_everybodys_own_hour_is_told_by_the_first_ones_clock() -> None:
    waves = [wave("Asia/Tokyo", 0, 7), wave("Europe/Berlin", 8, 200)]

    assert started(waves) == [
        "207 people from Monday 30 November 2026, 09:00 in Tokyo (00:00 UTC)",
        "  Tokyo           Mon 30 Nov 00:00 UTC        7",
        "  Berlin          Mon 30 Nov 08:00 UTC      200",
    ]


def test_of_many_waves_the_last_is_shown_too() -> None:
    zones = ["Asia/Tokyo", "Asia/Kolkata", "Europe/Athens", "Europe/Berlin", "Europe/London"]
    waves = [wave(zone, hour) for hour, zone in enumerate(zones)]
    waves += [wave("America/New_York", 14), wave("America/Chicago", 15), wave("Etc/GMT+8", 17)]

    told = started(waves)[1:]
    assert len(told) == 7
    assert told[4:] == [
        "  London          Mon 30 Nov 04:00 UTC       10",
        "  ... 2 more waves",
        "  GMT+8           Mon 30 Nov 17:00 UTC       10",
    ]
    assert len(started(waves[:6])[1:]) == 6
    assert "more" not in "".join(started(waves[:7]))  # a line for one is no shorter than the one
