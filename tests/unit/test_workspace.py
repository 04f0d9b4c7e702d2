"""Files of a workspace: what is missing, damaged or out of reach is told with file and cure."""

from pathlib import Path

import pytest

from mailer.errors import InputError, NotFound, TemplateError
from mailer.workspace import Workspace, find_root, make_workspace


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    make_workspace(tmp_path / "river")
    return Workspace(tmp_path / "river")


def test_the_nearest_campaign_is_named_unless_it_is_the_same(made: Workspace) -> None:
    with pytest.raises(NotFound, match="Did you mean 'river-deadline'"):
        made.campaign("river-dedline")
    file = made.root / "campaigns" / "river-deadline.toml"
    file.unlink()
    file.mkdir()
    with pytest.raises(NotFound, match="mailer draft"):
        made.campaign("river-deadline")
    assert made.campaigns() == []


def test_without_any_template_none_is_listed(made: Workspace) -> None:
    (made.root / "templates").rename(made.root / "elsewhere")
    with pytest.raises(TemplateError, match="no such template; `mailer init DIR` makes"):
        made.template("appeal")


def test_a_workspace_below_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(InputError, match="can't be written"):
        make_workspace(tmp_path / "notes.txt" / "river")


def test_a_file_where_a_folder_should_be_is_called_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(NotFound, match="is a file"):
        find_root(tmp_path / "notes.txt", {}, tmp_path)


def test_what_can_not_be_written_is_the_persons_to_mend(made: Workspace) -> None:
    (made.root / ".mailer").write_text("in the way")
    with pytest.raises(InputError, match=r"secret\.key.* can't be written"):
        made.secret_keys()
    (made.root / "campaigns").rename(made.root / "elsewhere")
    (made.root / "campaigns").write_text("in the way")
    with pytest.raises(InputError, match=r"campaigns/spring\.toml can't be written"):
        made.write_campaign("spring", "")
