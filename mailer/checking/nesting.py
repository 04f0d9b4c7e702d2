"""How the HTML is built inside: for Word, which reads comments, and for programs that cut deep trees."""

import re
from collections import Counter
from collections.abc import Iterator

from mailer.checking.facts import Element, Looked, Rule, declarations, found
from mailer.model.finding import Finding

_COMMENT = re.compile(r"<!--\[if ([^\]]*)\]>(<!-->)?|(<!--)?<!\[endif\]-->", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_PAIRED = frozenset({"table", "tr", "td", "th", "div", "a", "p", "center", "span", "tbody"})
_PX = re.compile(r"(\d+)(?:px)?")


def mso_broken(looked: Looked) -> Iterator[Finding]:
    html = looked.first.sample.html
    if re.search(r"(?<!<!--)<!\[if", html):
        yield _broken("<![if outside a comment", "Write <!--[if mso]> ... <![endif]-->.")
    opened = len(re.findall(r"<!--\[if [^\]]*\]>", html))
    closed = len(re.findall(r"<!\[endif\]-->", html))
    if opened != closed:
        yield _broken(
            f"{opened} Word comments are opened, {closed} closed",
            "Open and close each Word comment in the template.",
        )
        return
    seen = word_view(html)
    for tag, balance in _unbalanced(seen):
        verb = "stay open" if balance > 0 else "are closed that were never opened"
        yield _broken(f"in Word {abs(balance)} <{tag}> {verb}", "Pair the tags in its comments.")
    alone = " ".join(only_word(html))
    if re.search(r"<v:\w+[^>]*\shref=", alone):
        yield _broken(
            "a link drawn in VML: screen readers and dark mode pass over it",
            "Let the plain link stand in Word too.",
        )
    if re.search(r"<h[1-6]\b", alone):
        yield _broken("a heading for Word alone", "Keep headings outside of Word's comments.")
    yield from _ghost_width(looked, alone)


def _broken(fact: str, fix: str) -> Finding:
    return found("mso-broken", "warning", "html", fact, fix)


def word_view(html: str) -> str:
    """What Word reads: its own comments opened, what is hidden from it gone."""
    pieces: list[str] = []
    at, for_word = 0, True
    for match in _COMMENT.finditer(html):
        if for_word:
            pieces.append(html[at : match.start()])
        condition = match.group(1)
        for_word = condition is None or _is_for_word(condition)
        at = match.end()
    pieces.append(html[at:])
    return "".join(pieces)


def only_word(html: str) -> Iterator[str]:
    """The insides of the comments that Word alone reads."""
    for match in re.finditer(r"<!--\[if ([^\]]*)\]>(?!<!-->)(.*?)<!\[endif\]-->", html, re.DOTALL):
        if _is_for_word(match.group(1)):
            yield match.group(2)


def _is_for_word(condition: str) -> bool:
    return "mso" in condition.lower() and "!mso" not in condition.lower().replace(" ", "")


def _unbalanced(html: str) -> Iterator[tuple[str, int]]:
    counted: Counter[str] = Counter()
    for closing, name, rest in _TAG.findall(re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)):
        tag = name.lower()
        if (tag in _PAIRED or ":" in tag) and not rest.rstrip().endswith("/"):
            counted[tag] += -1 if closing else 1
    return ((tag, number) for tag, number in counted.items() if number)


def _ghost_width(looked: Looked, alone: str) -> Iterator[Finding]:
    """The table that holds the message together in Word is as wide as what it stands around."""
    ghosts = {int(width) for width in re.findall(r"<table[^>]*\swidth=\"?(\d+)\"?", alone)}
    widths = set()
    for element in looked.first.all():
        if isinstance(element.tag, str):
            width = _PX.fullmatch(declarations(element.get("style", "")).get("max-width", ""))
            widths |= {int(width.group(1))} if width else set()
    for ghost in sorted(ghosts - widths) if widths else ():
        listed = ", ".join(str(width) for width in sorted(widths))
        yield _broken(
            f"Word's table is {ghost} wide, what it stands around {listed}",
            "Give both the same width.",
        )


def structure_risky(looked: Looked) -> Iterator[Finding]:
    document = looked.first
    if document.tree is None:
        return
    rule, fix = "structure-risky", "Make the template flatter."
    depth, tables = _depths(document.tree)
    if depth > 100:
        fact = f"{depth} elements deep"
        yield found(rule, "error" if depth > 250 else "warning", "html", fact, fix)
    if tables > 6:
        yield found(rule, "warning", "html", f"{tables} tables inside one another", fix)
    if re.search(
        r"<a\b[^>]*>(?:(?!</a>).)*?<table", document.sample.html, re.DOTALL | re.IGNORECASE
    ):
        fix = "Put the link inside the table's cell."
        yield found(rule, "warning", "html", "a table inside a link", fix)
    ids = Counter(each.get("id") for each in document.all() if each.get("id"))
    for name, times in ids.items():
        if times > 1:
            yield found(rule, "warning", "html", f"id {name!r} stands {times} times", "Once only.")
    empty = sum(map(_is_spacer, document.all("td")))
    if empty:
        cells = "1 empty cell keeps" if empty == 1 else f"{empty} empty cells keep"
        fix = "Use padding: some programs close an empty cell up."
        yield found(rule, "info", "html", f"{cells} a distance", fix)


def _is_spacer(cell: Element) -> bool:
    """Holds nothing at all, not even a no-break space or a line to draw, and is given a size."""
    if len(cell) or cell.text:
        return False
    style = declarations(cell.get("style", ""))
    is_drawn = any(name.startswith(("border", "background")) for name in style)
    is_sized = bool({"height", "width"} & style.keys()) or cell.get("height") or cell.get("width")
    return bool(is_sized) and not is_drawn and not cell.get("bgcolor")


def _depths(root: Element) -> tuple[int, int]:
    """(deepest nesting of elements, of tables), without recursion."""
    deepest = most = 0
    waiting = [(root, 1, 0)]
    while waiting:
        element, depth, tables = waiting.pop()
        tables += element.tag == "table"
        deepest, most = max(deepest, depth), max(most, tables)
        waiting += [(child, depth + 1, tables) for child in element]
    return deepest, most


RULES: tuple[Rule, ...] = (structure_risky, mso_broken)
