"""A campaign that is begun, and what a person must still write into it."""

from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from mailer.drafting.campaign_file import written
from mailer.model.campaign import Campaign, Todo


@dataclass(frozen=True, slots=True)
class Draft:
    """todo: what a person must still write; each key is present and empty in the campaign. notes: what they
    should look at first, from the reading."""

    campaign: Campaign
    todo: tuple[Todo, ...]
    notes: tuple[str, ...] = ()


def to_toml(made: Draft) -> str:
    """The campaign file as a person finishes it: every key that matters, in the order of the message."""
    return written(made.campaign, made.todo, made.notes)


def spelled_day(day: date, language: str) -> str:
    """As people of that language write it: 4 December 2026, 4 de diciembre de 2026."""
    return str(format_date(day, format="long", locale=_locale(language)))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
