"""What a release is called, above its headline: `Press release no. 12`, also with a date or a part of it beside."""

import re

from mailer.reading.dates import dates_in, is_date
from mailer.reading.languages import grammar
from mailer.reading.lines import weight

_WEIGHTIEST = 160
_PARTS = re.compile(r"\s+[–—|｜·•/-]+\s+|\s?[|｜]\s?|[（()）]|[\[\]【】]")
_WAY = re.compile(r"\w\s*[>›→]\s*\w")
"""`News > Press releases`: a way through a site."""
_NUMBER = re.compile(
    r"[\s,:–-]*(?:(?:n(?:o|r|º|°|úm|um|ro)?|№|رقم|第)\s?\.?\s?[º°]?\s?)?\d{1,5}(?:\s?[/.-]\s?\d{1,4})?$",
    re.IGNORECASE,
)


def is_label(text: str, language: str) -> bool:
    """Every part of the line is one, or a number, a date, an embargo that is over; one part at least is one."""
    bare = _unspaced(text.strip("*_ "))
    if _WAY.search(bare):
        return False
    if grammar().labels.fullmatch(bare):
        return True
    parts = [part.strip(" *_:：") for part in _PARTS.split(bare)]
    parts = [part for part in parts if part]
    if weight(bare) > _WEIGHTIEST or not any(_is_called(part, language) for part in parts):
        return False
    return all(_is_called(part, language) or _is_beside(part, language) for part in parts)


def _is_called(part: str, language: str) -> bool:
    labels = grammar().labels
    if labels.fullmatch(part):
        return True
    for found in reversed(list(dates_in(part, language))):
        part = f"{part[: found.start]} {part[found.end :]}".strip(" ,.")
        head, _, last = part.rpartition(" ")
        part = head if last.casefold() in grammar().dated else part
    return bool(labels.fullmatch(part) or labels.fullmatch(_NUMBER.sub("", part)))


def _is_beside(part: str, language: str) -> bool:
    is_number = _NUMBER.fullmatch(part) is not None
    is_house = (
        re.search(rf"\s(?:{grammar().legal_forms.pattern})$", part, re.IGNORECASE) is not None
    )
    is_lifted = grammar().embargo_lifted.fullmatch(part) is not None
    return is_number or is_lifted or is_house or is_date(part, language)


def _unspaced(text: str) -> str:
    """`新 闻 稿` is set wide."""
    signs = text.split()
    is_set_wide = len(signs) > 1 and all(len(sign) == 1 and sign > "\u2e80" for sign in signs)
    return "".join(signs) if is_set_wide else text
