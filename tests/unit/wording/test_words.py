import re

import pytest

from mailer.wording import languages, words

EXPECTED = {"en", "es", "fr", "de", "pt", "ar", "zh"}
LANGUAGES = sorted(languages())


def test_there_are_at_least_these_languages() -> None:
    assert languages() >= EXPECTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_the_same_gaps(language: str) -> None:
    english = words("en")
    own = words(language)
    assert own.keys() == english.keys()
    for key, phrase in english.items():
        assert own[key], key
        assert sorted(re.findall(r"\{\w+\}", own[key])) == sorted(re.findall(r"\{\w+\}", phrase)), (
            key
        )


@pytest.mark.parametrize("language", sorted(EXPECTED - {"en"}))
def test_what_people_read_is_translated(language: str) -> None:
    english, own = words("en"), words(language)
    for key in ("unsubscribe", "why_you_get_this", "give", "choose_amount", "form_note", "why_now"):
        assert own[key] != english[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_nothing_invisible_in_a_phrase(language: str) -> None:
    for key, phrase in words(language).items():
        assert all(sign.isprintable() or sign in "\u00a0\u202f" for sign in phrase), key


def test_an_unknown_language_reads_english() -> None:
    assert words("xx") == words("en")
    assert words("../en") == words("en")
