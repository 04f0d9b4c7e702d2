"""What stands behind the subject: whole sentences of the lede, enough of them, and no half of one."""

import pytest

from mailer.drafting.preheaders import preheader


@pytest.mark.parametrize(
    ("language", "lede", "line"),
    [
        (
            "de",
            "Am 3. Dezember 2026 soll der Rat über die Pegel am Fluss entscheiden. Neun Dörfer warten.",
            "Am 3. Dezember 2026 soll der Rat über die Pegel am Fluss entscheiden.",
        ),
        (
            "de",
            "Der Rat entscheidet am 3. Dezember, ob Frau Dr. Quill bleibt. Neun Dörfer warten.",
            "Der Rat entscheidet am 3. Dezember, ob Frau Dr. Quill bleibt.",
        ),
        (
            "en",
            "The U.S. Senate and Dr. Marta Quill agree on one gauge a bridge. Nine towns wait.",
            "The U.S. Senate and Dr. Marta Quill agree on one gauge a bridge.",
        ),
        (
            "en",
            "Nine towns on the Lenn heard from Gov. Ada Lark on Monday. They wait.",
            "Nine towns on the Lenn heard from Gov. Ada Lark on Monday.",
        ),
        (
            "en",
            "Nine towns will hear the council's answer on December 3. They wait for it.",
            "Nine towns will hear the council's answer on December 3.",
        ),
        (
            "fr",
            "Neuf villages demandent à M. Bo Lind une jauge sur chaque pont. Ils attendent.",
            "Neuf villages demandent à M. Bo Lind une jauge sur chaque pont.",
        ),
        (
            "es",
            "Nueve pueblos piden al Sr. Lind y a la Dra. Quill un medidor. Esperan.",
            "Nueve pueblos piden al Sr. Lind y a la Dra. Quill un medidor.",
        ),
    ],
)
def test_a_point_inside_a_sentence_ends_none(language: str, lede: str, line: str) -> None:
    assert preheader(lede, language) == line


@pytest.mark.parametrize(
    ("language", "lede", "line"),
    [
        (
            "en",
            "The water rose. Nobody in the nine villages was told before it came. They ask why.",
            "The water rose. Nobody in the nine villages was told before it came.",
        ),
        ("en", "The water rose.", "The water rose."),
        (
            "zh",
            "河水上涨了。昨夜，沿河九个村庄的居民没有收到任何警报。他们要求解释。",
            "河水上涨了。昨夜，沿河九个村庄的居民没有收到任何警报。",
        ),
    ],
)
def test_a_short_sentence_takes_the_next_along(language: str, lede: str, line: str) -> None:
    assert preheader(lede, language) == line


def test_what_is_too_long_is_cut_at_a_word() -> None:
    lede = "Am 3. Dezember 2026 " + "soll der Rat entscheiden und " * 9
    line = preheader(lede, "de")
    assert line.endswith("…")
    assert len(line) <= 100
    assert line.startswith("Am 3. Dezember 2026 soll der Rat")
