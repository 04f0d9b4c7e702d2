"""A report as one page that stands alone: no script, nothing loaded; light, dark and on paper."""

from collections.abc import Sequence
from functools import cache

import jinja2

from mailer.model.report import CampaignReport, Moment
from mailer.wording import figures, times

SUFFIX = ".html"

_WIDTH, _HEIGHT, _TOP, _LEFT = 640, 200, 16, 44


def render(report: CampaignReport) -> bytes:
    values = {
        "report": report,
        "headline": _headline(report),
        "curve": _points(report.timeline),
        "top": max((moment.clickers for moment in report.timeline), default=0),
    }
    page = _environment().get_template("report.html.j2").render(values)
    return page.encode() + b"\n"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mailer.reports", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("number", "plural", "percent", "span", "amount", "money"):
        environment.globals[name] = getattr(figures, name)
    environment.globals["short_moment"] = times.short_moment
    return environment


def _headline(report: CampaignReport) -> str:
    """The finding, as one sentence."""
    if not report.sent:
        return "Nothing was sent yet"
    clicked = f"{figures.plural(report.clickers, 'person', 'people')} clicked"
    if not report.gifts.count:
        return f"{clicked}; no gift came back yet"
    total = figures.money(report.gifts.total, report.gifts.currency)
    return f"{clicked} and {figures.plural(report.gifts.count, 'gift')} brought {total}"


def _points(timeline: Sequence[Moment]) -> str:
    """Clickers over time as the points of a line; empty where there is nothing to draw."""
    top = max((moment.clickers for moment in timeline), default=0)
    end = timeline[-1].hours if timeline else 0
    if not top or not end:
        return ""
    first = f"{_LEFT},{_HEIGHT}"
    rest = (
        f"{_LEFT + (_WIDTH - _LEFT) * moment.hours / end:.1f},"
        f"{_HEIGHT - (_HEIGHT - _TOP) * moment.clickers / top:.1f}"
        for moment in timeline
    )
    return " ".join((first, *rest))
