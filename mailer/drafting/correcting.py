"""A campaign that went out wrong -> the beginning of its correction.

Nothing is said in anybody's name: what was wrong, and what is right, a person writes. It asks for nothing.
Each language that it went out in has its table, with no more in it: the check asks for every other text.
"""

from collections.abc import Iterator
from datetime import date

from mailer.drafting.drafts import Draft, spelled_day
from mailer.model.campaign import Campaign, Changes, Todo
from mailer.wording import words

_TEMPLATE = "update"


def correction(wrong: Campaign, *, slug: str, segment: str, today: date) -> Draft:
    """wrong: the campaign as its file says. segment: whoever got it, or may have got it."""
    begun = Campaign(
        slug=slug,
        template=_TEMPLATE,
        segment=segment,
        language=wrong.language,
        direction=wrong.direction,
        author=wrong.author,
        signature=wrong.signature,
        sender=wrong.sender,
        translations={language: _usual(language, today) for language in wrong.translations},
        **_usual(wrong.language, today),
    )
    return Draft(begun, tuple(_todo(wrong)))


def _usual(language: str, today: date) -> Changes:
    """What the language's own words say: the day, and whom it is to."""
    fixed = words(language)
    return {
        "date": spelled_day(today, language),
        "salutation": fixed["salutation"].replace("{name}", "{{ first_name }}"),
        "fields": {"first_name": {"fallback": fixed["salutation_fallback"]}},
    }


def _todo(wrong: Campaign) -> Iterator[Todo]:
    read = wrong.subject or wrong.slug
    yield Todo(key="subject", what=f"That it is a correction. What they have read: {read}")
    yield Todo(key="lede", what="What was wrong, in one sentence, and that you are sorry.")
    yield Todo(key="what_changed", what="What is right instead. They have read the other one.")
