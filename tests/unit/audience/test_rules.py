"""segments.toml as fundraisers write it, and what it says back."""

import tomllib

import pytest

from mailer.audience import parse_segments
from mailer.errors import AudienceError
from mailer.model.segment import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    InAudience,
    NoneOf,
    Received,
    Rule,
)

FILE = "audiences/segments.toml"


def _rule(text: str) -> Rule:
    return parse_segments(tomllib.loads(text), FILE)["it"].rule


def _reads(text: str) -> str:
    return parse_segments(tomllib.loads(text), FILE)["it"].reads_as


def test_everyone_is_always_there() -> None:
    segments = parse_segments({}, FILE)
    assert list(segments) == ["everyone"]
    assert (segments["everyone"].rule, segments["everyone"].reads_as) == (Everyone(), "Everyone")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('country = "de"', Condition("country", "is", "DE")),
        ('country = ["Germany", "AT"]', Condition("country", "is_in", ("DE", "AT"))),
        ('language = { is_not = "de-AT" }', Condition("language", "is_not", "de")),
        ('timezone = "europe/berlin"', Condition("timezone", "is", "Europe/Berlin")),
        ("opens_consent = true", Condition("opens_consent", "is", True)),
        ("gifts_count = 1", Condition("gifts_count", "is", 1)),
        ("last_gift_amount = { at_least = 50.5 }", Condition("last_gift_amount", "at_least", 50.5)),
        (
            "last_gift_at = { at_least = 2026-01-01 }",
            Condition("last_gift_at", "at_least", "2026-01-01"),
        ),
        (
            'last_gift_at = { at_most = "31.12.2025" }',
            Condition("last_gift_at", "at_most", "2025-12-31"),
        ),
        ("last_gift_at.years_ago = 1", Condition("last_gift_at", "years_ago", 1)),
        ("consent_at = { is_known = false }", Condition("consent_at", "is_known", False)),
        ('tags = "Volunteer"', Condition("tags", "has_tag", "volunteer")),
        (
            'tags = ["a", "b"]',
            AnyOf((Condition("tags", "has_tag", "a"), Condition("tags", "has_tag", "b"))),
        ),
        ('fields.city = "Graz"', Condition("city", "is", "Graz")),
        ("fields.score = { at_least = 3 }", Condition("score", "at_least", 3)),
        ("fields.joined = { within_days = 30 }", Condition("joined", "within_days", 30)),
        ('audience = "spring"', InAudience("spring")),
        ('audience = ["a", "b"]', AnyOf((InAudience("a"), InAudience("b")))),
        ('received = "spring-appeal"', Received("spring-appeal")),
        ('received = ["a", "b"]', AnyOf((Received("a"), Received("b")))),
        ("everyone = true", Everyone()),
        ('segment = "everyone"', Everyone()),
        (
            'country = "DE"\nlast_gift_at = { older_than_days = 30, within_days = 90 }',
            AllOf(
                (
                    Condition("country", "is", "DE"),
                    Condition("last_gift_at", "older_than_days", 30),
                    Condition("last_gift_at", "within_days", 90),
                )
            ),
        ),
        (
            'none = [{ segment = "staff" }, { any = [{ tags = "x" }, { gifts_count = 0 }] }]',
            NoneOf(
                (
                    Condition("tags", "has_tag", "staff"),
                    AnyOf((Condition("tags", "has_tag", "x"), Condition("gifts_count", "is", 0))),
                )
            ),
        ),
    ],
)
def test_a_table_becomes_a_rule(text: str, rule: Rule) -> None:
    assert _rule(f'[it]\n{text}\n[staff]\ntags = "staff"\n') == rule


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[it]\ncontry = "DE"', "[it] contry: no such key; did you mean 'country'?"),
        ('[it]\ncity = "Graz"', "is written fields.city"),
        ('[it]\ncountry = "Germny"', '[it] country: "Germny" is no country; did you mean DE'),
        ("[it]\nlast_gift_at = { within_day = 3 }", "did you mean 'within_days'?"),
        ("[it]\nlast_gift_at = { within_days = -3 }", "takes a whole number from 0 on"),
        ("[it]\nlast_gift_at = { within_days = true }", "takes a whole number from 0 on"),
        ('[it]\nlast_gift_at = { at_least = "05/04/2026" }', "two ways"),
        ('[it]\ngifts_count = "3"', "takes a whole number"),
        ("[it]\ngifts_count = 2.5", "takes a whole number"),
        ("[it]\nlast_gift_amount = { at_least = inf }", "takes a number"),
        ("[it]\nlast_gift_amount = { at_least = nan }", "takes a number"),
        ('[it]\nopens_consent = "yes"', "is true or false"),
        ('[it]\ntags = { is = "x" }', "[it] tags.is: can't be tested by 'is'"),
        ("[it]\ncountry = []", "takes a list of values"),
        ("[it]\ncountry = {}", "is empty. It takes: is, is_not"),
        ('[it]\ncountry = ""', "takes a text"),
        ("[it]", "[it]: is empty"),
        ("[it]\nany = []", "takes a list of tables"),
        ('[it]\nany = ["DE"]', "[it] any (1): must be a table"),
        ("[it]\nany = [{}]", "[it] any (1): is empty"),
        ('[it]\nany = [{ contry = "DE" }]', "[it] any (1) contry: no such key"),
        ("[it]\neveryone = false", "can only be true"),
        ('[it]\nfields.country = "x"', "Write country without fields"),
        ('[it]\nfields = "x"', "takes the column"),
        ('[it]\nfields."a b" = "x"', "small letters"),
        (
            '[it]\nsegment = "lapsd"\n[lapsed]\ngifts_count = 1',
            "no segment 'lapsd'; did you mean 'lapsed'",
        ),
        ("[it]\naudience = 3", "takes a name"),
        ("[it]\nreceived = true", "[it] received: takes a name"),
        ('[it]\nreceived = "Spring!"', "[it] received: 'Spring!' can't be a campaign's name"),
        ('[it]\nrecieved = "spring"', "did you mean 'received'?"),
        ('[it]\nsegment = "it"', "go in a circle: it -> it"),
        ('[it]\nsegment = "b"\n[b]\nnone = [{ segment = "c" }]\n[c]\nsegment = "b"', "b -> c -> b"),
        ("stray = 1", "stray stands alone"),
        ('["It!"]\ncountry = "DE"', "can't be a segment's name"),
        ('[everyone]\ncountry = "DE"', "a word of mailer's own"),
        ('[suppressed]\ncountry = "DE"', "a word of mailer's own"),
        ('[missing-name]\ncountry = "DE"', "a word of mailer's own"),
        ("[it]\n" + "any = [{ " * 14 + "gifts_count = 1" + " }]" * 14, "too deep"),
    ],
)
def test_a_mistake_is_told_with_file_place_and_cure(text: str, says: str) -> None:
    with pytest.raises(AudienceError) as refused:
        parse_segments(tomllib.loads(text), FILE)

    assert str(refused.value).startswith(f"{FILE}: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'country = ["DE", "AT"]\nlast_gift_at = { older_than_days = 30, within_days = 365 }',
            "People in Germany or Austria whose last gift was 31 to 365 days ago",
        ),
        ("last_gift_at = { within_days = 1 }", "People whose last gift was at most 1 day ago"),
        (
            "last_gift_at = { years_ago = 1 }",
            "People whose last gift was in the last calendar year",
        ),
        (
            "last_gift_at = { at_least = 2025-01-01, at_most = 2025-12-31 }",
            "People whose last gift was from 1 January 2025 to 31 December 2025",
        ),
        ("last_gift_at = { is_known = false }", "People of whom no gift is known"),
        ("gifts_count = 1", "People who gave once"),
        ("gifts_count = { at_least = 2, at_most = 4 }", "People who gave 2 to 4 times"),
        (
            "highest_gift_amount = { at_least = 250, at_most = 1999.5 }",
            "People whose highest gift was 250 to 1,999.5",
        ),
        ('language = ["de", "fr"]', "People who read German or French"),
        ('country = { is_not = "DE" }', "People not in Germany"),
        ('tags = ["event", "petition"]', 'People tagged "event" or "petition"'),
        ("opens_consent = true", "People who agreed to have opens measured"),
        ("opens_consent = { is_not = true }", "People who did not agree to have opens measured"),
        ("consent_at = { is_known = true }", "People whose consent is recorded"),
        ('audience = "spring"', 'People on the list "spring"'),
        (
            'received = "spring"\nlanguage = "de"',
            'People who read German and who got the campaign "spring", or may have got it',
        ),
        (
            'none = [{ received = "spring" }]',
            'Everyone, except people who got the campaign "spring", or may have got it',
        ),
        ('fields.city = "Graz"', 'People whose city is "Graz"'),
        ("everyone = true", "Everyone"),
        ('none = [{ tags = "staff" }]', 'Everyone, except people tagged "staff"'),
        (
            'gifts_count = 1\nnone = [{ country = "DE" }, { tags = "staff" }]',
            'People who gave once, except people in Germany or tagged "staff"',
        ),
        (
            'any = [{ country = "DE", language = "de" }, { gifts_count = 0 }]',
            "People either (in Germany who read German) or who gave no gift",
        ),
    ],
)
def test_a_segment_reads_as_a_plain_sentence(text: str, sentence: str) -> None:
    assert _reads(f"[it]\n{text}\n") == sentence
