"""A small campaign of River Watch as values: what the tests of the reports start from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from mailer.model.campaign import Record
from mailer.model.delivery import LedgerCount
from mailer.model.event import EventKind, StoredEvent
from mailer.model.gift import Match, StoredGift
from mailer.model.ids import Sha256
from mailer.model.message import AskPolicy, Link, LinkKind, Mailbox, Message, Part, Tracking
from mailer.model.segment import Everyone, Segment
from mailer.reports import Facts

START = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
GMAIL = "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"
FORM = "https://give.example.org/form?amount="


def link(index: int, place: str, kind: LinkKind, *statics: str) -> Link:
    refs = tuple(range(len(statics) - 1))
    return Link(index, place, kind, f"The {place}", Part(statics, refs))


LINKS = (
    link(0, "early", "donate", f"{FORM}", "&ref=", "_early"),
    link(1, "button", "donate", f"{FORM}", "&ref=", "_button"),
    link(2, "story", "story", "https://www.example.org/story"),
    link(3, "unsubscribe", "unsubscribe", "https://mail.example.org/u/", ""),
)
MESSAGE = Message(
    campaign="river-vote",
    language="en",
    direction="ltr",
    sender=Mailbox("Marta Quill, River Watch", "marta@example.org"),
    reply_to=None,
    subject=Part(("Before the vote, ", ""), (0,)),
    preheader="",
    html=Part(("",), ()),
    text=Part(("",), ()),
    slots=(),
    links=LINKS,
    ask=AskPolicy("EUR", (Decimal(25),)),
    public_url="https://mail.example.org",
    list_id="river-watch.example.org",
    tracking=Tracking("provider", "off"),
    sha256=Sha256("ab" * 32),
)


def event(
    kind: EventKind, person: int, minutes: float, *, link: int | None = None, **facts: object
) -> StoredEvent:
    """Something that happened to a person, so many minutes after the start."""
    told = StoredEvent(
        id=f"{kind} {person} {minutes} {link}",
        kind=kind,
        happened_at=START + timedelta(minutes=minutes),
        contact_id=person,
        link_index=link,
        user_agent=FIREFOX,
    )
    return replace(told, **facts)  # type: ignore[arg-type]


def gift(
    major: int,
    person: int | None = 1,
    *,
    place: str | None = "button",
    hours: float = 30,
    currency: str = "EUR",
    match: Match = "token",
) -> StoredGift:
    given_at = START + timedelta(hours=hours)
    return StoredGift(major * 100, currency, given_at, person, place, match)


def segment(name: str) -> Segment:
    return Segment(name, Everyone(), f"all of {name}")


def facts(
    events: list[StoredEvent],
    gifts: list[StoredGift] | None = None,
    *,
    people: int = 20,
    hours: float = 73,
    segments: tuple[tuple[Segment, frozenset[int]], ...] = (),
    measured: frozenset[int] | None = None,
    message: Message | None = MESSAGE,
    **count: int,
) -> Facts:
    """A campaign to persons 1 to `people`, all accepted, looked at some hours after the start."""
    everyone = frozenset(range(1, people + 1))
    return Facts(
        record=Record(id=7, slug="river-vote", code="c7", state="sent", starts_at=START),
        messages=(message,) if message else (),
        count=LedgerCount(
            **{
                "planned": people,
                "accepted": people,
                "refused": 0,
                "suppressed": 0,
                "unknown": 0,
                "remaining": 0,
                **count,
            }
        ),
        recipients=dict.fromkeys(everyone, "accepted"),
        measured=everyone if measured is None else measured,
        events=events,
        gifts=gifts or [],
        segments=segments,
        zone="Europe/Berlin",
        as_of=START + timedelta(hours=hours),
    )
