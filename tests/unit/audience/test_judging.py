"""Why a person is in a segment or not."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.audience import matches, parse_segments, read_contacts, reads_as, why
from mailer.model.contact import Contact, Rejected, Suppression
from mailer.model.segment import AllOf, Condition, Rule, Segment
from tests.contracts import people_at_hand as at_hand
from tests.contracts.people_at_hand import NOW, contact

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("gift", "within_30", "older_than_30"),
    [
        (date(2026, 10, 30), False, True),
        (date(2026, 10, 31), True, False),
        (date(2026, 11, 30), True, False),
        (date(2026, 12, 24), True, False),
        (None, False, False),
    ],
)
def test_days_are_counted_from_the_day_of_the_plan(
    gift: date | None, within_30: bool, older_than_30: bool
) -> None:
    person = contact("a", last_gift_at=gift)
    for operator, holds in (("within_days", within_30), ("older_than_days", older_than_30)):
        assert matches(Condition("last_gift_at", operator, 30), person, set(), NOW) is holds  # type: ignore[arg-type]


def test_last_year_and_not_this_one_follows_the_calendar() -> None:
    lybunt = Condition("last_gift_at", "years_ago", 1)
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    person = contact("a", last_gift_at=date(2026, 12, 31))

    assert not matches(lybunt, person, set(), NOW)
    assert matches(lybunt, person, set(), new_year)


def test_each_test_is_told_with_what_is_known() -> None:
    segment = Segment(
        "it",
        AllOf(
            (
                Condition("country", "is_in", ("DE", "AT")),
                Condition("last_gift_at", "older_than_days", 30),
                Condition("last_gift_at", "within_days", 365),
                Condition("tags", "has_tag", "press"),
            )
        ),
        "",
    )
    person = contact("a", country="AT", last_gift_at=date(2024, 1, 5), tags=("staff",))
    suppression = Suppression(person.address, person.key, "bounced", NOW)

    verdict = why(segment, person, audiences=set(), as_of=NOW, suppression=suppression)

    assert not verdict.is_in
    assert verdict.reasons == (
        "yes: in Germany or Austria (country is AT)",
        "no: whose last gift was 31 to 365 days ago (last_gift_at is 2024-01-05)",
        'no: tagged "press" (tags is staff)',
        "never written to: suppressed since 2026-11-30 (bounced)",
    )


@given(at_hand.contacts, at_hand.rules)
def test_the_reasons_add_up_to_the_verdict(values: dict[str, object], rule: Rule) -> None:
    person = contact("a", **values)

    verdict = why(Segment("it", rule, ""), person, audiences={"a"}, as_of=NOW, suppression=None)

    assert verdict.is_in == all(reason.startswith("yes") for reason in verdict.reasons)
    assert verdict.is_in == matches(rule, person, {"a"}, NOW)


@given(at_hand.rules)
def test_every_rule_has_a_sentence(rule: Rule) -> None:
    sentence = reads_as(rule)
    assert sentence.startswith(("People ", "Everyone"))
    assert "  " not in sentence


@given(st.sampled_from([30, 365]), st.dates(date(2020, 1, 1), date(2026, 11, 30)))
def test_within_and_older_part_the_known_in_two(days: int, gift: date) -> None:
    person = contact("a", last_gift_at=gift)
    within = matches(Condition("last_gift_at", "within_days", days), person, set(), NOW)
    older = matches(Condition("last_gift_at", "older_than_days", days), person, set(), NOW)
    assert within is not older


# -- the sample


def test_the_sample_list_has_eight_languages_ten_countries_and_a_few_faults() -> None:
    with (ROOT / "audiences" / "supporters.csv").open("rb") as stream:
        rows = list(read_contacts(stream, "supporters.csv").rows)
    people = [row for row in rows if isinstance(row, Contact)]
    rejected = [row for row in rows if isinstance(row, Rejected)]

    assert len({person.language for person in people}) == 8
    assert len({person.country for person in people}) == 10
    assert 195 <= len({person.key for person in people}) <= 210
    assert len(people) - len({person.key for person in people}) == 3
    assert [row.reason.split(":")[0] for row in rejected][:2] == ["email", "last_gift_at"]
    assert len(rejected) == 3
    assert all(person.key.partition("@")[2] in _EXAMPLES for person in people)


_EXAMPLES = {"example.org", "example.net", "example.com"}


def test_every_sample_segment_finds_somebody_and_none_but_everyone_finds_all() -> None:
    segments = parse_segments(
        tomllib.loads((ROOT / "audiences" / "segments.toml").read_text("utf-8")), "segments.toml"
    )
    with (ROOT / "audiences" / "supporters.csv").open("rb") as stream:
        rows = read_contacts(stream, "supporters.csv").rows
        people = {row.key: row for row in rows if isinstance(row, Contact)}
    as_of = datetime(2026, 11, 25, tzinfo=UTC)

    found = {
        name: sum(
            matches(segment.rule, person, {"supporters"}, as_of) for person in people.values()
        )
        for name, segment in segments.items()
    }

    assert len(segments) >= 11
    assert all(0 < count < len(people) for name, count in found.items() if name != "everyone")
