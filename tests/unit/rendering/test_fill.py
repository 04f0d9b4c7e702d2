import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from mailer.model.campaign import Ask, FieldRule
from mailer.model.donation import LinkRules
from mailer.model.message import Filled, Held, Message, Part, PersonalTokens, Tracking
from mailer.rendering import Filler, Person, Template, compile, fill, join
from mailer.rendering.escaping import escaper, is_link
from tests.unit.rendering.samples import DEFAULT, campaign, contact, house, person, template, tokens

TODAY = date(2026, 12, 1)
EVERYWHERE = Template(
    name="everywhere",
    html="<!DOCTYPE html>\n<html><head><title>{{ c.salutation.attribute }}</title></head><body>"
    '<p title="{{ c.salutation.attribute }}">{{ c.salutation }}</p></body></html>',
    text="{{ c.salutation }}",
)
APPEAL = compile(campaign(), template(), house())
CAPPED = compile(campaign(), template(), house(ceiling=Decimal(500)))
EVERY_PLACE = compile(campaign(subject="", salutation="{{ first_name }}"), EVERYWHERE, house())
HOSTILE = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% for x in y %}",
    "\"'`--></title></style><b>",
    "Ada\r\nBcc: everyone@example.org",
    "Ada\u2028Bcc: x\u2029y\x85z\x0bq",
    "Ada\u202egnp.exe\u202c",
    "%%k3f9aa_07h%%",
    "-first_name-",
    "xMF0123456789abcdefT0x",
    "&amp;lt;script&gt;",
    "\x00\x07A\x1b[31m",
    "سامي نور",
    "👩‍👩‍👧 Ng",
    "a" * 500,
]


def everywhere(direction: str = "ltr", **changes: object) -> Message:
    made = campaign(
        subject="{{ first_name }}", salutation="{{ first_name }}", direction=direction, **changes
    )
    return compile(made, EVERYWHERE, house())


def filled(message: Message, one: Person) -> Filled:
    (made,) = fill(message, [one], TODAY)
    assert isinstance(made, Filled)
    return made


def text_of(message: Message, one: Person) -> str:
    return join(message.text, filled(message, one).values)


def html_of(message: Message, one: Person) -> str:
    return join(message.html, filled(message, one).values)


def test_joining_puts_each_value_into_its_slots() -> None:
    assert join(Part(("a", "b", "c"), (1, 0)), ["X", "Y"]) == "aYbXc"
    assert join(Part(("a",), ()), []) == "a"


def test_there_is_a_value_for_every_slot() -> None:
    assert len(filled(CAPPED, person()).values) == len(CAPPED.slots)


def test_a_name_stands_in_every_part() -> None:
    message = everywhere()
    values = filled(message, person(first_name="Zoë")).values
    assert join(message.subject, values) == "Zoë"
    assert join(message.text, values) == "Zoë\n"
    assert '<p title="Zoë">Zoë</p>' in join(message.html, values)


@pytest.mark.parametrize("missing", [None, "", "  \t", "\u200b", "\x00"])
def test_without_a_value_the_fallback_stands(missing: str | None) -> None:
    assert text_of(everywhere(), person(first_name=missing)) == "friend\n"


@pytest.mark.parametrize("missing", [None, "", " \u00a0 ", "\u202e\u2066"])
def test_without_value_and_fallback_the_person_is_held_back(missing: str | None) -> None:
    assert fill(everywhere(fields={}), [person(first_name=missing)], TODAY) == [Held("first_name")]


def test_one_held_person_holds_nobody_else() -> None:
    people = [person(1), person(2, first_name=None), person(3)]
    made = fill(everywhere(fields={}), people, TODAY)
    assert [isinstance(each, Held) for each in made] == [False, True, False]


def test_an_empty_fallback_is_the_writers_own_wish() -> None:
    message = everywhere(fields={"first_name": FieldRule(fallback="")})
    assert text_of(message, person(first_name=None)) == "\n"


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_hostile_name_stays_a_name(name: str, direction: str) -> None:
    message = everywhere(direction)
    calm = person(first_name="Ada")
    values = filled(message, person(first_name=name)).values
    subject, text = join(message.subject, values), join(message.text, values)
    for made in (subject, text.removesuffix("\n")):
        assert len(made.splitlines()) <= 1
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u200e\u200f]", subject)
    tree = lxml_html.fromstring(join(message.html, values))
    same = lxml_html.fromstring(html_of(message, calm))
    assert [each.tag for each in tree.iter()] == [each.tag for each in same.iter()]
    assert [sorted(each.keys()) for each in tree.iter()] == [
        sorted(each.keys()) for each in same.iter()
    ]


