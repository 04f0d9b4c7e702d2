"""What was done stays written: entries of the audit that hang on one another, and that neither database lets
anybody change or delete. And hours after which a campaign begins, or goes on, only by a person's word."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SQLITE = [
    "CREATE TRIGGER audit_keeps_{when} BEFORE {when} ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END".format(when=when)
    for when in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    "CREATE FUNCTION audit_keeps() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit is never changed'; END $$",
    "CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_keeps()",
    "CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_keeps()",
]


def upgrade() -> None:
    op.add_column("audit", sa.Column("digest", sa.String(length=64), nullable=True))
    op.add_column("campaigns", sa.Column("late_seconds", sa.Integer(), nullable=True))
    op.add_column("campaigns", sa.Column("not_after", sa.BigInteger(), nullable=True))
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if _is_sqlite():
        for when in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER audit_keeps_{when}")
    else:
        for which in ("rows", "all"):
            op.execute(f"DROP TRIGGER audit_keeps_{which} ON audit")
        op.execute("DROP FUNCTION audit_keeps()")
    for name in ("not_after", "late_seconds"):
        op.drop_column("campaigns", name)
    op.drop_column("audit", "digest")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
