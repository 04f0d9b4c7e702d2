"""The worker: sends what is due, until it is told to stop or nothing is left to do."""

import threading

from mailer.app import App
from mailer.model.ids import Slug


def run_worker(app: App, *, until_idle: bool, stop: threading.Event | None = None) -> None:
    """Blocks. until_idle: returns when nothing is due or on its way. stop: drains, then returns."""
    raise NotImplementedError


def outstanding(app: App) -> tuple[int, int]:
    """(people done, people in all) of the campaigns that are going out now."""
    counts = [
        app.store.ledger.count(Slug(record.slug))
        for record in app.store.campaigns.all()
        if record.state in ("scheduled", "sending")
    ]
    total = sum(count.planned for count in counts)
    return total - sum(count.remaining for count in counts), total
