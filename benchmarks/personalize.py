"""Personalizing the naive way, a template rendered and inlined per person, against ours: pieces and a join.

    python benchmarks/personalize.py

Both ways make the same message for the same people, in the same run on the same core. Exit 1 where ours is
less than 300 times as fast.
"""

import sys
from collections.abc import Sequence
from datetime import date

from jinja2 import Environment
from premailer import Premailer
from samples import LADDER, TEMPLATE, campaign, fastest, house, person

from mailer.model.message import Filled, Message
from mailer.rendering import Filler, Person, compile, join
from mailer.rendering.compiling import render
from mailer.rendering.fields import PERSONAL

FLOOR = 300
NAIVE_PEOPLE = 20
OUR_PEOPLE = 10_000
ROUNDS = 3
BATCH = 1000
TODAY = date(2026, 12, 1)


def main() -> int:
    """Measures, prints, and says by its result whether ours is fast enough."""
    message = compile(campaign(), TEMPLATE, house())
    people = [person(number) for number in range(OUR_PEOPLE)]
    naive, ours = fastest(
        lambda: _naive(people[:NAIVE_PEOPLE]), lambda: _ours(message, people), rounds=ROUNDS
    )
    naive, ours = naive / NAIVE_PEOPLE, ours / OUR_PEOPLE
    ratio = naive / ours
    size = len(_ours(message, people[:1]))
    print(f"HTML of {size:,} signs, {len(message.html.refs)} places, one core")
    print(f"naive  {naive * 1e3:9.3f} ms a person   {1 / naive:12,.0f} a second")
    print(f"ours   {ours * 1e3:9.3f} ms a person   {1 / ours:12,.0f} a second")
    print(f"ratio  {ratio:9.0f}   (floor {FLOOR})")
    return 0 if ratio >= FLOOR else 1


def _ours(message: Message, people: Sequence[Person]) -> str:
    """Subject, HTML and text of each, a batch at a time; the last HTML is handed back."""
    html, filler = "", Filler(message)
    for start in range(0, len(people), BATCH):
        for filled in filler.fill(people[start : start + BATCH], TODAY):
            assert isinstance(filled, Filled)
            join(message.subject, filled.values)
            join(message.text, filled.values)
            html = join(message.html, filled.values)
    return html


def _naive(people: Sequence[Person]) -> list[str]:
    """The same message as a Jinja2 template with fields, rendered and inlined for each person."""
    environment = Environment(autoescape=True)
    source = environment.from_string(_naive_source())
    made = []
    for one in people:
        html = source.render(
            first_name=one.contact.first_name,
            amounts=one.amounts,
            tokens=one.tokens,
            is_default=one.amounts == LADDER[0],
        )
        made.append(
            Premailer(
                html, strip_important=False, disable_validation=True, allow_network=False
            ).transform(pretty_print=False)
        )
    return made


def _naive_source() -> str:
    """The message before inlining, with Jinja2 fields where ours has slots."""
    made = render(campaign(), TEMPLATE, house())
    fields = {
        "first_name": "{{ first_name }}",
        **{name: f"{{{{ tokens.{name} }}}}" for name in PERSONAL},
        **{f"amount_{n}": f"{{{{ amounts[{n - 1}] }}}}" for n in (1, 2, 3)},
        **{f"amount_{n}_major": f"{{{{ amounts[{n - 1}] }}}}" for n in (1, 2, 3)},
    }
    acts = {"if": "{% if is_default %}", "else": "{% else %}", "end": "{% endif %}"}
    slots = made.marks.slots
    return made.marks.pattern().sub(
        lambda found: acts[found[5]] if found[5] else fields[slots[int(found[2])].field],
        made.html,
    )


if __name__ == "__main__":
    sys.exit(main())
