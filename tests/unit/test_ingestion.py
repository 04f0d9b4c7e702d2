"""A provider's webhook, signed for real, into a real database: what is stored, stopped and settled."""

import base64
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from mailer.errors import WebhookRejected
from mailer.ingestion import ingest
from mailer.model.delivery import Claim, Receipt
from mailer.model.event import Ingested
from mailer.ports import Suppressions
from mailer.store import tables
from mailer.transports.sendgrid.events import Webhook
from tests.clock import NOON
from tests.contracts.stories import LEASE, SLUG, Story, opened, person

KEY = ec.derive_private_key(20261201, ec.SECP256R1())
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()
_numbers = itertools.count(1)


def signed(events: Sequence[Mapping[str, Any]], at: datetime) -> tuple[dict[str, str], bytes]:
    body = json.dumps(events).encode()
    stamp = str(int(at.timestamp()))
    signature = KEY.sign(stamp.encode() + body, ec.ECDSA(SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
    }, body


@dataclass
class Post:
    """The office where webhooks arrive; the story behind it has sent one batch to five people."""

    story: Story
    claim: Claim
    now: datetime = NOON + timedelta(minutes=10)
    hashed: Callable[[str], str] = field(default=lambda ip: f"hash of {len(ip)}")

    def take(
        self, *events: Mapping[str, Any], suppressions: Suppressions | None = None
    ) -> Ingested:
        headers, body = signed(events, self.now)
        store = self.story.store
        return ingest(
            Webhook([PUBLIC]).parse_events(headers, body, self.now),
            events=store.events,
            contacts=store.contacts,
            suppressions=suppressions or store.suppressions,
            ledger=store.ledger,
            hashed=self.hashed,
            is_forgotten=lambda key: key == "forgotten@example.net",
            now=self.now,
        )

    def event(self, kind: str, number: int = 0, **facts: Any) -> dict[str, Any]:
        """As SendGrid tells it of the person with that number; a fact that is None is left out."""
        told = {
            "event": kind,
            "email": f"person{number}@example.org",
            "timestamp": int((NOON + timedelta(minutes=5)).timestamp()),
            "sg_event_id": f"event-{next(_numbers)}",
            "nb_batch": self.claim.batch_code,
            "nb_attempt": self.claim.attempt,
            "nb_recipient": str(number),
            **facts,
        }
        return {name: value for name, value in told.items() if value is not None}

    def suppressed(self) -> dict[str, str]:
        return {each.key: each.reason for each in self.story.store.suppressions.all()}

    def batches(self) -> dict[str, int]:
        counted = self.story.store.ledger.count(SLUG).batches
        return {state: count for state, count in counted.items() if count}


@contextmanager
def claimed(url: str) -> Iterator[Post]:
    store = opened(url)
    story = Story(store)
    story.import_people([person(number) for number in range(5)])
    story.freeze(batch_size=10)
    claim = store.ledger.claim_batch(NOON, LEASE, 0.0)
    assert claim is not None
    yield Post(story, claim)
    store.close()


@pytest.fixture
def post(sqlite_url: str) -> Iterator[Post]:
    with claimed(sqlite_url) as found:
        yield found


@pytest.fixture
def anywhere(database_url: str) -> Iterator[Post]:
    """On SQLite and on PostgreSQL."""
    with claimed(database_url) as found:
        yield found


@pytest.fixture
def accepted(post: Post) -> Post:
    post.story.store.ledger.record(post.claim, Receipt(accepted=tuple(range(5))), NOON)
    return post


def test_events_are_stored_once_and_repeats_are_counted(accepted: Post) -> None:
    delivered, click = accepted.event("delivered"), accepted.event("click", 1)
    assert accepted.take(delivered, click) == Ingested(2, 0, 0, 0)
    assert accepted.take(click, delivered, accepted.event("open", 2)) == Ingested(1, 2, 0, 0)


def test_a_complaint_and_an_unsubscribe_stop_at_once(accepted: Post) -> None:
    came = accepted.take(accepted.event("spamreport", 1), accepted.event("unsubscribe", 2))
    assert came.suppressed == 2
    assert accepted.suppressed() == {
        "person1@example.org": "complained",
        "person2@example.org": "unsubscribed",
    }


def test_a_group_unsubscribe_stops_and_a_resubscribe_lifts_nothing(accepted: Post) -> None:
    accepted.take(accepted.event("group_unsubscribe", 1))
    accepted.take(accepted.event("group_resubscribe", 1))
    assert accepted.suppressed() == {"person1@example.org": "unsubscribed"}


@pytest.mark.parametrize(
    "facts",
    [
        {"bounce_classification": "Invalid Address"},
        {"bounce_classification": "invalid address"},
        {"status": "5.1.1"},
        {"status": "5.1.10"},
        {"reason": "550 5.1.1 no mailbox of that name"},
        {"reason": "550 user unknown", "bounce_classification": "Unclassified"},
        {"reason": "500 unknown recipient", "status": "5.0.0"},
    ],
)
def test_an_address_that_does_not_exist_stops_at_once(
    accepted: Post, facts: dict[str, str]
) -> None:
    accepted.take(accepted.event("bounce", 1, type="bounce", **facts))
    assert accepted.suppressed() == {"person1@example.org": "bounced"}


@pytest.mark.parametrize(
    "facts",
    [
        {"bounce_classification": "Mailbox Unavailable"},
        {"bounce_classification": "Content", "status": "5.1.1"},
        {"status": "5.2.2"},
        {"status": "5.1.8"},
        {"reason": "550 5.7.1 not today, call 15.1.1.20"},
        {},
    ],
)
def test_other_bounces_stop_at_the_third_in_thirty_days(
    accepted: Post, facts: dict[str, str]
) -> None:
    for _ in range(2):
        accepted.take(accepted.event("bounce", 1, **facts))
    assert accepted.suppressed() == {}
    accepted.take(accepted.event("bounce", 2, **facts))
    assert accepted.suppressed() == {}
    accepted.take(accepted.event("bounce", 1, **facts))
    assert accepted.suppressed() == {"person1@example.org": "bounced"}


def test_bounces_of_long_ago_are_forgiven(accepted: Post) -> None:
    old = int((NOON - timedelta(days=31)).timestamp())
    for _ in range(3):
        accepted.take(accepted.event("bounce", 1, timestamp=old, status="5.2.2"))
    assert accepted.suppressed() == {}


@pytest.mark.parametrize("times", [1, 5])
def test_blocks_and_deferrals_never_stop(accepted: Post, times: int) -> None:
    for _ in range(times):
        accepted.take(
            accepted.event("bounce", 1, type="blocked", status="5.1.1"),
            accepted.event("deferred", 1, reason="450 4.1.1 user unknown"),
            accepted.event("dropped", 1, reason="Invalid"),
        )
    assert accepted.suppressed() == {}


def test_the_first_reason_and_date_stay(accepted: Post) -> None:
    accepted.take(accepted.event("spamreport", 1))
    assert accepted.take(accepted.event("unsubscribe", 1)).suppressed == 0
    assert accepted.suppressed() == {"person1@example.org": "complained"}


def test_a_suppression_is_never_dated_in_the_future(accepted: Post) -> None:
    ahead = int((accepted.now + timedelta(days=1)).timestamp())
    accepted.take(accepted.event("spamreport", 1, timestamp=ahead))
    (stopped,) = accepted.story.store.suppressions.all()
    assert stopped.since == accepted.now


def test_without_an_address_the_person_is_found_by_their_place(accepted: Post) -> None:
    accepted.take(accepted.event("spamreport", 3, email=None))
    assert accepted.suppressed() == {"person3@example.org": "complained"}


def test_without_our_ids_the_person_is_found_by_their_address(accepted: Post) -> None:
    bare = {"nb_batch": None, "nb_attempt": None, "nb_recipient": None}
    accepted.take(accepted.event("bounce", 4, status="5.1.1", **bare))
    assert accepted.suppressed() == {"person4@example.org": "bounced"}


def test_who_complains_is_suppressed_before_they_stand_on_any_list(accepted: Post) -> None:
    came = accepted.take(
        accepted.event("spamreport", email="Stranger@example.net", nb_batch="not ours"),
        accepted.event("bounce", email="full@example.net", nb_batch="not ours", status="5.2.2"),
    )
    assert (came.stored, came.unmatched, came.suppressed) == (2, 2, 1)
    assert accepted.suppressed() == {"stranger@example.net": "complained"}


def test_of_who_was_forgotten_no_address_is_kept_again(accepted: Post) -> None:
    accepted.take(accepted.event("spamreport", email="Forgotten@example.net", nb_batch="not ours"))
    assert accepted.suppressed() == {}


def test_what_happens_to_a_proof_stops_nobody(accepted: Post) -> None:
    accepted.take(
        accepted.event("spamreport", 1, nb_batch="proof-abc"),
        accepted.event("unsubscribe", 2, nb_batch="proof-abc"),
        accepted.event("bounce", 3, nb_batch="proof-abc", status="5.1.1"),
    )
    assert accepted.suppressed() == {}


def test_network_addresses_are_kept_as_a_keyed_hash_only(accepted: Post) -> None:
    accepted.take(accepted.event("click", 1, ip="203.0.113.9"))
    (click,) = accepted.story.store.events.of(accepted.claim.campaign_id, ["clicked"])
    assert click.ip_hash == "hash of 11"


# settling


def parked(post: Post) -> Post:
    post.story.store.ledger.record(post.claim, Receipt(unknown=tuple(range(5))), NOON)
    assert post.batches() == {"unknown": 1}
    return post


@pytest.mark.parametrize("kind", ["processed", "dropped", "delivered", "open", "click", "bounce"])
def test_any_event_of_our_attempt_proves_that_the_batch_was_accepted(post: Post, kind: str) -> None:
    parked(post).take(post.event(kind, 2))
    assert post.batches() == {"accepted": 1}


@pytest.mark.parametrize(
    "facts", [{"nb_attempt": "another"}, {"nb_attempt": None}, {"nb_batch": "another"}]
)
def test_events_of_another_attempt_prove_nothing(post: Post, facts: dict[str, Any]) -> None:
    parked(post).take(post.event("delivered", 2, **facts))
    assert post.batches() == {"unknown": 1}


# what goes wrong


@pytest.fixture
def dying(tmp_path: Path) -> Iterator[Suppressions]:
    """Where the work is cut off after the events were stored: a database that has lost a table."""
    store = opened(f"sqlite:///{tmp_path / 'dying.db'}")
    tables.suppressions.drop(store.engine)
    yield store.suppressions
    store.close()


def test_what_a_crash_left_undone_is_made_good_when_it_is_told_again(
    anywhere: Post, dying: Suppressions
) -> None:
    parked(anywhere)
    told = anywhere.event("spamreport", 1)
    with pytest.raises(OperationalError):
        anywhere.take(told, suppressions=dying)
    assert anywhere.suppressed() == {}
    assert anywhere.batches() == {"unknown": 1}
    assert anywhere.take(told) == Ingested(stored=0, repeated=1, unmatched=0, suppressed=1)
    assert anywhere.suppressed() == {"person1@example.org": "complained"}
    assert anywhere.batches() == {"accepted": 1}


def test_forged_events_change_nothing(accepted: Post) -> None:
    headers, body = signed([accepted.event("spamreport", 1)], accepted.now)
    store = accepted.story.store
    with pytest.raises(WebhookRejected):
        ingest(
            Webhook([PUBLIC]).parse_events(
                headers, body.replace(b"person1", b"person2"), accepted.now
            ),
            events=store.events,
            contacts=store.contacts,
            suppressions=store.suppressions,
            ledger=store.ledger,
            hashed=accepted.hashed,
            is_forgotten=lambda key: False,
            now=accepted.now,
        )
    assert accepted.suppressed() == {}
    assert list(store.events.of(accepted.claim.campaign_id, ["complained"])) == []


hostile = st.dictionaries(
    st.sampled_from(
        [
            *("event", "email", "timestamp", "sg_event_id", "nb_batch", "nb_attempt", "type"),
            *(
                "nb_recipient",
                "url",
                "ip",
                "useragent",
                "reason",
                "status",
                "bounce_classification",
                "url_offset",
            ),
        ]
    ),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["spamreport", "bounce", "click", "w1", "0", "person1@example.org", "a@b"])
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(hostile, max_size=4))
def test_hostile_events_are_stored_and_never_crash(
    anywhere: Post, events: list[dict[str, Any]]
) -> None:
    came = anywhere.take(*events)
    assert came.stored + came.repeated == len(events)
