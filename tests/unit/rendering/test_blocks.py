"""Blocks that not everybody is shown, and rows that are as many as a person has values."""

import quopri
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from msgspec import structs, to_builtins

from mailer.errors import TemplateError
from mailer.model.campaign import Block, Campaign, FieldRule, Rows, Shown
from mailer.model.edition import conditions
from mailer.model.message import Filled, Held, Message, Part, Slot
from mailer.rendering import Person, Template, compile, fill, join, needed_fields
from mailer.rendering.escaping import clean
from mailer.rendering.printable import Printable
from mailer.transports.sendgrid.payload import sketch
from tests.unit.rendering.samples import DEFAULT, campaign, contact, house, template, tokens

TODAY = date(2026, 12, 1)
PLACES = {
    "appeal": ("lede", "quote", "why-now", "bridge", "ask", "points"),
    "letter": ("lede", "why-now", "bridge", "points", "ask"),
    "thanks": ("thanks", "what-changed", "quote", "what-next"),
    "update": ("lede", "quote", "what-changed", "points", "what-next"),
}
NEAR = Shown(segment="near-the-river")
GIVERS = Shown(field="gifts_count")
GAUGES = Rows(field="gauges", text="Gauge {{ item }}")
OURS = house(known_fields=frozenset({"gauges", "valley"}))
HOSTILE = (
    "</li><script>x</script>;{{7*7}};a\r\nBcc: b@example.org;\u202egnp.exe;%%k_07h%%;;\u200b; \t"
)


def block(**changes: Any) -> Block:
    return Block(**{"place": "after-bridge", "text": "Mtext", **changes})


def made(*blocks: Block, name: str = "appeal", **changes: Any) -> Message:
    one: Campaign = campaign(blocks=blocks, template=name, **changes)
    return compile(one, template(name), OURS, conditions=conditions(one))


def somebody(gauges: str | None = None, shows: int = 0, **changes: Any) -> Person:
    fields = {} if gauges is None else {"gauges": gauges}
    one = Person(contact(**{"fields": fields, **changes}), tokens(), DEFAULT)
    return structs.replace(one, shows=shows)


def parts(message: Message, one: Person) -> tuple[str, str]:
    """HTML and text as this person gets them."""
    (filled,) = fill(message, [one], TODAY)
    assert isinstance(filled, Filled)
    return join(message.html, filled.values), join(message.text, filled.values)


def rows_of(html: str) -> list[str]:
    (rows,) = lxml_html.fromstring(html).xpath("//ul[contains(@class, ' rows')]")
    return [each.text_content() for each in rows.iter("li")]


# -- for whom


def test_a_block_for_everybody_is_fixed_text() -> None:
    message = made(block(heading="Mheading"))
    assert len(message.slots) == len(made().slots)
    for part in parts(message, somebody()):
        assert part.index("Our engineers") < part.index("Mheading") < part.index("Mtext")


def test_a_block_is_shown_to_those_whose_bit_is_set() -> None:
    message = made(block(to=NEAR, text="Mnear", otherwise="Mfar"), block(to=GIVERS, text="Mgivers"))
    shown = {
        shows: [
            [word for word in ("Mnear", "Mfar", "Mgivers") if word in part]
            for part in parts(message, somebody(shows=shows))
        ]
        for shows in range(4)
    }
    assert shown == {
        0: [["Mfar"]] * 2,
        1: [["Mnear"]] * 2,
        2: [["Mfar", "Mgivers"]] * 2,
        3: [["Mnear", "Mgivers"]] * 2,
    }


def test_the_bit_is_the_number_among_the_conditions_of_all_editions() -> None:
    one = campaign(blocks=(block(to=GIVERS),))
    message = compile(one, template(), OURS, conditions=[NEAR, NEAR, GIVERS], said=["a", "b", "c"])
    assert {slot.field for slot in message.slots if slot.field.startswith("shows_")} == {"shows_2"}
    assert message.conditions == ("a", "b", "c")
    assert "Mtext" in parts(message, somebody(shows=4))[0]
    assert "Mtext" not in parts(message, somebody(shows=3))[0]


