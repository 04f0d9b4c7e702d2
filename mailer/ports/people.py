"""Whom we may write to, who must be left alone, who may come in. See `mailer.ports`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from mailer.model.contact import Contact, Recipient, Suppression
from mailer.model.ids import AddressKey, ContactId, Slug
from mailer.model.plan import Overlap
from mailer.model.segment import Alike, Rule, Selection


class Contacts(Protocol):
    def upsert(self, audience: str, rows: Iterable[Contact]) -> tuple[int, int, int]:
        """Adds or updates by key, joins them to the audience, in one transaction.

        A row's None leaves what is known untouched, and so does a consent to what the person refused. Returns (added, updated, unchanged).
        The ids of the rows are ignored.
        """

    def alike(self, selection: Selection) -> Sequence[Alike]:
        """Everyone the include rule picks, each in one of these."""

    def count(self, rule: Rule, as_of: datetime) -> int: ...

    def by_key(self, key: AddressKey) -> Contact | None: ...

    def by_id(self, contact_id: int) -> Contact | None: ...

    def tags(self, contact_ids: Sequence[ContactId]) -> Mapping[int, Sequence[str]]:
        """Contact id -> tags in alphabetical order; who has none is left out."""

    def refuse_opens(self, contact_id: int, at: datetime) -> None:
        """The person's own word: `opens_consent` becomes False, and no later list makes it anything else.
        The first date stays. Nothing where nobody has that id."""

    def sample(
        self, selection: Selection, limit: int, edition: int | None = None
    ) -> Sequence[Recipient]:
        """Recipients to render as: the ones with the emptiest and the longest values first. edition: only of
        those who get that one."""

    def stream(self, selection: Selection) -> Iterator[Recipient]:
        """The recipients (no reason against them), whole."""

    def overlaps(self, selection: Selection, since: datetime) -> Sequence[Overlap]:
        """Each campaign that reached some of the recipients since then, or is still to, most people first."""

    def lately(self, contact_id: int, since: datetime) -> Sequence[Slug]:
        """The campaigns that reached a contact since then, or are still to, by name."""

    def domains(self, rule: Rule, as_of: datetime) -> Mapping[str, int]:
        """Domain of the address -> people whom the rule picks, the most frequent ones first; where there are
        many, the rest together under an empty name."""

    def outline(self) -> str:
        """A word that becomes another when contacts come or go, or what a message could show of them
        changes its length, its number or its presence. Not where a name is swapped for one as long."""

    def audiences(self) -> Mapping[str, int]: ...

    def audiences_of(self, contact_id: int) -> frozenset[str]:
        """The imported lists that a contact came with."""

    def fields(self) -> frozenset[str]:
        """Names of the imported columns that have no meaning of their own."""


class Suppressions(Protocol):
    def add(self, suppression: Suppression) -> bool:
        """False where it was there already; the first reason and date stay."""

    def find(self, key: AddressKey) -> Suppression | None: ...

    def all(self) -> Iterator[Suppression]: ...


class People(Protocol):
    def dossier(self, key: AddressKey) -> Mapping[str, Any] | None:
        """All that is held on one person: contact, audiences, suppression, campaigns, events, gifts."""

    def forget(self, key: AddressKey, keyed_hash: str, now: datetime) -> bool:
        """Erases the person everywhere and keeps only the keyed hash, as a suppression. False where
        nobody is known by that key (the suppression is kept all the same)."""

    def forgotten(self) -> frozenset[str]:
        """The keyed hashes of everyone who was forgotten."""


class Logins(Protocol):
    """One-time links and sessions of the dashboard; only hashes are kept."""

    def add_link(self, token_hash: str, expires_at: datetime) -> None: ...

    def use_link(self, token_hash: str, now: datetime) -> bool:
        """True once, before it expires."""

    def has_any(self, now: datetime) -> bool:
        """Whether anybody is signed in: some session has not expired."""

    def add_session(self, token_hash: str, expires_at: datetime) -> None: ...

    def has_session(self, token_hash: str, now: datetime) -> bool: ...

    def end_session(self, token_hash: str) -> None:
        """Signed out: the session is worth nothing from now on."""
