"""A picture of the workspace as a real browser shows it: from edge to edge, in its own shape, also where it
does not load."""

import io
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from mailer.app import App, open_app
from mailer.model.evidence import Mode
from mailer.operations import editions, pictures
from mailer.operations.preview import shots
from mailer.probes import browser
from mailer.probes.browser import Look, View
from tests.clock import SetClock

SLUG = "river-deadline"
TEAL = (20, 120, 130)
ALT = "A gauge stands in the river"
VIEWS: tuple[tuple[int, Mode], ...] = (
    (320, "light"),
    (320, "images-off"),
    (600, "dark"),
    (1200, "light"),
    (1200, "images-off"),
)


@pytest.fixture(params=["hosted", "attached"])
def app(request: pytest.FixtureRequest, workspace_dir: Path, clock: SetClock) -> Iterator[App]:
    settings = workspace_dir / "mailer.toml"
    delivery = f'\n[pictures]\ndelivery = "{request.param}"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + delivery, encoding="utf-8")
    Image.new("RGB", (1800, 1014), TEAL).save(workspace_dir / "pictures" / "teal.png")
    campaign = workspace_dir / "campaigns" / f"{SLUG}.toml"
    shown = f'\n[picture]\nfile = "teal.png"\nalt = "{ALT}"\nlicence = "own work"\n'
    campaign.write_text(campaign.read_text(encoding="utf-8") + shown, encoding="utf-8")
    opened = open_app(workspace_dir, {}, clock=clock)
    yield opened
    opened.close()


def looks(app: App) -> Mapping[tuple[int, Mode], Look]:
    made = editions.made(app, SLUG)
    (message,) = made.messages
    html = editions.samples(app, made)[0].html

    def look() -> dict[tuple[int, Mode], Look]:
        at_hand = pictures.at_hand(made.pictures, message)
        with browser.opened(browser.find_program(), shots.images(message), at_hand) as running:
            return {
                (width, mode): running.look(View(html, width, mode, "somebody"), 1.0)
                for width, mode in VIEWS
            }

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(look).result()


def painted(look: Look) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of what has the picture's colour."""
    image = Image.open(io.BytesIO(look.png)).convert("RGB")
    bands = [
        band.point([255 if abs(value - wanted) <= 2 else 0 for value in range(256)])
        for band, wanted in zip(image.split(), TEAL, strict=True)
    ]
    both = Image.composite(bands[0], Image.new("L", image.size), bands[1])
    return Image.composite(both, Image.new("L", image.size), bands[2]).getbbox()


def test_a_picture_keeps_its_shape_at_every_width_and_where_it_does_not_load(app: App) -> None:
    seen = looks(app)
    for (width, mode), left, wide, tall in (
        ((320, "light"), 0, 320, 180),
        ((600, "dark"), 0, 600, 338),
        ((1200, "light"), 300, 600, 338),
    ):
        box = painted(seen[width, mode])
        assert box is not None
        assert (box[0], box[2] - box[0]) == (left, wide)
        assert abs(box[3] - box[1] - tall) <= 1
    for width in (320, 1200):
        off = seen[width, "images-off"]
        assert painted(off) is None
        assert abs(off.height - seen[width, "light"].height) <= 1
        assert ALT in off.outline
    assert all(look.page.scroll_width == width for (width, _), look in seen.items())
