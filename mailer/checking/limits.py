"""Numbers that several rules measure by."""

CLIPPED_AT = 102_000
"""Bytes of HTML at which Gmail cuts a message off."""
NEAR_CLIPPING = 90_000
LONGEST_SUBJECT = 60
"""Columns of an inbox row."""
