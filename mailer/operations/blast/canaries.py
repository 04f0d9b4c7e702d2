"""When a canary's waiting is over: what came of it, and whether the rest follows.

ledger.holds_over ──> heard + the donation form's answer ──> alarms ──> the rest goes, or the campaign is paused
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from mailer.app import App
from mailer.model.evidence import Answer
from mailer.model.ids import CampaignId, Slug
from mailer.model.timing import Canary
from mailer.operations.blast.timing import low_end
from mailer.planning import canary as judging
from mailer.probes import links
from mailer.sending import Outcome
from mailer.settings import is_loopback

logger = logging.getLogger(__name__)

_SELDOM = timedelta(seconds=1)


class Watch:
    """A worker's step, and between two of them a look whether a canary is to be judged. Safe between threads."""

    def __init__(self, app: App, step: Callable[[], Outcome]) -> None:
        self._app = app
        self._step = step
        self._lock = threading.Lock()
        self._looked_at: datetime | None = None

    def __call__(self) -> Outcome:
        outcome = self._step()
        if outcome.kind != "idle" and not self._is_time():
            return outcome
        if not self._lock.acquire(blocking=False):
            return outcome
        try:
            self._looked_at = self._app.clock.now()
            decided = judge(self._app)
        finally:
            self._lock.release()
        return Outcome("settled") if decided and outcome.kind == "idle" else outcome

    def _is_time(self) -> bool:
        """Also where another campaign leaves no thread idle."""
        now = self._app.clock.now()
        return self._looked_at is None or abs(now - self._looked_at) >= _SELDOM


def judge(app: App) -> int:
    """Decides every canary whose waiting is over. Returns how many."""
    decided = 0
    for campaign_id, slug, timing in app.store.ledger.holds_over(app.clock.now()):
        decided += _judge(app, campaign_id, slug, timing.canary or Canary())
    return decided


def _judge(app: App, campaign_id: CampaignId, slug: Slug, canary: Canary) -> bool:
    heard = app.store.ledger.heard(campaign_id)
    why = (*judging.alarms(canary, heard, low_end), *_dead_form(app, canary))
    now = app.clock.now()
    if not app.store.ledger.end_hold(campaign_id, judging.stopped(why) if why else None, now):
        return False
    detail: dict[str, Any] = {
        "reached": heard.reached,
        "delivered": heard.delivered,
        **{str(kind): people for kind, people in heard.counts.items()},
        "why": list(why),
    }
    app.store.audit.add(slug, "canary-stopped" if why else "canary-passed", "mailer", now, detail)
    logger.info("%s: the canary %s", slug, "stopped it" if why else "is well: the rest goes")
    return True


def _dead_form(app: App, canary: Canary) -> tuple[str, ...]:
    """One that does not answer is asked a second time: a dropped connection is no dead form."""
    why: tuple[str, ...] = ()
    for _ in range(2 if canary.form else 0):
        (answer,) = _asked(app, canary.form)
        why = judging.dead_form(answer.status, answer.trouble)
        if not why:
            break
    return why


def _asked(app: App, url: str) -> Sequence[Answer]:
    return links.visit([url], may_be_private=is_loopback(app.settings.public_url))
