"""One person's rights: see all that we hold, and have it erased."""

from typing import Any

from mailer.app import App
from mailer.audience import parse_address, write_contacts
from mailer.errors import NotFound
from mailer.model.ids import AddressKey
from mailer.operations.audience import FORGOTTEN, forgotten


def export(app: App, address: str) -> dict[str, Any]:
    """All that is held on the person with this address: contact, audiences, suppression, campaigns,
    events, gifts, proofs. Raises NotFound where nothing is."""
    given, key = parse_address(address)
    held = app.store.people.dossier(key)
    if held is None:
        raise NotFound(_nothing(app, given, key))
    return {"address": given, "exported_at": app.clock.now(), **held}


def export_csv(app: App, address: str) -> str:
    """The contact alone, as a list of one that `import` takes. Raises NotFound."""
    given, key = parse_address(address)
    contact = app.store.contacts.by_key(key)
    if contact is None:
        raise NotFound(_nothing(app, given, key))
    return "".join(write_contacts([contact], sorted(contact.fields)))


def forget(app: App, address: str) -> dict[str, Any]:
    """Erases the person and keeps only a keyed hash, so that no later list brings them back."""
    given, key = parse_address(address)
    was_known = app.store.people.forget(
        key, app.keyring.keyed_hash(FORGOTTEN, key), app.clock.now()
    )
    return {"forgotten": given, "was_known": was_known}


def _nothing(app: App, given: str, key: AddressKey) -> str:
    is_forgotten = forgotten(app)
    if is_forgotten is not None and is_forgotten(key):
        return f"{given}: was forgotten as asked. Only a keyed hash of the address is kept."
    return f"{given}: nothing is held on this address."
