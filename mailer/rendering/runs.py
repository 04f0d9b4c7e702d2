"""Stretches of right-to-left text that run from left to right by themselves and would fall apart: a telephone
number's groups, an amount and its currency, addresses of mail and of the web.

Single numbers, names and words need no help: they keep their order wherever they stand.
"""

import re
import unicodedata

_MONEY_SIGN = r"[€$£¥₹₺₽₩₦₱₪]"
_NUMBER = r"\d+(?:[.,'’ \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
_CODE = r"[A-Z]{3}"
_GAP = r"[ \u00a0\u202f]?"
_GROUP = r"(?:\d+|\(\d+\))"
_PHONE = (
    rf"\+?{_GROUP}(?:(?: ?[-‐‑–/] ?|\.|[ \u00a0\u202f]){_GROUP}|\(\d+\)|(?<=\))\d+)+|\+\d{{6,}}"
)
_RUN = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<![A-Za-z0-9-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/[!-~]*"
    rf"|(?<![\w+]){_MONEY_SIGN}{_GAP}{_NUMBER}"
    rf"|(?<![\w+.,]){_NUMBER}{_GAP}(?:{_MONEY_SIGN}|{_CODE}\b)"
    rf"|\b{_CODE}{_GAP}{_NUMBER}"
    rf"|(?<![\w+.,])(?:{_PHONE})(?!\w)"
)
_END = re.compile(r"[.,;:!?،؛؟'\"”»]+$")
_FEWEST_DIGITS = 6
"""Of a run of nothing but digits and signs: fewer are two numbers beside one another."""


def cut(text: str) -> list[str]:
    """The text in pieces: what runs with it, what runs from left to right, what runs with it, and so on."""
    pieces, at = [""], 0
    for found in _RUN.finditer(text):
        run = _whole(found.group())
        if not run:
            continue
        pieces[-1] += text[at : found.start()]
        pieces += [run, ""]
        at = found.start() + len(run)
    pieces[-1] += text[at:]
    return pieces


def _whole(run: str) -> str:
    """Without the signs of the sentence behind it; empty where it is no such run after all."""
    if any(sign.isalpha() or unicodedata.category(sign) == "Sc" for sign in run):
        run = _END.sub("", run)
        return run[:-1] if run.endswith(")") and "(" not in run else run
    return run if sum(map(str.isdigit, run)) >= _FEWEST_DIGITS else ""
