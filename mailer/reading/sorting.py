"""Text, furniture, what is for the press only: each line to its place, with the rule that put it there.

Read from top to bottom with one memory: the region that a heading or an end mark has opened.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from mailer.model.release import Removed
from mailer.reading.dates import is_date
from mailer.reading.embargo import LONGEST as LONGEST_EMBARGO
from mailer.reading.embargo import is_embargo
from mailer.reading.languages import Grammar, grammar, languages
from mailer.reading.lines import Line, straight, weight

LONG = 120
"""Weight from which a line is a paragraph of the text, not something around it."""
_SENTENCE_END = re.compile(r"(?<=[^\W\d_][.!?)])\s+|(?<=\d{4}\.)\s+|(?<=[。！？])")
_LONGEST = 4000
"""Signs of a long paragraph in which an embargo is looked for."""
_SHORT = 320
"""Signs in which the whole-line patterns are tried."""
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\[at\]\s?|\s\(at\)\s)[\w-]{1,63}\.[\w.-]{2,60}")
_PHONE = re.compile(
    r"(?<![\w/])(?:\+|00)\d[\d\s().\-–/]{6,20}\d(?!\w)|(?<![\w/.-])\(?\d{2,4}\)?[\s.\-/]\d{3,4}[\s.\-]\d{2,4}(?:[\s.\-]\d{2,4})?(?!\w)"
)
_PAGE = re.compile(r"\D{0,12}\d{1,3}(?:\D{1,8}\d{1,3})?\D{0,4}")
"""`Page 1 of 2`: the text goes on below it."""
_LONGEST_APPEAL = 260
_LONGEST_PORTRAIT = 900
_MAIL_LINES = 8
_QUOTE = re.compile(r"[“”„«»\"「」『』]")

Region = Literal["", "section", "notes", "contact", "end"]


@dataclass(slots=True)
class Sorted:
    """text: what is left, in order. embargo: the lines that name one, also in press_only."""

    text: list[Line] = field(default_factory=list)
    press_only: list[Removed] = field(default_factory=list)
    furniture: list[Removed] = field(default_factory=list)
    embargo: list[Line] = field(default_factory=list)
    appeals: list[Line] = field(default_factory=list)


def sort_lines(lines: Sequence[Line], language: str) -> Sorted:
    """Every line ends in exactly one of text, press_only, furniture and appeals."""
    sorting = _Sorting(lines, language)
    for index, line in enumerate(lines):
        sorting.place(index, line)
    return sorting.done()


class _Sorting:
    def __init__(self, lines: Sequence[Line], language: str) -> None:
        self._lines = lines
        self._language = language
        self._grammar: Grammar = grammar()
        self._sorted = Sorted()
        self._region: Region = ""
        self._has_body = False
        self._long = [i for i, line in enumerate(lines) if _is_paragraph(line, language)]
        self._first_long = self._long[0] if self._long else len(lines)
        self._last_long = self._long[-1] if self._long else -1

    def place(self, index: int, line: Line) -> None:
        rule = self._own_rule(index, line) or self._region_rule(index, line)
        if rule is None:
            self._sorted.text.append(line)
            self._has_body = self._has_body or weight(line.text) >= LONG
            return
        where, name = rule
        if where == "appeal" and not self._sorted.appeals:
            self._sorted.appeals.append(line)
            return
        removed = Removed(line.text, name, line.span)
        kept = self._sorted.press_only if where == "press" else self._sorted.furniture
        kept.append(removed)

    def done(self) -> Sorted:
        return self._sorted

    # -- rules of a line by itself: (place, rule) or None

    def _own_rule(self, index: int, line: Line) -> tuple[str, str] | None:
        if len(line.text) > LONGEST_EMBARGO:
            self._hold(line)
        if len(line.text) > _SHORT:
            return None
        text = straight(_undoubled(line.text))
        for rule in (self._embargo, self._mark, self._site, self._press, self._ask):
            found = rule(index, line, text)
            if found is not None:
                return found
        return None

    def _embargo(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        if not is_embargo(text, self._language):
            return None
        self._sorted.embargo.append(line)
        return "press", "embargo"

    def _hold(self, line: Line) -> None:
        """A long paragraph stays where it is, yet the sentence in it that asks to wait holds."""
        for sentence in re.split(_SENTENCE_END, line.text[:_LONGEST]):
            text = straight(sentence)
            words = self._grammar
            asks = words.embargo_dated.search(text) or words.embargo_loose.search(text)
            if asks and is_embargo(text, self._language):
                self._sorted.embargo.append(replace(line, text=sentence))

    def _mark(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        words = self._grammar
        if words.ends.fullmatch(text):
            if self._has_body and not words.continues.search(text):
                self._region = "end"
            return "press", "end-mark"
        if not self._has_body and words.labels.fullmatch(_unspaced(text.strip("*_ "))):
            return "press", "release-label"
        if words.captions.fullmatch(text) and not _QUOTE.match(text):
            return "press", "photo-caption"
        if self._has_body and index > self._last_long and re.fullmatch(r"(?:[*＊#•·] ?){3,}", text):
            self._region = "end"
            return "press", "end-mark"
        return None if self._has_body else self._above(index, line, text)

    def _above(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        """What stands above a text and is none of it."""
        is_first = index < _MAIL_LINES
        words = self._grammar
        is_forwarded = words.forwarded.fullmatch(line.text.rstrip(" :："))
        if is_first and (words.mail_heads.match(line.text) or is_forwarded):
            return "furniture", "mail-header"
        if self._is_note(index, line, text):
            return "furniture", "mail-note"
        if words.consent.search(text) and not _QUOTE.search(line.text):
            return "furniture", "consent"
        if words.bylines.fullmatch(text):
            return "furniture", "byline"
        return None

    def _is_note(self, index: int, line: Line, text: str) -> bool:
        """A greeting, and what the sender of an e-mail says of the text: never a heading, never above nothing."""
        is_high = index < _MAIL_LINES + 4 and index < self._first_long and line.kind == "text"
        words = self._grammar
        is_letter = words.salutations.fullmatch(text) is not None
        if not is_high or is_letter or words.greetings.fullmatch(text) is None:
            return False
        return sum(len(one.text.split()) >= 4 for one in self._lines[index + 1 :]) >= 2

    def _site(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        words = self._grammar
        is_late = self._has_body and not line.is_outside and index > self._first_long
        if is_late and words.about.fullmatch(text) and self._is_told_below(index):
            return None  # `Who we are` above the house's own description, and no button
        if words.furniture_sections.fullmatch(text):
            if self._region != "end":
                self._region = "section"
            return "furniture", "section"
        if words.furniture.fullmatch(text):
            is_number = _PAGE.fullmatch(text) is not None
            return "furniture", "page-number" if is_number else "site"
        return None

    def _press(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        words = self._grammar
        has_reach = has_contact(text)
        if words.contacts.fullmatch(text) and (has_reach or len(text) <= 90 or ":" in text):
            self._region = "contact" if self._region not in ("notes", "end") else self._region
            return "press", "press-contact"
        if has_reach and len(text) <= 260 and not _QUOTE.match(text):
            if self._region not in ("notes", "end"):
                self._region = "contact"
            return "press", "press-contact"
        if words.press_sections.fullmatch(text):
            if self._has_body and self._region != "end":
                self._region = "notes"
            return "press", "notes"
        about = re.match(r"([^:.,;?!]{4,80}?)\s?[:：]\s+\S", text)
        is_told = about is not None and words.about.fullmatch(about[1]) is not None
        if is_told and self._has_body and index >= self._last_long:
            return "press", "about"
        if self._has_body and words.about.fullmatch(text) and self._ends_with_about(index, line):
            if self._region != "end":
                self._region = "notes"
            return "press", "about"
        if self._has_body and words.press_lines.fullmatch(text):
            return "press", "for-the-press"
        if re.fullmatch(r"(?:https?://|www\.)\S+", text) and self._follows_press(line):
            return "press", "for-the-press"
        return None

    def _ask(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        if _QUOTE.match(text) or line.kind == "quote":
            return None
        is_known = self._grammar.appeals.fullmatch(text) is not None
        is_late = len(self._long) < 2 or index > self._long[-2]
        is_made = is_late and not line.is_outside and _asks(text, line, self._language)
        if not is_known and not is_made:
            return None
        if index < self._first_long and not line.is_outside and self._first_long < len(self._lines):
            return None
        return "appeal", "appeal"

    def _follows_press(self, line: Line) -> bool:
        """An address alone on its line belongs to the line for the press above it."""
        last = self._sorted.press_only[-1].span if self._sorted.press_only else None
        kept = self._sorted.text[-1].last if self._sorted.text else 0
        return last is not None and kept < last.last_line <= line.first

    # -- rules of the region that a line stands in

    def _is_desk(self, index: int, line: Line) -> bool:
        """A short line right above a line with an address or a number, below the text."""
        after = self._lines[index + 1] if index + 1 < len(self._lines) else None
        if after is None or after.follows_blank or index <= self._last_long or line.kind != "text":
            return False
        is_short = len(line.text.split()) <= 7 and line.text[-1:].isalpha()
        return is_short and len(after.text) <= 160 and has_contact(after.text)

    def _region_rule(self, index: int, line: Line) -> tuple[str, str] | None:
        if line.rule:
            return "press", line.rule
        if line.is_outside:
            return "furniture", "outside-article"
        size = weight(line.text)
        if self._region in ("notes", "end"):
            return "press", "notes" if self._region == "notes" else "after-end"
        if self._region == "contact":
            if self._is_contact(index, line, size):
                return "press", "press-contact"
            is_last = not any(len(one.text.split()) > 6 for one in self._lines[index + 1 :])
            is_below = index >= self._last_long and self._has_body
            if is_below and self._is_portrait(line, 1 if is_last else 2):
                return "press", "about"
            self._region = ""
        if self._has_body and not self._region and self._is_desk(index, line):
            return "press", "press-contact"
        if self._region == "section":
            if self._is_listed(index, line, size):
                return "furniture", "in-section"
            self._region = ""
        if self._is_tail(index, line, size):
            return "furniture", "below-the-text"
        return None

    def _is_listed(self, index: int, line: Line, size: int) -> bool:
        """Under `Region / Country` or `Most Viewed`: names above the text, short lines below it."""
        if size >= LONG:
            return False
        if index > self._last_long:
            return True
        if index < self._first_long:
            return len(line.text.split()) <= 3 and ":" not in line.text
        return line.kind != "item" and not line.text.endswith((".", "。", ":", "："))

    def _is_contact(self, index: int, line: Line, size: int) -> bool:
        """Names and desks under a contact heading; the next real line ends them."""
        if size >= LONG or _QUOTE.search(line.text) or is_date(line.text, self._language):
            return False
        words = len(line.text.split())
        if index < self._first_long:
            return not line.follows_blank and words <= 6
        return words <= 9 or (not line.follows_blank and words <= 14)

    def _is_tail(self, index: int, line: Line, size: int) -> bool:
        """Below the appeal all is furniture; below the text, what stands under furniture is too."""
        if index <= self._last_long or size >= LONG or not self._has_body:
            return False
        if self._sorted.appeals:
            return True
        around = [one for one in self._sorted.furniture if one.rule != "page-number"]
        last = around[-1].span if around else None
        long = self._lines[self._last_long]
        return bool(last and last.first_line > long.last and len(line.text.split()) <= 12)

    def _is_told_below(self, index: int) -> bool:
        after = self._lines[index + 1] if index + 1 < len(self._lines) else None
        return after is not None and not after.is_outside and self._is_portrait(after, 1)

    def _is_portrait(self, line: Line, least: int) -> bool:
        """What a house says of itself: since when, how many, what it is. Nobody is quoted in it."""
        if line.kind not in ("text", "emphasis") or _QUOTE.search(line.text[:_LONGEST_PORTRAIT]):
            return False
        text = straight(line.text[:_LONGEST_PORTRAIT])
        return sum(told.search(text) is not None for told in self._grammar.portraits) >= least

    def _ends_with_about(self, index: int, line: Line) -> bool:
        """A heading `About X` is the house's own description where little text and no speech follows."""
        after = [other for other in self._lines[index + 1 :] if not other.is_outside]
        paragraphs = [other for other in after if weight(other.text) >= LONG]
        if line.text[-1:] in ".:" or len(line.text.split()) > 10:
            return False
        first = paragraphs[0].text if paragraphs else ""
        return len(paragraphs) <= 4 and not _QUOTE.match(first) and index > self._first_long


