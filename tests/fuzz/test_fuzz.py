"""A short look by chance, and whether the looking itself would tell."""

import time
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from tests.fuzz import campaign_files, contacts, releases
from tests.fuzz.__main__ import KINDS, main
from tests.fuzz.running import Finding, Kind, Tally, attempt, input_of, run, tries

SEED = 20261125
BRIEFLY = {releases.NAME: 40, campaign_files.NAME: 200, contacts.NAME: 250}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.NAME)
def test_a_short_look_finds_nothing(kind: Kind) -> None:
    tally = Tally(kind.NAME)
    finding = tries(kind, SEED, range(BRIEFLY[kind.NAME]), tally)
    assert finding is None, finding.what if finding else ""
    assert tally.tries == BRIEFLY[kind.NAME]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.NAME)
def test_a_try_can_be_had_again_by_its_number(kind: Kind) -> None:
    assert input_of(kind, 7, 3) == input_of(kind, 7, 3)
    assert len({input_of(kind, 7, number) for number in range(30)}) > 25


def invented(tried: Any) -> Any:
    """A kind of input whose tries do what a test wants."""
    return SimpleNamespace(
        NAME="invented",
        SHARE=1.0,
        SECONDS=0.2,
        made=lambda chance: chance.randbytes(2),
        tried=tried,
    )


def _fails_on_zeros(given: bytes) -> None:
    assert given[0] != 0, "it begins with a zero"


def test_the_first_try_that_fails_ends_the_run_with_its_input() -> None:
    kind = invented(_fails_on_zeros)
    found = [finding for _, finding in run([(kind, range(5000))], SEED, 2) if finding is not None]
    (finding,) = found
    assert isinstance(finding, Finding)
    assert finding.given[0] == 0
    assert finding.given == kind.made(Random(f"{SEED}/invented/{finding.number}"))
    assert "it begins with a zero" in finding.what


def test_all_tries_are_counted_whichever_process_made_them() -> None:
    kind = invented(lambda given: None)
    said = list(run([(kind, range(120)), (kind, range(120, 200))], 1, 2))
    assert [each.tries for each in said[-1][0]] == [200]


def _never_ends(given: bytes) -> None:
    while True:
        time.sleep(0.01)


def test_a_try_that_takes_too_long_is_a_finding() -> None:
    what = attempt(invented(_never_ends), b"")
    assert what is not None
    assert "no end after 0.2 seconds" in what


def _dies(given: bytes) -> None:
    import os

    os._exit(7)


def test_a_process_that_dies_is_a_finding() -> None:
    ((_, finding),) = run([(invented(_dies), range(1))], SEED, 1)
    assert finding is not None
    assert "ended with 7" in finding.what


def test_the_input_of_a_finding_is_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = tmp_path / "campaign-files-1-5"
    held.write_bytes(b'subject = "The vote"')
    assert main(["--again", str(held)]) == 0
    assert capsys.readouterr().out == "It holds.\n"
    broken = tmp_path / "contacts-1-5"
    broken.write_bytes(b"no JSON")
    assert main(["--again", str(broken)]) == 1
    assert "JSONDecodeError" in capsys.readouterr().out
    assert main(["--again", str(tmp_path / "other")]) == 2


# -- what the tries would catch


def _row(name: str) -> bytes:
    return contacts.json.dumps(
        {
            "direction": "ltr",
            "address": "ada@example.org",
            "tags": [],
            "fields": {},
            "values": {"first_name": name},
        }
    ).encode()


@pytest.mark.parametrize(
    ("name", "escape"),
    [
        ("<b>Ada</b>", lambda value: value),
        ('" onclick="x', lambda value: value.replace("<", "&lt;").replace(">", "&gt;")),
        ("-->", lambda value: value.replace("<", "&lt;").replace('"', "&#34;")),
        ("&lt;b&gt;", lambda value: value.replace("<", "&lt;").replace(">", "&gt;")),
    ],
)
def test_an_escaping_that_forgets_something_would_be_found(
    monkeypatch: pytest.MonkeyPatch, name: str, escape: Any
) -> None:
    from mailer.rendering import escaping

    assert attempt(_contacts(), _row(name)) is None
    monkeypatch.setattr(escaping, "_markup", escape)
    contacts._frozen.cache_clear()
    try:
        assert attempt(_contacts(), _row(name)) is not None
    finally:
        monkeypatch.undo()
        contacts._frozen.cache_clear()


def _contacts() -> Any:
    return contacts
