"""The outbox: files that are whole, and the same ones when a batch is sent again."""

from pathlib import Path

import pytest

from mailer.errors import TransportDown
from mailer.transports.outbox import open_transport
from tests.clock import SetClock
from tests.outgoing import envelope, outgoing, people, settings


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_each_recipient_is_one_file_named_by_batch_and_place(tmp_path: Path) -> None:
    open_transport(settings(tmp_path)).send(outgoing(people(2)))
    assert files(tmp_path) == [
        "outbox/river-deadline/new/batch7-0.eml",
        "outbox/river-deadline/new/batch7-1.eml",
    ]


def test_a_batch_that_is_sent_again_leaves_the_same_files(tmp_path: Path) -> None:
    clock = SetClock()
    outbox = open_transport(settings(tmp_path, clock=clock))
    outbox.send(outgoing(people(3)))
    first = {path: path.read_bytes() for path in tmp_path.rglob("*.eml")}
    outbox.send(outgoing(people(3)))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.eml")} == first


def test_two_batches_stand_side_by_side(tmp_path: Path) -> None:
    outbox = open_transport(settings(tmp_path))
    outbox.send(outgoing(people(1), batch="one"))
    outbox.send(outgoing(people(1), batch="two"))
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("batch", ["../../escape", "/etc/passwd", "..", "a/b", "\x00", "ü"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, batch: str) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    open_transport(settings(root)).send(outgoing(people(1), batch=batch))
    (found,) = files(tmp_path)
    assert found.startswith("workspace/outbox/river-deadline/new/")


def test_a_folder_that_cannot_be_written_means_that_nothing_was_sent(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file stands in its place")
    with pytest.raises(TransportDown, match="outbox can't be written"):
        open_transport(settings(tmp_path)).send(outgoing([envelope(0)]))