def test_markup_in_a_name_is_shown_as_it_was_written() -> None:
    message = everywhere()
    made = html_of(message, person(first_name='<b>"O\'Neil" & Söhne</b>'))
    assert made.count("&lt;b&gt;&#34;O&#39;Neil&#34; &amp; Söhne&lt;/b&gt;") == 3


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_name_comes_back_out_of_the_html_as_it_stands_in_the_text(name: str) -> None:
    message = EVERY_PLACE
    one = person(first_name=name)
    shown = re.search('<p title="([^"]*)">([^<]*)</p>', html_of(message, one))
    assert shown is not None
    assert unescape(shown[1]) == unescape(shown[2]) == text_of(message, one).removesuffix("\n")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_no_name_adds_a_line_anywhere(name: str) -> None:
    made = text_of(APPEAL, person(first_name=name))
    assert made.count("\n") == text_of(APPEAL, person()).count("\n")
    assert len(made.splitlines()) == len(text_of(APPEAL, person()).splitlines())


def test_joiners_that_names_and_emoji_need_stay() -> None:
    name = "می‌خواهم 👩‍👧"
    assert text_of(everywhere(), person(first_name=name)) == f"{name}\n"


def test_in_right_to_left_text_values_are_kept_apart() -> None:
    message = everywhere("rtl")
    values = filled(message, person(first_name="Ada")).values
    assert join(message.subject, values) == "\u2068Ada\u2069"
    assert join(message.text, values) == "\u2068Ada\u2069\n"
    made = join(message.html, values)
    assert "<title>\u2068Ada\u2069</title>" in made
    assert '<p title="\u2068Ada\u2069"><span dir="auto">Ada</span></p>' in made


def test_in_right_to_left_text_money_runs_left_to_right() -> None:
    message = compile(campaign(language="ar", direction="rtl"), template(), house())
    assert '<span dir="ltr">50\u00a0€</span>' in html_of(message, person())
    assert "\u206650\u00a0€\u2069" in text_of(message, person())


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [
        ("en", "50", "€50"),
        ("en", "62.5", "€62.50"),
        ("en", "1250", "€1,250"),
        ("de", "50", "50\u00a0€"),
        ("de", "1234.5", "1.234,50\u00a0€"),
        ("es", "50", "50\u00a0€"),
        ("pt", "50", "€\u00a050"),
        ("zh", "50", "€50"),
    ],
)
def test_amounts_are_written_as_the_language_writes_them(
    language: str, amount: str, shown: str
) -> None:
    message = compile(campaign(language=language), template(), house())
    one = person(amounts=(Decimal(amount), Decimal(2000), Decimal(3000)))
    made = html_of(message, one)
    assert re.search(rf'class="tier-amount"[^>]*>[^<]*{re.escape(shown)}[^<]*</span>', made)