def test_a_condition_that_nobody_decided_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match=r"blocks\.item 1\.to is none of the conditions"):
        compile(campaign(blocks=(block(to=NEAR),)), template(), OURS, conditions=[GIVERS])


def test_the_variant_is_kept_and_changes_the_sum() -> None:
    one = campaign()
    first, other = (compile(one, template(), OURS, variant=variant) for variant in ("a", "b"))
    assert (first.variant, other.variant) == ("a", "b")
    assert first.sha256 != other.sha256
    assert first.html == other.html


# -- where


@pytest.mark.parametrize("name", PLACES)
def test_every_template_shows_its_places_in_both_parts_in_the_same_order(name: str) -> None:
    signs = [f"M{place.replace('-', '')}m" for place in PLACES[name]]
    blocks = [
        block(place=f"after-{place}", text=sign)
        for place, sign in zip(PLACES[name], signs, strict=True)
    ]
    for part in parts(made(*reversed(blocks), name=name), somebody()):
        assert sorted(signs, key=part.index) == signs


def test_blocks_of_one_place_stand_in_the_order_of_the_file() -> None:
    message = made(block(text="M2"), block(place="after-lede", text="M1"), block(text="M3"))
    for part in parts(message, somebody()):
        assert sorted(["M3", "M2", "M1"], key=part.index) == ["M1", "M2", "M3"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("after-brigde", r"there is no place 'after-brigde' in .* Did you mean 'after-bridge'\?"),
        ("nowhere", r"there is no place 'nowhere' in the template 'appeal'\. It has after-lede,"),
        ("", r"is empty; it names one in the template 'appeal'\. It has after-lede,"),
    ],
)
def test_a_place_that_the_template_lacks_is_named(place: str, told: str) -> None:
    where = r"campaigns/river-deadline\.toml: blocks\.item 2\.place: "
    with pytest.raises(TemplateError, match=where + told):
        made(block(), block(place=place))


def note(html: str, text: str) -> Template:
    return Template(
        "note",
        f"<!DOCTYPE html>\n<html><body><ul>{html}</ul></body></html>",
        text,
    )


def showing(html: str, text: str, *blocks: Block) -> Message:
    one = campaign(blocks=blocks)
    return compile(one, note(html, text), OURS, conditions=conditions(one))


EACH = '{% for b in blocks("x") %}'


def test_a_template_without_places_can_show_no_block() -> None:
    with pytest.raises(TemplateError, match=r"item 1\.place: the template 'note' shows no blocks"):
        showing("", "", block())


def test_a_place_must_stand_in_both_parts() -> None:
    for html, text, file in (
        ('{{ blocks("x") | length }}', "", "txt"),
        ("", '{{ blocks("x") | length }}', "html"),
    ):
        with pytest.raises(TemplateError, match=rf"note/message\.{file}\.j2 doesn't show .* 'x'"):
            showing(html, text)


def test_a_place_stands_once() -> None:
    twice = '{{ blocks("x") | length }}{{ blocks("x") | length }}'
    with pytest.raises(TemplateError, match=r"message\.html\.j2 shows the blocks of 'x' twice"):
        showing(twice, "")


# -- fields in blocks


def test_a_field_in_a_block_holds_back_only_those_who_are_shown_it() -> None:
    message = made(block(to=NEAR, text="In {{ valley }}", otherwise="Mfar"))
    assert needed_fields(message) == ()
    assert fill(message, [somebody(shows=1)], TODAY) == [Held("valley")]
    assert "Mfar" in parts(message, somebody())[0]
    assert "In Lenn" in parts(message, somebody(shows=1, fields={"valley": "Lenn"}))[1]


