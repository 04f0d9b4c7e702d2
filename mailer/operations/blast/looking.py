"""What the provider's own records say of batches in doubt: what is proven is settled, the rest is evidence.

a batch is in doubt for two minutes ── our turn? ── transport.look_up ──> events, taken in as if they had come
                                                                    └──> what was found, in the audit
"""

import contextlib
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from mailer.app import App
from mailer.errors import StoreDown
from mailer.model.delivery import Doubt, Trace
from mailer.operations.events import take_in

logger = logging.getLogger(__name__)

LOOKED_UP = "looked up"
ASKED_FOR = 3
"""People of a batch whom the provider is asked for."""
_FIRST, _LAST = timedelta(minutes=2), timedelta(days=30)
"""How long ago a batch was sent that a worker asks for: as far back as records go."""
_REST, _AGAIN = timedelta(minutes=1), timedelta(minutes=10)
"""Between two looks at any batch, for a look takes some six requests, the least that a plan allows a minute; and
at the same one, at first."""
_EVERY = 15.0
"""Seconds between two looks at the ledger."""
_ENDS_WITHIN = 5.0


def look_at(app: App, doubt: Doubt, by: str) -> Trace:
    """One batch. What was asked and found is kept in the audit."""
    trace = app.transport.look_up(doubt)
    detail: dict[str, Any] = {"batch": doubt.batch_code, "said": trace.words}
    if trace.counted is not None:
        detail["counted"] = trace.counted
        detail["accepted"] = app.store.ledger.count(doubt.campaign).accepted
        detail["proofs"] = len(app.store.approvals.proofs(doubt.campaign))
    if trace.events:
        take_in(app, trace.events)
    app.store.audit.add(doubt.campaign, LOOKED_UP, by, app.clock.now(), detail)
    return trace


class Lookups:
    """What a worker does about batches in doubt beside sending, until the account says that it may not."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._is_closed = False

    def look(self) -> bool:
        """At one batch at most, and only where no other worker has just asked. Whether it did. Raises StoreDown."""
        if self._is_closed:
            return False
        now = self._app.clock.now()
        doubt = self._app.store.ledger.take_doubt(
            now, _FIRST, _LAST, rest=_REST, again=_again, addresses=ASKED_FOR
        )
        if doubt is None:
            return False
        trace = look_at(self._app, doubt, "worker")
        logger.info("batch %s is in doubt: %s", doubt.batch_code, trace.words)
        if trace.is_closed:
            self._is_closed = True
            logger.warning("batches in doubt are not looked up any more: %s", trace.words)
        return True


def _again(age: timedelta) -> timedelta:
    """The older a doubt, the more seldom it is looked at: some thirty times in all."""
    return max(_AGAIN, age / 4)


@contextlib.contextmanager
def looking(app: App, stop: threading.Event) -> Iterator[None]:
    """Looks now and then, in a thread beside the worker's own. A look that is on its way may finish, but whoever
    says `stop` doesn't wait for it."""
    ended = threading.Event()
    lookups = Lookups(app)

    def watch() -> None:
        while True:
            try:
                lookups.look()
            except StoreDown:
                pass  # the next look will tell
            except Exception as broken:  # evidence only: whoever sends goes on
                logger.error("batches in doubt are not looked up: %s", type(broken).__name__)
                return
            if ended.wait(_EVERY):
                return

    watching = threading.Thread(target=watch, name="look-ups", daemon=True)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join(0 if stop.is_set() else _ENDS_WITHIN)
