"""Reading inside a workspace: addresses only where they are allowed, and the same event told twice."""

from pathlib import Path

import pytest

from mailer.app import App, open_app
from mailer.errors import Conflict, InputError
from mailer.operations import compose
from mailer.probes.web import Page
from tests.unit.reading.test_likeness import OWN, PARTNER

ADDRESS = "https://www.example.org/news/2026/03/03/nine-groups-ask-for-open-river-data"
HTML = (
    "<html><body>" + "".join(f"<p>{line}</p>" for line in OWN.split("\n\n")[1:]) + "</body></html>"
).encode()


def _app(root: Path, allowed: bool) -> App:
    (root / "releases").mkdir(exist_ok=True)
    (root / "campaigns").mkdir(exist_ok=True)
    line = "[reading]\nfetch = true\n" if allowed else ""
    (root / "mailer.toml").write_text(line, encoding="utf-8")
    return open_app(root, {})


def _fetched(address: str) -> Page:
    return Page(HTML, ".html", address)


def _never(address: str) -> Page:
    raise AssertionError("a page was asked for")


def _codes(app: App, path: Path) -> list[str]:
    return [warning.code for warning in compose.read(path, app.clock, app).warnings]


def test_an_address_is_not_asked_unless_the_workspace_allows_it(tmp_path: Path) -> None:
    app = _app(tmp_path, allowed=False)
    for given in (app, None):
        with pytest.raises(InputError, match="fetch = true") as caught:
            compose.read(ADDRESS, app.clock, given, _never)
        assert "save the page" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_an_address_offers_its_words_as_a_headline_and_never_takes_them(tmp_path: Path) -> None:
    app = _app(tmp_path, allowed=True)
    release = compose.read(ADDRESS, app.clock, app, _fetched)
    (warning,) = [each for each in release.warnings if each.code == "no-headline"]
    assert "The address says: 'Nine groups ask for open river data'" in warning.message
    assert release.headline is None


def test_a_fetched_page_is_kept_beside_its_campaign(tmp_path: Path) -> None:
    app = _app(tmp_path, allowed=True)
    compose.draft(app, ADDRESS, "gauges", _fetched)
    assert (tmp_path / "releases" / "gauges.html").read_bytes() == HTML
    assert app.workspace.campaign("gauges").release == "releases/gauges.html"
    app.close()


def test_a_page_never_takes_the_place_of_another_release(tmp_path: Path) -> None:
    app = _app(tmp_path, allowed=True)
    (tmp_path / "releases" / "gauges.html").write_text("another", encoding="utf-8")
    with pytest.raises(Conflict, match=r"releases/gauges\.html exists already"):
        compose.draft(app, ADDRESS, "gauges", _fetched)
    assert not (tmp_path / "campaigns" / "gauges.toml").exists()


def test_the_same_event_and_the_same_file_are_told(tmp_path: Path) -> None:
    app = _app(tmp_path, allowed=False)
    own, partner = tmp_path / "releases" / "own.txt", tmp_path / "partner.txt"
    own.write_text(OWN, encoding="utf-8")
    partner.write_text(PARTNER, encoding="utf-8")
    (tmp_path / "releases" / "broken.pdf").write_bytes(b"%PDF")
    assert "near-duplicate" not in _codes(app, own)
    assert _codes(app, partner).count("near-duplicate") == 1
    compose.draft(app, own, "gauges")
    made = compose.draft(app, own, "gauges-again")
    told = [each["message"] for each in made["warnings"] if each["code"] == "near-duplicate"]
    assert told == [
        "campaigns/gauges.toml was made from this file. Go on with it, unless you mean to write twice."
    ]
    app.close()
