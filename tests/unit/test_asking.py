"""The default ladder is that of the handbook's table; its worked examples are cases here."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from mailer.asking import (
    GENERIC,
    LinkRules,
    amounts_for,
    check_policy,
    default_steps,
    donation_link,
    policy_for,
)
from mailer.errors import InputError
from mailer.model.campaign import Ask
from mailer.model.contact import Contact
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.message import AskPolicy, LadderStep

TODAY = date(2026, 11, 25)
NOBODY = Contact(ContactId(1), Address("a@example.org"), AddressKey("a@example.org"))
EURO = policy_for(Ask())


def giver(last: str | None = None, highest: str | None = None, **changes: object) -> Contact:
    return structs.replace(
        NOBODY,
        last_gift_amount=None if last is None else Decimal(last),
        highest_gift_amount=None if highest is None else Decimal(highest),
        last_gift_currency="EUR",
        **changes,  # type: ignore[arg-type]
    )


def decimals(*amounts: str | int) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in amounts)


@pytest.mark.parametrize(
    ("gift", "offered"),
    [
        ("0", decimals(25, 50, 75)),
        ("24.99", decimals(25, 50, 75)),
        ("25", decimals(50, 60, 70)),
        ("35", decimals(60, 70, 80)),
        ("49.99", decimals(75, 85, 95)),
        ("50", decimals(80, 100, 130)),
        ("333", decimals(500, 670, 840)),
    ],
)
def test_the_worked_examples_of_the_default_table(gift: str, offered: tuple[Decimal, ...]) -> None:
    assert amounts_for(EURO, giver(gift), TODAY) == offered


def test_nobody_known_gets_the_campaigns_own_amounts() -> None:
    policy = policy_for(Ask(amounts=decimals(10, 20, 40)))
    assert amounts_for(policy, NOBODY, TODAY) == decimals(10, 20, 40)


def test_the_highest_gift_counts_before_the_last() -> None:
    assert amounts_for(EURO, giver("10", "50"), TODAY) == decimals(80, 100, 130)


def test_after_24_months_only_the_last_gift_counts() -> None:
    old = giver("10", "50", last_gift_at=date(2024, 11, 25))
    recent = giver("10", "50", last_gift_at=date(2024, 11, 26))
    assert amounts_for(EURO, old, TODAY) == decimals(25, 50, 75)
    assert amounts_for(EURO, recent, TODAY) == decimals(80, 100, 130)


@pytest.mark.parametrize("currency", ["USD", None])
def test_a_gift_in_another_or_an_unknown_currency_says_nothing(currency: str | None) -> None:
    contact = structs.replace(giver("333"), last_gift_currency=currency)
    assert amounts_for(EURO, contact, TODAY) == decimals(25, 50, 75)


def test_from_the_ceiling_on_only_the_form_is_offered() -> None:
    policy = policy_for(Ask(), Decimal(2500))
    assert amounts_for(policy, giver("2499.99"), TODAY) == decimals(3750, 5000, 6250)
    assert amounts_for(policy, giver("2500"), TODAY) is None
    assert amounts_for(policy, giver("5000"), TODAY) is None


def test_a_frozen_message_without_steps_has_the_default_ladder() -> None:
    policy = AskPolicy("EUR", decimals(25, 50, 75))
    assert amounts_for(policy, giver("35"), TODAY) == decimals(60, 70, 80)


def test_amounts_below_the_last_gift_are_replaced_by_higher_ones_in_the_same_stride() -> None:
    policy = policy_for(Ask(amounts=decimals(10, 20, 40)))
    assert amounts_for(policy, giver("24"), TODAY) == decimals(40, 60, 80)


def test_the_table_grows_with_the_order_of_the_campaigns_amounts() -> None:
    yen = policy_for(Ask(currency="JPY", amounts=decimals(2500, 5000, 7500)))
    contact = structs.replace(giver("3500"), last_gift_currency="JPY")
    assert amounts_for(yen, contact, TODAY) == decimals(6000, 7000, 8000)


amounts = st.decimals(min_value="0.01", max_value="99999", places=2)


@given(
    last=amounts,
    highest=st.none() | amounts,
    own=st.lists(amounts, min_size=1, max_size=6, unique=True).map(sorted),
)
def test_what_is_offered_rises_and_is_never_below_a_past_gift(
    last: Decimal, highest: Decimal | None, own: list[Decimal]
) -> None:
    policy = policy_for(Ask(amounts=tuple(own)))
    offered = amounts_for(policy, giver(str(last), highest and str(highest)), TODAY)
    assert offered is not None
    assert all(before < after for before, after in pairwise(offered))
    assert offered[0] >= max(last, highest or last)


def steps(*starts: int) -> tuple[LadderStep, ...]:
    one = LadderStep(Decimal(0), "add", decimals(5), Decimal(5))
    return tuple(replace(one, starts_at=Decimal(start)) for start in starts)


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (AskPolicy("EUR", ()), "is empty"),
        (AskPolicy("EUR", decimals(50, 25)), "must rise"),
        (AskPolicy("EUR", decimals(25, 25)), "must rise"),
        (AskPolicy("EUR", decimals(0, 25)), "must rise"),
        (AskPolicy("EUR", decimals(25), steps(10, 20)), "gap"),
        (AskPolicy("EUR", decimals(25), steps(0, 20, 20)), "overlaps"),
        (AskPolicy("EUR", decimals(25), steps(0, 20, 10)), "overlaps"),
    ],
)
def test_a_table_with_a_gap_or_an_overlap_is_refused(policy: AskPolicy, says: str) -> None:
    with pytest.raises(InputError, match=says):
        check_policy(policy)


@pytest.mark.parametrize(
    "step",
    [
        LadderStep(Decimal(0), "multiply", decimals("0.5", 2), Decimal(5)),
        LadderStep(Decimal(0), "multiply", (), Decimal(5)),
        LadderStep(Decimal(0), "add", decimals(5, 5), Decimal(5)),
        LadderStep(Decimal(0), "add", decimals(-5, 5), Decimal(5)),
        LadderStep(Decimal(0), "add", decimals(5), Decimal(0)),
    ],
)
def test_a_step_that_would_ask_for_less_is_refused(step: LadderStep) -> None:
    with pytest.raises(InputError, match="ladder's step from 0"):
        check_policy(AskPolicy("EUR", decimals(25), (step,)))


def test_the_default_ladder_passes_its_own_check() -> None:
    check_policy(AskPolicy("EUR", decimals(25, 50, 75), default_steps(decimals(25, 50, 75))))


def link(url: str, rules: LinkRules = GENERIC, amount: str | None = "50") -> str:
    value = None if amount is None else Decimal(amount)
    return donation_link(url, rules, amount=value, currency="EUR", code="abc_tier1")


def test_a_link_sets_amount_and_code_and_keeps_what_the_address_had() -> None:
    assert link("https://give.example.org/f?lang=en#top") == (
        "https://give.example.org/f?lang=en&amount=50&ref=abc_tier1#top"
    )


def test_our_parameters_replace_those_of_the_same_name() -> None:
    assert link("https://give.example.org/?ref=old&amount=9") == (
        "https://give.example.org/?amount=50&ref=abc_tier1"
    )


def test_without_an_amount_the_giver_chooses() -> None:
    assert link("https://give.example.org", amount=None) == (
        "https://give.example.org?ref=abc_tier1"
    )


def test_forbidden_parameters_are_stripped_and_named() -> None:
    rules = LinkRules(forbidden=("autosubmit",))
    url = "https://give.example.org/?autosubmit=Y&a=1&AutoSubmit=Y"
    assert link(url, rules, None) == "https://give.example.org/?a=1&ref=abc_tier1"
    assert rules.forbidden_in(url) == ("autosubmit", "AutoSubmit")


@pytest.mark.parametrize(
    ("rules", "amount", "said"),
    [
        (LinkRules(), "62.5", "amount=62.50"),
        (LinkRules(amount_param="transaction.donationAmt"), "50", "transaction.donationAmt=50"),
        (LinkRules(amount_unit="minor"), "62.50", "amount=6250"),
    ],
)
def test_each_platform_has_its_own_way_to_say_an_amount(
    rules: LinkRules, amount: str, said: str
) -> None:
    assert f"?{said}&" in link("https://give.example.org", rules, amount)


def test_minor_units_follow_the_currency() -> None:
    rules = LinkRules(amount_unit="minor")
    assert rules.say(Decimal(500), "JPY") == "500"
    assert rules.say(Decimal("1.5"), "KWD") == "1500"


def test_an_amount_that_the_form_cannot_take_is_refused() -> None:
    with pytest.raises(InputError, match="no decimals"):
        link("https://give.example.org", LinkRules(amount_decimals=0), "62.5")


def test_a_code_longer_than_the_platform_keeps_is_refused() -> None:
    with pytest.raises(InputError, match="9 signs; 5 fit"):
        link("https://give.example.org", LinkRules(max_len=5))


@pytest.mark.parametrize(
    "url",
    ["", "give.example.org", "javascript:alert(1)", "//give.example.org", "https://u@example.org",
     "https://exa mple.org", "https://example.org/a\nb", "https://"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        link(url)


def test_a_host_in_any_script_becomes_an_a_label_and_the_path_is_encoded() -> None:
    assert link("https://spenden.bücher.example/für uns", amount=None) == (
        "https://spenden.xn--bcher-kva.example/f%C3%BCr%20uns?ref=abc_tier1"
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_amount_or_code_can_add_a_parameter(amount: str, code: str) -> None:
    made = GENERIC.link("https://give.example.org/?x=1", amount=amount, code=code)
    assert made.isascii()
    assert made.count("&") == 2
    assert made.count("=") == 3
    assert "#" not in made
