"""Files of the workspace <-> values."""
