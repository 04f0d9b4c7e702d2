"""When the ledger lets a batch go, besides its hour: quiet hours, gifts, embargoes, a warm-up; on both stores."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from mailer.model.delivery import Claim, Receipt
from mailer.model.gift import Gift
from mailer.model.timing import Hours, Timing, Waiting, Warmup
from mailer.store.tables import recipients
from tests.clock import NOON
from tests.contracts.stories import LEASE, SLUG, Story, numbers, person, positions, suppress

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT = Hours(zone="UTC", quiet=(time(21), time(8)))
OWN_NIGHT = Hours(zone="UTC", quiet=(time(21), time(8)), by_recipient=True)
TEN_PM = NOON + 10 * HOUR
MORNING = NOON + 20 * HOUR


@pytest.fixture
def six(story: Story) -> Story:
    story.import_people([person(number) for number in range(6)])
    return story


def claims(story: Story, now: datetime) -> list[Claim]:
    found = []
    while (claim := story.store.ledger.claim_batch(now, LEASE)) is not None:
        found.append(claim)
    return found


def accept(story: Story, made: list[Claim], now: datetime) -> None:
    for claim in made:
        assert story.store.ledger.record(claim, Receipt(accepted=positions(claim)), now)


# -- quiet hours


def test_what_becomes_due_in_quiet_hours_waits_for_the_morning(six: Story) -> None:
    six.freeze(2, timing=Timing(hours=NIGHT))
    accept(six, [six.store.ledger.claim_batch(NOON, LEASE)], NOON)  # type: ignore[list-item]
    assert claims(six, TEN_PM) == []
    assert six.store.ledger.next_due_at() == MORNING
    assert six.store.ledger.next_retry_at() is None
    assert six.store.ledger.waiting(SLUG, TEN_PM) == [Waiting("quiet-hours", 4, MORNING)]
    assert numbers(six) == (6, 2, 0, 0, 0, 4)
    assert len(claims(six, MORNING)) == 2
    assert six.store.ledger.waiting(SLUG, MORNING) == []


def test_an_idle_worker_does_not_stay_up_for_what_was_tried_before(six: Story) -> None:
    six.freeze(6, timing=Timing(hours=NIGHT))
    (claim,) = claims(six, NOON)
    six.store.ledger.record(claim, Receipt(unsent=positions(claim), retry_at=TEN_PM), NOON)
    assert six.store.ledger.next_retry_at() == TEN_PM
    assert claims(six, TEN_PM) == []
    assert six.store.ledger.next_retry_at() is None
    assert six.store.ledger.next_due_at() == MORNING


def test_each_zone_waits_for_its_own_morning(story: Story) -> None:
    """22:00 UTC: 23:00 in Berlin, 11:00 in Auckland; who has no zone goes by the organisation's, UTC."""
    zones = ["Europe/Berlin", "Pacific/Auckland", None]
    story.import_people([person(n, timezone=zone) for n, zone in enumerate(zones)])
    story.freeze(5, at=TEN_PM, by_timezone=True, timing=Timing(hours=OWN_NIGHT))
    (claim,) = claims(story, TEN_PM)
    assert [each.contact.timezone for _, each in claim.recipients] == ["Pacific/Auckland"]
    seven = NOON + 19 * HOUR
    assert story.store.ledger.next_due_at() == seven
    assert story.store.ledger.waiting(SLUG, TEN_PM) == [
        Waiting("quiet-hours", 1, seven),
        Waiting("quiet-hours", 1, MORNING),
    ]


def test_another_campaign_goes_while_one_waits_for_the_morning(six: Story) -> None:
    six.freeze(2, timing=Timing(hours=NIGHT))
    six.second_campaign()
    assert {claim.campaign for claim in claims(six, TEN_PM)} == {"second"}


# -- the other side asks to wait


