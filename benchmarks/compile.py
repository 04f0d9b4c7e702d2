"""Making a message of 60 KB against what its largest step takes alone: premailer on the same HTML.

    python benchmarks/compile.py

In one run on one core, after the first of each. A message is rendered, inlined, each field's place checked,
split and hashed. Exit 1 where that takes more than 150 ms, or more than twice as long as premailer.
"""

import sys

from premailer import Premailer
from samples import TEMPLATE, campaign_of, fastest, house

from mailer.rendering import compile, join
from mailer.rendering.compiling import render

MOST = 0.150
"""Seconds."""
MOST_TIMES = 2.0
SIZE = 60_000


def main() -> int:
    long, message = campaign_of(SIZE)
    html = render(long, TEMPLATE, house()).html
    ours, alone = fastest(lambda: compile(long, TEMPLATE, house()), lambda: _premailer(html))
    size = len(join(message.html, ["x"] * len(message.slots)).encode())
    print(f"HTML of {size:,} bytes, {len(message.html.refs)} places, one core, after the first")
    print(f"premailer alone  {alone * 1e3:7.1f} ms")
    print(f"ours, all of it  {ours * 1e3:7.1f} ms   (at most {MOST * 1e3:.0f})")
    print(f"ratio            {ours / alone:7.2f}   (at most {MOST_TIMES})")
    return 0 if ours <= MOST and ours / alone <= MOST_TIMES else 1


def _premailer(html: str) -> str:
    made: str = Premailer(
        html, strip_important=False, disable_validation=True, allow_network=False
    ).transform(pretty_print=False)
    return made


if __name__ == "__main__":
    sys.exit(main())
