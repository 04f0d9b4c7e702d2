"""PressRelease -> Campaign: what the release itself says, put into the places of a template.

Nothing is written here: every text of a draft stands in the release, word for word. What only a person
can write is left empty and listed in `todo`.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from mailer.drafting.campaign_file import parse_campaign
from mailer.drafting.correcting import correction
from mailer.drafting.drafts import Draft, spelled_day, to_toml
from mailer.drafting.places import asks, unused
from mailer.drafting.preheaders import preheader
from mailer.drafting.translating import Translation, translate
from mailer.drafting.voices import pull_quote
from mailer.model.campaign import (
    Ask,
    Campaign,
    CampaignList,
    FieldRule,
    Signature,
    StoryLink,
    Todo,
)
from mailer.model.release import Block, PressRelease
from mailer.wording import words

__all__ = [
    "Draft",
    "Translation",
    "correction",
    "draft",
    "parse_campaign",
    "to_toml",
    "translate",
]

LONGEST_SUBJECT = 60
"""Signs; a longer headline is no subject."""
_MOST_CHANGES = 2
"""Paragraphs below the lede that say what changed."""
_MOST_POINTS = 5
_SMALL_WORDS = "de da do das dos del di du des am an im of the la le les"
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words inside the name of a place that are not written large."""
_AND = r"(?:and|or|y|o|e|et|ou|und|oder|و)"
_FEWEST_POINTS = 2


def draft(
    release: PressRelease,
    *,
    slug: str,
    release_path: str,
    ask: Ask,
    signature: Signature,
    today: date,
    template: str = "appeal",
    page: str = "",
    house: str = "",
) -> Draft:
    """The campaign that a release gives. release_path: as it should stand in the file. today: the message's
    date, where the release names none. template: only what it shows is filled.
    page: the web address that the release came from. house: the organisation that writes; its people's words are
    the first choice for the pull quote."""
    fixed = words(release.language)
    quote, voices = pull_quote(release, house)
    shown = _texts(release, today, thanks=template == "thanks") | {
        "quote": quote,
        "ask": ask,
        "link": StoryLink(url=page),
    }
    campaign = Campaign(
        slug=slug,
        template=template,
        preheader=preheader(release.lede or "", release.language),
        language=release.language,
        direction=release.direction,
        release=release_path,
        embargo_until=release.embargo.instant if release.embargo else None,
        date=_day(release, today),
        salutation=fixed["salutation"].replace("{name}", "{{ first_name }}"),
        signature=signature,
        fields={"first_name": FieldRule(fallback=fixed["salutation_fallback"])},
        **{key: value for key, value in shown.items() if key not in unused(template)},
    )
    notes = [warning.message for warning in release.warnings]
    notes += voices if "quote" not in unused(template) else ()
    return Draft(campaign, tuple(_todo(release, campaign)), tuple(notes))


def _texts(release: PressRelease, today: date, *, thanks: bool) -> dict[str, Any]:
    """What of the release may stand in a place that not every message has. thanks: headline and lede are left
    to a person, for they tell the news, which no gift did; what was asked of others is no thanks either."""
    dated = _why_now(release, today)
    return {
        "why_now": dated,
        "what_next": dated,
    } | (
        {}
        if thanks
        else {
            "subject": _subject(release.headline),
            "headline": release.headline or "",
            "kicker": _kicker(release),
            "lede": release.lede or "",
            "points": CampaignList(items=_points(release.body)),
            "what_changed": _what_changed(release, dated),
        }
    )


def _todo(release: PressRelease, campaign: Campaign) -> Iterator[Todo]:
    if not campaign.subject:
        what = f"The line in the inbox, 30 to 50 signs: {_why_no_subject(release)}."
        yield Todo(key="subject", what=what)
    if campaign.template == "thanks":
        yield Todo(key="thanks", what="Thank them first, in your own words: for what they gave.")
        yield Todo(
            key="what_changed",
            what="What their gift did: the release tells the news, not what a gift had to do with it.",
        )
    elif not campaign.lede:
        yield Todo(key="lede", what="The news in one sentence: none was found in the release.")
    if asks(campaign.template):
        yield Todo(
            key="bridge",
            what="The step from the news to the ask, in your own words: what a gift makes possible "
            "now.",
        )
    if release.embargo is not None and release.embargo.instant is None:
        yield Todo(
            key="embargo_until",
            what="The release is under embargo, but its time can't be read. Ask the issuer.",
        )


def _why_no_subject(release: PressRelease) -> str:
    if not release.headline:
        return "the release has no headline"
    if _subject(release.headline):
        return "the headline tells the news, and thanks nobody"
    return "the headline is too long or all in capitals"


def _subject(headline: str | None) -> str:
    """A headline that can stand in an inbox row; else nothing, for a person to write."""
    if not headline or len(headline) > LONGEST_SUBJECT or headline.isupper():
        return ""
    return headline


def _kicker(release: PressRelease) -> str:
    """The place, in sentence case where the release shouts it: `EL PASO, Texas` too."""
    place = (release.dateline and release.dateline.place) or ""
    return ", ".join(
        _calm(part) if part.isupper() and len(part) > 3 else part for part in place.split(", ")
    )


def _calm(place: str) -> str:
    def spelled(match: "re.Match[str]") -> str:
        word = match.group()
        if match.start() > 0 and word.casefold() in _SMALL:
            return word.lower()
        return word if match.start() > 3 and len(word) <= 2 else word.capitalize()

    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", spelled, place)


def _day(release: PressRelease, today: date) -> str:
    dateline = release.dateline
    day = date.fromisoformat(dateline.date) if dateline and dateline.date else today
    return spelled_day(day, release.language)


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
    return re.sub(rf"\s*[;；؛،,](?:\s+{_AND})?\s*$|\s+{_AND}\s*$", "", item)


def _what_changed(release: PressRelease, dated: Sequence[str]) -> tuple[str, ...]:
    """The first paragraphs below the lede in which nobody is quoted, nothing to come is announced, and no
    list is led up to."""
    said = {part for quote in release.quotes for part in quote.parts}
    told = [
        block.text
        for block in release.body[1:]
        if block.kind == "paragraph"
        and block.text not in dated
        and not block.text.endswith((":", "："))
        and not any(part in block.text for part in said)
    ]
    return tuple(told[:_MOST_CHANGES])


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
