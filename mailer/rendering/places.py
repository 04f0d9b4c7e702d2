"""Where each mark stands in the finished HTML, compared with what it declares."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from mailer.errors import TemplateError
from mailer.model.message import Context
from mailer.rendering.marks import Marks, context_of

_TAG = re.compile(r"<[a-zA-Z/](?:\"[^\"]*\"|'[^']*'|[^'\">])*>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LINKS = frozenset({"href", "src", "background"})
_TITLE = frozenset({"title"})
_NEVER = frozenset({"style", "script", "textarea", "noscript", "template", "iframe"})


def check_source(html: str, marks: Marks, where: str) -> None:
    """Before inlining: no mark in a tag outside of quotes, for inlining would add the quotes."""
    for tag in _TAG.finditer(html):
        if marks.nonce in _QUOTED.sub("", tag[0]):
            raise TemplateError(f"{where}: a field stands in a tag without quotes around it.")


def check_places(before: str, after: str, marks: Marks, where: str) -> None:
    """After inlining: every mark as often out as in, each where its context says. Raises TemplateError."""
    pattern = marks.pattern()
    for text in (before, after):
        if len(pattern.findall(text)) != text.lower().count(marks.nonce.lower()):
            raise TemplateError(f"{where}: a text with fields was changed by the template.")
    came = Counter(found[0] for found in pattern.finditer(before))
    if came != Counter(found[0] for found in pattern.finditer(after)):
        raise TemplateError(f"{where}: a field was lost while inlining. Is the HTML well nested?")
    root = etree.HTML(after, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    for found, place in _found(root, pattern, where):
        letter, _, url, control, _ = found.groups()
        if control:
            continue
        declared: Context = "url" if url else context_of(letter)
        if declared != place:
            raise TemplateError(
                f"{where}: a field for {_said(declared)} stands in {_said(place)}. "
                "Print texts as they are, `.attribute` in attributes, links by link()."
            )
    _check_controls(root, pattern, where)


def _found(
    root: etree._Element, pattern: re.Pattern[str], where: str
) -> Iterator[tuple[re.Match[str], Context]]:
    """Each mark of the tree with the context of the place where it was found."""
    for element in root.iter():
        if element.tail:
            yield from ((found, "text") for found in pattern.finditer(element.tail))
        if element.tag is etree.Comment:
            yield from _in_comment(element.text or "", pattern, where)
            continue
        if not isinstance(element.tag, str):
            continue
        place: Context = "attribute" if element.tag in _TITLE else "text"
        for found in pattern.finditer(element.text or ""):
            if element.tag in _NEVER:
                raise TemplateError(f"{where}: a field can't stand inside <{element.tag}>.")
            yield found, place
        for name, value in element.attrib.items():
            yield from _in_attribute(str(name), str(value), pattern, where)


def _in_comment(
    text: str, pattern: re.Pattern[str], where: str
) -> Iterator[tuple[re.Match[str], Context]]:
    for found in pattern.finditer(text):
        if not text.startswith("[if"):
            raise TemplateError(f"{where}: a field can't stand inside a comment.")
        yield found, "text"


def _in_attribute(
    name: str, value: str, pattern: re.Pattern[str], where: str
) -> Iterator[tuple[re.Match[str], Context]]:
    if pattern.search(name):
        raise TemplateError(f"{where}: a field can't be the name of an attribute.")
    for found in pattern.finditer(value):
        if name == "style" or name.startswith("on"):
            raise TemplateError(f"{where}: a field can't stand inside {name}=.")
        if name not in _LINKS:
            yield found, "attribute"
        elif found[3]:
            if found[0] != value:
                raise TemplateError(f"{where}: a field that is a whole link has signs beside it.")
            yield found, "url"
        else:
            if not re.match(r"(?:https?://[^/?#]+[/?#]|mailto:[^?]+\?)", value[: found.start()]):
                raise TemplateError(f"{where}: a field can't be part of a link's scheme or host.")
            yield found, "url_part"


def _check_controls(root: etree._Element, pattern: re.Pattern[str], where: str) -> None:
    """Each when() has its otherwise() and end() beside it, under the same parent."""
    tree = root.getroottree()
    parents: dict[str, set[str]] = {}
    for comment in root.iter(etree.Comment):
        found = pattern.fullmatch(f"<!--{comment.text}-->")
        if found and found[4]:
            parents.setdefault(found[4], set()).add(tree.getpath(comment.getparent()))
    if any(len(each) > 1 for each in parents.values()):
        raise TemplateError(
            f"{where}: when(), otherwise() and end_when() must stand beside one another, between "
            "blocks or rows."
        )


def _said(context: Context) -> str:
    return {
        "text": "running text",
        "attribute": "an attribute or the title",
        "url": "a whole link",
        "url_part": "a part of a link",
        "plain": "the text part",
        "plain_url": "a link of the text part",
        "header": "the subject",
        "block": "a conditional stretch",
        "rows": "repeated rows",
    }[context]
