"""A provider's webhook becomes events and suppressions."""
