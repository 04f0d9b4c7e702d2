"""What a campaign is made of, who said yes to it, and where it may be sent from. See `mailer.ports`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from mailer.model.audit import Trail
from mailer.model.campaign import CampaignState, Record
from mailer.model.ids import Fingerprint, Sha256, Slug
from mailer.model.message import Message
from mailer.model.plan import Approval, Proof, SendPlan
from mailer.model.seat import Seated


class Campaigns(Protocol):
    def ensure(self, slug: Slug) -> Record:
        """The record, made in state draft where it is new."""

    def find(self, slug: Slug) -> Record | None: ...

    def by_code(self, code: str) -> Record | None: ...

    def by_id(self, campaign_id: int) -> Record | None: ...

    def all(self) -> Sequence[Record]: ...

    def move(
        self,
        slug: Slug,
        to: CampaignState,
        *,
        when: Sequence[CampaignState],
        reason: str | None,
        at: datetime,
    ) -> bool:
        """One conditional update; False where the campaign is in none of `when`."""

    def limit(
        self,
        slug: Slug,
        late_seconds: int | None,
        not_after: datetime | None,
        *,
        when: Sequence[CampaignState],
    ) -> None:
        """See `Record`. Nothing where the campaign is in none of `when`."""


class Messages(Protocol):
    def put(self, message: Message, campaign_id: int) -> None: ...

    def get(self, sha256: Sha256) -> Message:
        """Raises NotFound."""


class Pictures(Protocol):
    def put(self, found: Iterable[tuple[Sha256, str, bytes]], campaign_id: int) -> None:
        """(sha256, media type, bytes) of each; one that is there already stays as it is."""

    def get(self, sha256: Sha256) -> bytes:
        """Raises NotFound."""


class Plans(Protocol):
    def put(self, plan: SendPlan) -> None: ...

    def latest(self, slug: Slug) -> SendPlan | None: ...

    def find(self, slug: Slug, fingerprint: Fingerprint) -> SendPlan | None: ...


class Approvals(Protocol):
    def add(self, slug: Slug, approval: Approval) -> None:
        """Once per person and fingerprint; a second time changes nothing."""

    def of(self, slug: Slug, fingerprint: Fingerprint) -> Sequence[Approval]: ...

    def latest(self, slug: Slug) -> Approval | None:
        """The last one of any plan of the campaign."""

    def add_proof(self, slug: Slug, proof: Proof) -> None: ...

    def proofs(self, slug: Slug) -> Sequence[Proof]: ...


class Audit(Protocol):
    """Who did what when. Append only: no product path edits or deletes."""

    def add(
        self, slug: str, what: str, by: str, at: datetime, detail: Mapping[str, Any]
    ) -> None: ...

    def of(self, slug: str) -> Sequence[Mapping[str, Any]]: ...

    def trail(self, slug: str) -> Trail: ...


class Seat(Protocol):
    """Where a database may send from. Claims look for themselves, in their own transaction."""

    def look(self) -> Seated: ...

    def take(self, at_least: int) -> None:
        """This is the place from now on, and its next turn is later than `at_least`."""
