import json
import re
from decimal import Decimal

import pytest

from mailer.errors import TemplateError
from mailer.model.campaign import Ask, Campaign, CampaignList, CampaignQuote, FieldRule
from mailer.model.donation import LinkRules
from mailer.model.message import Message, Part, Tracking
from mailer.rendering import Template, compile, needed_fields
from tests.unit.rendering.samples import campaign, house, template

PLAIN = Template(
    name="plain",
    html='<!DOCTYPE html>\n<html><head><title>{{ c.subject.attribute }}</title><style>{{ inline_css }}</style></head><body><p class="a">'
    '{{ c.salutation }}</p><p><a href="{{ give("button", c.button) }}">{{ c.button }}</a></p></body></html>',
    text='{{ c.salutation }}\n{{ url("button") }}\n',
    inline_css=".a { color: #112233; }",
)


def plain(**changes: object) -> Message:
    return compile(campaign(**changes), PLAIN, house())


def body(html: str) -> Template:
    return Template(
        name="plain",
        html=f"<!DOCTYPE html>\n<html><head></head><body>{html}</body></html>",
        text="",
    )


def all_parts(message: Message) -> list[Part]:
    own = [
        message.subject,
        message.html,
        message.text,
        *(link.destination for link in message.links),
    ]
    blocks = [part for slot in message.slots for part in (slot.then, slot.otherwise) if part]
    return own + blocks


def test_a_message_is_fixed_text_and_slots_between() -> None:
    message = plain()
    assert message.html.statics[0].endswith('<p class="a" style="color:#112233">Dear ')
    assert message.html.statics[1].startswith(",</p>")
    fields = [message.slots[ref].field for ref in message.html.refs]
    assert fields == ["first_name", "gift"]


def test_every_part_has_one_static_more_than_slots() -> None:
    message = compile(campaign(), template(), house(ceiling=Decimal(500)))
    for part in all_parts(message):
        assert len(part.statics) == len(part.refs) + 1
        assert all(0 <= ref < len(message.slots) for ref in part.refs)


def test_equal_input_gives_an_equal_hash_and_any_change_another() -> None:
    first = compile(campaign(), template(), house())
    again = compile(campaign(), template(), house())
    assert first == again
    assert re.fullmatch("[0-9a-f]{64}", first.sha256)
    others = [
        compile(campaign(subject="Another subject"), template(), house()),
        compile(campaign(fields={"first_name": FieldRule(fallback="you")}), template(), house()),
        compile(campaign(), template(), house(public_url="https://other.example.org")),
        compile(campaign(), template(), house(ceiling=Decimal(500))),
        compile(campaign(), template(), house(reply_to="someone@example.org")),
    ]
    assert len({first.sha256, *(other.sha256 for other in others)}) == 6


def test_nothing_of_the_marks_survives() -> None:
    message = compile(campaign(), template(), house(ceiling=Decimal(500)))
    whole = json.dumps([part.statics for part in all_parts(message)])
    for left in ("xMF", "merge.invalid", "{{", "{%", "{#", "%7B"):
        assert left not in whole


def test_only_an_identifier_in_braces_is_a_field() -> None:
    typed = "{{7*7}} {{ a.b }} {% if x %} ${x} #{x} {{'a'}} { first_name } {{{{"
    message = plain(salutation=typed)
    assert message.html.refs == plain(salutation="").html.refs
    assert "{{7*7}} {{ a.b }} {% if x %} ${x} #{x} {{&#39;a&#39;}} { first_name } {{{{" in (
        message.html.statics[0].replace("'", "&#39;")
    )
    assert typed in message.text.statics[0]


def test_blanks_inside_the_braces_do_not_matter() -> None:
    spellings = {plain(salutation=each).html for each in ("{{first_name}}", "{{  first_name\t}}")}
    assert len(spellings) == 1


def test_an_unknown_field_names_the_key_and_the_nearest_spelling() -> None:
    with pytest.raises(TemplateError) as raised:
        plain(bridge="Thank you, {{ frist_name }}")
    assert "campaigns/river-deadline.toml: bridge" in str(raised.value)
    assert "'frist_name'" in str(raised.value)
    assert "Did you mean 'first_name'?" in str(raised.value)


