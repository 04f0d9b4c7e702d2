"""Reading every golden release, and a page with 300 links around it, against the least that any reader does.

    python benchmarks/read.py

The least: of a text its decoding and its lines, of a page trafilatura's extraction alone. In one run on one
core, after the first of each. Exit 1 where a release takes more than 100 ms, or the pages more than five
times as long as trafilatura.
"""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import trafilatura
from samples import fastest

from mailer.reading import read

MOST = 0.100
"""Seconds."""
MOST_TIMES = 5.0
ROUNDS = 3
TODAY = date(2026, 12, 1)
RELEASES = Path(__file__).parent.parent / "tests" / "golden" / "releases"


def main() -> int:
    files = {
        path.name: path.read_bytes()
        for path in sorted(RELEASES.iterdir())
        if path.suffix != ".json"
    }
    files["300-links.html"] = _among_links(files["page-heavy.html"])
    acts: list[Callable[[], object]] = []
    for name, data in files.items():
        acts += [partial(read, data, filename=name, today=TODAY), partial(_least, name, data)]
    seconds = fastest(*acts, rounds=ROUNDS)
    ours = dict(zip(files, seconds[::2], strict=True))
    least = dict(zip(files, seconds[1::2], strict=True))
    slowest = max(ours, key=lambda name: ours[name])
    print(f"{len(files)} releases, one core, after the first of each")
    times = 0.0
    for kind, names in _kinds(files):
        said, alone = (sum(each[name] for name in names) / len(names) for each in (ours, least))
        times = said / alone
        print(
            f"{kind:6} {len(names):3}   ours {said * 1e3:7.2f} ms   the least {alone * 1e3:7.3f} ms"
            f"   ratio {times:7.1f}"
        )
    print(f"slowest      {ours[slowest] * 1e3:12.2f} ms   {slowest}   (at most {MOST * 1e3:.0f})")
    print(f"ratio of pages {times:10.1f}   (at most {MOST_TIMES})")
    return 0 if ours[slowest] <= MOST and times <= MOST_TIMES else 1


def _kinds(files: dict[str, bytes]) -> list[tuple[str, list[str]]]:
    pages = [name for name in files if name.endswith(".html")]
    return [("texts", [name for name in files if name not in pages]), ("pages", pages)]


def _least(name: str, data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    return trafilatura.extract(text) if name.endswith(".html") else text.splitlines()


def _among_links(page: bytes) -> bytes:
    links = "".join(
        f'<li><a href="https://www.example.org/stories/{at}">Another story, number {at}</a></li>'
        for at in range(300)
    )
    return page.replace(b"<body>", f"<body><nav><ul>{links}</ul></nav>".encode())


if __name__ == "__main__":
    sys.exit(main())
