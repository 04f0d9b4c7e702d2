"""From releases to campaign files: one in another language comes into the same campaign, furniture comes back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.app import App
from mailer.errors import Conflict, InputError, NotFound, SourceError
from mailer.model.edition import editions
from mailer.operations import blast, compose
from mailer.operations.embargo import embargo
from mailer.operations.translating import translate
from tests.commands import Commands
from tests.journeys.flood_maps import SLUG, approved

SPANISH = """EMBARGADO hasta el 5 de diciembre de 2026, 09:00 UTC

Nueve municipios piden los mapas del río

(Lisboa) – Nueve municipios pidieron hoy al consejo regional los mapas de las crecidas, después de un invierno en el que el río creció tres veces sin aviso.

«Nos quedamos en la cocina adivinando la altura del agua toda la noche», dijo Marta Quill, directora de Río Vivo.
"""
ENGLISH = """Skip to main content

Nine towns ask for gauges

(Lisbon) – Nine towns asked the water council today for a gauge on every bridge, after a winter in which the river rose three times and nobody was told.

“Nobody should have to guess how high a river stands at night,” said Marta Quill, director of River Watch.

Most Viewed
"""


@pytest.fixture
def spanish(app: App) -> Path:
    path = app.workspace.root / "releases" / "mapas.txt"
    path.write_text(SPANISH, encoding="utf-8")
    return path


def _file(app: App) -> Path:
    return app.workspace.root / "campaigns" / f"{SLUG}.toml"


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b""])
def test_a_translation_is_put_at_the_end_and_every_byte_before_it_stays(
    app: App, spanish: Path, ending: bytes
) -> None:
    text = "\ufeff# ours, ä\nsubject   =   'Nine towns'   # a remark\n[fields.first_name]\n"
    text += '# theirs\nfallback = "friend"'
    before = text.encode().replace(b"\n", ending or b"\n") + ending
    _file(app).write_bytes(before)

    made = translate(app, spanish, SLUG)

    after = _file(app).read_bytes()
    assert after.startswith(before)
    assert after.count(b"\r\n") == (after.count(b"\n") if ending == b"\r\n" else 0)
    campaign = app.workspace.campaign(SLUG)
    assert editions(campaign)[1].campaign.subject == "Nueve municipios piden los mapas del río"
    assert made["language"] == "es"
    assert [todo["key"] for todo in made["todo"]] == ["translations.es.bridge"]


def test_a_translation_is_refused_where_it_would_change_what_stands(
    app: App, spanish: Path
) -> None:
    with pytest.raises(NotFound, match="Did you mean 'flood-maps'"):
        translate(app, spanish, "flood-map")
    for text, problem, says in (
        ('language = "es"', Conflict, "is in 'es' itself"),
        ('[translations.es]\nlede = "x"', Conflict, "has .translations.es. already"),
        ("translations = {}", InputError, "Nothing was added, for it would not fit"),
    ):
        _file(app).write_text(text, encoding="utf-8")
        with pytest.raises(problem, match=says):
            translate(app, spanish, SLUG)
        assert _file(app).read_text(encoding="utf-8") == text


def test_a_campaign_on_its_way_gets_no_translation(app: App, spanish: Path) -> None:
    approved(app)
    blast.send(app, SLUG)
    before = _file(app).read_bytes()
    with pytest.raises(Conflict, match="scheduled already"):
        translate(app, spanish, SLUG)
    assert _file(app).read_bytes() == before


def test_the_embargo_of_a_translated_release_holds_the_whole_campaign(
    app: App, spanish: Path
) -> None:
    translate(app, spanish, SLUG)
    spanish.unlink()
    assert embargo(app, SLUG)["until"] == datetime(2026, 12, 5, 9, tzinfo=UTC)


def test_what_is_missing_in_the_translation_is_found_by_the_check(app: App, spanish: Path) -> None:
    translate(app, spanish, SLUG)
    text = _file(app).read_text(encoding="utf-8")
    _file(app).write_text(text.replace('preheader = "Nueve', 'kicker = "Nueve'), encoding="utf-8")
    found = [
        each.message
        for each in blast.check(app, SLUG)["findings"]
        if each.rule == "translation-incomplete" and each.severity == "error"
    ]
    assert [each.partition(" is missing")[0] for each in found] == ["translations.es.preheader"]


def test_furniture_is_put_back_into_the_reading_and_the_draft(app: App) -> None:
    path = app.workspace.root / "releases" / "gauges.txt"
    path.write_text(ENGLISH, encoding="utf-8")
    release = compose.read(str(path), app.clock, app, keep=["9"])
    assert release.body[-1].text == "Most Viewed"
    with pytest.raises(SourceError, match="--keep sight: no line was set apart"):
        compose.draft(app, str(path), "gauges", keep=["sight"])
    assert "gauges" not in app.workspace.campaigns()
    compose.draft(app, str(path), "gauges", keep=["section"])
    assert "gauges" in app.workspace.campaigns()


def test_the_commands_say_what_was_set_apart_and_what_is_left(app: App, spanish: Path) -> None:
    path = app.workspace.root / "releases" / "gauges.txt"
    path.write_text(ENGLISH, encoding="utf-8")
    commands = Commands(app.workspace.root)
    assert "Set apart   line 9, section: Most Viewed" in commands.run("read", str(path)).stdout
    kept = commands.json("read", str(path), "--keep", "9", "--keep", "site")
    assert kept["furniture"] == []
    assert [each["text"] for each in kept["body"]][1::2] == ["Skip to main content", "Most Viewed"]
    page = path.with_suffix(".html")
    page.write_text("".join(f"<p>{line}</p>" for line in ENGLISH.splitlines()), encoding="utf-8")
    said = commands.run("read", str(page)).stdout
    assert "Set apart   line 1, block 5, section: Most Viewed" in said  # blank lines are no blocks

    spanish.write_text(SPANISH.replace("pidieron hoy", "pidieron el 9 de mayo de 2020"), "utf-8")
    warned = {each["code"] for each in commands.json("read", str(spanish))["warnings"]}
    said = commands.run("draft", str(spanish), "--into", SLUG)
    assert warned
    assert all(f"Warning  {code}  " in said.stdout for code in warned)
    assert "translations.es.bridge The step from the news" in " ".join(said.stdout.split())
    assert {"path", "todo", "warnings"} <= set(
        commands.json("draft", str(path), "--name", "gauges", "--keep", "9")
    )
    for wrong in (
        ("draft", str(path)),
        ("draft", str(path), "--name", "a", "--into", SLUG),
        ("draft", str(path), "--into", SLUG, "--template", "letter"),
    ):
        assert commands.run(*wrong).returncode == 2