def test_a_rule_for_an_unknown_field_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"fields: .*'first_nam'. Did you mean 'first_name'"):
        plain(fields={"first_nam": FieldRule(fallback="friend")})


def test_imported_columns_are_fields_too() -> None:
    made = campaign(salutation="Dear {{ nickname }},")
    with pytest.raises(TemplateError, match="there is no field 'nickname'"):
        compile(made, PLAIN, house())
    message = compile(made, PLAIN, house(known_fields=frozenset({"nickname"})))
    assert needed_fields(message) == ("nickname",)


def test_an_imported_column_cannot_take_the_place_of_a_personal_token() -> None:
    columns = frozenset({"gift", "unsubscribe", "amount_1", "click_0"})
    for name in columns:
        with pytest.raises(TemplateError, match="there is no field"):
            compile(campaign(salutation=f"{{{{ {name} }}}}"), PLAIN, house(known_fields=columns))


def test_a_field_with_a_fallback_is_not_needed() -> None:
    assert needed_fields(plain()) == ()
    assert needed_fields(plain(fields={})) == ("first_name",)


def test_an_invisible_sign_in_a_text_is_refused_by_its_key() -> None:
    with pytest.raises(TemplateError, match=r"headline holds the invisible sign U\+202E"):
        plain(headline="Evil \u202e headline")


def test_links_are_numbered_in_reading_order_and_named_by_place() -> None:
    message = compile(campaign(), template(), house())
    assert [link.index for link in message.links] == list(range(10))
    assert [link.place for link in message.links] == [
        "early", "tier1", "tier2", "tier3", "button", "button2", "ps",
        "unsubscribe", "preferences", "browser",
    ]  # fmt: skip
    found = re.findall(r'href="(\S*?)"', "\0".join(message.html.statics))
    assert len(found) == len(message.links)
    order = [message.slots[ref].field for ref in message.html.refs]
    assert [name for name in order if name in ("unsubscribe", "preferences", "browser")] == [
        "unsubscribe", "preferences", "browser",
    ]  # fmt: skip


def test_with_the_providers_clicks_a_link_is_literal_up_to_its_query() -> None:
    message = compile(campaign(), template(), house(tracking=Tracking("provider", "off")))
    whole = "\0".join(message.html.statics)
    assert 'href="https://give.example.org/rivers?ref=\0_early"' in whole
    assert 'href="https://give.example.org/rivers?amount=\0&amp;ref=\0_tier2"' in whole
    assert 'href="https://mail.example.org/u/\0"' in whole


def test_with_our_own_clicks_a_link_leads_to_our_counter_and_keeps_its_destination() -> None:
    message = compile(campaign(), template(), house(tracking=Tracking("own", "off")))
    whole = "\0".join(message.html.statics)
    assert "give.example.org/rivers" not in whole
    assert whole.count('href="https://mail.example.org/c/\0"') == 7
    assert 'href="https://mail.example.org/u/\0"' in whole
    clicks = [slot.field for slot in message.slots if slot.field.startswith("click_")]
    assert set(clicks) == {f"click_{number}" for number in range(7)}
    assert message.links[2].destination.statics == (
        "https://give.example.org/rivers?amount=", "&ref=", "_tier2",
    )  # fmt: skip


def test_what_will_be_measured_is_frozen_with_the_message() -> None:
    usual = compile(campaign(), template(), house())
    opened = compile(campaign(), template(), house(tracking=Tracking("provider", "individual")))
    unasked = Tracking("provider", "individual", frozenset({"CA", "US"}))
    asked_less = compile(campaign(), template(), house(tracking=unasked))
    assert usual.tracking == Tracking("provider", "off")
    assert asked_less.tracking == unasked
    assert len({usual.sha256, opened.sha256, asked_less.sha256}) == 3


