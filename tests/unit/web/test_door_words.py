"""Every language says everything that the pages behind a message's links need."""

import re

import pytest

from mailer.wording import languages
from mailer.wording.doors import door_words

LANGUAGES = sorted(languages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete_and_has_the_same_gaps(language: str) -> None:
    english, words = door_words("en"), door_words(language)
    assert words["language"] == language
    assert words.keys() == english.keys()
    for key, phrase in words.items():
        assert phrase.strip()
        assert re.findall(r"{\w+}", phrase) == re.findall(r"{\w+}", english[key]), key


def test_there_are_pages_in_these_languages() -> None:
    assert languages() >= {"ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "tr", "zh"}


def test_only_arabic_of_these_runs_from_right_to_left() -> None:
    assert [name for name in LANGUAGES if door_words(name)["direction"] == "rtl"] == ["ar"]


@pytest.mark.parametrize("language", ["xx", "", "../en", "e/n", "EN-gb", "é", "phrases"])
def test_an_unknown_language_is_answered_in_english(language: str) -> None:
    assert door_words(language)["language"] == "en"


def test_a_region_reads_its_language() -> None:
    assert door_words("pt-BR")["language"] == "pt"
