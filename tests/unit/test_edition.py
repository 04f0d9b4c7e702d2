"""Which editions a campaign has, and who gets which."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.model.campaign import Campaign
from mailer.model.edition import WHOLE, conditions, editions, split_of


def campaign(**more: object) -> Campaign:
    return Campaign.model_validate({"slug": "river", "subject": "S", "bridge": "B", **more})


def test_a_plain_campaign_is_one_edition_of_itself() -> None:
    (only,) = editions(campaign())
    assert (only.number, only.variant, only.name) == (0, "", "en")
    assert only.campaign == campaign()


def test_each_language_has_each_variant_and_the_changes_meet_in_this_order() -> None:
    """The campaign, the translation, the variant, the variant's translation."""
    every = editions(
        campaign(
            ask={"button": "Give", "heading": "H"},
            translations={"ar": {"subject": "ar-S", "bridge": "ar-B"}},
            variants={
                "b": {
                    "subject": "S2",
                    "ask": {"button": "Give now"},
                    "translations": {"ar": {"subject": "ar-S2"}},
                }
            },
        )
    )
    seen = [
        (each.name, each.campaign.subject, each.campaign.bridge, each.campaign.ask.button)
        for each in every
    ]
    assert seen == [
        ("en, variant a", "S", "B", "Give"),
        ("en, variant b", "S2", "B", "Give now"),
        ("ar, variant a", "ar-S", "ar-B", "Give"),
        ("ar, variant b", "ar-S2", "ar-B", "Give now"),
    ]
    assert [each.campaign.direction for each in every] == ["ltr", "ltr", "rtl", "rtl"]
    assert {each.campaign.ask.heading for each in every} == {"H"}


@pytest.mark.parametrize(
    ("variants", "shares"),
    [
        ({}, (10_000,)),
        ({"b": {}}, (5_000, 5_000)),
        ({"b": {"share": 20}}, (8_000, 2_000)),
        ({"b": {}, "c": {}}, (3_334, 3_333, 3_333)),
        ({"b": {"share": 10}, "c": {}}, (4_500, 1_000, 4_500)),
    ],
)
def test_what_the_named_shares_leave_is_divided_equally(
    variants: dict[str, object], shares: tuple[int, ...]
) -> None:
    assert split_of(campaign(variants=variants)).shares == shares


@given(st.integers(1, 99), st.integers(0, 10**9))
def test_a_variant_gets_its_share_of_any_thousand_people(share: int, first: int) -> None:
    """Within four standard deviations of drawing by lot."""
    split = split_of(campaign(variants={"b": {"share": share}}))
    assert sum(split.shares) == WHOLE
    got = sum(split.edition_of(number, None) for number in range(first, first + 1000))
    expected, spread = 10 * share, (10 * share * (1 - share / 100)) ** 0.5
    assert abs(got - expected) <= 4 * spread + 2


def test_another_campaign_divides_the_same_people_anew() -> None:
    """Of those in one campaign's variant b, about half are in the other's."""
    one = split_of(campaign(variants={"b": {}}))
    other = split_of(campaign(slug="forest", variants={"b": {}}))
    pairs = Counter((one.edition_of(n, None), other.edition_of(n, None)) for n in range(4_000))
    assert all(900 <= pairs[pair] <= 1_100 for pair in ((0, 0), (0, 1), (1, 0), (1, 1)))


@pytest.mark.parametrize(
    ("language", "edition"),
    [("es", 1), ("es-MX", 1), ("ES_419", 1), ("est", 0), ("en", 0), ("", 0), (None, 0), ("fr", 0)],
)
def test_people_get_their_language_and_all_others_the_campaigns(
    language: str | None, edition: int
) -> None:
    split = split_of(campaign(translations={"es": {"subject": "es-S"}}))
    assert split.edition_of(1, language) == edition


def test_conditions_of_all_editions_are_numbered_once() -> None:
    made = campaign(
        blocks=[
            {"place": "x", "text": "1", "to": {"segment": "monthly"}},
            {"place": "x", "text": "2"},
            {"place": "x", "text": "3", "to": {"field": "town", "is": ["Berlin"]}},
        ],
        variants={"b": {"blocks": [{"place": "x", "text": "4", "to": {"field": "country"}}]}},
    )
    assert [(each.segment, each.field, each.values) for each in conditions(made)] == [
        ("monthly", "", ()),
        ("", "town", ("Berlin",)),
        ("", "country", ()),
    ]
