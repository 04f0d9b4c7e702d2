"""Furniture that a person wants back: named by its line or by the rule that set it apart.

What is for the press only stays out, whoever asks: a desk's phone number must reach no supporter.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from mailer.errors import SourceError
from mailer.model.release import Removed
from mailer.reading.lines import Line


@dataclass(frozen=True, slots=True)
class Restored:
    """body: with what was put back, in the order of the source. furniture: what is still set apart."""

    body: tuple[Line, ...]
    furniture: tuple[Removed, ...]


def restored(
    body: Sequence[Line],
    furniture: Sequence[Removed],
    press_only: Sequence[Removed],
    lines: Sequence[Line],
    keep: Sequence[str],
) -> Restored:
    """keep: numbers of lines, counted from 1, and names of rules. lines: all of the source. The lede stays
    the first of the body: what stood above it comes right behind.

    Raises SourceError where one of `keep` names nothing that was set apart, or what is for the press.
    """
    chosen: list[Removed] = []
    for named in keep:
        found = [each for each in furniture if _is_named(each, named)]
        if not found:
            raise SourceError(_why_not(named, furniture, press_only))
        chosen += [each for each in found if each not in chosen]
    places = {(each.text, each.span) for each in chosen}
    back = [line for line in lines if (line.text, line.span) in places]
    order = {(line.text, line.span): number for number, line in enumerate(lines)}
    rest = sorted([*body[1:], *back], key=lambda line: order.get((line.text, line.span), -1))
    left = tuple(each for each in furniture if each not in chosen)
    return Restored((*body[:1], *rest), left)


def _is_named(removed: Removed, named: str) -> bool:
    if not named.isdecimal():
        return removed.rule == named.strip().casefold()
    span = removed.span
    return span is not None and span.first_line <= int(named) <= span.last_line


def _why_not(named: str, furniture: Sequence[Removed], press_only: Sequence[Removed]) -> str:
    barred = next((each for each in press_only if _is_named(each, named)), None)
    if barred is not None:
        return (
            f"--keep {named}: that is for the press only ({barred.rule}) and comes into no message. If it "
            "is meant for everybody, copy its words into the campaign file."
        )
    rules = list(dict.fromkeys(each.rule for each in furniture))
    near = difflib.get_close_matches(named, rules, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Rules that did: {', '.join(rules) or 'none'}."
    what = f"line {named} was not" if named.isdecimal() else "no line was"
    return f"--keep {named}: {what} set apart as furniture{'' if named.isdecimal() else ' by it'}. {hint}"
