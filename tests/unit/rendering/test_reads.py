"""A filler says which fields of a contact it reads: a blast fetches no others."""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from msgspec import structs

from mailer.model.campaign import Campaign
from mailer.model.contact import Contact
from mailer.model.edition import conditions
from mailer.model.message import Message
from mailer.rendering import Filler, Person, Template, compile
from mailer.rendering.fields import CONTACT_FIELDS
from tests.unit.rendering.golden import GOLDEN, NAMES
from tests.unit.rendering.samples import campaign, contact, house, person, template

OURS = house(known_fields=frozenset({"gauges", "valley"}))
TODAY = date(2026, 12, 1)
ONE_LINE = Template(
    name="one-line",
    html="<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>{{ c.salutation }}</p></body></html>",
    text="{{ c.salutation }}",
)
KNOWN = contact(
    first_name="Ada",
    last_name="Lind",
    language="de",
    country="AT",
    timezone="Europe/Vienna",
    consent_at=datetime(2025, 3, 4, tzinfo=UTC),
    consent_source="petition",
    tags=("river", "lake"),
    last_gift_amount=Decimal(40),
    last_gift_currency="SEK",
    last_gift_at=date(2026, 1, 2),
    highest_gift_amount=Decimal(90),
    gifts_count=3,
    fields={"valley": "Lenn", "gauges": "Nord;Mill bridge"},
)


def only(contact: Contact, names: frozenset[str]) -> Contact:
    kept = {"id", "address", "key"} | names
    return Contact(
        **{name: getattr(contact, name) for name in contact.__struct_fields__ if name in kept}
    )


def assert_the_same_without_the_others(message: Message, one: Person) -> None:
    filler = Filler(message)
    fewer = structs.replace(one, contact=only(one.contact, filler.reads))
    assert filler.fill([fewer], TODAY) == filler.fill([one], TODAY)


def somebody() -> Person:
    return structs.replace(person(), contact=KNOWN, shows=1)


@pytest.mark.parametrize("field", sorted(CONTACT_FIELDS | {"valley", "today"}))
def test_what_a_field_shows_is_read(field: str) -> None:
    message = compile(campaign(subject="", salutation=f"{{{{ {field} }}}}"), ONE_LINE, OURS)
    (made,) = Filler(message).fill([somebody()], TODAY)
    (nobody,) = Filler(message).fill([structs.replace(somebody(), contact=contact())], TODAY)
    assert made != nobody or field in ("email", "first_name", "today")
    assert_the_same_without_the_others(message, somebody())


@pytest.mark.parametrize("name", NAMES)
def test_no_golden_message_changes_without_what_it_does_not_read(name: str) -> None:
    values = tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))
    written = Campaign(slug=name, **values)
    message = compile(written, template(written.template), house(), conditions=conditions(written))
    assert_the_same_without_the_others(message, somebody())


def test_a_name_alone_needs_no_gift_and_no_column_of_a_list() -> None:
    message = compile(campaign(subject="", salutation="{{ first_name }}"), ONE_LINE, OURS)
    assert Filler(message).reads == {"first_name"}
