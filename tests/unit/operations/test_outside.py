"""What the world says of us becomes a risk only where it surely is one."""

import pytest

from mailer.operations.outside import Seen, public_address, unreachable, unverified

GOOD = (Seen("spf", True, "found."), Seen("dmarc", True, "found."), Seen("dkim", True, "found."))


@pytest.mark.parametrize(
    ("name", "transport", "warns"),
    [
        ("dmarc", "smtp", True),
        ("dmarc", "sendgrid", True),
        ("spf", "smtp", True),
        ("spf", "sendgrid", False),  # the envelope is SendGrid's own
        ("dkim", "sendgrid", True),
    ],
)
def test_a_record_that_is_missing_warns_where_receivers_ask_for_it(
    name: str, transport: str, warns: bool
) -> None:
    seen = [each for each in GOOD if each.name != name] + [Seen(name, False, "no such record.")]

    risks = unverified(seen, transport)

    assert [risk.name for risk in risks] == (["sender-unverified"] if warns else [])
    assert not any(risk.blocks for risk in risks)


def test_what_nobody_could_look_up_is_no_risk() -> None:
    assert unverified([Seen("dmarc", None, "No name server answered.")], "smtp") == ()
    assert unverified(GOOD, "smtp") == ()


def test_an_address_that_does_not_answer_blocks_and_may_be_accepted() -> None:
    (risk,) = unreachable(Seen("public-address", False, "https://a.example.org gave 502."))

    assert (risk.name, risk.blocks, risk.may_be_accepted) == (
        "public-address-unreachable",
        True,
        True,
    )
    assert risk.message.startswith("https://a.example.org gave 502. Unsubscribing")
    assert unreachable(Seen("public-address", True, "answers.")) == ()


def test_an_address_of_this_machine_is_asked_nothing() -> None:
    seen = public_address("http://localhost:1")

    assert (seen.is_good, "MAILER_PUBLIC_URL" in seen.message) == (False, True)
