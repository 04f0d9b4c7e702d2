"""What a provider still holds of a campaign: under which marks it was sent, and asking it to cancel that.

The marks stand in the audit: every worker sends under the same one, and whoever cancels later knows them all.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from mailer.app import App
from mailer.errors import ConfigError, InputError
from mailer.model.delivery import Recall
from mailer.model.ids import Slug

MARKED = "marked at the provider"
_KEPT, _USED = timedelta(days=10), timedelta(days=9)
"""How long SendGrid knows a batch id, and how long it is given to new requests."""
_AGAIN = timedelta(minutes=10)
"""Where none could be had, another try is made after this."""


class Marks:
    """A campaign -> what it is sent under; one for all threads of a worker. Raises StoreDown."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = Lock()
        self._known: dict[Slug, tuple[str | None, datetime]] = {}
        """With the instant until which it holds."""

    def __call__(self, campaign: Slug) -> str | None:
        now = self._app.clock.now()
        with self._lock:
            mark, until = self._known.get(campaign, (None, now))
            if until <= now:
                mark, until = self._found(campaign, now)
                self._known[campaign] = mark, until
            return mark

    def _found(self, campaign: Slug, now: datetime) -> tuple[str | None, datetime]:
        name = self._app.transport.name
        given = [each for each in _marks(self._app, campaign, now, _USED) if _is_of(each, name)]
        if given:
            return str(given[-1]["detail"]["mark"]), given[-1]["at"] + _USED
        mark = self._app.transport.gather()
        if mark is None:
            return None, now + _AGAIN
        detail = {"transport": name, "mark": mark}
        self._app.store.audit.add(campaign, MARKED, "worker", now, detail)
        return mark, now + _USED


def recall(app: App, slug: str, by: str) -> str:
    """Asks the provider to cancel what it still holds of the campaign. What came of it, in words."""
    now = app.clock.now()
    entries = _marks(app, slug, now, _KEPT)
    asked = _asked(app, entries)
    if entries:
        detail = {"marks": len(entries), "said": asked.words}
        app.store.audit.add(slug, "asked back", by, now, detail)
    return asked.words if asked.is_done else f"{asked.words} Ask again: mailer cancel {slug}"


def _asked(app: App, entries: Sequence[Mapping[str, Any]]) -> Recall:
    try:
        transport = app.transport
    except ConfigError as problem:
        return Recall(f"The provider was not asked for what it may still hold: {problem}", False)
    elsewhere = _others(entries, transport.name)
    if elsewhere:
        return Recall(
            f"It went out by {elsewhere[0]}, which was not asked for what it may still hold: "
            f"MAILER_TRANSPORT is {transport.name} now.",
            False,
        )
    return transport.recall([str(each["detail"]["mark"]) for each in entries])


def must_be_the_one_that_has_it(app: App, slug: str) -> None:
    """Raises InputError where the campaign is known to have gone out by another transport alone."""
    entries, name = _marks(app, slug, app.clock.now(), _KEPT), app.transport.name
    elsewhere = _others(entries, name)
    if elsewhere and not any(_is_of(each, name) for each in entries):
        raise InputError(
            f"{slug} went out by {elsewhere[0]}, and MAILER_TRANSPORT is {name} now: only the provider that "
            "has it can be asked. Set it, and ask again."
        )


def _others(entries: Sequence[Mapping[str, Any]], transport: str) -> list[str]:
    return sorted({str(each["detail"]["transport"]) for each in entries} - {transport})


def _marks(app: App, slug: str, now: datetime, within: timedelta) -> list[Mapping[str, Any]]:
    """The entries of marks that are no older, oldest first."""
    return [
        each
        for each in app.store.audit.of(slug)
        if each["what"] == MARKED and each["at"] > now - within
    ]


def _is_of(entry: Mapping[str, Any], transport: str) -> bool:
    return bool(entry["detail"]["transport"] == transport)
