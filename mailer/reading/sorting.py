"""Text, furniture, what is for the press only: each line to its place, with the rule that put it there.

Read from top to bottom with one memory: the region that a heading or an end mark has opened.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from mailer.model.release import Removed
from mailer.reading.appeals import asks, is_appeal
from mailer.reading.contacts import has_contact
from mailer.reading.covering import is_goodbye, note_above
from mailer.reading.dates import is_date
from mailer.reading.embargo import LONGEST as LONGEST_EMBARGO
from mailer.reading.embargo import is_embargo
from mailer.reading.labelling import is_label
from mailer.reading.languages import Grammar, grammar
from mailer.reading.lines import Line, folded, straight, weight

LONG = 120
"""Weight from which a line is a paragraph of the text, not something around it."""
_SENTENCE_END = re.compile(r"(?<=[^\W\d_][.!?)])\s+|(?<=\d{4}\.)\s+|(?<=[。！？])")
_LONGEST = 4000
"""Signs of a long paragraph in which an embargo is looked for."""
_SHORT = 320
"""Signs in which the whole-line patterns are tried."""
_PAGE = re.compile(r"\D{0,12}\d{1,3}(?:\D{1,8}\d{1,3})?\D{0,4}")
"""`Page 1 of 2`: the text goes on below it."""
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
        self._note = note_above(lines)
        self._long = [index for index in self._long if index >= self._note]
        self._long = self._without_portrait()
        self._first_long = self._long[0] if self._long else len(lines)
        self._last_long = self._long[-1] if self._long else -1
        above = lines[self._note : self._first_long]
        self._is_letter = any(self._grammar.salutations.fullmatch(one.text) for one in above)

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

    def _without_portrait(self) -> list[int]:
        """The house's description of itself, below the contacts, is no paragraph of the text."""
        if len(self._long) < 2:
            return self._long
        before, last = self._long[-2:]
        between = [line.text for line in self._lines[before + 1 : last] if len(line.text) <= 260]
        is_below = any(has_contact(t) or self._grammar.contacts.fullmatch(t) for t in between)
        is_last = is_below and self._is_portrait(self._lines[last], 1)
        return self._long[:-1] if is_last else self._long

    # -- rules of a line by itself: (place, rule) or None

    def _own_rule(self, index: int, line: Line) -> tuple[str, str] | None:
        if index < self._note and not is_embargo(straight(line.text), self._language):
            is_field = self._grammar.mail_heads.match(line.text)
            return "furniture", "mail-header" if is_field else "mail-note"
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
        if not self._has_body and is_label(text, self._language):
            return "press", "release-label"
        if self._has_body and self._is_running_head(index, line):
            return "furniture", "running-head"
        if words.captions.fullmatch(text) and not _QUOTE.match(text):
            return "press", "photo-caption"
        if self._has_body and index > self._last_long and re.fullmatch(r"(?:[*＊#•·] ?){3,}", text):
            self._region = "end"
            return "press", "end-mark"
        return None if self._has_body else self._above(index, line, text)

    def _is_running_head(self, index: int, line: Line) -> bool:
        """What stood at the top stands again beside the number of a page."""
        if len(line.text) > 90 or index <= self._first_long or not folded(line.text):
            return False
        near = self._lines[max(index - 3, 0) : index + 4]
        if not any(_is_page(one.text) for one in near):
            return False
        return any(folded(one.text) == folded(line.text) for one in self._lines[: self._first_long])

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
        is_button = bool(words.networks.fullmatch(text) or words.menu.fullmatch(text))
        is_button = is_button and (line.is_outside or self._is_below_site(line))
        if is_button or words.furniture.fullmatch(text) or self._is_site_foot(line, text):
            is_number = _PAGE.fullmatch(text) is not None
            return "furniture", "page-number" if is_number else "site"
        return None

    def _is_site_foot(self, line: Line, text: str) -> bool:
        """`The house, its address · Imprint · Privacy`: one row of a page around the article, with a button in it."""
        parts = [part for part in re.split(r"\s*[·•|]\s*|\s[–—-]\s", text) if part]
        is_row = line.is_outside and len(parts) > 1
        return is_row and any(self._grammar.furniture.fullmatch(part) for part in parts)

    def _is_below_site(self, line: Line) -> bool:
        """Right below a button of the site."""
        last = self._sorted.furniture[-1] if self._sorted.furniture else None
        if last is None or last.span is None or last.rule != "site":
            return False
        return line.first - last.span.last_line <= 2

    def _press(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        words = self._grammar
        has_reach = has_contact(text)
        if words.contacts.fullmatch(text) and (has_reach or len(text) <= 90 or ":" in text):
            self._region = "contact" if self._region not in ("notes", "end") else self._region
            return "press", "press-contact"
        pays = has_reach and words.pays.search(text) and self._ask(index, line, text)
        if has_reach and not pays and len(text) <= 260 and not _QUOTE.match(text):
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
        is_first = not self._sorted.appeals and words.pays.search(text) is not None
        is_asked = is_first and self._ask(index, line, text) is not None
        if self._has_body and not is_asked and words.press_lines.fullmatch(text):
            return "press", "for-the-press"
        if re.fullmatch(r"(?:https?://|www\.)\S+", text) and self._follows_press(line):
            return "press", "for-the-press"
        is_below = self._has_body and index > self._last_long
        if is_below and line.kind != "item" and not (line.rule or line.is_outside):
            return self._below(text)
        return None

    def _below(self, text: str) -> tuple[str, str] | None:
        """Where a house is, and goodbyes, below the text."""
        is_sentence = text[-1:] in ".!?。！？" and len(text.split()) > 4
        if len(text) <= 120 and not is_sentence and self._grammar.addresses.fullmatch(text):
            return "press", "house-address"
        if re.fullmatch(r"(?:https?://)?(?:www\.)[\w.-]+/?|https?://[\w.-]+/?", text):
            return "press", "house-address"
        if is_goodbye(text) and not self._is_letter:
            self._region = self._region or "contact"
            return "press", "goodbye"
        return None

    def _ask(self, index: int, line: Line, text: str) -> tuple[str, str] | None:
        if _QUOTE.match(text) or line.kind == "quote" or self._is_one_of_a_list(index, line):
            return None
        is_known = self._grammar.appeals.fullmatch(text) is not None
        is_late = len(self._long) < 2 or index > self._long[-2]
        is_made = is_late and not line.is_outside and asks(text, line, self._language)
        if not is_known and not is_made:
            return None
        if index < self._first_long and not line.is_outside and self._first_long < len(self._lines):
            return None
        return "appeal", "appeal"

    def _is_one_of_a_list(self, index: int, line: Line) -> bool:
        """`Give £15 for a bed` among other ways to help, with no link: the list is part of the text."""
        beside = [*self._lines[max(index - 1, 0) : index], *self._lines[index + 1 : index + 2]]
        is_listed = line.kind == "item" and any(one.kind == "item" for one in beside)
        return is_listed and not line.links

    def _follows_press(self, line: Line) -> bool:
        """An address alone on its line belongs to the line for the press above it."""
        last = self._sorted.press_only[-1].span if self._sorted.press_only else None
        kept = self._sorted.text[-1].last if self._sorted.text else 0
        return last is not None and kept < last.last_line <= line.first

    # -- rules of the region that a line stands in

    def _is_desk(self, index: int, line: Line) -> bool:
        """A short line in a block with an address or a number, below the text, or the heading of such a block."""
        if index <= self._last_long or line.kind not in ("text", "emphasis", "heading"):
            return False
        if len(line.text.split()) > 8 or line.text[-1:] in ".!?。！？" or _QUOTE.search(line.text):
            return False
        for at, after in enumerate(self._lines[index + 1 : index + 6]):
            is_apart = after.follows_blank and (at or line.text[-1:] not in ":：")
            if is_apart or len(after.text) > 160 or len(after.text.split()) > 20:
                return False
            if has_contact(after.text) or self._grammar.contacts.fullmatch(straight(after.text)):
                return True
        return False

    def _region_rule(self, index: int, line: Line) -> tuple[str, str] | None:
        if line.rule:
            return "press", line.rule
        size = weight(line.text)
        if line.is_outside:
            is_reach = self._region == "contact" and sum(map(str.isdigit, line.text)) > 6
            is_reach = is_reach and self._is_contact(index, line, size)
            return ("press", "press-contact") if is_reach else ("furniture", "outside-article")
        if self._region in ("notes", "end"):
            return "press", "notes" if self._region == "notes" else "after-end"
        if self._region == "contact":
            if self._is_contact(index, line, size):
                return "press", "press-contact"
            is_last = not any(len(one.text.split()) > 6 for one in self._lines[index + 1 :])
            is_below = index >= self._last_long and self._has_body
            if is_below and self._is_portrait(line, 1 if is_last else 2):
                return "press", "about"
            if is_below and index > self._last_long and size < LONG and line.kind == "text":
                return "press", "below-contact"
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


def _is_paragraph(line: Line, language: str) -> bool:
    return (
        weight(line.text) >= LONG
        and not (line.is_outside or line.rule)
        and not (len(line.text) <= _SHORT and is_appeal(line, language))
    )


def _is_page(text: str) -> bool:
    return len(text) <= 40 and _PAGE.fullmatch(text) is not None


def _undoubled(text: str) -> str:
    """`Skip to main contentSkip to main content` says it once."""
    half, odd = divmod(len(text), 2)
    if not odd and half >= 3 and text[:half] == text[half:]:
        return text[:half]
    if odd and half >= 3 and text[:half] == text[half + 1 :] and text[half] == " ":
        return text[:half]
    return text
