"""What the message's HTML and CSS ask of mail programs, weighed by how many readers use which.

final HTML ── uses ──> each feature with its values, and where it stands ── weigh ──> share that lacks it

A style sheet in the head only adds to what stands in the elements themselves: a rule all of whose
properties stand inline too costs nothing where it is dropped.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import tinycss2

from mailer.checking.clients import Clients, Feature, Shares, clients
from mailer.checking.facts import Document, Element, Looked, Rule, is_hidden
from mailer.model.finding import Finding

WARN_FROM, ERROR_FROM = 0.05, 0.20
"""Share of the readers; the error only where the layout or the reading hangs on it."""
_GHOST = re.compile(r"<!--\[if[^\]]*mso[^\]]*\]>.*?<table", re.DOTALL | re.IGNORECASE)
_PRESENTING = {
    "width": "width",
    "height": "height",
    "align": "text-align",
    "valign": "vertical-align",
    "bgcolor": "background-color",
}
"""Attributes that say the same as a property."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of something in the message. within: at-rules that must be kept for it to be seen at all;
    has_plain_form: whoever lacks it sees the same property's inline value."""

    kind: str
    name: str
    value: str = ""
    within: tuple[str, ...] = ()
    has_plain_form: bool = False


def unsupported_by_audience(looked: Looked) -> Iterator[Finding]:
    table = clients()
    shares = tuple(looked.facts.readers) or table.presets["global"]
    yield from weigh(uses(looked.first), shares, bool(_GHOST.search(looked.first.sample.html)))


def weigh(found: Iterable[Use], shares: Shares, has_ghost: bool = False) -> Iterator[Finding]:
    """One finding per feature that too many readers' programs don't keep. has_ghost: Word gets a table
    of its own."""
    table = clients()
    used = _used(table, list(found))
    costs = {feature.slug: _costs(table, feature, each, has_ghost) for feature, each in used}
    costs |= _served_by_family([feature for feature, _ in used], costs)
    for feature, _ in used:
        each = costs[feature.slug]
        score = sum(share * cost for share, cost in zip(shares, each, strict=True))
        if score >= WARN_FROM - 1e-9:
            yield _told(table, feature, each, shares, score)


def _told(
    table: Clients, feature: Feature, costs: Sequence[float], shares: Shares, score: float
) -> Finding:
    lacking = sorted(
        (
            (-shares[index], table.names[client])
            for index, client in enumerate(table.order)
            if costs[index] and shares[index]
        ),
    )
    names = [name for _, name in lacking]
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    people = -sum(share for share, _ in lacking)
    return Finding(
        rule="unsupported-by-audience",
        severity="error" if feature.is_layout and score >= ERROR_FROM else "warning",
        where="html",
        message=f"{_spelled(feature)} is dropped or bent by {listed}: about {people:.0%} of the "
        f"readers (tested {feature.tested})",
        fix="Do without it, or give those programs a plain form of it.",
        source=feature.source,
    )


def _spelled(feature: Feature) -> str:
    first = feature.names[0]
    match feature.kind:
        case "value":
            return f"{first}: {', '.join(feature.names[1:3])}"
        case "function":
            return f"{first}()"
        case "unit":
            return f"the unit {first}"
        case "at":
            return f"@{first}"
        case "media":
            return f"@media ({first})"
        case "selector":
            return "a selector with [...]" if first == "[" else f"a selector with {first}"
        case "element":
            return f"<{first}>"
        case "attribute":
            return f"the attribute {first}"
        case "image":
            return "a picture in data:" if first == "data" else f"a picture in {first}"
        case _:
            return first


def _used(table: Clients, found: Sequence[Use]) -> list[tuple[Feature, list[Use]]]:
    by_key: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in found:
        by_key[(use.kind, use.name)].append(use)
    used = []
    for feature in table.features:
        if feature.is_nicety:
            continue
        these = _uses_of(feature, by_key)
        if these:
            used.append((feature, these))
    return used


def _uses_of(feature: Feature, by_key: Mapping[tuple[str, str], list[Use]]) -> list[Use]:
    if feature.kind == "value":
        name, *values = feature.names
        return [use for use in by_key.get(("property", name), ()) if use.value in values]
    return [use for name in feature.names for use in by_key.get((feature.kind, name), ())]


def _costs(
    table: Clients, feature: Feature, used: Sequence[Use], has_ghost: bool
) -> tuple[float, ...]:
    """The worst use counts, for each program."""
    each = [_costs_of_one(table, feature, use, has_ghost) for use in set(used)]
    return tuple(max(column) for column in zip(*each, strict=True))


def _costs_of_one(table: Clients, feature: Feature, use: Use, has_ghost: bool) -> tuple[float, ...]:
    if use.has_plain_form:
        return (0.0,) * len(table.order)
    costs = list(feature.costs(is_partly_met=bool(feature.when) and not _counts(feature, use)))
    if feature.has_ghost and has_ghost:
        costs[table.word] = 0.0
    for rule in use.within:
        named = ("at", rule)
        around = next(
            (each for each in table.features if (each.kind, each.names[0]) == named), None
        )
        if around is not None:
            seen = zip(costs, around.kept, strict=True)
            costs = [0.0 if letter == "n" else cost for cost, letter in seen]
    return tuple(costs)


def _counts(feature: Feature, use: Use) -> bool:
    """Whether a program that keeps the feature partly trips over this value."""
    value = use.value
    match feature.when:
        case "negative":
            return bool(re.search(r"(^|[\s(])-\d", value))
        case "image":
            return "url(" in value or "gradient(" in value
        case "wide":
            return any(float(size) > 8 for size in re.findall(r"(\d+(?:\.\d+)?)px", value))
        case "height":
            return "height" in value
        case "rem":
            return "rem" in value
        case "flow":
            return value in ("start", "end", "match-parent")
        case _:
            return False


