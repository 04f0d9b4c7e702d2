"""Every table of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.BigInteger()
"""Aware UTC, as microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("accepted_risks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "fingerprint", "by", name="pk_approvals"),
    )
    op.create_table(
        "audit",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_slug", "audit", ["slug"])

    op.create_table(
        "campaigns",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("starts_at", _TIME, nullable=True),
        sa.Column("fingerprint", sa.String(length=16), nullable=True),
        sa.Column("moved_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("code", name="uq_campaigns_code"),
        sa.UniqueConstraint("slug", name="uq_campaigns_slug"),
    )
    op.create_table(
        "contact_fields",
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_contact_fields"),
    )
    op.create_table(
        "contacts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("consent_at", _TIME, nullable=True),
        sa.Column("consent_source", sa.Text(), nullable=True),
        sa.Column("opens_consent", sa.Boolean(), nullable=True),
        sa.Column("opens_refused_at", _TIME, nullable=True),
        sa.Column("last_gift_amount", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("last_gift_currency", sa.String(length=3), nullable=True),
        sa.Column("last_gift_at", sa.Date(), nullable=True),
        sa.Column("highest_gift_amount", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("gifts_count", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("key", name="uq_contacts_key"),
        sa.CheckConstraint(
            "opens_refused_at IS NULL OR opens_consent IS FALSE", name="ck_contacts_opens_refused"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contacts_country", "contacts", ["country"])
    op.create_index("ix_contacts_language", "contacts", ["language"])
    op.create_index("ix_contacts_last_gift_at", "contacts", ["last_gift_at"])

    op.create_table(
        "events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("happened_at", _TIME, nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        sa.Column("campaign_id", _ID, nullable=True),
        sa.Column("contact_id", _ID, nullable=True),
        sa.Column("batch_id", _ID, nullable=True),
        sa.Column("attempt", sa.Text(), nullable=True),
        sa.Column("is_inferred", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("link_index", sa.Integer(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("ip_hash", sa.Text(), nullable=True),
        sa.Column("is_machine", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("bounce_class", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_events_campaign_id_kind_contact_id", "events", ["campaign_id", "kind", "contact_id"]
    )

    op.create_table(
        "gifts",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("gift_id", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("given_at", _TIME, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("campaign_id", _ID, nullable=True),
        sa.Column("contact_id", _ID, nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("match", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account", "gift_id", name="pk_gifts"),
    )
    op.create_index("ix_gifts_campaign_id", "gifts", ["campaign_id"])

    op.create_table(
        "logins",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_logins"),
    )
    op.create_table(
        "pace",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pace"),
    )
    op.create_table(
        "plans",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("planned_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_index("ix_plans_slug", "plans", ["slug"])

    op.create_table(
        "proofs",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("rendered_as", _ID, nullable=False),
        sa.Column("message_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proofs"),
    )
    op.create_index("ix_proofs_slug", "proofs", ["slug"])

    op.create_table(
        "suppressions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_suppressions"),
    )
    op.create_table(
        "batches",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message_sha256", sa.String(length=64), nullable=False),
        sa.Column("measures_opens", sa.Boolean(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Text(), nullable=True),
        sa.Column("attempted_at", _TIME, nullable=True),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("suppressed", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_batches_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("code", name="uq_batches_code"),
    )
    op.create_index("ix_batches_campaign_id_state", "batches", ["campaign_id", "state"])
    op.create_index("ix_batches_state_due_at", "batches", ["state", "due_at"])

    op.create_table(
        "contact_audiences",
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name="fk_contact_audiences_contact_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("audience", "contact_id", name="pk_contact_audiences"),
    )
    op.create_table(
        "contact_tags",
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_tags_contact_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "tag", name="pk_contact_tags"),
    )
    op.create_index("ix_contact_tags_tag", "contact_tags", ["tag", "contact_id"])

    op.create_table(
        "messages",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_messages_campaign_id"),
        sa.PrimaryKeyConstraint("sha256", name="pk_messages"),
    )
    op.create_table(
        "recipients",
        sa.Column("campaign_id", _ID, autoincrement=False, nullable=False),
        sa.Column("batch_id", _ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_recipients_batch_id"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_recipients_campaign_id"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "batch_id", "position", name="pk_recipients"),
        sa.UniqueConstraint(
            "campaign_id", "contact_id", name="uq_recipients_campaign_id_contact_id"
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for name in (
        "recipients",
        "messages",
        "contact_tags",
        "contact_audiences",
        "batches",
        "suppressions",
        "proofs",
        "plans",
        "pace",
        "logins",
        "gifts",
        "events",
        "contacts",
        "contact_fields",
        "campaigns",
        "audit",
        "approvals",
    ):
        op.drop_table(name)
