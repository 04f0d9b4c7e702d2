"""Contacts, suppressions and people, on both databases."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from mailer.errors import AudienceError
from mailer.model.contact import Contact, Suppression
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.segment import Condition, Everyone, InAudience, Segment, Selection
from mailer.store import Store, open_store, spooling, tables
from mailer.store import contacts as store_contacts
from mailer.store.database import transaction
from tests.contracts import people_at_hand as at_hand
from tests.contracts.people_at_hand import NOW, contact

FULL = contact(
    "Ada.Full",
    first_name="Ada",
    last_name="<script>{{7*7}}</script>",
    language="de",
    country="DE",
    timezone="Europe/Berlin",
    consent_at=datetime(2024, 5, 4, 10, 30, 15, 123456, tzinfo=UTC),
    consent_source="petition",
    opens_consent=False,
    tags=("press", "volunteer"),
    last_gift_amount=Decimal("33.33"),
    last_gift_currency="EUR",
    last_gift_at=date(2026, 1, 2),
    highest_gift_amount=Decimal("99999999999.999"),
    gifts_count=3,
    fields={"city": "Köln", "note": 'say "x"; \\ %s :p {{y}} \u202e'},
)
EVERYONE = Selection(Segment("everyone", Everyone(), ""), (), (), NOW)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(database_url, new_code=lambda: "code", root=tmp_path)
    yield opened
    opened.close()


def _both(before: Contact, after: Contact) -> Contact:
    """The later word stands; silence takes nothing back; tags and own fields add up."""
    known = {name: getattr(before, name) for name in Contact.__struct_fields__}
    told = {name: getattr(after, name) for name in Contact.__struct_fields__}
    both = {**known, **{name: value for name, value in told.items() if value is not None}}
    both["tags"] = tuple(sorted({*before.tags, *after.tags}))
    both["fields"] = {**before.fields, **after.fields}
    return Contact(**both)


def _found(store: Store, person: Contact) -> Contact:
    found = store.contacts.by_key(person.key)
    assert found is not None
    return structs.replace(found, id=person.id)


def test_every_value_comes_back_as_it_was_given(store: Store) -> None:
    store.contacts.upsert("list", [FULL])

    assert _found(store, FULL) == FULL
    assert [each.contact for each in store.contacts.stream(EVERYONE)] == [
        store.contacts.by_key(FULL.key)
    ]


def test_an_import_counts_each_row_once(store: Store) -> None:
    known = [contact("a", first_name="Ada"), contact("b"), contact("c")]
    assert store.contacts.upsert("list", known) == (3, 0, 0)

    again = [contact("a", first_name="Adele"), contact("b"), contact("c"), contact("d")]

    assert store.contacts.upsert("list", again) == (1, 1, 2)
    assert store.contacts.upsert("list", again) == (0, 0, 4)


def test_rows_that_differ_in_case_and_spaces_only_are_one_contact(store: Store) -> None:
    first = contact("ada", first_name="Ada", country="DE")
    second = structs.replace(
        first, address=Address("ADA@Example.org"), first_name="Adele", country=None
    )

    assert store.contacts.upsert("list", [first, second]) == (1, 0, 1)

    assert _found(store, first) == structs.replace(second, country="DE")
    assert store.contacts.upsert("list", [first, second]) == (0, 0, 2)


def test_what_a_row_does_not_say_stays_as_it_is_known(store: Store) -> None:
    store.contacts.upsert("list", [FULL])

    silent = structs.replace(contact("Ada.Full"), fields={"note": "new"}, tags=("monthly",))
    store.contacts.upsert("other", [silent])

    assert _found(store, FULL) == structs.replace(
        FULL,
        tags=("monthly", "press", "volunteer"),
        fields={"city": "Köln", "note": "new"},
    )


def test_a_persons_own_refusal_outlives_every_list(store: Store) -> None:
    store.contacts.upsert("list", [contact("a", opens_consent=True), contact("b")])
    a = store.contacts.by_key(contact("a").key)
    assert a is not None
    store.contacts.refuse_opens(a.id, NOW)
    store.contacts.refuse_opens(a.id, NOW + timedelta(days=1))
    refused = structs.replace(a, opens_consent=False, opens_refused_at=NOW)
    assert store.contacts.by_id(a.id) == refused

    agreed = [contact(name, opens_consent=True) for name in ("a", "b")]
    assert store.contacts.upsert("other", agreed) == (0, 1, 1)
    assert store.contacts.upsert("other", [contact("a", opens_consent=True, country="US")]) == (
        0,
        1,
        0,
    )

    assert store.contacts.by_id(a.id) == structs.replace(refused, country="US")
    assert store.contacts.count(Condition("opens_consent", "is", True), NOW) == 1
    unasked = replace(EVERYONE, opens_unasked_in=frozenset({"US"}))
    assert sorted(each.measures_opens for each in store.contacts.alike(unasked)) == [False, True]
    held = store.people.dossier(a.key)
    assert held is not None
    assert (held["contact"]["opens_consent"], held["contact"]["opens_refused_at"]) == (False, NOW)


def test_a_list_never_says_for_a_person_that_they_refused(store: Store) -> None:
    store.contacts.upsert("list", [contact("a", opens_consent=True, opens_refused_at=NOW)])
    a = store.contacts.by_key(contact("a").key)
    assert a is not None
    assert (a.opens_consent, a.opens_refused_at) == (True, None)


def test_the_database_itself_holds_to_a_refusal(store: Store) -> None:
    store.contacts.upsert("list", [contact("a")])
    a = store.contacts.by_key(contact("a").key)
    assert a is not None
    store.contacts.refuse_opens(a.id, NOW)
    with pytest.raises(IntegrityError), transaction(store.engine) as connection:
        connection.execute(update(tables.contacts).values(opens_consent=True))


def test_a_new_tag_alone_is_an_update_and_a_known_one_is_not(store: Store) -> None:
    store.contacts.upsert("list", [contact("a", tags=("press",))])

    assert store.contacts.upsert("list", [contact("a", tags=("press", "staff"))]) == (0, 1, 0)
    assert store.contacts.upsert("list", [contact("a", tags=("staff",))]) == (0, 0, 1)


def test_a_list_that_breaks_off_leaves_nothing_behind(store: Store) -> None:
    def rows() -> Iterator[Contact]:
        yield from (contact(f"p{number}") for number in range(spooling.CHUNK + 5))
        raise AudienceError("the file broke off")

    with pytest.raises(AudienceError):
        store.contacts.upsert("list", rows())

    assert store.contacts.count(Everyone(), NOW) == 0
    assert store.contacts.audiences() == {}


def test_while_a_list_is_read_others_may_write(store: Store) -> None:
    written: list[bool] = []

    def rows() -> Iterator[Contact]:
        for number in range(2 * spooling.CHUNK + 1):
            if number % spooling.CHUNK == 1:
                gone = contact(f"gone{number}")
                written.append(
                    store.suppressions.add(Suppression(gone.address, gone.key, "asked", NOW))
                )
            yield contact(f"p{number}")

    assert store.contacts.upsert("list", rows()) == (2 * spooling.CHUNK + 1, 0, 0)
    assert written == [True, True]


def test_a_person_in_two_parts_of_a_list_is_one_contact(store: Store) -> None:
    first = [contact("a", first_name="Ada", tags=("press",), fields={"city": "Graz"})]
    between = [contact(f"p{number}") for number in range(spooling.CHUNK)]
    last = [contact("a", last_name="Quill", tags=("staff",), fields={"street": "Quay"})]

    counts = store.contacts.upsert("list", [*first, *between, *last])

    assert counts == (spooling.CHUNK + 1, 1, 0)
    assert _found(store, contact("a")) == contact(
        "a",
        first_name="Ada",
        last_name="Quill",
        tags=("press", "staff"),
        fields={"city": "Graz", "street": "Quay"},
    )


def test_an_audience_has_whoever_came_with_it(store: Store) -> None:
    store.contacts.upsert("spring", [contact("a"), contact("b")])
    store.contacts.upsert("autumn", [contact("b"), contact("c")])

    assert store.contacts.audiences() == {"autumn": 2, "spring": 2}
    assert store.contacts.count(InAudience("autumn"), NOW) == 2
    b = store.contacts.by_key(contact("b").key)
    assert b is not None
    assert store.contacts.audiences_of(b.id) == {"autumn", "spring"}


def test_the_names_of_own_fields_are_known(store: Store) -> None:
    assert store.contacts.fields() == frozenset()

    store.contacts.upsert(
        "list", [contact("a", fields={"city": "X"}), contact("b", fields={"dog": "Y"})]
    )

    assert store.contacts.fields() == {"city", "dog"}


def test_more_than_one_chunk_is_one_import(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [contact(f"p{number}", tags=("a",)) for number in range(25)]
    monkeypatch.setattr(spooling, "CHUNK", 10)

    assert store.contacts.upsert("list", people) == (25, 0, 0)
    assert store.contacts.count(Condition("tags", "has_tag", "a"), NOW) == 25


def test_a_sample_shows_the_emptiest_and_the_longest(store: Store) -> None:
    plain = [contact(f"p{number}", first_name="Ada", last_name="Quill") for number in range(9)]
    long = contact("long", first_name="Maximiliane Theodora", last_name="von und zu Rabenstein")
    rich = contact("rich", first_name="Ada", last_name="Quill", highest_gift_amount=Decimal(5000))
    store.contacts.upsert("list", [*plain, contact("bare"), long, rich])

    chosen = store.contacts.sample(EVERYONE, 3)

    assert [one.contact.address.split("@")[0] for one in chosen] == ["bare", "long", "rich"]
    assert len(store.contacts.sample(EVERYONE, 50)) == 12


def test_people_are_counted_by_the_domain_of_their_address(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_domains = ["b.example", "a.example", "b.example", "c.example", "b.example"]
    rows = [
        structs.replace(contact(f"p{number}"), address=Address(address), key=AddressKey(address))
        for number, domain in enumerate(at_domains)
        for address in [f"p{number}@{domain}"]
    ]
    store.contacts.upsert("friends", rows)
    counted = store.contacts.domains(InAudience("friends"), NOW)
    assert list(counted.items()) == [("b.example", 3), ("a.example", 1), ("c.example", 1)]
    assert store.contacts.domains(InAudience("others"), NOW) == {}
    monkeypatch.setattr(store_contacts, "_MOST_DOMAINS", 1)
    assert store.contacts.domains(Everyone(), NOW) == {"b.example": 3, "": 2}


def test_the_outline_changes_with_what_a_message_could_show(store: Store) -> None:
    seen = [store.contacts.outline()]
    ada = contact("ada")
    for row in (
        ada,
        structs.replace(ada, first_name="Ada"),
        structs.replace(ada, first_name="Adaline"),
        structs.replace(ada, fields={"city": "Rome"}),
        structs.replace(ada, last_gift_amount=Decimal(5), last_gift_currency="EUR"),
        contact("bo"),
    ):
        store.contacts.upsert("friends", [row])
        seen.append(store.contacts.outline())
    assert len(set(seen)) == len(seen)
    store.contacts.upsert("friends", [contact("bo")])
    assert store.contacts.outline() == seen[-1]


def test_a_stream_has_only_recipients_with_their_tags(store: Store) -> None:
    store.contacts.upsert("list", [contact("a", tags=("x", "y")), contact("b"), contact("gone")])
    gone = contact("gone")
    store.suppressions.add(Suppression(gone.address, gone.key, "bounced", NOW))

    everyone = [one.contact for one in store.contacts.stream(EVERYONE)]
    streamed = {one.address.split("@")[0]: one.tags for one in everyone}

    assert streamed == {"a": ("x", "y"), "b": ()}


def test_the_first_suppression_stays(store: Store) -> None:
    first = Suppression(Address("A@example.org"), AddressKey("a@example.org"), "bounced", NOW)

    assert store.suppressions.add(first)
    assert not store.suppressions.add(replace(first, reason="asked by phone"))

    assert store.suppressions.find(first.key) == first
    assert list(store.suppressions.all()) == [first]
    assert store.suppressions.find(AddressKey("b@example.org")) is None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(st.sampled_from("abcd"), at_hand.contacts), max_size=8))
def test_an_import_ends_in_the_last_word_on_everything_whatever_the_order(
    store: Store, rows: list[tuple[str, dict[str, object]]]
) -> None:
    with transaction(store.contacts._engine) as connection:
        for table in (tables.contact_tags, tables.contact_audiences, tables.contacts):
            connection.execute(table.delete())
    people = [contact(name, **values) for name, values in rows]

    half = len(people) // 2
    for some in (people[:half], people[half:]):
        added, updated, unchanged = store.contacts.upsert("list", some)
        assert added + updated + unchanged == len(some)

    expected: dict[str, Contact] = {}
    for person in people:
        before = expected.get(person.key)
        expected[person.key] = _both(before, person) if before else person
    stored = [one.contact for one in store.contacts.stream(EVERYONE)]
    assert {one.key: structs.replace(one, id=ContactId(0)) for one in stored} == expected


# -- one person's rights


def _sent(store: Store, person: Contact) -> int:
    """A campaign that reached the person, an event and a gift; returns the contact's id."""
    store.contacts.upsert("list", [person])
    found = store.contacts.by_key(person.key)
    assert found is not None
    campaign = store.campaigns.ensure("spring")  # type: ignore[arg-type]
    with transaction(store.contacts._engine) as connection:
        batch = connection.execute(
            insert(tables.batches)
            .values(
                campaign_id=campaign.id,
                code="b1",
                message_sha256="0" * 64,
                measures_opens=True,
                due_at=NOW,
                state="accepted",
                planned=1,
            )
            .returning(tables.batches.c.id)
        ).scalar_one()
        connection.execute(
            insert(tables.recipients).values(
                campaign_id=campaign.id, batch_id=batch, position=0, contact_id=found.id
            )
        )
        connection.execute(
            insert(tables.events).values(
                id="e1",
                kind="clicked",
                happened_at=NOW,
                received_at=NOW,
                campaign_id=campaign.id,
                contact_id=found.id,
                url="https://give.example.org/rivers?code=personalcode",
                user_agent="Exotic/1.0",
                ip_hash="iphash",
                reason="550 ada.full@example.org unknown",
                raw={"said": "rawwords"},
            )
        )
        connection.execute(
            insert(tables.gifts).values(
                platform="generic",
                account="",
                gift_id="g1",
                amount_minor=5000,
                currency="EUR",
                given_at=NOW,
                state="paid",
                campaign_id=campaign.id,
                contact_id=found.id,
                match="token",
            )
        )
    return found.id


