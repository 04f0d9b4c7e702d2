"""How large it is, and whether its style and lines keep to what mail allows."""

from collections.abc import Iterator
from typing import Any

import tinycss2

from mailer.checking.facts import Looked, Rule, found, split_url
from mailer.checking.limits import CLIPPED_AT, NEAR_CLIPPING
from mailer.model.finding import Finding

EARLY = 80_000
"""Bytes within which the unsubscribe link and the ask must stand."""
LARGEST_STYLE = 16 * 1024
LONGEST_LINE = 998
"""Octets, RFC 5322 2.1.1; 78 are asked for."""
_UNFOLDED = (b"list-", b"feedback-id:", b"dkim-signature:", b"message-id:")


def gmail_clip(looked: Looked) -> Iterator[Finding]:
    sizes = {document.sample.label: document.sample.html.encode() for document in looked.documents}
    label, largest = max(sizes.items(), key=lambda item: len(item[1]))
    size, fix = len(largest), "Shorten the text, or take a part out of the template."
    if size >= NEAR_CLIPPING and looked.facts.rehearsal is None:
        severity = "error" if size >= CLIPPED_AT else "warning"
        fact = f"{size:,} bytes for {label}; Gmail cuts at about {CLIPPED_AT:,}"
        yield Finding("gmail-clip", severity, "html", fact, fix)  # type: ignore[arg-type]
    if size < EARLY:
        return
    message = looked.facts.message
    early = largest[:EARLY].decode(errors="ignore")
    if f"{message.public_url}/u/" not in early:
        yield found(
            "gmail-clip", "error", "html", "the unsubscribe link stands after 80,000 bytes", fix
        )
    ask = looked.facts.campaign.ask.url
    host = split_url(ask).hostname if ask else None
    if host and f"//{host}" not in early:
        yield found("gmail-clip", "error", "html", "the ask stands after 80,000 bytes", fix)


def style_block_limit(looked: Looked) -> Iterator[Finding]:
    for style in looked.first.all("style"):
        css = style.text or ""
        size = len(css.encode())
        if size > LARGEST_STYLE:
            yield found(
                "style-block-limit",
                "error",
                "head.css",
                f"{size:,} bytes in one style tag; Gmail reads {LARGEST_STYLE:,}",
                "Split the style sheet, or take rules out.",
            )
        for problem in css_problems(css):
            yield found(
                "style-block-limit",
                "error",
                "head.css",
                f"{problem}: Gmail drops the whole tag",
                "Mend that rule.",
            )


def css_problems(css: str) -> list[str]:
    """What tinycss2 can't read, in words, at any depth."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return list(_problems(nodes))


def _problems(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if node.type == "error":
            yield f"line {node.source_line}: {node.message.rstrip('.')}"
        elif node.type == "qualified-rule" or (node.type == "at-rule" and node.content is not None):
            yield from _problems(_inside(node.content))


def _inside(content: list[Any]) -> list[Any]:
    """Declarations, or nested rules: of what can be read either way, only real errors remain."""
    inside: list[Any] = tinycss2.parse_blocks_contents(
        content, skip_comments=True, skip_whitespace=True
    )
    return inside


def line_too_long(looked: Looked) -> Iterator[Finding]:
    mime = looked.facts.mime
    if mime is None:
        return
    head, _, body = mime.partition(b"\r\n\r\n")
    foldable = [
        line for line in head.split(b"\r\n") if not line.lower().startswith(_UNFOLDED)
    ] + body.split(b"\r\n")
    longest = max(map(len, mime.split(b"\r\n")))
    if longest > LONGEST_LINE:
        yield found(
            "line-too-long",
            "error",
            "mime",
            f"a line of {longest:,} octets; 998 are allowed",
            _REPORT,
        )
    elif max(map(len, foldable)) > 78:
        over = max(map(len, foldable))
        yield found(
            "line-too-long", "warning", "mime", f"a line of {over} octets; 78 are usual", _REPORT
        )


_REPORT = "This is mailer's to mend: report it with the template."

RULES: tuple[Rule, ...] = (gmail_clip, style_block_limit, line_too_long)
