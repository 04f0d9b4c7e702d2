"""What only a browser can tell: contrast, sizes, things to tap, what runs over the edge.

Pure: it judges the evidence that a probe brought (`model.evidence`). Contrast is WCAG 2's; so is the
least size of what one taps (24 px), while 44 px is what phones' own guidelines ask for.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from mailer.checking.facts import Looked, Rule, found, shortened
from mailer.model.evidence import Box, Colour, Mode, Page, Target, Words
from mailer.model.finding import Finding, Severity

_LARGE, _LARGE_BOLD = 24.0, 18.66
"""px; 18 and 14 points: larger letters need less contrast."""
_BOLD = 700
_SMALLEST, _SMALL = 12.0, 14.0
_TIGHT = 1.3
_HEADING = 24.0
_LONG = 3
"""Lines from which on centred text is hard to follow."""
_LEAST, _COMFORTABLE, _APART = 24.0, 44.0, 8.0
_PHONE = 320
_GRAIN = 0.5
"""px: what rounding may take away."""
_MODES: dict[Mode, str] = {
    "light": "light",
    "dark": "dark",
    "gmail-dark": "inverted as Gmail may",
    "outlook-dark": "dark in Outlook.com",
    "no-styles": "without styles",
    "images-off": "images off",
    "gmail": "as Gmail takes it over",
    "word": "as Word may set it",
    "large-text": "letters twice as large",
    "forced-colours": "in forced colours",
    "print": "in print",
    "red-green": "to who can't tell red from green",
    "no-colour": "to who sees no colours",
}


def judge(pages: Sequence[Page]) -> Iterator[Finding]:
    """Every finding on these pages; the same fact on several of them is told once."""
    return chain(
        _contrast(pages),
        _too_small(pages),
        _hard_to_read(pages),
        _hard_to_tap(pages),
        _crowded(pages),
        _overflowing(pages),
    )


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _contrast(pages: Sequence[Page]) -> Iterator[Finding]:
    """The same two colours are told once, however many ways of showing the message have them."""
    seen: dict[tuple[str, Severity, Colour, Colour], tuple[Mode, Words]] = {}
    unknown: dict[str, tuple[Mode, Words]] = {}
    for page, words in _words(pages):
        rule = "contrast-light" if _is_light(page.mode) else "contrast-dark"
        severity: Severity = "warning" if page.mode == "gmail-dark" else "error"
        if words.ground is None:
            unknown.setdefault(rule, (page.mode, words))
        elif contrast(words.ink, words.ground) < _needed(words):
            seen.setdefault((rule, severity, words.ink, words.ground), (page.mode, words))
    for (rule, severity, ink, ground), (mode, words) in seen.items():
        yield found(
            rule,
            severity,
            _MODES[mode],
            f"{_quoted(words)}: {_hex(ink)} on {_hex(ground)} is "
            f"{math.floor(contrast(ink, ground) * 10) / 10:.1f}, {_needed(words):.1f} is needed",
            "Take a darker or lighter colour of the template's tokens.toml.",
        )
    for rule, (mode, words) in unknown.items():
        yield found(
            rule,
            "info",
            _MODES[mode],
            f"{_quoted(words)} stands on a picture: its contrast can't be computed",
            "Look at the picture; give the words a ground of their own.",
        )


def _is_light(mode: Mode) -> bool:
    return not mode.endswith("dark")


def _needed(words: Words) -> float:
    large = words.size >= _LARGE or (words.size >= _LARGE_BOLD and words.weight >= _BOLD)
    return 3.0 if large else 4.5


def _too_small(pages: Sequence[Page]) -> Iterator[Finding]:
    told: set[tuple[str, float]] = set()
    for page, words in _words(pages):
        if words.size >= _SMALL or (words.text, words.size) in told:
            continue
        told.add((words.text, words.size))
        yield found(
            "text-too-small",
            "error" if words.size < _SMALLEST else "warning",
            _place(page),
            f"{_quoted(words)} in {words.size:g} px",
            "Set body text in 16 px or more, legal text in 14.",
        )


def _hard_to_read(pages: Sequence[Page]) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for page, words in _words(pages):
        for fact, fix in _faults_of_setting(words):
            if (words.text, fact) not in told:
                told.add((words.text, fact))
                yield found(
                    "text-too-small", "warning", _place(page), f"{_quoted(words)}{fact}", fix
                )


def _faults_of_setting(words: Words) -> Iterator[tuple[str, str]]:
    if words.lines > 1 and words.size < _HEADING and words.line < _TIGHT * words.size:
        yield f": lines {words.line / words.size:.2f} apart", "Set lines 1.5 apart."
    if words.lines > 1 and words.align == "justify":
        yield " is justified", "Align at the start."
    if words.lines > _LONG and words.align.endswith("center"):
        yield f": {words.lines} centred lines", "Align long text at the start."


def _hard_to_tap(pages: Sequence[Page]) -> Iterator[Finding]:
    told: set[tuple[str, Severity]] = set()
    for page in pages:
        for target in page.targets:
            height = min((box.height for box in target.boxes), default=_COMFORTABLE)
            if not target.painted or height + _GRAIN >= _COMFORTABLE:
                continue
            severity: Severity = "error" if height + _GRAIN < _LEAST else "warning"
            if (target.label, severity) not in told:
                told.add((target.label, severity))
                yield found(
                    "tap-target-small",
                    severity,
                    _place(page),
                    f"the button {_named(target)} is {height:.0f} px high",
                    "Make it 44 px or more: more padding above and below its words.",
                )


def _crowded(pages: Sequence[Page]) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for page in pages:
        if page.width != _PHONE:
            continue
        for one, other in combinations(page.targets, 2):
            apart = _distance(one, other)
            pair = (one.label, other.label)
            if one.url == other.url or apart + _GRAIN >= _APART or pair in told:
                continue
            told.add(pair)
            yield found(
                "tap-target-small",
                "warning",
                _place(page),
                f"{_named(one)} and {_named(other)} are {apart:.0f} px apart",
                "Leave 8 px or more between two links.",
            )


def _distance(one: Target, other: Target) -> float:
    return min((_gap(a, b) for a in one.boxes for b in other.boxes), default=math.inf)


def _gap(one: Box, other: Box) -> float:
    across = max(one.left - other.right, other.left - one.right, 0.0)
    down = max(one.top - other.bottom, other.top - one.bottom, 0.0)
    return math.hypot(across, down)


def _overflowing(pages: Sequence[Page]) -> Iterator[Finding]:
    worst: dict[tuple[str, Mode], list[Page]] = defaultdict(list)
    for page in pages:
        if page.scroll_width > page.width:
            worst[(", ".join(page.wide), page.mode)].append(page)
    for (wide, _), alike in worst.items():
        page = min(alike, key=lambda each: each.width)
        widths = ", ".join(str(width) for width in sorted({each.width for each in alike}))
        culprit = f": {wide}" if wide else ""
        yield found(
            "overflow-narrow",
            "error",
            f"{widths} px, {_MODES[page.mode]}",
            f"{page.scroll_width} px wide for {page.whose}{culprit}",
            "Let it break (overflow-wrap: break-word) or shrink (width: 100%; max-width).",
        )


def _words(pages: Sequence[Page]) -> Iterator[tuple[Page, Words]]:
    return ((page, words) for page in pages for words in page.words)


def _place(page: Page) -> str:
    return f"{page.width} px, {_MODES[page.mode]}"


def _quoted(words: Words) -> str:
    return repr(shortened(words.text))


def _named(target: Target) -> str:
    return repr(shortened(target.label, 32)) if target.label else "a link without a name"


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def seen(looked: Looked) -> Iterator[Finding]:
    return judge(looked.facts.pages)


RULES: tuple[Rule, ...] = (seen,)
