import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailer.errors import TemplateError
from mailer.rendering.escaping import clean
from mailer.rendering.marks import Marks
from mailer.rendering.texts import Texts, Words
from mailer.rendering.wrapping import columns, tidy, wrapped

TEXTS, RIGHT_TO_LEFT = (
    Texts(
        "campaigns/x.toml",
        Marks("0123456789abcdef", lambda name: None),
        lambda name, where: None,
        direction,
    )
    for direction in ("ltr", "rtl")
)


def line(text: str, direction: str = "ltr") -> Words:
    return (RIGHT_TO_LEFT if direction == "rtl" else TEXTS).line(text, "lede")


def test_line_breaks_in_a_line_are_blanks() -> None:
    assert str(line("  one\n two\tthree ")) == "one two three"


def test_an_empty_line_starts_a_paragraph() -> None:
    assert [str(each) for each in TEXTS.paragraphs("one\ntwo\n\n \nthree\n", "lede")] == [
        "one two",
        "three",
    ]


def test_line_breaks_that_word_processors_leave_are_line_breaks() -> None:
    assert str(line("one\u2028two\u2029three")) == "one two three"
    paragraphs = TEXTS.paragraphs("one\u2028two\u2029three", "lede")
    assert [str(each) for each in paragraphs] == ["one two", "three"]


def test_an_address_stays_text() -> None:
    assert (
        line("See https://example.org?a=1&b=2").__html__() == "See https://example.org?a=1&amp;b=2"
    )


def test_a_text_with_fields_refuses_to_be_cut_or_joined() -> None:
    words = line("Dear {{ first_name }}")
    for act in (
        lambda: words + "x",
        lambda: words[0],
        lambda: len(words),
        lambda: list(words),
        lambda: f"{words:>9}",
        lambda: "x" in words,
    ):
        with pytest.raises(TemplateError, match="holds fields"):
            act()


def test_a_fixed_phrase_takes_texts_and_fields() -> None:
    assert str(TEXTS.phrase("“{text}”", text=line("a <b>"))) == "“a <b>”"


def test_lines_are_at_most_72_columns_and_hang() -> None:
    made = wrapped(line("word " * 40), "- ", "  ").split("\n")
    assert made[0].startswith("- word")
    assert all(each.startswith("  word") for each in made[1:])
    assert all(len(each) <= 72 for each in made)
    assert " ".join("\n".join(made)[2:].split()) == ("word " * 40).strip()


def test_a_text_with_fields_stays_one_line() -> None:
    assert "\n" not in wrapped(line("{{ first_name }} " + "word " * 40))


def test_wide_signs_count_two_and_may_be_broken_between() -> None:
    assert columns("水a\u0301") == 3
    made = wrapped(line("水" * 50)).split("\n")
    assert [columns(each) for each in made] == [72, 28]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_blank_that_holds_words_together_stays_and_never_breaks_a_line(blank: str) -> None:
    made = wrapped(line("x" * 68 + f" 1{blank}234{blank}€")).split("\n")
    assert made == ["x" * 68, f"1{blank}234{blank}€"]


def test_a_closing_sign_never_begins_a_line() -> None:
    made = wrapped(line("水" * 36 + "。" + "水")).split("\n")
    assert made == ["水" * 35, "水。水"]


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_wrapping_changes_nothing_but_blanks(text: str) -> None:
    made = wrapped(line(text))
    assert "".join(made.split()) == "".join(str(line(text)).split())


def test_a_tidy_text_has_no_empty_lines_in_a_row() -> None:
    assert tidy("\n\na \n\n\n\nb\n\n") == "a\n\nb\n"


@given(st.text())
@example("a \x1b b")  # two blanks with a control between them are one blank
@example("a \x1b\u200d b")
def test_a_clean_value_is_one_line_and_clean_already(value: str) -> None:
    made = clean(value)
    assert clean(made) == made
    assert len(made.splitlines()) <= 1
    assert made == made.strip()
    made.encode("utf-8")


def test_in_right_to_left_text_a_number_to_call_stays_whole_in_each_part() -> None:
    words = line("اتصلوا +961 1 234 567 أو اكتبوا إلى marta@example.org", direction="rtl")
    assert words.__html__() == (
        'اتصلوا <span dir="ltr">+961 1 234 567</span> أو اكتبوا إلى <span dir="ltr">marta@example.org</span>'
    )
    isolated = "اتصلوا \u2066+961 1 234 567\u2069 أو اكتبوا إلى \u2066marta@example.org\u2069"
    assert str(words) == words.header == words.attribute == isolated
    assert line("Call +961 1 234 567").pieces == ("Call +961 1 234 567",)


@pytest.mark.parametrize("before", range(45, 75))
def test_no_line_is_broken_inside_of_what_is_set_apart(before: int) -> None:
    words = line("ا" * before + " +961 1 234 567 " + "اليوم " * 4, direction="rtl")
    lines = wrapped(words).split("\n")
    assert sum("\u2066+961 1 234 567\u2069" in each for each in lines) == 1