@pytest.mark.parametrize("clicks", ["provider", "own", "off"])
def test_the_text_part_has_the_same_links(clicks: str) -> None:
    message = compile(campaign(), template(), house(tracking=Tracking(clicks, "off")))
    html = [message.slots[ref].field for ref in message.html.refs]
    text = [message.slots[ref].field for ref in message.text.refs]
    for name in ("unsubscribe", "preferences", "browser", "gift", "click_3", "amount_2_major"):
        assert html.count(name) == text.count(name)


def test_there_must_be_a_donation_form() -> None:
    with pytest.raises(TemplateError, match=r"campaigns/river-deadline\.toml: ask\.url is empty"):
        compile(campaign(), PLAIN, house(donation_url=""))


def test_the_campaigns_own_form_comes_before_the_houses() -> None:
    message = compile(campaign(ask=Ask(url="https://other.example.org/f")), PLAIN, house())
    assert message.links[0].destination.statics[0] == "https://other.example.org/f?ref="


def test_a_form_that_is_no_web_address_is_refused_by_its_key() -> None:
    with pytest.raises(TemplateError, match=r"ask\.url: 'javascript:x' is not a web address"):
        compile(campaign(ask=Ask(url="javascript:x")), PLAIN, house())


def test_an_amount_that_the_form_cannot_take_is_refused_by_its_key() -> None:
    ask = Ask(amounts=(Decimal("12.50"), Decimal(25)))
    with pytest.raises(TemplateError, match=r"ask\.amounts: .* can't take 12\.50 EUR"):
        compile(campaign(ask=ask), PLAIN, house(link_rules=LinkRules(amount_decimals=0)))


def test_the_message_carries_its_ask_with_ceiling() -> None:
    ask = compile(campaign(), PLAIN, house(ceiling=Decimal(2500))).ask
    assert ask is not None
    assert (ask.currency, ask.amounts, ask.ceiling) == (
        "EUR", (Decimal(25), Decimal(50), Decimal(75)), Decimal(2500),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ('<p style="color:{{ c.kicker }}{{ c.salutation.attribute }}">x</p>', "style="),
        ("<p title={{ c.salutation.attribute }}>x</p>", "without quotes"),
        ("<script>{{ c.salutation }}</script>", "<script>"),
        ("<!-- {{ c.salutation }} -->", "inside a comment"),
        ('<p title="{{ c.salutation }}">x</p>', "running text stands in an attribute"),
        ("<p>{{ c.salutation.attribute }}</p>", "an attribute or the title stands in running text"),
        ('<a href="{{ c.salutation.attribute }}">x</a>', "scheme or host"),
        ('<a href="https://{{ c.salutation.attribute }}.example.org/">x</a>', "scheme or host"),
        ("<p>{{ c.salutation | upper }}</p>", "changed by the template"),
        ("<p>{{ c.salutation ~ 'x' | string }}</p>", "the text part stands in running text"),
        ("<p>{{ c.salutation[0:3] }}</p>", "holds fields"),
        ("<p>{{ c.salutation + 'x' }}</p>", "holds fields"),
        ("<p>{{ nothing }}</p>", "'nothing' is undefined"),
        ("<p>{{ ''.__class__ }}</p>", "unsafe"),
        ("<p>{% for x in %}</p>", "line 2"),
        ("<p>{{ 1 / 0 }}</p>", "division by zero"),
        ("{% include '../../mailer.toml' %}", "there is no such file beside it"),
        ('<link rel="stylesheet" href="https://example.org/x.css">', "<link is not allowed"),
        ("<style>@import url(https://example.org/x.css);</style>", "@import is not allowed"),
        ("{{ when('first_name') }}<p>x</p>", "never ends it"),
        ("<p>{{ end_when() }}</p>", "without a when"),
        ("<div>{{ when('first_name') }}</div><p>{{ end_when() }}</p>", "beside one another"),
        ('<a href="{{ give("a", c.button) }}">x</a><a href="{{ give("a", c.button) }}">y</a>', "once"),
        ('<a href="{{ give("a-b", c.button) }}">x</a>', "small letters and digits"),
        ("<p>\x07</p>", "control character"),
    ],
)  # fmt: skip
def test_a_field_in_a_place_where_it_could_do_harm_is_refused(html: str, says: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(says)) as raised:
        compile(campaign(), body(html), house())
    assert "\n" not in str(raised.value)


