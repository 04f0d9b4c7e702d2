"""What `settle` and `retract` write: who is at risk, who has it, and what comes next."""

from datetime import UTC, datetime
from typing import Any

from mailer.cli.settling import of_retraction, of_settling

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def retracted(**changes: Any) -> dict[str, Any]:
    begun = {
        "campaign": "flood-maps-correction",
        "path": "campaigns/flood-maps-correction.toml",
        "is_new": True,
        "todo": [{"key": "subject", "what": ""}, {"key": "lede", "what": ""}],
    }
    return {
        "state": "cancelled",
        "accepted": 5_000,
        "unknown": 900,
        "in_flight": 100,
        "never": 7_000,
        "provider": "The outbox holds nothing back: what it took is on its way.",
        "correction": begun,
        **changes,
    }


def test_each_batch_in_doubt_is_told_with_its_evidence_and_the_people_at_risk() -> None:
    batch = {
        "batch": "w7",
        "recipients": 1_000,
        "attempted_at": NOON,
        "evidence": ["SendGrid answered 500", "no event of this attempt came back"],
    }
    told = of_settling("flood-maps", {"unknown": [batch], "may_resend": True}).splitlines()
    assert told == [
        "w7  1,000 people, tried 30 Nov 12:00 UTC",
        "  SendGrid answered 500",
        "  no event of this attempt came back",
        "  at risk: 1,000 people, who would get it twice if it went out",
        "Ask the provider: mailer settle flood-maps --look",
        "It went out:      mailer settle flood-maps --accepted w7",
        "It surely didn't: mailer settle flood-maps --resend w7",
    ]
    cancelled = of_settling("flood-maps", {"unknown": [batch], "may_resend": False}).splitlines()
    assert cancelled == told[:-1]
    nothing = of_settling("flood-maps", {"unknown": [], "may_resend": True})
    assert nothing == "Nothing of flood-maps is in doubt."


def test_a_retraction_tells_whom_it_spared_and_to_whom_the_correction_goes() -> None:
    assert of_retraction(retracted()).splitlines() == [
        "Cancelled for good: 7,000 people will not get it.",
        "5,000 people surely got it. 1,000 may have got it, and count as if they had.",
        "The outbox holds nothing back: what it took is on its way.",
        "campaigns/flood-maps-correction.toml is begun, to exactly these people. To",
        "write: subject, lede",
        "Next: mailer check flood-maps-correction",
    ]


def test_where_nobody_got_it_or_everybody_did_it_says_no_more_than_that() -> None:
    nobody = retracted(accepted=0, unknown=0, in_flight=0, correction=None)
    assert of_retraction(nobody).splitlines()[-1] == "Nobody got it: there is nothing to correct."
    everybody = of_retraction(retracted(state="sent", never=0, unknown=0, in_flight=0)).splitlines()
    assert everybody[:2] == [
        "It had all gone out: nobody is left who could be spared it.",
        "5,000 people surely got it.",
    ]


def test_a_correction_that_was_begun_before_is_left_as_it_is() -> None:
    begun = {**retracted()["correction"], "is_new": False, "todo": []}
    told = of_retraction(retracted(correction=begun))
    assert "campaigns/flood-maps-correction.toml was there already and was left as it" in told
