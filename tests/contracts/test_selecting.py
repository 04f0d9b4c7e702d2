"""What the store's SQL selects is what the rules say, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from mailer.audience import matches
from mailer.model.campaign import Campaign
from mailer.model.contact import Contact, Suppression
from mailer.model.edition import split_of
from mailer.model.segment import (
    AllOf,
    Condition,
    Everyone,
    InAudience,
    NoneOf,
    Rule,
    Segment,
    Selection,
)
from mailer.store import Store, open_store
from mailer.store.database import transaction
from mailer.store.tables import contact_audiences, contact_tags, contacts
from tests.contracts import people_at_hand as at_hand
from tests.contracts.people_at_hand import NOW, contact


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(database_url, new_code=lambda: "code", root=tmp_path)
    yield opened
    opened.close()


def _selection(include: Rule, **values: object) -> Selection:
    exclude = values.pop("exclude", {})
    return Selection(
        include=Segment("chosen", include, ""),
        exclude=tuple(Segment(name, rule, "") for name, rule in exclude.items()),  # type: ignore[attr-defined]
        needs=tuple(values.pop("needs", ())),  # type: ignore[arg-type,call-overload]
        as_of=NOW,
        **values,  # type: ignore[arg-type]
    )


def _reasons(store: Store, selection: Selection) -> dict[str, str | None]:
    found = {}
    for some in store.contacts.alike(selection):
        for person in map(store.contacts.by_id, some.contact_ids):
            assert person is not None
            found[person.address.split("@")[0]] = some.reason
    return found


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    people=st.lists(st.tuples(at_hand.contacts, st.sampled_from(["a", "b"])), max_size=6),
    rules=st.lists(at_hand.rules, min_size=4, max_size=4),
)
def test_sql_and_the_plain_judgement_agree_on_any_rule_and_any_contact(
    store: Store, people: list[tuple[dict[str, object], str]], rules: list[Rule]
) -> None:
    with transaction(store.contacts._engine) as connection:
        for table in (contact_tags, contact_audiences, contacts):
            connection.execute(delete(table))
    made: list[tuple[Contact, str]] = [
        (contact(f"p{number}", **values), audience)
        for number, (values, audience) in enumerate(people)
    ]
    for audience in ("a", "b"):
        store.contacts.upsert(audience, [person for person, came in made if came == audience])
    for rule in rules:
        expected = {
            person.address.split("@")[0]
            for person, audience in made
            if matches(rule, person, {audience}, NOW)
        }
        assert _reasons(store, _selection(rule)).keys() == expected, rule
        assert store.contacts.count(rule, NOW) == len(expected)


def test_the_first_reason_that_holds_is_told_and_a_suppression_comes_last(store: Store) -> None:
    store.contacts.upsert(
        "list",
        [
            contact("gone", country="AT", first_name="Ada", fields={"city": "Exampleton"}),
            contact("gone-german", country="DE"),
            contact("recent", country="DE", gifts_count=9),
            contact("second", country="DE"),
            contact("nameless", country="AT", last_name="Quill"),
            contact("empty", country="AT", first_name="Ada", fields={"city": ""}),
            contact("fine", country="AT", first_name="Ada", fields={"city": "Exampleton"}),
        ],
    )
    for gone in (contact("gone"), contact("gone-german")):
        store.suppressions.add(Suppression(gone.address, gone.key, "unsubscribed", NOW))

    reasons = _reasons(
        store,
        _selection(
            Everyone(),
            exclude={
                "recent-givers": Condition("gifts_count", "at_least", 5),
                "germans": Condition("country", "is", "DE"),
            },
            needs=("first_name", "city"),
        ),
    )

    assert reasons == {
        "gone": "suppressed",
        "gone-german": "germans",
        "recent": "recent-givers",
        "second": "germans",
        "nameless": "missing-first_name",
        "empty": "missing-city",
        "fine": None,
    }


def test_whatever_is_unknown_is_never_a_reason_to_leave_somebody_out(store: Store) -> None:
    store.contacts.upsert("list", [contact("unknown")])

    exclude = {
        "age": Condition("last_gift_at", "within_days", 30),
        "own": Condition("score", "at_least", 1),
        "tagged": Condition("tags", "has_tag", "staff"),
        "agreed": Condition("opens_consent", "is", True),
    }

    assert _reasons(store, _selection(Everyone(), exclude=exclude)) == {"unknown": None}


def test_none_of_takes_in_whoever_is_unknown(store: Store) -> None:
    store.contacts.upsert("list", [contact("unknown"), contact("german", country="DE")])

    rule = NoneOf((Condition("country", "is", "DE"), InAudience("other")))

    assert _reasons(store, _selection(rule)) == {"unknown": None}


def test_missing_can_be_any_column_and_the_address_never_is(store: Store) -> None:
    store.contacts.upsert("list", [contact("bare")])

    for field in ("last_gift_at", "gifts_count", "opens_consent", "consent_at", "tags", "own"):
        assert _reasons(store, _selection(Everyone(), needs=("email", field))) == {
            "bare": f"missing-{field}"
        }
    assert _reasons(store, _selection(Everyone(), needs=("email",))) == {"bare": None}


@pytest.mark.parametrize(
    ("opens_consent", "country", "measures"),
    [
        (True, None, True),
        (True, "DE", True),
        (False, "US", False),
        (None, "US", True),
        (None, "DE", False),
        (None, None, False),
    ],
)
def test_opens_are_measured_with_consent_or_where_none_is_asked(
    store: Store, opens_consent: bool | None, country: str | None, measures: bool
) -> None:
    store.contacts.upsert("list", [contact("one", opens_consent=opens_consent, country=country)])

    selection = _selection(Everyone(), opens_unasked_in=frozenset({"US"}))

    assert [some.measures_opens for some in store.contacts.alike(selection)] == [measures]


def test_no_country_is_unasked_where_none_is_named(store: Store) -> None:
    store.contacts.upsert("list", [contact("one", country="US")])

    (everyone,) = store.contacts.alike(_selection(Everyone()))
    assert not everyone.measures_opens


def test_whoever_is_alike_comes_together_by_ascending_id(store: Store) -> None:
    people = [contact(f"p{number}", timezone="UTC", country="DE") for number in range(30)]
    store.contacts.upsert("list", [*people, contact("q", timezone="UTC", country=None)])

    found = {some.country: some for some in store.contacts.alike(_selection(Everyone()))}

    assert set(found) == {"DE", None}
    assert {some.timezone for some in found.values()} == {"UTC"}
    ids = list(found["DE"].contact_ids)
    assert len(ids) == 30
    assert ids == sorted(ids)


def test_nobody_is_alike_where_nobody_is_picked(store: Store) -> None:
    assert store.contacts.alike(_selection(Everyone())) == []


def test_a_rule_with_hostile_values_is_data(store: Store) -> None:
    store.contacts.upsert("list", [contact("one", first_name="'; DROP TABLE contacts; --")])

    rule = AllOf(
        (
            Condition("first_name", "is", "'; DROP TABLE contacts; --"),
            NoneOf((Condition("x'; --", "is", "' OR 1=1"), InAudience("' OR ''='"))),
        )
    )

    assert store.contacts.count(rule, NOW) == 1


# -- editions and conditions


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    languages=st.lists(st.sampled_from(["es", "fr", "zh"]), unique=True, max_size=3),
    shares=st.lists(st.integers(1, 24), max_size=3),
    slug=st.sampled_from(["river", "forest", "vote"]),
    spoken=st.lists(
        st.sampled_from([None, "", "en", "es", "es-MX", "fr_CA", "FR", "est", "zh-Hant", "z%"]),
        min_size=1,
        max_size=6,
    ),
)
def test_sql_and_the_plain_split_give_everybody_the_same_edition(
    store: Store, languages: list[str], shares: list[int], slug: str, spoken: list[str | None]
) -> None:
    campaign = Campaign.model_validate(
        {
            "slug": slug,
            "translations": {each: {"subject": each} for each in languages},
            "variants": {f"v{n}": {"share": share} for n, share in enumerate(shares)},
        }
    )
    split = split_of(campaign)
    people = [contact(f"p{n}", language=each) for n, each in enumerate(spoken)]
    store.contacts.upsert("all", people)

    for recipient in store.contacts.stream(_selection(Everyone(), split=split)):
        person = recipient.contact
        assert recipient.edition == split.edition_of(person.id, person.language)


def test_each_condition_that_holds_sets_its_bit(store: Store) -> None:
    store.contacts.upsert(
        "friends",
        [
            contact("a", country="DE", tags=("volunteer",)),
            contact("b", country="FR"),
            contact("c", tags=("volunteer",)),
        ],
    )
    rules: tuple[Rule, ...] = (
        Condition("country", "is", "DE"),
        Condition("tags", "has_tag", "volunteer"),
        InAudience("friends"),
        InAudience("others"),
    )
    chosen = store.contacts.stream(_selection(Everyone(), conditions=rules))
    shows = {each.contact.address.split("@")[0]: each.shows for each in chosen}
    assert shows == {"a": 0b0111, "b": 0b0100, "c": 0b0110}


def test_a_sample_can_be_of_one_edition(store: Store) -> None:
    store.contacts.upsert("all", [contact("a", language="es"), contact("b"), contact("c")])
    split = split_of(Campaign.model_validate({"slug": "r", "translations": {"es": {}}}))
    selection = _selection(Everyone(), split=split)
    of_each = [
        {each.contact.address[0] for each in store.contacts.sample(selection, 9, number)}
        for number in (0, 1)
    ]
    assert of_each == [{"b", "c"}, {"a"}]
