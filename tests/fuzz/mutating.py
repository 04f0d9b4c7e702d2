"""Chance -> hostile texts, and texts that are nearly right."""

from collections.abc import Sequence
from random import Random

HOSTILE = (
    "<script>alert(1)</script>", "</title><b>", "</style></head>", "\"'`><img src=x onerror=alert(1)>",
    "' onmouseover='x", '" style="position:fixed', "-->", "--!>", "<!--", "<![endif]-->", "]]>", "<![CDATA[",
    "<!--[if mso]>", "<?php", "</p></td></tr></table>", "<a href=https://evil.example>", "&lt;b&gt;", "&#60;b&#62;",
    "&#x0;", "&amp", "{{7*7}}", "{{ first_name }}", "{% raw %}", "{#", "#}", "${7*7}", "%%", "%%0123_07h%%", "%0d%0aBcc:",
    "-first_name-", "*|FNAME|*", "\r\nBcc: all@example.org", "\n.\n", "\r\n\r\n<html>", "\r", "\n\n", "\0", "\x1b[31m", "\x0b\x0c",
    "\x85", "\u2028", "\u2029", "\u202egnp.exe", "\u2066\u2067", "\u2069\u2069", "\u200b\u200d\u200c", "\ufeff", "\ufffe", "\uffff",
    "\ud800", "\udfff\ud83d", "\U000e0041", "\U0010ffff", "👩‍👩‍👧‍👦", "🇩🇪", "e\u0301\u0301\u0301", "سامي نور", "שלום",
    "九个村庄", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "=?utf-8?q?a?=", "=?utf-8?b?DQpCY2M6?=", "=\r\n", "=3D", "=_",
    "javascript:alert(1)", "https://evil.example/", "//evil.example", "https://a@b@c/", "mailto:x@example.org?bcc=y",
    "data:text/html,<b>", "tel:+49", "https://[::1", "a@example.org", "<a@example.org>", "a,b@example.org", '"', "'", "\\", "`",
    "<", ">", "&", ";", ":", ",", "(", ")", "[", "]", "|", "#", "?", "/", "..", "xMF0123456789abcdefT0x", "merge.invalid",
    "0", "-1", "1e999", "NaN", "Infinity", "9" * 40, "true", "null", "2026-13-45", "0001-01-01", " ", "\t", "\u00a0", "\u3000",
)  # fmt: skip
_LONG = 60
_MOST = 12_000


def hostile(chance: Random) -> str:
    """A text out of hostile stretches and any signs at all; now and then none, or a very long one."""
    kind = chance.random()
    if kind < 0.03:
        return ""
    if kind < 0.04:
        return chance.choice(HOSTILE) * chance.randrange(1, _MOST // 20)
    return "".join(_stretch(chance) for _ in range(chance.randrange(1, 5)))


def _stretch(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.6:
        return chance.choice(HOSTILE)
    if kind < 0.8:
        return "".join(chr(chance.randrange(0x20, 0x7F)) for _ in range(chance.randrange(1, 12)))
    limit = 0x3000 if kind < 0.95 else 0x110000
    return "".join(chr(chance.randrange(limit)) for _ in range(chance.randrange(1, 8)))


def damaged(chance: Random, text: str, others: Sequence[str]) -> str:
    """The text with one to six changes: stretches lost, doubled, moved, swapped for hostile ones or for
    those of another text."""
    for _ in range(chance.randrange(1, 7)):
        text = _changed(chance, text, others)[: _MOST * 8]
    return text


def _changed(chance: Random, text: str, others: Sequence[str]) -> str:
    if chance.random() < 0.5:
        return _changed_lines(chance, text, others)
    start = chance.randrange(len(text) + 1)
    end = min(start + chance.randrange(_LONG), len(text))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:start] + hostile(chance) + text[start:]
    if kind == 2:
        return text[:start] + hostile(chance) + text[end:]
    if kind == 3:
        return text[:end] + text[start:end] * chance.randrange(1, 30) + text[end:]
    other = chance.choice(others)
    at = chance.randrange(len(other) + 1)
    return text[:start] + other[at : at + chance.randrange(400)] + text[start:]


def _changed_lines(chance: Random, text: str, others: Sequence[str]) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    kind = chance.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(chance.randrange(len(lines) + 1), lines[at])
    elif kind == 2:
        lines[at] = hostile(chance)
    elif kind == 3:
        lines.insert(at, chance.choice(chance.choice(others).split("\n")))
    elif kind == 4:
        to = chance.randrange(len(lines))
        lines[at], lines[to] = lines[to], lines[at]
    else:
        lines[at:at] = [lines[at]] * chance.randrange(1, 60)
    return "\n".join(lines)