def test_the_document_must_begin_with_its_doctype() -> None:
    with pytest.raises(TemplateError, match="must begin with exactly <!DOCTYPE html>"):
        compile(campaign(), Template(name="x", html="<!doctype html><p>x</p>", text=""), house())


def test_the_text_part_may_only_name_links_that_the_html_part_has() -> None:
    made = Template(name="x", html="<!DOCTYPE html><p>x</p>", text='{{ url("button") }}')
    with pytest.raises(TemplateError, match=r"the link 'button', which message\.html\.j2 lacks"):
        compile(campaign(), made, house())


def test_a_half_written_campaign_can_be_looked_at() -> None:
    message = compile(Campaign(slug="new"), template(), house())
    assert message.subject.statics == ("",)
    assert "<h1" not in message.html.statics[0]


def test_rows_that_not_everybody_is_offered_are_blocks() -> None:
    ask = Ask(amounts=(Decimal(10), Decimal(20), Decimal(30), Decimal(40)))
    message = compile(campaign(ask=ask), template(), house())
    blocks = [slot.field for slot in message.slots if slot.context == "block"]
    assert blocks == ["amount_4", "amount_4"]


def test_the_panel_has_a_block_only_where_a_ceiling_can_empty_it() -> None:
    ask = Ask(purposes=())
    fields = [slot.field for slot in compile(campaign(ask=ask), template(), house()).slots]
    assert "amounts" not in fields
    capped = compile(campaign(ask=ask), template(), house(ceiling=Decimal(500)))
    assert [slot.field for slot in capped.slots if slot.context == "block"] == [
        "amounts",
        "amounts",
    ]


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("Roads are closed,", "People wait."), ["“Roads are closed.”", "“People wait.”"]),
        (("We waited,", "and nobody came."), ["“We waited,”", "“and nobody came.”"]),
        (("We waited,",), ["“We waited.”"]),
        (("Why?", "Nobody says."), ["“Why?”", "“Nobody says.”"]),
        (("Roads are closed", "People wait"), ["“Roads are closed.”", "“People wait.”"]),
        (("the water in the kitchen",), ["“the water in the kitchen”"]),
        (("We waited", "and nobody came"), ["“We waited”", "“and nobody came”"]),
    ],
)
def test_a_quote_reads_well_without_its_she_said(parts: tuple[str, ...], shown: list[str]) -> None:
    message = compile(campaign(quote=CampaignQuote(parts=parts)), template(), house())
    assert [line.strip() for line in message.text.statics[2].split("\n") if "“" in line] == shown


def test_empty_texts_leave_no_empty_elements() -> None:
    made = campaign(
        kicker="", date="", lede="", bridge="", postscript="", why_now=(),
        points=CampaignList(),
    )  # fmt: skip
    message = compile(made, template(), house())
    whole = "x".join(message.html.statics)
    assert not re.search(r"<(p|h1|h2|li|ul|title)[^>]*>\s*</\1>", whole)
    assert "\n\n\n" not in "x".join(message.text.statics)


def test_a_hostile_name_of_a_field_is_told_short_and_without_its_signs() -> None:
    for name in ("x" * 5000, "first\x1b[31m", "a\nb"):
        with pytest.raises(TemplateError) as caught:
            compile(campaign(fields={name: FieldRule(fallback="")}), template(), house())
        said = str(caught.value)
        assert said.startswith("campaigns/river-deadline.toml: fields: there is no field '")
        assert said.isprintable()
        assert len(said) < 250


def test_an_address_that_is_none_is_told_where_it_is_needed() -> None:
    broken = campaign(ask=Ask(url="https://[::1"))
    with pytest.raises(TemplateError, match=r"ask\.url: 'https://\[::1' is not a web address"):
        compile(broken, template(), house())
    assert compile(broken, template("thanks"), house()).ask is None
    with pytest.raises(TemplateError) as caught:
        compile(campaign(ask=Ask(url=f"https:/{'x' * 5000}")), template(), house())
    assert len(str(caught.value)) < 400
