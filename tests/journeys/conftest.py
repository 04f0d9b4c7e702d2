"""An app of the flood maps' campaign, opened and closed."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mailer.app import App, open_app
from tests.clock import SetClock
from tests.journeys.flood_maps import CAMPAIGN, SLUG, Opening, add


@pytest.fixture
def opening(workspace_dir: Path, clock: SetClock) -> Iterator[Opening]:
    """An app with six people; settings: lines of mailer.toml and what they become."""
    apps: list[App] = []

    def opened(*settings: tuple[str, str], environ: Mapping[str, str] | None = None) -> App:
        path = workspace_dir / "mailer.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in settings:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        (workspace_dir / "campaigns" / f"{SLUG}.toml").write_text(CAMPAIGN, encoding="utf-8")
        app = open_app(workspace_dir, environ or {}, clock=clock)
        apps.append(app)
        add(app, *range(6))
        return app

    yield opened
    for app in apps:
        app.close()


@pytest.fixture
def app(opening: Opening) -> App:
    return opening(("batch_size = 1000", "batch_size = 2"))
