"""Invented campaigns, people and the repository's own template."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from mailer.model.campaign import (
    Ask,
    Campaign,
    CampaignList,
    CampaignQuote,
    FieldRule,
    Signature,
)
from mailer.model.contact import Contact
from mailer.model.ids import Address, AddressKey, ContactId
from mailer.model.message import Mailbox, PersonalTokens
from mailer.rendering import House, Person, Template
from mailer.workspace import Workspace

FOLDER = Path(__file__).parents[3] / "templates"


def template(name: str = "appeal") -> Template:
    return Workspace(FOLDER.parent).template(name)


def house(**changes: Any) -> House:
    values: dict[str, Any] = {
        "organisation": "River Watch",
        "postal_address": "12 Quay Street, 1050 Exampleton",
        "registration": "Registered charity 000000",
        "website": "https://www.example.org",
        "sender": Mailbox("Marta Quill, River Watch", "marta.quill@news.example.org"),
        "reply_to": "hello@example.org",
        "public_url": "https://mail.example.org",
        "donation_url": "https://give.example.org/rivers",
    }
    return House(**{**values, **changes})


def campaign(**changes: Any) -> Campaign:
    values: dict[str, Any] = {
        "slug": "river-deadline",
        "subject": "The council votes on the river on 10 December",
        "preheader": "One reading of the gauges is all that stands between nine villages and a guess.",
        "kicker": "River Lenn",
        "headline": "Nine villages ask the council to keep the gauges running",
        "date": "1 December 2026",
        "salutation": "Dear {{ first_name }},",
        "lede": "On Monday nine villages along the Lenn asked the district council not to switch off "
        "the gauges that warn them of a flood. The council votes on 10 December.",
        "why_now": (
            "The council votes on Thursday 10 December 2026 at 19:00 in Exampleton. After that the "
            "gauges are sold.",
        ),
        "bridge": "Our engineers read the gauges every night and tell the villages what is coming. "
        "People like you pay for those nights.",
        "postscript": "The vote is on 10 December. What reaches us before then is in the room with us.",
        "quote": CampaignQuote(
            parts=(
                "We learned of the last flood from the water in the kitchen.",
                "With the gauges we would have had six hours.",
            ),
            speaker="Ilse Brandt",
            role="mayor of Unterlenn",
            organisation="Lenn Valley Council",
        ),
        "points": CampaignList(
            heading="What we ask the council",
            items=(
                "Keep all nine gauges running until the new ones are in place;",
                "Publish every reading within the hour;",
                "Name one person who answers the telephone at night.",
            ),
        ),
        "ask": Ask(
            heading="€50 keeps one gauge running for a month",
            sentence="Every gift before the vote pays for nights on the river.",
            early_link="Give before the vote on 10 December",
            purposes=("a night of readings", "a gauge for a month", "a repair after a storm"),
        ),
        "signature": Signature(name="Marta Quill", role="Director, River Watch"),
        "fields": {"first_name": FieldRule(fallback="friend")},
    }
    return Campaign(**{**values, **changes})


def contact(number: int = 1, **changes: Any) -> Contact:
    values: dict[str, Any] = {
        "id": ContactId(number),
        "address": Address(f"person{number}@example.org"),
        "key": AddressKey(f"person{number}@example.org"),
        "first_name": "Ada",
    }
    return Contact(**{**values, **changes})


def tokens(number: int = 1) -> PersonalTokens:
    return PersonalTokens(
        unsubscribe=f"uns-{number:022d}",
        preferences=f"pre_{number:022d}",
        browser=f"bro-{number:022d}",
        gift=f"gift{number % 10 + 2}abcdefgh",
    )


DEFAULT = (Decimal(25), Decimal(50), Decimal(75))


def person(number: int = 1, amounts: Any = DEFAULT, **changes: Any) -> Person:
    return Person(
        contact(number, **changes),
        tokens(number),
        amounts,
        [f"clk-{number}-{link}" for link in range(40)],
    )
