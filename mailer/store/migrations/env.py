"""Run by Alembic: one migration run on the connection that was handed over, in its transaction."""

from alembic import context

from mailer.store.migrations import is_ours
from mailer.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_name=is_ours,
    render_as_batch=True,  # SQLite can't alter a table in place
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
