"""A campaign on flood maps with six people, and what its blasts are asked for."""

import re
from collections.abc import Callable, Sequence

import pytest

from mailer.app import App
from mailer.audience import parse_address
from mailer.errors import UnsafePlan
from mailer.model.contact import Contact, Suppression
from mailer.model.ids import ContactId, Slug
from mailer.operations import blast
from tests.clock import NOON

SLUG = Slug("flood-maps")
CAMPAIGN = """
subject = "The council votes on the flood maps"
preheader = "Nine districts asked for the maps of their river; two have them so far."
segment = "everyone"
headline = "Nine districts, two maps"
salutation = "Dear {{ first_name }},"
lede = "On 10 December 2026 the council decides who may see the maps of the flooded river."
bridge = "Asking for each map takes an engineer's day. It is paid for by people like you."

[ask]
url = "https://give.example.org/rivers"
heading = "Pay for an engineer's hour"
sentence = "Each hour finds one more map."
button = "Give for the maps"

[signature]
name = "Marta Quill"
role = "Director"

[fields.first_name]
fallback = "friend"
"""
Opening = Callable[..., App]
ZONES = ("Europe/Berlin", "Asia/Tokyo", None)


def person(number: int, **more: object) -> Contact:
    address, key = parse_address(f"supporter.{number}@example.org")
    values: dict[str, object] = {
        "first_name": f"Name{number}",
        "country": "DE",
        "timezone": ZONES[number % 3],
    }
    return Contact(ContactId(0), address, key, **(values | more))  # type: ignore[arg-type]


def add(app: App, *numbers: int) -> None:
    app.store.contacts.upsert("supporters", [person(number) for number in numbers])


def suppress(app: App, number: int) -> None:
    address, key = parse_address(f"supporter.{number}@example.org")
    app.store.suppressions.add(Suppression(address, key, "unsubscribed", NOON))


def rewrite(app: App, old: str, new: str) -> None:
    path = app.workspace.root / "campaigns" / f"{SLUG}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def approved(app: App, accept: Sequence[str] = ()) -> str:
    fingerprint = str(blast.plan_campaign(app, SLUG)["fingerprint"])
    blast.approve(app, SLUG, fingerprint, "Ada Blom", accept)
    return fingerprint


def mailed(app: App) -> list[str]:
    """Whom the outbox holds a message for, proofs too."""
    files = sorted((app.workspace.root / "outbox").rglob("*.eml"))
    found = []
    for file in files:
        match = re.search(rb"^To: .*?([^\s<]+@[^\s>]+)>?\r?$", file.read_bytes(), re.MULTILINE)
        assert match is not None
        found.append(match.group(1).decode())
    return sorted(found)


def names(refused: "pytest.ExceptionInfo[UnsafePlan]") -> list[str]:
    return [risk.name for risk in refused.value.risks]


def numbers(app: App) -> dict[str, int]:
    now = blast.status(app, SLUG)
    keys = ("planned", "accepted", "refused", "suppressed", "unknown", "remaining")
    assert now["planned"] == sum(now[key] for key in keys[1:])
    return {key: now[key] for key in keys if now[key]}
