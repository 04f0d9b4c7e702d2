"""The only SQL. `tables.py` holds every table; one file per port; `migrations/` is Alembic's."""