def test_the_dossier_has_all_that_is_held(store: Store) -> None:
    _sent(store, FULL)
    store.suppressions.add(Suppression(FULL.address, FULL.key, "unsubscribed", NOW))

    held = store.people.dossier(FULL.key)

    assert held is not None
    assert held["contact"]["last_name"] == "<script>{{7*7}}</script>"
    assert held["contact"]["tags"] == ("press", "volunteer")
    assert held["audiences"] == ["list"]
    assert held["suppression"]["reason"] == "unsubscribed"
    assert [(one["campaign"], one["state"]) for one in held["campaigns"]] == [
        ("spring", "accepted")
    ]
    assert [(one["campaign"], one["kind"]) for one in held["events"]] == [("spring", "clicked")]
    assert [(one["campaign"], one["amount_minor"]) for one in held["gifts"]] == [("spring", 5000)]


def test_nothing_is_held_on_a_stranger(store: Store) -> None:
    assert store.people.dossier(AddressKey("nobody@example.org")) is None


def test_a_suppression_without_a_contact_is_held_too(store: Store) -> None:
    store.suppressions.add(Suppression(FULL.address, FULL.key, "bounced", NOW))

    held = store.people.dossier(FULL.key)

    assert held is not None
    assert held["contact"] is None
    assert held["suppression"]["reason"] == "bounced"


