"""Whom we may write to: import a list, count segments, keep suppressions.

CSV -> audience.read_contacts -> store.contacts.upsert, all of it or nothing
"""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from mailer.app import App
from mailer.audience import parse_address, read_contacts, why
from mailer.errors import AudienceError, InputError, NotFound
from mailer.model.contact import Contact, Import, Rejected, Suppression
from mailer.model.ids import AddressKey
from mailer.model.segment import Cap, Segment
from mailer.workspace import opened

FORGOTTEN = "forgotten"
"""The purpose under which a forgotten person's address is hashed."""
_AUDIENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
LONGEST_REASON = 200
_STEP = 1_000


def import_list(
    app: App,
    name: str,
    path: Path,
    *,
    encoding: str | None = None,
    on_rows: Callable[[int], None] = lambda read: None,
) -> dict[str, Any]:
    """Brings a CSV into audience `name`. encoding: only where a person says what the file is, see
    `audience.decoding`. on_rows: told now and then how many rows were read.

    Raises AudienceError where the file is no list or breaks off: nothing of it is imported then.
    """
    if not _AUDIENCE.fullmatch(name):
        raise AudienceError(
            f"{name!r} can't be an audience's name: letters, digits, hyphens and points only, "
            "63 at most, such as supporters."
        )
    rejected: list[Rejected] = []
    with opened(path, "one list") as stream:
        try:
            file = read_contacts(stream, path.name, encoding, _refusal(app))
            rows = _accepted(file.rows, rejected, on_rows)
            added, updated, unchanged = app.store.contacts.upsert(name, rows)
        except AudienceError as problem:
            raise AudienceError(f"{problem} Nothing was imported.") from None
    return asdict(
        Import(
            read=added + updated + unchanged + len(rejected),
            added=added,
            updated=updated,
            unchanged=unchanged,
            rejected=tuple(rejected),
            mapping=file.mapping,
        )
    )


def segments(app: App, name: str | None = None, address: str | None = None) -> dict[str, Any]:
    """Every segment, or one, as of now. address: of a contact; then each says why that one is in or out.

    Raises NotFound for a segment or a contact that isn't there.
    """
    defined = app.workspace.segments()
    if name is not None and name not in defined:
        near = difflib.get_close_matches(name, defined, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(defined)}."
        raise NotFound(f"audiences/segments.toml: there is no segment {name!r}. {hint}")
    chosen = [defined[name]] if name is not None else list(defined.values())
    now = app.clock.now()
    counted: list[dict[str, Any]] = [
        {
            "name": segment.name,
            "count": app.store.contacts.count(segment.rule, now),
            "reads_as": segment.reads_as,
        }
        for segment in chosen
    ]
    if address is not None:
        for entry, verdict in zip(counted, _verdicts(app, chosen, address), strict=True):
            entry["why"] = verdict
    return {"segments": counted}


def suppress(app: App, address: str, reason: str) -> dict[str, Any]:
    """From now on nothing is written to the address. The first reason and date stay."""
    given, key = parse_address(address)
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise InputError(
            f'--reason: 1 to {LONGEST_REASON} signs that say why, such as "asked by phone".'
        )
    suppression = Suppression(address=given, key=key, reason=words, since=app.clock.now())
    is_new = app.store.suppressions.add(suppression)
    kept = app.store.suppressions.find(key) or suppression
    return {"suppressions": [_told(kept)], "added": is_new}


def suppressions(app: App) -> dict[str, Any]:
    """Whom nothing is written to, by date. A forgotten person is there as a keyed hash only."""
    return {"suppressions": [_told(suppression) for suppression in app.store.suppressions.all()]}


def contact_of(app: App, address: str) -> Contact:
    """Raises NotFound."""
    _, key = parse_address(address)
    contact = app.store.contacts.by_key(key)
    if contact is None:
        raise NotFound(
            f"{address.strip()}: no contact has this address. `mailer import` brings contacts in."
        )
    return contact


def _accepted(
    rows: Iterator[Contact | Rejected], rejected: list[Rejected], on_rows: Callable[[int], None]
) -> Iterator[Contact]:
    for number, row in enumerate(rows, 1):
        if number % _STEP == 0:
            on_rows(number)
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            yield row


def _refusal(app: App) -> Callable[[AddressKey], str | None] | None:
    """Who asked to be forgotten does not come back with the next list."""
    is_forgotten = forgotten(app)
    if is_forgotten is None:
        return None
    return lambda key: "asked to be forgotten" if is_forgotten(key) else None


def forgotten(app: App) -> Callable[[AddressKey], bool] | None:
    """Tells whether an address was erased, as of now; None where nobody was."""
    hashes = app.store.people.forgotten()
    if not hashes:
        return None
    return lambda key: not hashes.isdisjoint(app.keyring.keyed_hashes(FORGOTTEN, key))


def _verdicts(app: App, chosen: Sequence[Segment], address: str) -> Iterator[dict[str, Any]]:
    contact = contact_of(app, address)
    audiences = app.store.contacts.audiences_of(contact.id)
    received = app.store.ledger.received_by(contact.id)
    suppression = app.store.suppressions.find(contact.key)
    over = _over_the_cap(app, contact)
    for segment in chosen:
        verdict = why(
            segment,
            contact,
            audiences=audiences,
            as_of=app.clock.now(),
            suppression=suppression,
            received=received,
        )
        yield {"is_in": verdict.is_in, "reasons": [*verdict.reasons, *over]}


def _over_the_cap(app: App, contact: Contact) -> list[str]:
    """Takes nobody out of a segment, but whatever is sent to it now leaves them out."""
    cap = frequency_cap(app)
    if cap is None:
        return []
    got = app.store.contacts.lately(contact.id, app.clock.now() - timedelta(days=cap.days))
    if len(got) < cap.most:
        return []
    return [f"not written to now: {cap.reads_as}, and there were {', '.join(got)}"]


def frequency_cap(app: App, campaign: str = "") -> Cap | None:
    """For that campaign. None: off, as it is where nobody set it."""
    most = app.settings.plan.most_per_person
    return None if most is None else Cap(most, app.settings.plan.per_days, campaign)


def _told(suppression: Suppression) -> dict[str, Any]:
    return {
        "address": suppression.address or suppression.key,
        "reason": suppression.reason,
        "since": suppression.since,
    }