def test_who_was_asked_to_wait_is_told_of_with_the_hour_of_the_next_try(six: Story) -> None:
    """One of a batch, a whole batch, and one batch split in two: people are counted together, from the first try on."""
    six.freeze(2)
    ledger, one, two = six.store.ledger, NOON + HOUR / 12, NOON + HOUR / 6
    part, whole, mixed = claims(six, NOON)
    ledger.record(part, Receipt(accepted=[0], unsent=[1], later=[1], later_at=two), NOON)
    ledger.record(whole, Receipt(unsent=[0, 1], later=[0, 1], later_at=one), NOON)
    ledger.record(mixed, Receipt(unsent=[0, 1], later=[0], later_at=two), NOON)
    assert ledger.waiting(SLUG, NOON) == [Waiting("asked-to-wait", 4, one)]
    accept(six, claims(six, NOON), NOON)
    accept(six, claims(six, one), one)
    assert ledger.waiting(SLUG, one) == [Waiting("asked-to-wait", 2, two)]
    accept(six, claims(six, two), two)
    assert ledger.waiting(SLUG, two) == []
    assert six.state() == "sent"


def test_a_reason_to_stop_outweighs_a_wait(six: Story) -> None:
    six.freeze(6)
    (claim,) = claims(six, NOON)
    everybody = positions(claim)
    told = Receipt(unsent=everybody, later=everybody, later_at=NOON + HOUR, stop="wrong sender")
    six.store.ledger.record(claim, told, NOON)
    record = six.store.campaigns.find(SLUG)
    assert record is not None
    assert (record.state, record.reason) == ("paused", "wrong sender")
    assert six.store.ledger.waiting(SLUG, NOON) == []


# -- gifts


def _gift(story: Story, number: int, gift_id: str, **known: object) -> None:
    record = story.store.campaigns.find(SLUG)
    contact = story.store.contacts.by_key(person(number).key)
    assert record is not None
    assert contact is not None
    told = {"given_at": NOON + HOUR, "state": "paid", "campaign": record.id, **known}
    gift = Gift(
        platform="generic",
        account="",
        gift_id=gift_id,
        amount_minor=5000,
        refunded_minor=0,
        currency="EUR",
        given_at=told["given_at"],  # type: ignore[arg-type]
        state=told["state"],  # type: ignore[arg-type]
        code=None,
        address=None,
    )
    story.store.gifts.add(gift, told["campaign"], contact.id, None, "token")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("timing", "left_out"),
    [
        (Timing(), []),
        (Timing(gave_since=NOON), [1, 2]),
        (Timing(gave_since=NOON, gave_anything=True), [1, 2, 4]),
    ],
)
def test_who_gave_meanwhile_is_left_out_at_the_last_moment(
    six: Story, timing: Timing, left_out: list[int]
) -> None:
    six.freeze(6, timing=timing)
    _gift(six, 0, "before", given_at=NOON - HOUR)
    _gift(six, 1, "since")
    _gift(six, 2, "one")
    _gift(six, 2, "another of the same person")
    _gift(six, 3, "failed", state="failed")
    _gift(six, 4, "elsewhere", campaign=None)
    (claim,) = claims(six, NOON + 2 * HOUR)
    gone = [n for n in range(6) if n not in positions(claim)]
    assert gone == left_out
    assert numbers(six) == (6, 0, 0, len(left_out), 0, 6 - len(left_out))
    assert six.store.ledger.count(SLUG).gave == len(left_out)
    with six.store.engine.connect() as connection:
        reasons = connection.scalars(
            select(recipients.c.reason).where(recipients.c.state == "suppressed")
        ).all()
    assert reasons == ["gave-since"] * len(left_out)


def test_who_gave_and_unsubscribed_is_counted_once(six: Story) -> None:
    six.freeze(6, timing=Timing(gave_since=NOON))
    _gift(six, 1, "since")
    suppress(six, 1)
    (claim,) = claims(six, NOON + 2 * HOUR)
    assert positions(claim) == [0, 2, 3, 4, 5]
    assert numbers(six) == (6, 0, 0, 1, 0, 5)
    assert six.store.ledger.count(SLUG).gave == 0


# -- embargo