def test_forgetting_leaves_a_hash_and_bare_numbers(store: Store) -> None:
    contact_id = _sent(store, FULL)
    store.suppressions.add(Suppression(FULL.address, FULL.key, "unsubscribed", NOW))

    assert store.people.forget(FULL.key, "c0ffee", NOW)

    assert store.contacts.by_id(contact_id) is None
    assert store.people.dossier(FULL.key) is None
    assert store.people.forgotten() == {"c0ffee"}
    assert [(one.key, one.address, one.reason) for one in store.suppressions.all()] == [
        ("hash:c0ffee", "", "forgotten")
    ]
    with transaction(store.contacts._engine) as connection:
        event = connection.execute(select(tables.events)).one()
        recipient = connection.execute(select(tables.recipients)).one()
        left = [
            connection.execute(select(table)).all()
            for table in (tables.contact_tags, tables.contact_audiences)
        ]
    assert (event.kind, event.contact_id, event.url) == (
        "clicked",
        contact_id,
        "https://give.example.org/rivers",
    )
    assert (event.user_agent, event.ip_hash, event.reason, event.raw) == (None, None, None, {})
    assert recipient.contact_id == contact_id
    assert left == [[], []]


def test_a_forgotten_ones_number_is_never_given_again(store: Store) -> None:
    contact_id = _sent(store, FULL)
    store.people.forget(FULL.key, "c0ffee", NOW)

    store.contacts.upsert("list", [contact("new")])

    new = store.contacts.by_key(contact("new").key)
    assert new is not None
    assert new.id != contact_id
    held = store.people.dossier(new.key)
    assert held is not None
    assert (held["campaigns"], held["events"], held["gifts"]) == ([], [], [])


