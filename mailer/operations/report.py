"""What came of a campaign, as values and as files."""

from collections.abc import Mapping, Sequence
from itertools import chain

from mailer import reports
from mailer.app import App
from mailer.errors import MailerError
from mailer.model.campaign import Record
from mailer.model.ids import Slug
from mailer.model.message import Message
from mailer.model.report import CampaignReport
from mailer.model.segment import Segment, Selection
from mailer.operations.frozen import messages_of


def report(app: App, slug: str) -> CampaignReport:
    """The figures as of now. Raises NotFound where there is no such campaign."""
    record = _record(app, slug)
    store = app.store
    recipients = dict(store.events.recipients(record.id))
    messages = messages_of(app, record)
    return reports.build(
        reports.Facts(
            record=record,
            messages=messages,
            editions=_editions(app, record, messages),
            count=store.ledger.count(Slug(record.slug)),
            recipients=recipients,
            measured=frozenset(store.events.measured(record.id)),
            events=store.events.of(record.id, reports.KINDS),
            gifts=store.gifts.of(record.id),
            segments=_segments(app, frozenset(recipients)),
            zone=app.settings.organisation.timezone,
            as_of=app.clock.now(),
        )
    )


def _editions(app: App, record: Record, messages: Sequence[Message]) -> Mapping[int, int]:
    """Contact -> number of their edition; empty where there is only one."""
    if len(messages) < 2:
        return {}
    numbers = {message.sha256: number for number, message in enumerate(messages)}
    given = app.store.ledger.editions(record.id)
    return {contact_id: numbers[sha256] for contact_id, sha256 in given if sha256 in numbers}


def rendered(report: CampaignReport, format: str) -> bytes:
    """The whole file. Raises InputError for a format that there is not."""
    return reports.render(report, format)


def format_for(given: str, file_name: str | None) -> str:
    """The format that was asked for, else the one that a file's ending names, else text."""
    if given:
        return given
    by_ending = {reports.suffix(name): name for name in reports.formats()}
    ending = f".{file_name.rpartition('.')[2].lower()}" if file_name else ""
    return by_ending.get(ending, "text")


def _record(app: App, slug: str) -> Record:
    """Known by the database; a campaign that only has a file was never sent, and gets its record."""
    record = app.store.campaigns.find(Slug(slug))
    if record is not None:
        return record
    app.workspace.campaign_file(slug)
    return app.store.campaigns.ensure(Slug(slug))


def _segments(app: App, recipients: frozenset[int]) -> Sequence[tuple[Segment, frozenset[int]]]:
    """Each named segment with those of the recipients that it picks today. A broken segments file keeps
    nobody from the rest of the report."""
    if not recipients:
        return ()
    try:
        known = app.workspace.segments()
    except MailerError:
        return ()
    found = []
    for segment in known.values():
        selection = Selection(include=segment, exclude=(), needs=(), as_of=app.clock.now())
        picked = (some.contact_ids for some in app.store.contacts.alike(selection))
        found.append((segment, recipients.intersection(chain.from_iterable(picked))))
    return found
