"""A campaign that went out wrong -> the beginning of its correction.

Nothing is said in anybody's name: what was wrong, and what is right, a person writes. It asks for nothing.
Each language that it went out in has its table, empty: the check asks for every text in it.
"""

from collections.abc import Iterator
from datetime import date

from mailer.drafting.drafts import Draft, spelled_day
from mailer.model.campaign import Campaign, FieldRule, Todo
from mailer.wording import words

_TEMPLATE = "update"


def correction(wrong: Campaign, *, slug: str, segment: str, today: date) -> Draft:
    """wrong: the campaign as its file says. segment: whoever got it, or may have got it."""
    fixed = words(wrong.language)
    begun = Campaign(
        slug=slug,
        template=_TEMPLATE,
        segment=segment,
        language=wrong.language,
        direction=wrong.direction,
        author=wrong.author,
        date=spelled_day(today, wrong.language),
        salutation=fixed["salutation"].replace("{name}", "{{ first_name }}"),
        signature=wrong.signature,
        sender=wrong.sender,
        fields={"first_name": FieldRule(fallback=fixed["salutation_fallback"])},
        translations={language: {} for language in wrong.translations},
    )
    return Draft(begun, tuple(_todo(wrong)))


def _todo(wrong: Campaign) -> Iterator[Todo]:
    read = wrong.subject or wrong.slug
    yield Todo(key="subject", what=f"That it is a correction. What they have read: {read}")
    yield Todo(key="lede", what="What was wrong, in one sentence, and that you are sorry.")
    yield Todo(key="what_changed", what="What is right instead. They have read the other one.")
