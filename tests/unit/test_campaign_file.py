"""A campaign in several languages and variants is read whole, written whole, and its mistakes are told where
they stand."""

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.drafting import parse_campaign
from mailer.drafting.campaign_file import written
from mailer.drafting.campaign_file.standing import Path, lines_of
from mailer.errors import InputError
from mailer.model.campaign import (
    Block,
    Campaign,
    Figure,
    Picture,
    Progress,
    Rows,
    Shown,
    Variant,
)
from mailer.model.edition import NEVER_CHANGED, editions

WHOLE = """
subject = "The vote is on 10 December"
bridge = '''
A text that looks like
subject = "a key"
[variants.c]
'''

[ask]
amounts = [
  25,
  50,  # the middle
]

[picture]
file = "bridge.jpg"
alt = "A bridge at dawn"
is_decoration = false

[[figures]]
number = "26"
what = "bridges"

[[figures]]
number = "310"
what = "volunteers"

[progress]
raised = 1200.50
goal = 5000
as_of = "24 November 2026"

[[blocks]]
place = "after-bridge"
to = { field = "town", is = ["Berlin", "Bonn"] }
text = "You live by the river."
otherwise = "Rivers are far away."

[[blocks]]
to = { segment = "monthly" }
rows = { field = "bridges", separator = "|", text = "Bridge {{ item }}", most = 5 }

[variants.b]
subject = "Who calls when the river rises?"
share = 20
ask.button = "Keep watch"

[[variants.b.blocks]]
to = { segment = "lapsed" }
text = "We miss you."

[variants.b.translations.es]
subject = "¿Quién llama cuando sube el río?"

[translations.es]
subject = "La votación es el 10 de diciembre"
[translations.es.fields.first_name]
fallback = "amigo"
"""


def parsed(text: str) -> Campaign:
    return parse_campaign(text, slug="c", file="c.toml")


def test_every_new_key_is_read() -> None:
    campaign = parsed(WHOLE)
    assert campaign.picture == Picture(file="bridge.jpg", alt="A bridge at dawn")
    assert campaign.figures == (
        Figure(number="26", what="bridges"),
        Figure(number="310", what="volunteers"),
    )
    assert campaign.progress == Progress(
        raised=Decimal("1200.5"), goal=Decimal(5000), as_of="24 November 2026"
    )
    assert campaign.blocks == (
        Block(
            place="after-bridge",
            to=Shown(field="town", values=("Berlin", "Bonn")),
            text="You live by the river.",
            otherwise="Rivers are far away.",
        ),
        Block(
            to=Shown(segment="monthly"),
            rows=Rows(field="bridges", separator="|", text="Bridge {{ item }}", most=5),
        ),
    )
    assert [each.name for each in editions(campaign)] == [
        "en, variant a", "en, variant b", "es, variant a", "es, variant b",
    ]  # fmt: skip
    assert [each.campaign.subject for each in editions(campaign)] == [
        "The vote is on 10 December",
        "Who calls when the river rises?",
        "La votación es el 10 de diciembre",
        "¿Quién llama cuando sube el río?",
    ]


def test_what_was_read_is_written_and_read_again_the_same() -> None:
    assert parsed(written(parsed(WHOLE), (), ())) == parsed(WHOLE)


# -- any campaign

WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
).map(str.strip)
MONEY = st.decimals(Decimal("0.01"), Decimal("99999"), places=2)
PICTURES = st.builds(Picture, file=WORDS, alt=WORDS, is_decoration=st.booleans(), licence=WORDS)
SHOWN = st.one_of(
    st.builds(Shown, segment=WORDS.filter(bool)),
    st.builds(Shown, field=WORDS.filter(bool), values=st.lists(WORDS, max_size=2).map(tuple)),
)
ROWS = st.builds(
    Rows,
    field=WORDS.filter(bool),
    separator=st.sampled_from([";", ", ", "|"]),
    text=WORDS,
    most=st.integers(1, 50),
)
BLOCKS = st.builds(
    Block,
    place=WORDS,
    to=st.just(Shown()) | SHOWN,
    heading=WORDS,
    text=WORDS,
    otherwise=WORDS,
    rows=st.just(Rows()) | ROWS,
    picture=st.just(Picture()) | PICTURES,
)
TABLES = {
    "subject": WORDS,
    "why_now": st.lists(WORDS, max_size=2),
    "ask": st.fixed_dictionaries(
        {},
        optional={
            "button": WORDS,
            "amounts": st.lists(st.integers(1, 900) | st.sampled_from([2.5, 10.01]), max_size=3),
        },
    ),
    "picture": st.fixed_dictionaries({}, optional={"alt": WORDS, "is_decoration": st.booleans()}),
    "figures": st.lists(st.fixed_dictionaries({"number": WORDS, "what": WORDS}), max_size=2),
    "blocks": st.lists(
        st.fixed_dictionaries(
            {"to": st.fixed_dictionaries({"field": WORDS.filter(bool), "is": st.lists(WORDS)})},
            optional={"text": WORDS, "rows": st.just({"field": "towns", "most": 3})},
        ),
        max_size=2,
    ),
    "fields": st.dictionaries(
        WORDS.filter(bool), st.fixed_dictionaries({"fallback": WORDS}), max_size=2
    ),
}
CHANGES = st.fixed_dictionaries({}, optional=TABLES)


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    languages = draw(st.lists(st.sampled_from(["es", "ar", "zh"]), max_size=2, unique=True))
    names = draw(st.lists(st.sampled_from(["b", "c", "short-1"]), max_size=2, unique=True))
    variants = {
        name: Variant(
            share=draw(st.none() | st.integers(1, 40)),
            translations={language: draw(CHANGES) for language in languages if draw(st.booleans())},
            **draw(CHANGES),
        )
        for name in names
    }
    return Campaign(
        slug="c",
        subject=draw(WORDS),
        author=draw(WORDS),
        template=draw(st.sampled_from(["appeal", "update", "own"])),
        picture=draw(PICTURES),
        figures=tuple(draw(st.lists(st.builds(Figure, number=WORDS, what=WORDS), max_size=2))),
        progress=draw(
            st.builds(Progress, raised=st.none() | MONEY, goal=st.none() | MONEY, as_of=WORDS)
        ),
        blocks=tuple(draw(st.lists(BLOCKS, max_size=2))),
        variants=variants,
        translations={language: draw(CHANGES) for language in languages},
    )


@settings(max_examples=40)
@given(campaigns())
def test_whatever_a_campaign_holds_comes_back_from_its_file(campaign: Campaign) -> None:
    again = parsed(written(campaign, (), ()))
    assert again == campaign
    assert parsed(written(again, (), ())) == again


