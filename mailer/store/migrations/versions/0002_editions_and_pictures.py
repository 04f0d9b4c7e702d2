"""What a campaign's conditions say of each recipient, and the pictures of messages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "recipients",
        sa.Column("shows", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    )
    op.create_table(
        "pictures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_pictures_campaign_id"),
        sa.PrimaryKeyConstraint("sha256", name="pk_pictures"),
    )


def downgrade() -> None:
    op.drop_table("pictures")
    op.drop_column("recipients", "shows")
