"""Who did what when with one campaign, as it was written down at that moment."""

from typing import Any

from mailer.app import App


def audit(app: App, slug: str) -> dict[str, Any]:
    """Raises NotFound where nobody has heard of the campaign."""
    trail = app.store.audit.trail(slug)
    if not trail.entries:
        app.workspace.campaign_file(slug)
    return {
        "campaign": slug,
        "entries": list(trail.entries),
        "whole": trail.broken_at is None,
        "broken_at": trail.broken_at,
        "digest": trail.digest or None,
    }
