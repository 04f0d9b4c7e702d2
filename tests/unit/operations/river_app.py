"""A workspace of River Watch whose campaign went out to three people: Ada, Bo and Cy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from mailer.app import App, open_app
from mailer.model.contact import Contact
from mailer.model.delivery import Receipt
from mailer.model.ids import Address, AddressKey, ContactId, Fingerprint, Slug
from mailer.model.message import Link, Message, Part, Slot, Tracking
from mailer.model.plan import SendPlan
from mailer.model.segment import Everyone, Segment, Selection
from mailer.planning import tally
from tests.clock import NOON, SetClock
from tests.unit.reports.river import MESSAGE

SLUG = Slug("river-vote")
CLICKS_ONLY = Tracking("own", "off")
FORM = "https://give.example.org/form?ref="
STORY = "https://www.example.org/story"
FROZEN = replace(
    MESSAGE,
    subject=Part(("Before the vote",), ()),
    slots=(Slot("gift", "plain_url", optional=True),),
    links=(
        Link(0, "button", "donate", "Give", Part((FORM, "_button"), (0,))),
        Link(1, "story", "story", "Read on", Part((STORY,), ())),
    ),
)
SETTINGS = """
[organisation]
name = "River Watch"

[donation]
currency = "EUR"
webhook_secret = "only-for-tests"

[tracking]
opens = "{opens}"
"""


def person(name: str, **known: object) -> Contact:
    address = f"{name}@example.org"
    return Contact(ContactId(0), Address(address), AddressKey(address), **known)  # type: ignore[arg-type]


@contextmanager
def river_app(
    root: Path, clock: SetClock, *, frozen: Tracking = CLICKS_ONLY, opens_now: str = "individual"
) -> Iterator[App]:
    """Sent at noon; ten minutes later. frozen: what people approved to be measured."""
    (root / "mailer.toml").write_text(SETTINGS.format(opens=opens_now))
    app = open_app(root, {"MAILER_SECRET_KEY": "a-secret-of-the-tests-0001"}, clock=clock)
    try:
        _send(app, replace(FROZEN, tracking=frozen))
        clock.advance(600)
        yield app
    finally:
        app.close()


def _send(app: App, message: Message) -> None:
    store = app.store
    people = [
        person("ada", opens_consent=True, country="DE"),
        person("bo", opens_consent=False, country="CA"),
        person("cy", country="CA"),
    ]
    store.contacts.upsert("friends", people)
    record = store.campaigns.ensure(SLUG)
    store.campaigns.move(SLUG, "approved", when=["draft"], reason=None, at=NOON)
    store.messages.put(message, record.id)
    everyone = Selection(Segment("everyone", Everyone(), "everyone"), (), (), NOON)
    plan = SendPlan(
        campaign=SLUG,
        message_sha256=message.sha256,
        recipients=3,
        excluded={},
        countries=2,
        batches=1,
        batch_size=10,
        risks=(),
        parts={"audience": tally(store.contacts.alike(everyone)).digest},
        fingerprint=Fingerprint("0123456789abcdef"),
        planned_at=NOON,
    )
    store.plans.put(plan)
    store.ledger.freeze(plan, everyone, lambda zone: NOON, False)
    while (claim := store.ledger.claim_batch(NOON, timedelta(minutes=1), 0.0)) is not None:
        told = tuple(position for position, _ in claim.recipients)
        store.ledger.record(claim, Receipt(accepted=told), NOON)


def contact_id(app: App, name: str) -> int:
    found = app.store.contacts.by_key(AddressKey(f"{name}@example.org"))
    assert found is not None
    return int(found.id)


def campaign_id(app: App) -> int:
    record = app.store.campaigns.find(SLUG)
    assert record is not None
    return record.id
