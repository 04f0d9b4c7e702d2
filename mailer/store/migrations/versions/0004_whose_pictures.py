"""Every campaign that a picture stands in, and no longer the first alone: one embargo must not hide it from
the readers of another campaign."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Carried over by a table that refers to none: SQLite makes `pictures` anew, and lets nobody look at it then.
    op.execute("CREATE TABLE carried AS SELECT sha256, campaign_id FROM pictures")
    with op.batch_alter_table("pictures") as pictures:
        pictures.drop_constraint("fk_pictures_campaign_id", type_="foreignkey")
        pictures.drop_column("campaign_id")
    op.create_table(
        "campaign_pictures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["pictures.sha256"], name="fk_campaign_pictures_sha256"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_campaign_pictures_campaign_id"
        ),
        sa.PrimaryKeyConstraint("sha256", "campaign_id", name="pk_campaign_pictures"),
    )
    op.execute(
        "INSERT INTO campaign_pictures (sha256, campaign_id) SELECT sha256, campaign_id FROM carried"
    )
    op.drop_table("carried")


def downgrade() -> None:
    op.execute(
        "CREATE TABLE carried AS SELECT sha256, min(campaign_id) AS campaign_id "
        "FROM campaign_pictures GROUP BY sha256"
    )
    op.drop_table("campaign_pictures")
    with op.batch_alter_table("pictures") as pictures:
        pictures.add_column(sa.Column("campaign_id", _ID, nullable=True))
    op.execute(
        "UPDATE pictures SET campaign_id = "
        "(SELECT campaign_id FROM carried WHERE carried.sha256 = pictures.sha256)"
    )
    op.drop_table("carried")
    with op.batch_alter_table("pictures") as pictures:
        pictures.alter_column("campaign_id", existing_type=_ID, nullable=False)
        pictures.create_foreign_key(
            "fk_pictures_campaign_id", "campaigns", ["campaign_id"], ["id"]
        )