def hrefs(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', html)]


def test_each_link_says_its_amount_and_its_place() -> None:
    one = person(amounts=(Decimal(80), Decimal(100), Decimal("62.5")))
    queries = [dict(parse_qsl(urlsplit(each).query)) for each in hrefs(html_of(APPEAL, one))[:7]]
    gift = one.tokens.gift
    assert queries == [
        {"ref": f"{gift}_early"},
        {"amount": "80", "ref": f"{gift}_tier1"},
        {"amount": "100", "ref": f"{gift}_tier2"},
        {"amount": "62.50", "ref": f"{gift}_tier3"},
        {"ref": f"{gift}_button"},
        {"ref": f"{gift}_button2"},
        {"ref": f"{gift}_ps"},
    ]


@pytest.mark.parametrize("clicks", ["provider", "own", "off"])
def test_text_and_html_lead_to_the_same_addresses(clicks: str) -> None:
    message = compile(campaign(), template(), house(tracking=Tracking(clicks, "off")))
    text = re.findall(r"^https://\S+$", text_of(message, person()), re.MULTILINE)
    assert text == hrefs(html_of(message, person()))


def test_a_links_destination_is_where_the_link_leads() -> None:
    literal = hrefs(html_of(APPEAL, person()))
    own = compile(campaign(), template(), house(tracking=Tracking("own", "off")))
    values = filled(own, person()).values
    assert [join(link.destination, values) for link in own.links] == literal


def test_our_own_links_carry_the_token_of_their_number() -> None:
    own = compile(campaign(), template(), house(tracking=Tracking("own", "off")))
    assert hrefs(html_of(own, person(4)))[:7] == [
        f"https://mail.example.org/c/clk-4-{number}" for number in range(7)
    ]


def test_our_own_links_cannot_be_made_without_tokens() -> None:
    own = compile(campaign(), template(), house(tracking=Tracking("own", "off")))
    with pytest.raises(ValueError, match="needs click tokens"):
        fill(own, [Person(contact(), tokens(), DEFAULT)], TODAY)


def test_a_platform_may_want_minor_units() -> None:
    rules = LinkRules(amount_param="amt", amount_unit="minor", source="code")
    message = compile(campaign(), template(), house(link_rules=rules))
    assert "?amt=5000&code=" in text_of(message, person())


def test_purposes_are_said_only_of_the_amounts_that_they_were_written_for() -> None:
    assert "a gauge for a month" in html_of(APPEAL, person())
    other = person(amounts=(Decimal(50), Decimal(60), Decimal(70)))
    assert "a gauge for a month" not in html_of(APPEAL, other)
    assert "a gauge for a month" not in text_of(APPEAL, other)
    assert "Give €60\nhttps://" in text_of(APPEAL, other)


def test_above_the_ceiling_only_the_form_is_left() -> None:
    html, text = html_of(CAPPED, person(amounts=None)), text_of(CAPPED, person(amounts=None))
    assert "amount=" not in html + text
    assert "tier" not in html.partition("<body")[2]
    assert "Choose your own amount" in html
    assert "Choose your own amount:" in text
    assert "\n\n\n" not in text


def test_with_amounts_a_capped_message_reads_as_one_without_a_ceiling() -> None:
    assert html_of(CAPPED, person()).split() == html_of(APPEAL, person()).split()
    assert text_of(CAPPED, person()) == text_of(APPEAL, person())


def test_rows_follow_how_many_amounts_a_person_is_offered() -> None:
    ask = Ask(amounts=tuple(Decimal(each) for each in (10, 20, 30, 40)))
    message = compile(campaign(ask=ask), template(), house())
    assert html_of(message, person(amounts=ask.amounts)).count('class="tier-cell"') == 4
    assert html_of(message, person()).count('class="tier-cell"') == 3
    assert "Give €40" not in text_of(message, person())


def test_tiers_rise_and_none_is_chosen_beforehand() -> None:
    made = html_of(APPEAL, person())
    assert [made.index(f"Give €{amount}<") for amount in (25, 50, 75)] == sorted(
        made.index(f"Give €{amount}<") for amount in (25, 50, 75)
    )
    styles = re.findall(r'<td class="tier"[^>]*style="([^"]*)"', made)
    assert len(styles) == 3
    assert len(set(styles)) == 1


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("last_gift_amount", Decimal(50), "€50"),
        ("last_gift_at", date(2026, 3, 5), "March 5, 2026"),
        ("gifts_count", 1200, "1,200"),
        ("country", "DE", "Germany"),
        ("language", "de", "German"),
        ("tags", ("river", "flood"), "river, flood"),
        ("consent_at", datetime(2026, 3, 5, 23, tzinfo=UTC), "March 5, 2026"),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("fields", {"nickname": "Ace"}, "Ace"),
    ],
)
def test_every_column_can_be_said(field: str, value: object, shown: str) -> None:
    name = "nickname" if field == "fields" else field
    made = campaign(salutation=f"{{{{ {name} }}}}")
    message = compile(made, EVERYWHERE, house(known_fields=frozenset({"nickname"})))
    changes = {field: value, "last_gift_currency": "EUR"}
    assert text_of(message, person(**changes)) == f"{shown}\n"


def test_the_address_and_the_day_can_be_said() -> None:
    made = campaign(salutation="{{ email }} {{ today }}")
    message = compile(made, EVERYWHERE, house())
    assert text_of(message, person()) == "person1@example.org December 1, 2026\n"


def test_hostile_tokens_cannot_leave_their_place() -> None:
    bad = PersonalTokens("a/b?c", 'p"q', "b c", "g&amount=9")
    text = text_of(APPEAL, Person(contact(), bad, DEFAULT))
    assert "/u/a%2Fb%3Fc\n" in text
    assert "ref=g%26amount%3D9_early\n" in text


def test_a_whole_link_is_taken_only_where_it_is_one() -> None:
    assert is_link("https://example.org/a?b=1&c=2")
    assert is_link("mailto:a@example.org")
    for wrong in (
        "http://example.org",
        "javascript:alert(1)",
        "https://a b",
        "https:",
        "x",
        "//a.b",
    ):
        assert not is_link(wrong)
    assert escaper("url", "ltr", "name")("https://example.org/?a=1&b=2") == (
        "https://example.org/?a=1&amp;b=2"
    )


def test_a_filler_may_be_kept() -> None:
    kept = Filler(APPEAL)
    people = [person(number) for number in range(1, 5)]
    assert kept.fill(people, TODAY) == kept.fill(people, TODAY) == fill(APPEAL, people, TODAY)


def test_many_different_amounts_do_not_pile_up() -> None:
    kept = Filler(APPEAL)
    for number in range(1, 5000):
        kept.fill([person(amounts=(Decimal(number), Decimal(9000), Decimal(9001)))], TODAY)
    assert len(kept._written) <= 4096
