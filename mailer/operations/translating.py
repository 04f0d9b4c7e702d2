"""A campaign in one language more: a release in that language -> its texts, put at the end of the file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mailer import drafting
from mailer.app import App
from mailer.model.campaign import Ask, Signature
from mailer.model.ids import Slug
from mailer.operations import compose, embargo
from mailer.operations.blast.plans import must_be_open
from mailer.probes import web


def translate(
    app: App,
    named: str | Path,
    slug: str,
    fetch: compose.Fetch = web.fetch,
    keep: Sequence[str] = (),
) -> dict[str, Any]:
    """Adds `[translations.xx]` to campaigns/SLUG.toml; nothing that a person wrote changes. keep: as for
    `compose.read`.

    Raises NotFound, and Conflict where the campaign is on its way, is in that language, or has it.
    """
    must_be_open(app, slug)
    campaign = app.workspace.campaign(slug)
    given = compose.understood(
        app, named, lambda release: f"{slug}-{release.language}", fetch, keep
    )
    made = drafting.draft(
        given.release,
        slug=slug,
        release_path=given.path,
        ask=Ask(),
        signature=Signature(),
        today=app.clock.now().date(),
        template=campaign.template,
        page=given.address,
        house=app.settings.organisation.name,
    )
    notes = (f"From {given.path}.", *made.notes)
    added = drafting.translate(made.campaign, made.todo, campaign, notes)
    written = app.workspace.extend_campaign(slug, added.text)
    app.store.campaigns.ensure(Slug(slug))
    embargo.remember(app, slug, given.release, given.path)
    return {
        "path": str(written),
        "language": added.language,
        "todo": [todo.model_dump() for todo in added.todo],
        "warnings": compose.warned(given.release),
    }
