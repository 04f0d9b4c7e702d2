"""The invented campaign, house and people that several benchmarks share, and how they take the time."""

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from mailer.model.campaign import Ask, Campaign, CampaignList, CampaignQuote, FieldRule, Signature
from mailer.model.contact import Contact
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.message import Mailbox, Message, PersonalTokens
from mailer.rendering import House, Person, compile, join
from mailer.workspace import Workspace

TEMPLATE = Workspace(Path(__file__).parents[2]).template("appeal")
LADDER = (
    (Decimal(25), Decimal(50), Decimal(75)),
    (Decimal(60), Decimal(70), Decimal(80)),
    (Decimal(80), Decimal(100), Decimal(130)),
)
NAMES = ("Ada", "Ömer", "Marie-Claire", "O'Brien", "سامي", "明", "<b>Bo</b>", "Zoë")
_SENTENCE = "The gauges tell nine villages what the river will do tonight. "


def fastest(*acts: Callable[[], object], rounds: int = 5) -> list[float]:
    """Seconds of a core that each takes, of the fastest of some rounds: the least disturbed one. They take
    turns, so that what else the machine does falls on all."""
    seconds = [float("inf")] * len(acts)
    for _ in range(rounds):
        for number, act in enumerate(acts):
            started = time.process_time()
            act()
            seconds[number] = min(seconds[number], time.process_time() - started)
    return seconds


def house() -> House:
    return House(
        organisation="River Watch",
        postal_address="12 Quay Street, 1050 Exampleton",
        registration="Registered charity 000000",
        sender=Mailbox("Marta Quill, River Watch", "marta.quill@news.example.org"),
        public_url="https://mail.example.org",
        donation_url="https://give.example.org/rivers",
    )


def campaign(paragraphs: int = 2) -> Campaign:
    """paragraphs: of its longest part, 250 signs each."""
    return Campaign(
        slug="benchmark",
        subject="{{ first_name }}, the council votes on 10 December",
        preheader=_SENTENCE,
        kicker="River Lenn",
        headline="Nine villages ask the council to keep the gauges running",
        date="1 December 2026",
        salutation="Dear {{ first_name }},",
        lede=_SENTENCE * 3,
        why_now=(_SENTENCE * 4,) * paragraphs,
        bridge=_SENTENCE * 3,
        postscript=_SENTENCE * 2,
        quote=CampaignQuote(parts=(_SENTENCE, _SENTENCE), speaker="Ilse Brandt", role="mayor"),
        points=CampaignList(heading="What we ask", items=(_SENTENCE,) * 5),
        ask=Ask(purposes=("a night of readings", "a gauge for a month", "a repair")),
        signature=Signature(name="Marta Quill", role="Director"),
        fields={"first_name": FieldRule(fallback="friend")},
    )


def campaign_of(size: int) -> tuple[Campaign, Message]:
    """A campaign whose HTML has so many bytes, or a few paragraphs more, and its message."""
    paragraphs = 2
    while True:
        long = campaign(paragraphs)
        message = compile(long, TEMPLATE, house())
        lacking = size - len(join(message.html, ["x"] * len(message.slots)).encode())
        if lacking <= 0:
            return long, message
        paragraphs += max(1, lacking // 400)


def person(number: int) -> Person:
    contact = Contact(
        id=ContactId(number + 1),
        address=Address(f"person{number}@example.org"),
        key=AddressKey(f"person{number}@example.org"),
        first_name=NAMES[number % len(NAMES)],
    )
    token = f"{number:032d}"
    tokens = PersonalTokens(f"u{token}", f"p{token}", f"b{token}", f"g{number:020d}")
    return Person(contact, tokens, LADDER[number % len(LADDER)])