def _served_by_family(
    features: Sequence[Feature], costs: Mapping[str, tuple[float, ...]]
) -> dict[str, tuple[float, ...]]:
    """Of features with one aim a program needs to keep one: the cheapest counts, and is told once."""
    families: dict[str, list[Feature]] = defaultdict(list)
    for feature in features:
        if feature.family:
            families[feature.family].append(feature)
    served: dict[str, tuple[float, ...]] = {}
    for alike in families.values():
        columns = zip(*(costs[each.slug] for each in alike), strict=True)
        served[alike[0].slug] = tuple(min(column) for column in columns)
        served |= {each.slug: (0.0,) * len(costs[each.slug]) for each in alike[1:]}
    return served


# -- what the message uses


def uses(document: Document) -> Iterator[Use]:
    """Everything in the final HTML that a program may keep or drop. What is hidden (the preheader) and
    what starts with `mso-` or a hyphen isn't counted."""
    if document.tree is None:
        return
    inline: set[str] = set()
    for element in _seen_elements(document.tree):
        for use in _of_element(element):
            if use.kind == "property":
                inline.add(use.name)
            elif use.kind == "attribute" and use.name in _PRESENTING:
                inline.add(_PRESENTING[use.name])
            yield use
    for style in document.all("style"):
        yield from _of_sheet(_rules(style.text or ""), frozenset(inline), ())


def _seen_elements(root: Element) -> Iterator[Element]:
    if not isinstance(root.tag, str) or is_hidden(root):
        return
    yield root
    for child in root:
        yield from _seen_elements(child)


def _of_element(element: Element) -> Iterator[Use]:
    yield Use("element", element.tag)
    for name in element.attrib:
        yield Use("attribute", str(name).lower())
    if element.tag == "img":
        source = element.get("src", "").strip().lower()
        ending = source.partition("?")[0].rpartition(".")[2]
        yield Use("image", "data" if source.startswith("data:") else ending)
    style = element.get("style", "")
    if style:
        yield from _of_declarations(_declared(style))


def _of_sheet(
    nodes: Iterable[Any], inline: frozenset[str], within: tuple[str, ...]
) -> Iterator[Use]:
    for node in nodes:
        if node.type == "qualified-rule":
            declared = _declared(node.content)
            plain = _are_plain(declared, inline)
            for name in _selectors(tinycss2.serialize(node.prelude)):
                yield Use("selector", name, within=within, has_plain_form=plain)
            yield from _of_declarations(declared, within, inline)
        elif node.type == "at-rule":
            inner = _rules(node.content) if node.content is not None else []
            plain = _is_plain(inner, inline)
            keyword = node.lower_at_keyword
            asked = tinycss2.serialize(node.prelude).lower()
            yield Use("at", keyword, asked, within, plain)
            for feature in re.findall(r"\(\s*([a-z-]+)", asked):
                if keyword == "media":
                    yield Use("media", feature, within=within, has_plain_form=plain)
            if keyword in ("media", "supports"):
                yield from _of_sheet(inner, inline, (*within, keyword))


def _is_plain(nodes: Sequence[Any], inline: frozenset[str]) -> bool:
    """Whether whoever drops these rules still gets everything that the reading hangs on."""
    return all(
        _are_plain(_declared(node.content), inline)
        for node in nodes
        if node.type == "qualified-rule"
    )


def _are_plain(declared: Sequence[Any], inline: frozenset[str]) -> bool:
    return all(
        each.lower_name not in _weighty() or _is_inline(each.lower_name, inline)
        for each in declared
    )


@cache
def _weighty() -> frozenset[str]:
    """Properties that the layout or the reading may hang on."""
    return frozenset(
        name
        for feature in clients().features
        if feature.kind in ("property", "value") and feature.is_layout and not feature.is_nicety
        for name in (feature.names if feature.kind == "property" else feature.names[:1])
    )


def _is_inline(name: str, inline: frozenset[str]) -> bool:
    """Whether a value of it stands in an element, in full or as its shorthand."""
    return name in inline or name.partition("-")[0] in inline or name.startswith(("-", "mso-"))


def _of_declarations(
    declared: Sequence[Any], within: tuple[str, ...] = (), inline: frozenset[str] = frozenset()
) -> Iterator[Use]:
    for each in declared:
        name = each.lower_name
        if name.startswith(("-", "mso-")) and not name.startswith("--"):
            continue
        value = tinycss2.serialize(each.value).strip().lower()
        plain = bool(inline) and _is_inline(name, inline)
        yield Use("property", name, value, within, plain)
        yield from _of_values(each.value, within, plain)


def _of_values(nodes: Iterable[Any], within: tuple[str, ...], plain: bool) -> Iterator[Use]:
    for node in nodes:
        if node.type == "function":
            yield Use("function", node.lower_name, within=within, has_plain_form=plain)
            yield from _of_values(node.arguments, within, plain)
        elif node.type == "dimension":
            yield Use("unit", node.lower_unit, within=within, has_plain_form=plain)


def _selectors(prelude: str) -> set[str]:
    bare = re.sub(r"\[[^\]]*\]", "[", prelude)
    found = {name for name in ("[", "+", ">") if name in bare}
    return found | {f":{name.lower()}" for name in re.findall(r"::?([a-zA-Z-]+)", bare)}


def _declared(css: Any) -> list[Any]:
    parsed = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    return [each for each in parsed if each.type == "declaration"]


def _rules(css: Any) -> list[Any]:
    found: list[Any] = (
        tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        if isinstance(css, str)
        else tinycss2.parse_rule_list(css, skip_comments=True, skip_whitespace=True)
    )
    return found


RULES: tuple[Rule, ...] = (unsupported_by_audience,)
