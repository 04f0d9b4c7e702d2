"""PressRelease -> Campaign: what the release itself says, put into the places of an appeal.

Nothing is written here: every text of a draft stands in the release, word for word. What only a person
can write is left empty and listed in `todo`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from mailer.drafting.campaign_file import parse_campaign, written
from mailer.model.campaign import (
    Ask,
    Campaign,
    CampaignList,
    CampaignQuote,
    FieldRule,
    Signature,
    Todo,
)
from mailer.model.release import Block, PressRelease, Quote
from mailer.wording import words

__all__ = ["Draft", "draft", "parse_campaign", "to_toml"]

LONGEST_SUBJECT = 60
"""Signs; a longer headline is no subject."""
_PREHEADER = 100
_QUOTE_WORDS = 8
_LONG_QUOTE = 70
"""Words above which only the first parts of a quotation are taken."""
_MOST_POINTS = 5
_FEWEST_POINTS = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """todo: what a person must still write; each key is present and empty in the campaign. notes: what they
    should look at first, from the reading."""

    campaign: Campaign
    todo: tuple[Todo, ...]
    notes: tuple[str, ...] = ()


def draft(
    release: PressRelease,
    *,
    slug: str,
    release_path: str,
    ask: Ask,
    signature: Signature,
    today: date,
) -> Draft:
    """The campaign that a release gives. release_path: as it should stand in the file. today: the message's
    date, where the release names none."""
    fixed = words(release.language)
    subject = _subject(release.headline)
    campaign = Campaign(
        slug=slug,
        subject=subject,
        preheader=_preheader(release.lede or ""),
        language=release.language,
        direction=release.direction,
        release=release_path,
        embargo_until=release.embargo.instant if release.embargo else None,
        kicker=_kicker(release),
        headline=release.headline or "",
        date=_day(release, today),
        salutation=fixed["salutation"].replace("{name}", "{{ first_name }}"),
        lede=release.lede or "",
        why_now=_why_now(release, today),
        quote=_quote(release.quotes),
        points=CampaignList(items=_points(release.body)),
        ask=ask,
        signature=signature,
        fields={"first_name": FieldRule(fallback=fixed["salutation_fallback"])},
    )
    notes = tuple(warning.message for warning in release.warnings)
    return Draft(campaign, tuple(_todo(release, campaign)), notes)


def to_toml(made: Draft) -> str:
    """The campaign file as a person finishes it: every key that matters, in the order of the message."""
    return written(made.campaign, made.todo, made.notes)


def _todo(release: PressRelease, campaign: Campaign) -> Iterator[Todo]:
    if not campaign.subject:
        why = (
            "the release has no headline"
            if not release.headline
            else "the headline is too long or all in capitals"
        )
        yield Todo(key="subject", what=f"The line in the inbox, 30 to 50 signs: {why}.")
    if not campaign.lede:
        yield Todo(key="lede", what="The news in one sentence: none was found in the release.")
    yield Todo(
        key="bridge",
        what="The step from the news to the ask, in your own words: what a gift makes possible now.",
    )
    if release.embargo is not None and release.embargo.instant is None:
        yield Todo(
            key="embargo_until",
            what="The release is under embargo, but its time can't be read. Ask the issuer.",
        )


def _subject(headline: str | None) -> str:
    """A headline that can stand in an inbox row; else nothing, for a person to write."""
    if not headline or len(headline) > LONGEST_SUBJECT or headline.isupper():
        return ""
    return headline


def _preheader(lede: str) -> str:
    """The lede's first sentence, shortened at a word."""
    first = re.split(r"(?<=[.!?])\s+(?=[^\Wa-z\d_])|(?<=[。！？؟])", lede, maxsplit=1)[0].strip()
    if len(first) <= _PREHEADER:
        return first
    cut = first[: _PREHEADER - 1]
    if " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–—-،，、") + "…"


def _kicker(release: PressRelease) -> str:
    """The place, in sentence case where the release shouts it."""
    place = release.dateline.place if release.dateline else ""
    if not place.isupper() or len(place) <= 3:
        return place
    return re.sub(
        r"[^\W\d_]+(?:['’][^\W\d_]+)?",
        lambda match: (
            match.group()
            if match.start() > 3 and len(match.group()) <= 2
            else match.group().capitalize()
        ),
        place,
    )


def _day(release: PressRelease, today: date) -> str:
    """As people of that language write it: 4 December 2026, 4 de diciembre de 2026."""
    dateline = release.dateline
    day = date.fromisoformat(dateline.date) if dateline and dateline.date else today
    return str(format_date(day, format="long", locale=_locale(release.language)))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _quote(quotes: Sequence[Quote]) -> CampaignQuote:
    """The first that can stand alone: a named person with a role, and enough words to say something."""
    able = [
        quote
        for quote in quotes
        if quote.speaker and quote.role and _count(quote.parts) >= _QUOTE_WORDS
    ]
    if not able:
        return CampaignQuote()
    best = min(able, key=lambda quote: (_count(quote.parts) > _LONG_QUOTE, able.index(quote)))
    return CampaignQuote(
        parts=_parts(best.parts),
        speaker=best.speaker or "",
        role=best.role or "",
        organisation=best.organisation or "",
    )


def _parts(parts: Sequence[str]) -> tuple[str, ...]:
    """Whole parts only, word for word; of a long quotation the first ones. A comma at the end led to the
    release's own `she said`, which doesn't come along, so it goes too."""
    kept: list[str] = []
    for part in parts:
        if kept and _count([*kept, part]) > _LONG_QUOTE:
            break
        kept.append(part)
    return tuple(re.sub(r"[,，،]$", "", part) for part in kept)


def _count(parts: Sequence[str]) -> int:
    """Words; a Chinese sign counts as half a one."""
    text = " ".join(parts)
    wide = sum("\u2e80" <= sign <= "\u9fff" for sign in text)
    return len(text.split()) + wide // 2


def _points(body: Sequence[Block]) -> tuple[str, ...]:
    """The first list of two or more items: what is asked for. Marks that only joined the items go."""
    for block in body:
        if block.kind == "list" and len(block.items) >= _FEWEST_POINTS:
            items = [_unjoined(item) for item in block.items]
            if any(item != given for item, given in zip(items, block.items, strict=True)):
                items[-1] = re.sub(r"[.。]$", "", items[-1])
            return tuple(items[:_MOST_POINTS])
    return ()


def _unjoined(item: str) -> str:
    return re.sub(r"\s*[;；؛،,](?:\s+(?:and|or|y|o|e|et|ou|und|oder|و))?\s*$", "", item)


def _why_now(release: PressRelease, today: date) -> tuple[str, ...]:
    """The first paragraph below the lede that names a day to come, within a year."""
    if any(warning.code == "past-event" for warning in release.warnings):
        return ()
    said = {part for quote in release.quotes for part in quote.parts}
    for block in release.body[1:]:
        if block.kind != "paragraph" or any(part in block.text for part in said):
            continue
        if any(today <= day <= today + timedelta(days=366) for day in block.days):
            return (block.text,)
    return ()
