"""A copy of one campaign in which nothing can reach anybody.

campaign file, templates, settings ── as they are ──> frozen messages ─┐
its recipients, chosen in the real database ── copied, ids kept ───────┤──> a database of its own, in a folder
the stand-in on this machine ── the only way out ──────────────────────┘    that is gone afterwards
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from mailer.app import App
from mailer.audience import EVERYONE
from mailer.errors import InputError, UnsafePlan
from mailer.model.campaign import Record
from mailer.model.ids import ContactId, Slug
from mailer.model.plan import Risk
from mailer.model.segment import Selection
from mailer.model.timing import Timing
from mailer.operations import editions
from mailer.operations.blast.timing import timing_of
from mailer.operations.editions import Made
from mailer.operations.rehearsing.hurrying import HurryingClock
from mailer.planning import Basis, Tally, plan, tally
from mailer.sandbox import Faults
from mailer.settings import Http, Smtp, is_loopback
from mailer.store.copying import copy_people, forget_durability
from mailer.workspace import Workspace

_SHORTEST_TIMEOUT, _TIMEOUT_PER_PERSON = 0.6, 0.005
_SEGMENT = "whoever was chosen in the real database"


@dataclass(frozen=True, slots=True)
class Cast:
    """What is rehearsed, read from the real workspace. people: the recipients' ids, ascending. excluded:
    reason -> people."""

    slug: Slug
    made: Made
    selection: Selection
    people: tuple[ContactId, ...]
    excluded: Mapping[str, int]
    timing: Timing

    @property
    def chosen(self) -> Selection:
        """In the copy: everybody who is there."""
        return replace(self.selection, include=EVERYONE, exclude=(), cap=None)


def cast(app: App, slug: str, most: int | None, faults: Faults) -> Cast:
    """Reads, and writes nothing. most: no more people than that, drawn by the generator of the faults."""
    made = editions.made(app, slug)
    selection = editions.selection(app, made)
    people: list[ContactId] = []
    excluded: Counter[str] = Counter()
    for some in app.store.contacts.alike(selection):
        if some.reason is None:
            people += map(ContactId, some.contact_ids)
        else:
            excluded[some.reason] += len(some.contact_ids)
    if not people:
        raise InputError(
            f"{slug}: nobody would get it, so there is nothing to rehearse. See `mailer plan {slug}`."
        )
    people.sort()
    if most is not None and most < len(people):
        people = sorted(faults.generator.sample(people, most))
    rules = timing_of(app, made, selection)
    if rules.canary is not None:  # nobody outside is asked anything
        rules = replace(rules, canary=replace(rules.canary, form=""))
    return Cast(Slug(slug), made, selection, tuple(people), excluded, rules)


def batch_size(app: App, people: int, requests: int) -> int:
    """As set, but small enough for so many requests, that each fault may find one."""
    return max(1, min(app.settings.pace.batch_size, people // max(1, requests)))


def copied(
    app: App,
    root: Path,
    clock: HurryingClock,
    faults: Faults,
    size: int,
    environment: Mapping[str, str],
) -> App:
    """The App of the copy. environment: names the stand-in; whatever else it says is left alone, so that the
    messages are the same to the byte."""
    settings = app.settings.model_copy(
        update={
            "database_url": "sqlite:///mailer.db",
            "transport": environment["MAILER_TRANSPORT"],
            "sendgrid_host": environment["MAILER_SENDGRID_HOST"],
            "sendgrid_api_key": SecretStr(environment["SENDGRID_API_KEY"]),
            "sendgrid_webhook_key": environment["MAILER_SENDGRID_WEBHOOK_KEY"],
            "smtp_url": None,
            "smtp": Smtp(),
            "secret_key": None,
            "pace": app.settings.pace.model_copy(update={"batch_size": size}),
            "worker": app.settings.worker.model_copy(
                update={"concurrency": 1, "engine": "embedded"}
            ),
            "http": Http(timeout_seconds=_SHORTEST_TIMEOUT + size * _TIMEOUT_PER_PERSON),
        }
    )
    made = App(settings, Workspace(root), clock, faults.generator)
    _must_be_harmless(made)
    return made


def _must_be_harmless(app: App) -> None:
    """Raises UnsafePlan where the copy could write to anybody."""
    if app.transport.is_live or not is_loopback(app.settings.sendgrid_host):
        words = "the rehearsal would leave this machine"
        raise UnsafePlan([Risk("not-a-rehearsal", words, blocks=True, may_be_accepted=False)])


def fill(app: App, real: App, cast: Cast) -> Record:
    """People and messages into the copy; the campaign is then on its way."""
    forget_durability(app.store.engine)
    copy_people(real.store.engine, app.store.engine, cast.people)
    record = app.store.campaigns.ensure(cast.slug)
    editions.keep(app, cast.made, record.id)
    now = app.clock.now()
    people: Tally = tally(app.store.contacts.alike(cast.chosen))
    basis = Basis(batch_size=app.settings.pace.batch_size, segment=_SEGMENT)
    planned = plan(cast.made.campaign, cast.made.messages, people, basis, now)
    app.store.plans.put(planned)
    app.store.campaigns.move(cast.slug, "planned", when=("draft",), reason=None, at=now)
    app.store.ledger.freeze(
        planned,
        cast.chosen,
        lambda _: now,
        by_timezone=bool(cast.timing.hours and cast.timing.hours.by_recipient),
        timing=cast.timing,
    )
    return record
