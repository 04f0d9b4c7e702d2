"""The job queue through which workers on several machines are called (PostgreSQL). Its tables are the library's own;
the comment says of which version, so that a later step can tell what is still to do."""

from importlib.metadata import version

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    # as it is: the driver would look for parameters in it, and the functions are full of per cent signs
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(SchemaManager.get_schema())
    op.execute(f"COMMENT ON TABLE procrastinate_jobs IS 'procrastinate {version('procrastinate')}'")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        """
        DO $$
        DECLARE
            each record;
        BEGIN
            FOR each IN SELECT format('TABLE %I', tablename) AS it FROM pg_tables
                WHERE schemaname = current_schema() AND tablename LIKE 'procrastinate!_%' ESCAPE '!'
            LOOP
                EXECUTE 'DROP ' || each.it || ' CASCADE';
            END LOOP;
            FOR each IN SELECT oid::regprocedure::text AS it FROM pg_proc
                WHERE pronamespace = current_schema()::regnamespace
                AND proname LIKE 'procrastinate!_%' ESCAPE '!'
            LOOP
                EXECUTE 'DROP FUNCTION ' || each.it || ' CASCADE';
            END LOOP;
            FOR each IN SELECT oid::regtype::text AS it FROM pg_type
                WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'c')
                AND typname LIKE 'procrastinate!_%' ESCAPE '!'
            LOOP
                EXECUTE 'DROP TYPE ' || each.it || ' CASCADE';
            END LOOP;
        END $$
        """
    )