def test_a_field_that_stands_outside_of_the_block_too_is_needed_by_all() -> None:
    message = made(block(to=NEAR, text="{{ valley }}"), bridge="From {{ valley }}")
    assert needed_fields(message) == ("valley",)
    assert fill(message, [somebody()], TODAY) == [Held("valley")]


def test_a_field_in_a_row_holds_back_only_those_who_have_rows() -> None:
    rows = Rows(field="gauges", text="{{ item }} in {{ valley }}")
    message = made(block(rows=rows))
    assert fill(message, [somebody("a;b")], TODAY) == [Held("valley")]
    parts(message, somebody())
    html, text = parts(message, somebody(fields={"gauges": "a;b", "valley": "Lenn"}))
    assert rows_of(html) == ["a in Lenn", "b in Lenn"]
    assert "\n- a in Lenn\n- b in Lenn\n\n" in text


def test_a_fallback_stands_in_a_block_as_elsewhere() -> None:
    fallback = {"valley": FieldRule(fallback="your valley")}
    message = made(block(to=NEAR, text="In {{ valley }}"), fields=fallback | campaign().fields)
    assert "In your valley" in parts(message, somebody(shows=1))[1]


# -- rows


def test_rows_are_a_list_in_both_parts() -> None:
    message = made(block(heading="Mheading", rows=GAUGES))
    html, text = parts(message, somebody(" Lenn ;; Mill\tbridge;\u200b;Nord"))
    assert rows_of(html) == ["Gauge Lenn", "Gauge Mill bridge", "Gauge Nord"]
    assert "\n\nMheading:\n\nMtext\n\n- Gauge Lenn\n- Gauge Mill bridge\n- Gauge Nord\n\n" in text


@pytest.mark.parametrize(
    ("rows", "held", "shown"),
    [
        (Rows(field="gauges", separator=" | "), "a | b|c | ", ["a", "b|c"]),
        (Rows(field="gauges", separator="\n"), "a\n\nb\r\nc", ["a", "b", "c"]),
        (Rows(field="gauges", most=2), ";a;b;c;", ["a", "b"]),
        (Rows(field="gauges", most=1), "a", ["a"]),
        (Rows(field="gauges"), "a;a;b", ["a", "a", "b"]),
    ],
)
def test_values_are_cut_apart_at_the_separator(rows: Rows, held: str, shown: list[str]) -> None:
    assert rows_of(parts(made(block(rows=rows)), somebody(held))[0]) == shown


def test_tags_are_parted_already() -> None:
    message = made(block(rows=Rows(field="tags")))
    assert rows_of(parts(message, somebody(tags=("river;lake", "sea")))[0]) == ["river;lake", "sea"]


@pytest.mark.parametrize("held", [None, "", " ; ;", "\u200b;\u202e"])
def test_without_a_value_the_block_is_left_out_with_its_heading(held: str | None) -> None:
    message = made(block(heading="Mheading", rows=GAUGES))
    for part, bare in zip(
        parts(message, somebody(held)), parts(made(), somebody(held)), strict=True
    ):
        assert part.split() == bare.split()


def test_without_a_value_the_others_text_is_shown() -> None:
    message = made(block(rows=GAUGES, otherwise="Mother1\n\nMother2"))
    for part in parts(message, somebody(";")):
        assert "Mtext" not in part
        assert part.index("Mother1") < part.index("Mother2")
    for part in parts(message, somebody("a")):
        assert "Mother" not in part


def test_rows_may_be_for_some_only() -> None:
    message = made(block(to=NEAR, rows=GAUGES, otherwise="Mother"))
    for shows, held in ((0, "a"), (0, ""), (1, "")):
        for part in parts(message, somebody(held, shows)):
            assert "Gauge" not in part
            assert part.count("Mother") == 1
    for part in parts(message, somebody("a", shows=1)):
        assert "Gauge a" in part
        assert "Mother" not in part