def test_forgetting_a_stranger_keeps_the_hash_and_twice_is_once(store: Store) -> None:
    assert not store.people.forget(FULL.key, "c0ffee", NOW)
    assert not store.people.forget(FULL.key, "c0ffee", NOW)

    assert store.people.forgotten() == {"c0ffee"}


def test_the_file_does_not_hold_a_forgotten_person_any_more(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Deleted rows stay readable in a database file unless they are overwritten."""
    store = open_store(sqlite_url, new_code=lambda: "code", root=tmp_path)
    try:
        store.contacts.upsert("list", [contact(f"p{number}") for number in range(500)])
        _sent(store, FULL)
        store.contacts.upsert("list", [structs.replace(FULL, fields={"city": "Exampleton"})])
        store.people.forget(FULL.key, "c0ffee", NOW)
        path = Path(str(store.engine.url.database))
        for file in path.parent.glob(f"{path.name}*"):
            data = file.read_bytes().lower()
            for word in (
                b"ada.full",
                b"script",
                b"k\xc3\xb6ln",
                b"personalcode",
                b"rawwords",
                b"exotic/",
            ):
                assert word not in data, (file.name, word)
    finally:
        store.close()
    with sqlite3.connect(path) as plain:
        assert plain.execute("SELECT count(*) FROM contacts").fetchone() == (500,)
