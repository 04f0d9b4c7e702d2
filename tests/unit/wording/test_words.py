"""The catalogues: every language says every phrase, and says it rightly."""

import re
from importlib import resources

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from mailer.wording import languages, words
from mailer.wording.catalogues import phrases

EXPECTED = {"en", "es", "fr", "de", "pt", "ar", "zh"}
LANGUAGES = sorted(languages())
TRANSLATED = sorted(languages() - {"en"})


def catalogue(file: str) -> Catalog:
    with resources.files("mailer.wording").joinpath(file).open("rb") as opened:
        return read_po(opened)


SOURCE = catalogue("phrases.pot")


def gaps(phrase: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", phrase))


def test_there_are_at_least_these_languages() -> None:
    assert languages() >= EXPECTED


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_complete_and_nothing_in_it_is_a_guess(language: str) -> None:
    own = catalogue(f"{language}.po")
    assert not own.obsolete
    for phrase in own:
        if phrase.id:
            assert not phrase.fuzzy, phrase.context
            assert phrase.string, phrase.context


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_stands_beside_the_english_as_it_is_now(language: str) -> None:
    """Else somebody changed phrases.pot and forgot `./run words`."""

    def sources(one: Catalog) -> list[object]:
        return [(each.context, each.id, each.auto_comments, each.flags) for each in one if each.id]

    assert sources(catalogue(f"{language}.po")) == sources(SOURCE)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_of_its_language_and_counts_as_that_language_does(language: str) -> None:
    own = catalogue(f"{language}.po")
    assert str(own.locale) == language
    assert Locale(language).text_direction == ("rtl" if language in ("ar", "fa", "he") else "ltr")
    rule = get_plural(language)
    assert (own.num_plurals, own.plural_expr) == (rule.num_plurals, rule.plural_expr)
    for phrase in own:
        if phrase.pluralizable:
            assert len(phrase.string) == rule.num_plurals, phrase.context


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_the_gaps_of_the_english_one(language: str) -> None:
    english, own = phrases("en"), phrases(language)
    assert own.keys() == english.keys()
    assert own.keys() == {each.context for each in SOURCE if each.id}
    for key, phrase in english.items():
        assert gaps(own[key]) == gaps(phrase), key


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_people_read_is_translated(language: str) -> None:
    english, own = phrases("en"), phrases(language)
    signs = ("article", "quoted", "colon", "colon_gap", "comma", "postscript")
    same = {key for key in own if own[key] == english[key]}
    assert same <= set(signs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_nothing_invisible_in_a_phrase_but_a_blank_that_holds_words_together(
    language: str,
) -> None:
    for key, phrase in phrases(language).items():
        assert all(sign.isprintable() or sign in "\u00a0\u202f" for sign in phrase), key
        assert key in ("colon_gap", "comma") or phrase == phrase.strip(" "), key


def test_french_keeps_its_signs_on_the_line_of_the_word_before() -> None:
    for key, phrase in phrases("fr").items():
        assert not re.search(r" [:;?!»]|« ", phrase), key
        assert not re.search(r"\w[;?!»]|«\w", phrase), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_keeps_one_kind_of_apostrophe(language: str) -> None:
    assert not [key for key, phrase in phrases(language).items() if "'" in phrase or '"' in phrase]


def test_a_message_has_none_of_the_words_of_the_pages() -> None:
    assert words("en")["unsubscribe"] == "Unsubscribe"
    assert not [key for key in words("en") if key.startswith("door")]


def test_no_english_letter_begins_in_the_way_that_filters_weigh() -> None:
    said = words("en")
    opening = said["salutation"].format(name=said["salutation_fallback"])
    assert opening == "Dear friends,"
    assert not re.match(r"Dear (Friend|Sir|Madam)\b", opening, re.IGNORECASE)


def test_an_unknown_language_reads_english() -> None:
    assert words("xx") == words("en")
    assert words("../en") == words("en")
    assert words("phrases") == words("en")