def test_in_right_to_left_text_each_value_is_kept_apart() -> None:
    message = made(block(rows=Rows(field="gauges")), language="ar", direction="rtl")
    html, text = parts(message, somebody("Lenn;نهر"))
    assert '<span dir="auto">Lenn</span>' in html
    assert "- \u2068Lenn\u2069\n- \u2068نهر\u2069\n" in text


@pytest.mark.parametrize(
    ("context", "shown"),
    [
        ("text", "&lt;b&gt;&#34;a|b c|"),
        ("attribute", "&lt;b&gt;&#34;a|b c|"),
        ("plain", '<b>"a|b c|'),
        ("header", '<b>"a|b c|'),
        ("url_part", "%3Cb%3E%22a|b%20c|"),
    ],
)
def test_a_value_is_escaped_for_where_it_stands(context: Any, shown: str) -> None:
    slots = (
        Slot("item", context, optional=True),
        Slot("gauges", "rows", optional=True, then=Part(("", "|"), (0,)), separator=";", most=9),
    )
    message = replace(made(), slots=slots, html=Part(("", ""), (1,)))
    message = replace(message, subject=message.html, text=message.html)
    (filled,) = fill(message, [somebody('<b>"a;b\nc')], TODAY)
    assert isinstance(filled, Filled)
    assert filled.values == ("", shown)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (Rows(field="gauge"), r"rows\.field: there is no field 'gauge'\. Did you mean 'gauges'\?"),
        (Rows(most=3), r"rows\.field is empty\."),
        (Rows(field="gauges", text="Gauge"), r"rows\.text doesn't say \{\{ item \}\}"),
        (Rows(field="gauges", text="{{ item }} {{ vally }}"), r"rows\.text: there is no field"),
        (Rows(field="gauges", text="{{ item }}\u202e"), r"rows\.text holds the invisible sign"),
    ],
)
def test_rows_that_could_not_be_are_refused(rows: Rows, told: str) -> None:
    with pytest.raises(TemplateError, match=r"deadline\.toml: blocks\.item 1\." + told):
        made(block(rows=rows))


def test_item_stands_in_rows_only() -> None:
    with pytest.raises(
        TemplateError, match=r"text: \{\{ item \}\} stands only in the text of rows"
    ):
        made(block(text="{{ item }}"))


def test_an_empty_block_leaves_no_empty_elements() -> None:
    message = made(block(text=""), block(text="", to=NEAR), block(text="", rows=GAUGES))
    for one in (somebody(), somebody("a", shows=1)):
        html, _ = parts(message, one)
        assert not re.search(r"<(p|h2|li|ul)\b[^>]*>\s*</\1>", html)


def test_a_letter_has_no_headings_in_its_blocks() -> None:
    html, text = parts(made(block(heading="Mheading"), name="letter"), somebody())
    assert "<h2" not in html
    assert "Mheading:</p>" in html
    assert "Mheading:\n\nMtext" in text


# -- a template of one's own


def test_a_row_may_be_an_attribute() -> None:
    each = f"{EACH}{{{{ b.rows.each() }}}}"
    message = showing(
        f'{each}<li title="{{{{ b.rows.text.attribute }}}}">x</li>{{{{ end_when() }}}}'
        "{% endfor %}",
        f"{each}{{{{ b.rows.text }}}}\n{{{{ end_when() }}}}{{% endfor %}}",
        block(place="x", rows=GAUGES),
    )
    html, text = parts(message, somebody('a"b;c'))
    assert '<li title="Gauge a&#34;b">x</li><li title="Gauge c">x</li>' in html
    assert text == 'Gauge a"b\nGauge c\n'


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("{{ when('valley') }}{{ end_when() }}", r"opens a when\(\) in rows"),
        ("{{ b.rows.each() }}{{ end_when() }}", r"opens a when\(\) in rows"),
        ("{{ otherwise() }}", r"says otherwise\(\) in rows"),
    ],
)
def test_a_row_is_the_same_for_every_value(inside: str, told: str) -> None:
    html = f"{EACH}{{{{ b.rows.each() }}}}<li>{inside}</li>{{{{ end_when() }}}}{{% endfor %}}"
    with pytest.raises(TemplateError, match=told):
        showing(html, "", block(place="x", rows=GAUGES))


