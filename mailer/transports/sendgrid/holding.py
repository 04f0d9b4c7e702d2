"""Batch ids: the name under which SendGrid can be asked to cancel what it has not passed on yet.

A campaign has one (of ten days; then the next), and every request carries it. What is due is posted when it
is due, so SendGrid holds little: this is a last stop, and nobody is promised more.
"""

import re

from mailer.transports.sendgrid.answers import understand
from mailer.transports.sendgrid.client import Account, NoReply, Reply

LIMIT = "It holds only what is scheduled for later; what it has passed on can't be called back."
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


class NoRight(Exception):
    """The key may not do it; asking again is in vain."""


def new_batch_id(account: Account) -> str | None:
    """None where none could be had now. Raises NoRight."""
    seen = account.new_batch_id()
    if isinstance(seen, NoReply):
        return None
    if seen.status in (401, 403, 404, 405):
        raise NoRight
    found = seen.read()
    given = found.get("batch_id") if isinstance(found, dict) and seen.status == 201 else None
    return given if isinstance(given, str) and _ID.fullmatch(given) else None


def cancel(account: Account, batch_id: str) -> str | None:
    """What is scheduled under this id. None: it is cancelled, or was before; else why not, in words."""
    seen = account.cancel_scheduled(batch_id)
    if isinstance(seen, Reply) and seen.status == 201:
        return None
    if isinstance(seen, Reply) and seen.status == 400 and _is_cancelled(account, batch_id):
        return None
    if isinstance(seen, Reply) and seen.status in (401, 403):
        return "the key lacks the right user.scheduled_sends.create"
    return understand(seen).reason


def _is_cancelled(account: Account, batch_id: str) -> bool:
    """A second request to cancel is refused as a change of status that is set."""
    seen = account.is_cancelled(batch_id)
    if isinstance(seen, NoReply) or seen.status != 200:
        return False
    found = seen.read()
    entries = found if isinstance(found, list) else [found]
    return any(
        isinstance(each, dict)
        and each.get("batch_id") == batch_id
        and each.get("status") == "cancel"
        for each in entries
    )
