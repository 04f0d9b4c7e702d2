"""A report for the terminal: 80 columns, each number with its base and its doubt."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from mailer.model.report import CampaignReport, GiftTotal, LinkLine, SegmentLine, VariantLine
from mailer.wording.figures import (
    amount,
    listed,
    money,
    number,
    percent,
    plural,
    span,
)
from mailer.wording.times import short_day, short_moment

SUFFIX = ".txt"
_WIDE = 80
_BAR = 32
_LABEL = 16
_VALUE = 12


def render(report: CampaignReport) -> bytes:
    lines = [
        _when(report),
        *_raised(report),
        *_reached(report),
        *_apart(report),
        *_links(report),
        *_segments(report),
        *_groups("variant", report.variants),
        *([report.verdict] if report.verdict else []),
        *_groups("language", report.languages),
        _last(report),
    ]
    return ("\n".join(_fit(line) for line in lines) + "\n").encode()


def _when(report: CampaignReport) -> str:
    said = f"As of {short_moment(report.as_of, report.zone)}"
    if report.final_at is None:
        return f"{said}, {report.state}"
    if report.is_final:
        return f"{said}, final"
    day = report.final_at.astimezone(ZoneInfo(report.zone)).date()
    return f"{said}, final {short_day(day, with_year=False)}"


def _raised(report: CampaignReport) -> list[str]:
    gifts, per = report.gifts, report.per_thousand
    if not gifts.count:
        return [_row("raised, net", "nothing yet"), *_other_gifts(report)]
    decimals = get_currency_precision(gifts.currency or "EUR")
    total = f"{gifts.total:,.{decimals}f}"
    thousand = "–" if per.all is None else f"{per.all:,.{decimals}f}"
    width = max(8, len(total), len(thousand))
    middle = f"median {amount(gifts.median)}, largest {amount(gifts.largest)}"
    return [
        _row(
            "raised, net",
            f"{gifts.currency} {total:>{width}}",
            f"{plural(gifts.count, 'gift')}, {middle}",
        ),
        _row(
            "per 1,000",
            f"{gifts.currency} {thousand:>{width}}",
            f"{amount(per.without_largest)} without the largest",
        ),
        *_other_gifts(report),
    ]


def _other_gifts(report: CampaignReport) -> list[str]:
    rows = [_gift_row("and also", gift, "never added") for gift in report.gifts.other_currencies]
    return rows + [
        _gift_row("assisted", gift, "no code, after a click") for gift in report.gifts.assisted
    ]


def _gift_row(label: str, gift: GiftTotal, note: str) -> str:
    shown = money(gift.total, gift.currency)
    return _row(label, shown, f"{plural(gift.count, 'gift')}, {note}")


def _reached(report: CampaignReport) -> list[str]:
    rates = report.rates
    of_delivered = f"of {number(report.delivered)} delivered"
    return [
        _row("clicked", number(report.clickers), f"{percent(rates.clicked)} {of_delivered}"),
        _opened(report),
        _delivered(report),
        _row("bounced", number(report.bounced), f"{percent(rates.bounced)} of the accepted"),
        _row(
            "unsubscribed",
            number(report.unsubscribed),
            f"{percent(rates.unsubscribed)} {of_delivered}; {number(report.complained)} complained",
        ),
    ]


def _delivered(report: CampaignReport) -> str:
    if report.accepted and not report.delivered:
        return _row("delivered", "–", f"of {number(report.accepted)} accepted: not told (yet)")
    base = f"{percent(report.rates.delivered)} of {number(report.accepted)} accepted"
    return _row("delivered", number(report.delivered), f"{base}, not proof of an inbox")


def _opened(report: CampaignReport) -> str:
    low, high = report.rates.opened_low, report.rates.opened_high
    if low is None or high is None:
        counted = report.measured.aggregate
        total = counted.human + counted.unknown
        if total:
            return _row("opened", number(total), "opens, counted without any person")
        return _row("opened", "–", "not measured")
    note = f"[{_bar(low, high)}]"
    if report.measured.people < report.delivered:
        note = f"of {number(report.measured.people)} whose opens are measured"
    return _row("opened", span(low, high), note)


def _bar(low: float, high: float) -> str:
    """`#` surely, `/` perhaps, `.` not seen."""
    surely, perhaps = round(low * _BAR), round(high * _BAR)
    return "#" * surely + "/" * (perhaps - surely) + "." * (_BAR - perhaps)


def _apart(report: CampaignReport) -> list[str]:
    """What machines did, and what did not arrive: in no rate above."""
    machine = listed(
        plural(count, what)
        for count, what in ((report.opens.machine, "open"), (report.clicks.machine, "click"))
        if count
    )
    doubtful = report.clickers_possible - report.clickers
    lost = listed(
        f"{number(count)} {what}"
        for count, what in (
            (report.sent - report.accepted, "refused or unknown"),
            (report.blocked, "blocked"),
            (report.dropped, "dropped"),
        )
        if count
    )
    return [
        *([_row("machines", "", f"{machine}: in nothing above")] if machine else []),
        *(
            [_row("perhaps", number(doubtful), "more clicked: people or machines")]
            if doubtful
            else []
        ),
        *([_row("not arrived", "", lost)] if lost else []),
    ]


def _links(report: CampaignReport) -> list[str]:
    shown = [line for line in report.links if line.clickers or line.clicks.human or line.gifts]
    if not shown:
        return []
    return ["", _table("link", "clickers", "gifts", "raised"), *map(_link, shown)]


def _link(line: LinkLine) -> str:
    name = listed((line.place, f'"{line.label}"' if line.label else "")) or "another address"
    return _table(name, number(line.clickers), number(line.gifts), amount(line.raised))


def _segments(report: CampaignReport) -> list[str]:
    shown = [line for line in report.segments if line.recipients]
    if len(shown) < 2:
        return []
    return ["", _table("segment", "people", "clickers", "gifts"), *map(_segment, shown)]


def _segment(line: SegmentLine) -> str:
    if line.is_small:
        return _table(line.name, "under 10", "", "")
    return _table(line.name, number(line.recipients), number(line.clickers), number(line.gifts))


def _groups(name: str, lines: Sequence[VariantLine]) -> list[str]:
    """Each person got one of these."""
    if not lines:
        return []
    return ["", _table(name, "people", "clicked", "between", "gifts"), *map(_group, lines)]


def _group(line: VariantLine) -> str:
    if line.is_small:
        return _table(line.name, "under 10", "", "", "")
    clicked = percent(line.clicked) if line.clicked is not None else "–"
    between = span(line.clicked_low, line.clicked_high) if line.clicked is not None else ""
    return _table(line.name, number(line.recipients), clicked, between, number(line.gifts))


def _last(report: CampaignReport) -> str:
    if not report.sent:
        return f"Nothing was sent yet: {report.campaign} is in state {report.state}."
    return f"Sent to {plural(report.sent, 'person', 'people')}. State: {report.state}."


def _row(label: str, value: str, note: str = "") -> str:
    return f"{label:<{_LABEL}}{value:>{_VALUE}}   {note}".rstrip()


def _table(name: str, *cells: str) -> str:
    """A name, cut where it is long, and up to three cells at the end of their columns."""
    room = _WIDE - 12 * len(cells) - 1
    shown = name if len(name) <= room else name[: room - 1] + "…"
    return f"{shown:<{room}} {''.join(f'{cell:>12}' for cell in cells)}".rstrip()


def _fit(line: str) -> str:
    """Cut to the width; without signs that a terminal would obey."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in line)
    return plain if len(plain) <= _WIDE else plain[: _WIDE - 1] + "…"
