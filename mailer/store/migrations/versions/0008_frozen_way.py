"""By which transport a campaign goes out, and how fast all of them together, whoever sends."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("transport", sa.Text(), nullable=True))
    op.add_column("pace", sa.Column("per_second", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("pace", "per_second")
    op.drop_column("campaigns", "transport")