def _asks(text: str, line: Line, language: str) -> bool:
    """Whether a line asks for gifts by what it is made of: words of giving with a link or with `you`, a sum with
    `you`."""
    words = languages().get(language)
    if words is None or len(text) > _LONGEST_APPEAL or line.kind == "item" or _QUOTE.search(text):
        return False
    gives = words.gives.search(text) is not None
    has_sum = _sum().search(text) is not None
    has_link = bool(line.links) or "http" in text
    has_you = words.you.search(text) is not None
    return (gives and (has_link or has_you)) or (has_sum and has_you)


def has_contact(text: str) -> bool:
    return bool(_MAIL.search(text) or _PHONE.search(_account().sub("", text)))


@cache
def _account() -> re.Pattern[str]:
    """A bank account, and no telephone."""
    return re.compile(
        r"\b[A-Z]{2}\d{2}(?:[ ]?[\dA-Z]{4}){2,7}(?:[ ]?\d{1,4})?\b"
        rf"|(?:{grammar().accounts.pattern})\W{{0,3}}\d[\d -]{{4,30}}",
        re.IGNORECASE,
    )


@cache
def _sum() -> re.Pattern[str]:
    """Money."""
    words = grammar()
    return re.compile(
        r"(?:[$€£]|R\$|CHF|EUR|USD|US\$) ?\d"
        rf"|\d[\d.,]* ?(?:€|\$|£|CHF|{words.currencies.pattern})|{words.sums.pattern}",
        re.IGNORECASE,
    )


def _is_appeal(line: Line, language: str) -> bool:
    text = straight(line.text)
    return grammar().appeals.fullmatch(text) is not None or _asks(text, line, language)


def _is_paragraph(line: Line, language: str) -> bool:
    return (
        weight(line.text) >= LONG
        and not (line.is_outside or line.rule)
        and not (len(line.text) <= _SHORT and _is_appeal(line, language))
    )


def _unspaced(text: str) -> str:
    """`新 闻 稿` is set wide."""
    signs = text.split()
    is_set_wide = len(signs) > 1 and all(len(sign) == 1 and sign > "\u2e80" for sign in signs)
    return "".join(signs) if is_set_wide else text


def _undoubled(text: str) -> str:
    """`Skip to main contentSkip to main content` says it once."""
    half, odd = divmod(len(text), 2)
    if not odd and half >= 3 and text[:half] == text[half:]:
        return text[:half]
    if odd and half >= 3 and text[:half] == text[half + 1 :] and text[half] == " ":
        return text[:half]
    return text