def test_an_embargo_that_the_database_keeps_stops_a_claim(six: Story) -> None:
    six.freeze(2)
    detail = {
        "raw": "EMBARGOED until 1 December",
        "instant": (NOON + DAY).isoformat(),
        "ambiguous": False,
        "release": "releases/x.txt",
    }
    six.store.audit.add(SLUG, "embargo-seen", "mailer", NOON, detail)
    six.second_campaign()
    assert {claim.campaign for claim in claims(six, NOON)} == {"second"}
    record = six.store.campaigns.find(SLUG)
    assert record is not None
    assert record.state == "paused"
    assert record.reason is not None
    assert record.reason.startswith("under-embargo: nothing of it may be public before 2026-12-01")


def test_an_embargo_that_is_over_or_lifted_stops_nobody(six: Story) -> None:
    six.freeze(2)
    seen = {"raw": "x", "ambiguous": False, "release": "r"}
    six.store.audit.add(SLUG, "embargo-seen", "mailer", NOON, {**seen, "instant": NOON.isoformat()})
    assert len(claims(six, NOON)) == 3


# -- warm-up

PLAN = Warmup("news.example.org", NOON.date(), (3, 4))
WARMING = Timing(warmup=PLAN)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)


def test_a_day_of_the_warm_up_lets_exactly_its_people_go(story: Story) -> None:
    story.import_people([person(number) for number in range(12)])
    story.freeze(5, timing=WARMING)
    first = claims(story, NOON)
    assert [len(claim.recipients) for claim in first] == [3]
    assert story.store.ledger.warmed("news.example.org", NOON) == 3
    assert story.store.ledger.next_due_at() == MIDNIGHT
    assert story.store.ledger.next_retry_at() is None
    assert story.store.ledger.waiting(SLUG, NOON) == [Waiting("warm-up", 9, MIDNIGHT)]
    assert numbers(story) == (12, 0, 0, 0, 0, 12)
    accept(story, first, NOON)
    second = claims(story, MIDNIGHT)
    assert sum(len(claim.recipients) for claim in second) == 4
    accept(story, second, MIDNIGHT)
    third = claims(story, MIDNIGHT + DAY)
    assert sum(len(claim.recipients) for claim in third) == 5
    accept(story, third, MIDNIGHT + DAY)
    assert numbers(story) == (12, 12, 0, 0, 0, 0)
    assert story.state() == "sent"
    keys = [each.contact.key for claim in first + second + third for _, each in claim.recipients]
    assert sorted(keys) == sorted(contact.key for contact in story.people)


def test_campaigns_of_one_domain_share_its_day(six: Story) -> None:
    six.freeze(2, timing=WARMING)
    six.second_campaign(timing=WARMING)
    made = claims(six, NOON)
    assert sum(len(claim.recipients) for claim in made) == 3


def test_who_surely_did_not_go_is_not_counted(six: Story) -> None:
    six.freeze(3, timing=WARMING)
    (claim,) = claims(six, NOON)
    assert six.store.ledger.record(claim, Receipt(unsent=positions(claim)), NOON)
    assert six.store.ledger.warmed("news.example.org", NOON) == 0
    assert [len(claim.recipients) for claim in claims(six, NOON)] == [3]


def test_who_left_meanwhile_takes_nobodys_place(six: Story) -> None:
    six.freeze(4, timing=WARMING)
    for number in (0, 1):
        suppress(six, number)
    made = claims(six, NOON)
    assert [len(claim.recipients) for claim in made] == [2, 1]
    assert six.store.ledger.warmed("news.example.org", NOON) == 3


def test_many_workers_never_pass_a_days_number(story: Story) -> None:
    story.import_people([person(number) for number in range(40)])
    story.freeze(3, timing=Timing(warmup=Warmup("news.example.org", NOON.date(), (17,))))
    with ThreadPoolExecutor(5) as pool:
        made = [done.result() for done in [pool.submit(claims, story, NOON) for _ in range(5)]]
    assert sum(len(claim.recipients) for some in made for claim in some) == 17
    assert story.store.ledger.warmed("news.example.org", NOON) == 17


def test_a_warm_up_knows_its_days() -> None:
    assert [PLAN.most_on(date(2026, 11, day)) for day in (29, 30)] == [3, 3]
    assert [PLAN.most_on(date(2026, 12, day)) for day in (1, 2)] == [4, None]
