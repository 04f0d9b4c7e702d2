"""Facts as numbers: figures that stand side by side, and how far a goal is reached."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mailer.errors import TemplateError
from mailer.model.campaign import Campaign, Figure, Progress
from mailer.rendering import formats
from mailer.rendering.texts import Texts


def figures(campaign: Campaign, texts: Texts, gap: str) -> list[dict[str, Any]]:
    """Each with `number`, `what`, and `line`: both in one. gap: what stands between two words.

    Raises TemplateError: a number without words is no fact, nor are words without their number.
    """
    shown = []
    for position, each in enumerate(campaign.figures, start=1):
        if each == Figure():
            continue
        for key in ("number", "what"):
            if not getattr(each, key):
                raise TemplateError(
                    f"campaigns/{campaign.slug}.toml: figures.item {position}.{key} is empty. "
                    "A figure is a number and what it counts: write both."
                )
        number = texts.figure(each.number, f"figures.item {position}.number")
        what = texts.line(each.what, f"figures.item {position}.what")
        line = texts.phrase("{number}" + gap + "{what}", number=number, what=what)
        shown.append({"number": number, "what": what, "line": line})
    return shown


def progress(campaign: Campaign, texts: Texts, words: Mapping[str, str]) -> dict[str, Any] | None:
    """`heading`, `words` and `percent`, whole, of the goal; None where the campaign tells of none.

    Raises TemplateError where one of its parts is missing: a bar without its day is no fact.
    """
    given = campaign.progress
    if given == Progress():
        return None
    if given.raised is None or given.goal is None or not given.as_of:
        raise _lacking(campaign)
    locale = formats.locale_of(campaign.language)
    raised, goal = (
        texts.apart(formats.money(amount, campaign.ask.currency, locale))
        for amount in (given.raised, given.goal)
    )
    as_of = texts.line(given.as_of, "progress.as_of")
    return {
        "heading": texts.line(given.heading, "progress.heading"),
        "words": texts.phrase(words["progress"], raised=raised, goal=goal, as_of=as_of),
        "percent": _percent(given.raised, given.goal),
    }


def _lacking(campaign: Campaign) -> TemplateError:
    cures = {
        "raised": "Write what came in, such as raised = 12400",
        "goal": "Write what is needed, such as goal = 20000",
        "as_of": 'Write the day that it holds for, such as as_of = "20 November"',
    }
    key = next(key for key in cures if getattr(campaign.progress, key) in (None, ""))
    return TemplateError(
        f"campaigns/{campaign.slug}.toml: progress.{key} is missing. {cures[key]}, or take "
        "[progress] out."
    )


def _percent(raised: Decimal, goal: Decimal) -> int:
    """Rounded down, so that nothing looks reached before it is; something never looks like nothing."""
    whole = int(raised * 100 / goal)
    return min(100, max(whole, 1 if raised else 0))