# -- mistakes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[variants.b]\nsubjet = "a"', "c.toml line 2: variants.b.subjet: there is no such key here; did you mean 'subject'?"),
        ('[variants.b]\nsahre = 5', "c.toml line 2: variants.b.sahre: there is no such key here; did you mean 'share'?"),
        ('[variants.b.ask]\nbuton = "a"', "c.toml line 2: variants.b.ask.buton: there is no such key here; did you mean 'button'?"),
        ('[translations.es]\nlede = "a"\nquote = { part = ["a"] }', "c.toml line 3: translations.es.quote.part: there is no such key here; did you mean 'parts'?"),
        ('[variants.b]\nsegment = "monthly"', "c.toml line 2: variants.b.segment: this is the same for everybody"),
        ('[translations.es]\nlanguage = "es"', "c.toml line 2: translations.es.language: the table's name is its language already"),
        ('[variants.b]\nshare = 60\n[variants.c]\nshare = 50', "c.toml line 4: variants.c.share: the shares come to 110, which leaves 0 of 100 for a. Make them 99 at most together."),
        ('[variants.b]\nshare = 99\n[variants.c]\nsubject = "x"', "c.toml line 2: variants.b.share: the shares come to 99, which leaves 1 of 100 for a and c. Make them 98"),
        ('[variants.b]\nshare = 0', "c.toml line 2: variants.b.share: 0 is not right. It must be at least 1."),
        ('[variants.b]\nshare = 33.3', "c.toml line 2: variants.b.share: this must be a whole number."),
        ('[variants.a]\nsubject = "x"', "c.toml line 1: variants.a: the campaign as it stands is the variant 'a'. Call this one 'b'."),
        ('[variants."B 2"]\nsubject = "x"', "c.toml line 1: variants.B 2: a variant's name is small letters"),
        ('[variants]\nb = "x"', "c.toml line 2: variants.b: this is a table: its keys stand below a line such as [variants.b]."),
        ('variants = "x"', "c.toml line 1: variants: this is a table: its keys stand below a line such as [variants.b]."),
        ('[translations.en]\nsubject = "x"', "c.toml line 1: translations.en: the campaign itself is in 'en'."),
        ('[translations.spanish]\nsubject = "x"', "c.toml line 1: translations.spanish: this is no language's code. Did you mean 'es'?"),
        ('[translations."es-MX"]\nsubject = "x"', "c.toml line 1: translations.es-MX: this is no language's code. Did you mean 'es'?"),
        ('[translations.xq]\nsubject = "x"', "c.toml line 1: translations.xq: this is no language's code. Write two or three small letters, such as es."),
        ('[variants.b.translations.es]\nsubject = "x"', "c.toml line 1: variants.b.translations.es: the campaign itself has no [translations.es]. Add that first."),
        ('[translations]\nes = 5', "c.toml line 2: translations.es: this is a table: its keys stand below a line such as [translations.es]."),
        ('[[blocks]]\ntext = "a"\n\n[[blocks]]\nto = { segmnt = "a" }', "c.toml line 5: blocks.item 2.to.segmnt: there is no such key here; did you mean 'segment'?"),
        ('[[blocks]]\nto = { segment = "a", field = "b" }', "c.toml line 2: blocks.item 1.to: a segment and a field at once."),
        ('[[blocks]]\nto = {}', "c.toml line 2: blocks.item 1.to: for whom?"),
        ('[[blocks]]\nto = { is = ["Berlin"] }', "c.toml line 2: blocks.item 1.to: for whom?"),
        ('[[blocks]]\nto = { segment = "a", is = ["Berlin"] }', "c.toml line 2: blocks.item 1.to.is: this belongs to a field"),
        ('[[blocks]]\nto = { field = "town", iss = ["Berlin"] }', "c.toml line 2: blocks.item 1.to.iss: there is no such key here; did you mean 'is'?"),
        ('[[blocks]]\nto = { field = "town", is = "Berlin" }', "c.toml line 2: blocks.item 1.to.is: this must be a list"),
        ('[[blocks]]\nrows = { text = "a" }', "c.toml line 2: blocks.item 1.rows: of which field are the values?"),
        ('[[blocks]]\nrows = { field = "a", most = 51 }', "c.toml line 2: blocks.item 1.rows.most: 51 is not right. It must be at most 50."),
        ('[[variants.b.blocks]]\nto = {}', "c.toml line 2: variants.b.blocks.item 1.to: for whom?"),
        ('[[variants.b.blocks]]\ntext = "a"\n[[variants.b.blocks]]\ntxt = "a"', "c.toml line 4: variants.b.blocks.item 2.txt: there is no such key here; did you mean 'text'?"),
        ('[blocks]\ntext = "a"', "c.toml line 1: blocks: there can be several: begin each with a line [[blocks]]."),
        ('[figures]\nnumber = "26"', "c.toml line 1: figures: there can be several: begin each with a line [[figures]]."),
        ('[[figures]]\nnumber = 26', "c.toml line 2: figures.item 1.number: this must be a text"),
        ('figures = ["26"]', "c.toml line 1: figures.item 1: this is a table: its keys stand below a line such as [[figures]]."),
        ('[progress]\nraised = -1', "c.toml line 2: progress.raised: -1 is not right. It must be at least 0."),
        ('[progress]\ngoal = "much"', "c.toml line 2: progress.goal: this must be a number, without quotes."),
        ('[picture]\nfile = "a.jpg"\nlicense = "own work"', "c.toml line 3: picture.license: there is no such key here; did you mean 'licence'?"),
        ('[picture]\nis_decoration = "perhaps"', "c.toml line 2: picture.is_decoration: this must be true or false"),
        ('bridge = """\n[variants.b]\nshare = 1\n"""\n[variants.b]\nshare = 100', "c.toml line 6: variants.b.share: 100 is not right. It must be at most 99."),
        ('[ask]\namounts = [\n  25,\n\n  0,\n]', "c.toml line 5: ask.amounts.item 2: an amount must be more than 0."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_also_inside_lists_and_variants(
    text: str, says: str
) -> None:
    with pytest.raises(InputError) as caught:
        parsed(text)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", sorted(NEVER_CHANGED - {"slug"}))
def test_no_key_of_the_whole_campaign_can_be_changed_by_a_translation(key: str) -> None:
    with pytest.raises(InputError, match=rf"line 2: translations\.es\.{key}: "):
        parsed(f'[translations.es]\n{key} = "x"')


def test_more_conditions_than_a_number_has_bits_are_refused() -> None:
    def with_towns(count: int) -> str:
        return "".join(
            f'[[blocks]]\nto = {{ field = "town", is = ["t{n}"] }}\n' for n in range(count)
        )

    assert len(parsed(with_towns(60)).blocks) == 60
    with pytest.raises(InputError, match="line 1: blocks: 61 different conditions in `to`"):
        parsed(with_towns(61))


# -- lines


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\r\nb = 2", ("b",), 2),
        ('a.b."c d" = 1', ("a", "b", "c d"), 1),
        ("[a]\nb = '''\nc = 1\n''' # c = 2\nc = 3", ("a", "c"), 5),
        ('a = """x""""\nb = 1', ("b",), 2),
        ('a = "\\"]"\nb = [1.5, 2026-01-01T00:00:00Z,\n{c = {d = 1}}]', ("b", 2, "c", "d"), 3),
        ("[[a]]\n[[a.b]]\n[[a.b]]\n[a.b.c]\nd = 1", ("a", 0, "b", 1, "c", "d"), 5),
        ("a = []\nb = {}\nc = [ # [\n]\nd = 1", ("d",), 5),
    ],
)
def test_a_key_is_found_wherever_toml_lets_it_stand(text: str, path: Path, line: int) -> None:
    assert lines_of(text)[path] == line


