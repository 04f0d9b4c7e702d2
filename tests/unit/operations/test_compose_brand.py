"""mailer.toml's [brand] reaches every message."""

from pathlib import Path

import pytest

from mailer.app import open_app
from mailer.errors import InputError
from mailer.operations import editions


def _compiled(root: Path, brand: str) -> str:
    file = root / "mailer.toml"
    file.write_text(file.read_text(encoding="utf-8") + f"\n[brand]\n{brand}\n", encoding="utf-8")
    app = open_app(root, {})
    try:
        return "".join(editions.made(app, "river-deadline").messages[0].html.statics)
    finally:
        app.close()


def test_an_accent_that_can_be_read_is_worn(workspace_dir: Path) -> None:
    assert "border-top:4px solid #006644" in _compiled(workspace_dir, 'accent = "#006644"')


def test_another_is_refused_with_the_nearest_that_can(workspace_dir: Path) -> None:
    with pytest.raises(InputError, match=r"brand\.accent #ff0000 .* The nearest that does is #d4"):
        _compiled(workspace_dir, 'accent = "#ff0000"')


def test_the_warm_palette_is_chosen_by_its_name(workspace_dir: Path) -> None:
    assert "#96301f" in _compiled(workspace_dir, 'palette = "hearth"')