def test_rows_begin_and_end_beside_one_another() -> None:
    html = f"{EACH}{{{{ b.rows.each() }}}}<li>a{{{{ end_when() }}}}</li>{{% endfor %}}"
    with pytest.raises(TemplateError, match="must stand beside one another"):
        showing(html, EACH + "{% endfor %}", block(place="x", rows=GAUGES))


# -- whatever stands in it

WHOLE = made(
    block(to=NEAR, heading="Mheading", text="M1\n\nM2", otherwise="Mfar"),
    block(heading="Mrows", rows=GAUGES, otherwise="Mnone"),
    block(place="after-ask", to=GIVERS, rows=GAUGES),
    block(place="after-lede", to=GIVERS, text="M3 {{ valley }}"),
    points=campaign().points.model_copy(update={"items": ()}),
    fields={name: FieldRule(fallback="x") for name in ("first_name", "valley")},
)
GAUGE_LISTS = st.one_of(
    st.none(), st.just(HOSTILE), st.text(max_size=30), st.text(alphabet=";ab<>&\"'\n\u202e{}%=")
)


@given(GAUGE_LISTS, st.integers(0, 3))
def test_any_values_are_rows_and_nothing_else(held: str | None, shows: int) -> None:
    expected = [each for each in map(clean, (held or "").split(";")) if each][:10]
    html, text = parts(WHOLE, somebody(held, shows))
    rows = lxml_html.fromstring(html).xpath("//ul[contains(@class, ' rows')]")
    assert len(rows) == (1 + bool(shows & 2) if expected else 0)
    for each in rows:
        shown = [row.text_content() for row in each.iter("li")]
        assert shown == [f"Gauge {value}" for value in expected]
        assert {str(inside.tag) for inside in each.iter()} == {"ul", "li", "span"}
    lines = [line for line in text.split("\n") if line.startswith("- Gauge ")]
    assert lines == [f"- Gauge {value}" for value in expected] * len(rows)


@given(GAUGE_LISTS, st.integers(0, 3))
def test_whatever_is_shown_paragraphs_are_one_empty_line_apart(
    held: str | None, shows: int
) -> None:
    _, text = parts(WHOLE, somebody(held, shows))
    assert "\n\n\n" not in text
    for each in ("Mheading:", "M1", "Mfar", "Mnone", "M3 x", "Choose your own amount:"):
        if each in text:
            assert f"\n\n{each}\n" in text


@given(GAUGE_LISTS, st.integers(0, 3))
def test_tags_replaced_by_values_are_the_join(held: str | None, shows: int) -> None:
    (filled,) = fill(WHOLE, [somebody(held, shows)], TODAY)
    assert isinstance(filled, Filled)
    drawn = sketch(WHOLE, lambda: "drawn")
    values: dict[str, str] = to_builtins(drawn.substitutions(filled.values)[0])
    for text, part in ((drawn.html, WHOLE.html), (drawn.text, WHOLE.text)):
        for tag, value in values.items():
            text = text.replace(tag, value)
        assert text == join(part, filled.values)


@given(GAUGE_LISTS, st.integers(0, 3))
def test_encoded_pieces_decode_to_the_join(held: str | None, shows: int) -> None:
    (filled,) = fill(WHOLE, [somebody(held, shows)], TODAY)
    assert isinstance(filled, Filled)
    for part in (WHOLE.html, WHOLE.text):
        decoded = quopri.decodestring(b"".join(Printable(part).pieces(filled.values))).decode()
        assert decoded.replace("\r\n", "\n") == join(part, filled.values)
