"""The names of things, each its own type."""

from typing import NewType

Slug = NewType("Slug", str)
"""A campaign's name: the stem of its file under campaigns/."""
ContactId = NewType("ContactId", int)
CampaignId = NewType("CampaignId", int)
BatchId = NewType("BatchId", int)
AttemptId = NewType("AttemptId", str)
"""One try at one batch; random, travels with the request and comes back in events."""
Sha256 = NewType("Sha256", str)
"""64 lower-case hex digits."""
Fingerprint = NewType("Fingerprint", str)
"""16 lower-case hex digits over everything that an approval binds."""
Address = NewType("Address", str)
"""`local@domain` as the person gave it, trimmed, an international domain as its A-label; never logged."""
AddressKey = NewType("AddressKey", str)
"""An address folded for comparing: trimmed, lower case, domain as an A-label. Never mailed to."""
