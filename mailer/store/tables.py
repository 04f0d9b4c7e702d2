"""Every table of the database. Times are aware UTC (`UtcTime`), stored as microseconds since 1970."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UtcTime(TypeDecorator[datetime]):
    """Aware datetime <-> integer microseconds: sorts, compares and indexes alike on SQLite and PostgreSQL."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_Id = BigInteger().with_variant(Integer, "sqlite")

contacts = Table(
    "contacts",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("address", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("first_name", Text),
    Column("last_name", Text),
    Column("language", String(16), index=True),
    Column("country", String(2), index=True),
    Column("timezone", Text),
    Column("consent_at", UtcTime),
    Column("consent_source", Text),
    Column("opens_consent", Boolean),
    Column("opens_refused_at", UtcTime),
    Column("last_gift_amount", Numeric(14, 3)),
    Column("last_gift_currency", String(3)),
    Column("last_gift_at", Date, index=True),
    Column("highest_gift_amount", Numeric(14, 3)),
    Column("gifts_count", Integer),
    Column("fields", JSON, nullable=False, default=dict),
    CheckConstraint(
        "opens_refused_at IS NULL OR opens_consent IS FALSE", name="ck_contacts_opens_refused"
    ),
    sqlite_autoincrement=True,
)
"""An id is never given again: the ledger keeps the bare ids of people who were forgotten. What a person
refused themselves stays refused, whoever writes."""
contact_tags = Table(
    "contact_tags",
    metadata,
    Column("contact_id", _Id, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", Text, primary_key=True),
    Index("ix_contact_tags_tag", "tag", "contact_id"),
)
contact_audiences = Table(
    "contact_audiences",
    metadata,
    Column("audience", Text, primary_key=True),
    Column("contact_id", _Id, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
)
contact_fields = Table(
    "contact_fields",
    metadata,
    Column("name", Text, primary_key=True),
)
"""Names of the keys in contacts.fields, so that nobody has to read a million rows to list them."""
suppressions = Table(
    "suppressions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", UtcTime, nullable=False),
)
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("code", Text, nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    Column("starts_at", UtcTime),
    Column("fingerprint", String(16)),
    Column("moved_at", UtcTime),
    Column("late_seconds", Integer),
    Column("not_after", UtcTime),
    Column("timing", LargeBinary),
    Column("canary", String(16)),
    Column("hold_until", UtcTime),
    Column("transport", Text),
)
"""transport: by which it was approved to go out; NULL: whatever a worker has. timing: a `model.timing.Timing`, as JSON; NULL: nothing but the hour decides. canary: NULL, or see
`model.timing.CanaryState`. hold_until: from then on the rest may go, if the canary is well."""
messages = Table(
    "messages",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("campaign_id", _Id, ForeignKey("campaigns.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
pictures = Table(
    "pictures",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Of messages, by the sha256 of their bytes. kind: media type."""
campaign_pictures = Table(
    "campaign_pictures",
    metadata,
    Column("sha256", String(64), ForeignKey("pictures.sha256"), primary_key=True),
    Column("campaign_id", _Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
)
"""Which campaigns a picture stands in: each has its own embargo."""
plans = Table(
    "plans",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("slug", Text, nullable=False, index=True),
    Column("fingerprint", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("planned_at", UtcTime, nullable=False),
)
approvals = Table(
    "approvals",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("fingerprint", String(16), primary_key=True),
    Column("by", Text, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("accepted_risks", JSON, nullable=False, default=list),
)
proofs = Table(
    "proofs",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("slug", Text, nullable=False, index=True),
    Column("to", Text, nullable=False),
    Column("rendered_as", _Id, nullable=False),
    Column("message_sha256", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)
batches = Table(
    "batches",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("campaign_id", _Id, ForeignKey("campaigns.id"), nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("message_sha256", String(64), nullable=False),
    Column("measures_opens", Boolean, nullable=False),
    Column("timezone", Text),
    Column("due_at", UtcTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Text),
    Column("attempted_at", UtcTime),
    Column("lease_until", UtcTime),
    Column("provider_id", Text),
    Column("reason", Text),
    Column("planned", Integer, nullable=False),
    Column("accepted", Integer, nullable=False, default=0),
    Column("refused", Integer, nullable=False, default=0),
    Column("suppressed", Integer, nullable=False, default=0),
    Column("unknown", Integer, nullable=False, default=0),
    Column("is_canary", Boolean, nullable=False, default=False, server_default=false()),
    Column("is_held", Boolean, nullable=False, default=False, server_default=false()),
    Column("gave", Integer, nullable=False, default=0, server_default=text("0")),
    Index("ix_batches_state_due_at", "state", "due_at"),
    Index("ix_batches_campaign_id_state", "campaign_id", "state"),
)
"""is_held: waits for its campaign's canary, whatever its hour. gave: of the suppressed, who gave meanwhile."""
recipients = Table(
    "recipients",
    metadata,
    Column("campaign_id", _Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("batch_id", _Id, ForeignKey("batches.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("contact_id", _Id, nullable=False),
    Column("state", String(16)),
    Column("reason", Text),
    Column("shows", BigInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("campaign_id", "contact_id"),
    sqlite_with_rowid=False,
)
"""state: NULL follows its batch (queued, sending: remaining); accepted, refused, suppressed, unknown stand
for this person alone. shows: see `model.contact.Recipient`. Clustered by batch, which makes a claim's fetch
one range read."""
pace = Table(
    "pace",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next_at", UtcTime, nullable=False),
    Column("per_second", Float),
)
"""per_second: of `blast`, what the last campaign was scheduled with; NULL or 0: no limit. Rows: `blast` for all campaigns together, `campaign:ID` for one with a pace of its own; `look-up`, `look-up:CODE`
for when a provider may be asked of a doubt."""
warmups = Table(
    "warmups",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("people", Integer, nullable=False),
)
"""How many people were claimed on a day (UTC) from a sender's domain that is being warmed up."""
events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("happened_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("campaign_id", _Id),
    Column("contact_id", _Id),
    Column("batch_id", _Id),
    Column("attempt", Text),
    Column("is_inferred", Boolean, nullable=False, default=False),
    Column("source", String(16), nullable=False, default="provider"),
    Column("method", String(8)),
    Column("url", Text),
    Column("link_index", Integer),
    Column("user_agent", Text),
    Column("ip_hash", Text),
    Column("is_machine", Boolean, nullable=False, default=False),
    Column("reason", Text),
    Column("bounce_class", Text),
    Column("provider_id", Text),
    Column("raw", JSON, nullable=False, default=dict),
    Index("ix_events_campaign_id_kind_contact_id", "campaign_id", "kind", "contact_id"),
    sqlite_with_rowid=False,
)
gifts = Table(
    "gifts",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("gift_id", Text, primary_key=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False, default=0),
    Column("currency", String(3), nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("campaign_id", _Id, index=True),
    Column("contact_id", _Id, index=True),
    Column("place", Text),
    Column("match", String(16), nullable=False),
)
seats = Table(
    "seats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("place", Text, nullable=False),
    Column("turn", BigInteger, nullable=False),
)
"""One row: see `store.seat`."""
audit = Table(
    "audit",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("slug", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("detail", JSON, nullable=False, default=dict),
    Column("digest", String(64)),
)
"""Never updated, never deleted from: see `store.audit`."""
logins = Table(
    "logins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)