def _paths(value: Any, path: Path = ()) -> list[Path]:
    if isinstance(value, dict):
        inside = [found for key, each in value.items() for found in _paths(each, (*path, key))]
    elif isinstance(value, list):
        inside = [found for n, each in enumerate(value) for found in _paths(each, (*path, n))]
    else:
        inside = []
    return [path, *inside] if path else inside


@settings(max_examples=40)
@given(campaigns())
def test_every_key_of_a_written_file_has_a_line(campaign: Campaign) -> None:
    text = written(campaign, (), ())
    assert set(_paths(tomllib.loads(text))) == set(lines_of(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"a\\u001b[31m\\n" = 1', r"line 1: a\x1b[31m\n: there is no such key here"),
        ('language = "\\u202een"', r"line 1: language: '\u202een' is not right"),
        (f'direction = "{"x" * 500}"', f"line 1: direction: '{'x' * 59}…' is not one of ltr, rtl"),
        ('a = "\x01"', r"line 1: this is not valid TOML: Illegal character '\x01'"),
    ],
)
def test_no_sign_in_a_file_reaches_the_terminal_through_an_error(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_campaign(text, slug="rivers", file="rivers.toml")
    line = str(caught.value)
    assert line.startswith(f"rivers.toml {said}"), line
    assert line.isprintable()
    assert len(line) < 1000
