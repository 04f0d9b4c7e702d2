"""When batches may go: each campaign's own rules, the canary that goes first, the days of a warm-up."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("timing", sa.LargeBinary(), nullable=True))
    op.add_column("campaigns", sa.Column("canary", sa.String(length=16), nullable=True))
    op.add_column("campaigns", sa.Column("hold_until", sa.BigInteger(), nullable=True))
    for name in ("is_canary", "is_held"):
        op.add_column(
            "batches", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.add_column(
        "batches", sa.Column("gave", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.create_table(
        "warmups",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("domain", "day", name="pk_warmups"),
    )
    op.create_index("ix_gifts_contact_id", "gifts", ["contact_id"])


def downgrade() -> None:
    op.drop_index("ix_gifts_contact_id", "gifts")
    op.drop_table("warmups")
    for name in ("gave", "is_held", "is_canary"):
        op.drop_column("batches", name)
    for name in ("hold_until", "canary", "timing"):
        op.drop_column("campaigns", name)
