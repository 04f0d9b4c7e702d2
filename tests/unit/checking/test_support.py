"""What the message asks of mail programs, weighed by the readers."""

import pytest

from mailer.checking.clients import PRESETS, clients
from mailer.checking.facts import Document, Sample
from mailer.checking.support import uses, weigh
from mailer.model.finding import Finding
from tests.unit.checking.samples import HTML, facts, findings, with_html

RULE = "unsupported-by-audience"
LETTERS = set("yanu")


def only(client: str) -> tuple[float, ...]:
    """Everybody reads with one program."""
    return tuple(float(name == client) for name in clients().order)


def told(body: str, client: str, head: str = "", ghost: bool = False) -> list[Finding]:
    html = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return list(weigh(uses(Document(Sample("", "", html, ""))), only(client), ghost))


def test_the_table_has_a_letter_for_every_program_and_shares_that_add_up() -> None:
    table = clients()
    assert len(table.order) == 12
    assert len(table.features) >= 60
    assert set(table.order) == set(table.names)
    for feature in table.features:
        assert len(feature.kept) == 12, feature.slug
        assert set(feature.kept) <= LETTERS
        assert 2018 <= feature.tested <= 2026
        assert feature.names, feature.slug
    for shares in (*table.presets.values(), *table.readers.values()):
        assert sum(shares) == pytest.approx(1)
    assert set(table.presets) == set(PRESETS)


def test_flex_is_an_error_where_everybody_reads_in_word_and_nothing_on_an_iphone() -> None:
    body = '<div style="display:flex">Words</div>'
    (finding,) = told(body, "word")
    assert (finding.rule, finding.severity) == (RULE, "error")
    assert "display: flex" in finding.message
    assert "Outlook for Windows (Word)" in finding.message
    assert "tested 2021" in finding.message
    assert finding.source.endswith("/css-display-flex/")
    assert told(body, "apple-ios") == []


@pytest.mark.parametrize(
    ("style", "is_told"),
    [
        ("margin: 0 auto", False),
        ("margin: 10px", False),
        ("margin-top: -4px", True),
        ("margin: 0 0 0 -1em", True),
        ("overflow: hidden", False),
        ("overflow: auto", True),
        ("background: #fff", False),
        ("mso-padding-alt: 0", False),
        ("-webkit-text-size-adjust: none", False),
    ],
)
def test_partly_counts_only_for_values_that_trip_a_program(style: str, is_told: bool) -> None:
    assert bool(told(f'<p style="{style}">Words</p>', "gmail-web")) is is_told


def test_decoration_never_blocks() -> None:
    (finding,) = told('<p style="box-shadow: 0 1px 2px #000">Words</p>', "gmail-web")
    assert finding.severity == "warning"


def test_what_is_hidden_is_not_counted() -> None:
    body = '<div style="display:none"><p style="display:flex">Filler</p></div>'
    assert [each for each in told(body, "word") if "flex" in each.message] == []


def test_a_table_for_word_alone_stands_in_for_a_width_that_word_drops() -> None:
    body = '<div style="max-width:600px">Words</div>'
    assert told(body, "word") != []
    assert told(body, "word", ghost=True) == []


def test_a_style_sheet_that_only_adds_to_inline_values_costs_nothing() -> None:
    head = "<style>@media (min-width:600px) {{ .a {{ {0} }} }}</style>"
    body = '<p class="a" style="float: none">Words</p>'
    with_form = told(body, "word", head.format("float: left"))
    without = told("<p>Words</p>", "word", head.format("float: left"))
    assert [each for each in with_form if "@media" in each.message] == []
    assert [each.message.split(" is ")[0] for each in without] == ["@media"]


def test_of_several_ways_to_break_long_words_a_program_needs_to_keep_one() -> None:
    lone = told('<p style="overflow-wrap:break-word">Words</p>', "outlook-com")
    all_ways = '<p style="overflow-wrap:break-word;word-wrap:break-word">Words</p>'
    assert lone != []
    assert told(all_ways, "outlook-com") == []


def test_the_warning_begins_at_a_twentieth_of_the_readers_and_the_error_at_a_fifth() -> None:
    body = Document(Sample("", "", '<html><body><p style="float:left">a</p></body></html>', ""))
    word, others = clients().word, clients().order.index("apple-ios")
    for share, expected in ((0.04, None), (0.05, "warning"), (0.19, "warning"), (0.2, "error")):
        shares = [0.0] * 12
        shares[word], shares[others] = share, 1 - share
        severities = [finding.severity for finding in weigh(uses(body), tuple(shares))]
        assert severities == ([expected] if expected else []), share


def test_weights_come_from_the_domains_of_the_audience() -> None:
    table = clients()
    assert table.shares("audience", {"gmail.com": 10}) == table.presets["global"]
    assert table.shares("audience", {"GMAIL.com": 100}) == table.readers["gmail"]
    half = table.shares("audience", {"gmail.com": 50, "school.example.org": 50})
    word = table.word
    expected = (table.readers["gmail"][word] + table.readers["other"][word]) / 2
    assert half[word] == pytest.approx(expected)
    assert sum(half) == pytest.approx(1)
    assert table.shares("b2b", {"gmail.com": 100}) == table.presets["b2b"]


def test_the_check_weighs_by_the_readers_that_it_is_given() -> None:
    styled = with_html("<h2>", '<h2 style="float:left">')
    assert findings(facts(HTML), RULE) == []
    assert findings(facts(styled.samples[0].html, readers=only("word")), RULE) != []
    assert findings(facts(styled.samples[0].html, readers=only("apple-ios")), RULE) == []
