"""One person whose every value is hostile: each stays a value, in HTML, in the text, in a header, in a
link, in a complete mail and in SendGrid's request.

The message is frozen by hand, with each context in it. What a browser makes of it is compared, node by
node, with the same message whose slots hold plain words: only the words may differ. Now and then a
template that ships takes its place, and html5lib, a browser's rules to the letter, looks too.

An input is the person's values as JSON.
"""

import email
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from email.header import decode_header, make_header
from email.utils import getaddresses
from functools import cache
from random import Random
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import html5lib
import orjson
from lxml import etree
from lxml import html as lxml_html
from markupsafe import escape

from mailer.audience.values import LARGEST_AMOUNT
from mailer.errors import AudienceError
from mailer.model.contact import Contact
from mailer.model.delivery import Envelope, Outgoing
from mailer.model.ids import Address, AddressKey, AttemptId, ContactId, Sha256
from mailer.model.message import Context, Filled, Mailbox, Message, Part, Slot, Tracking
from mailer.rendering import Filler, Letter, Person, compile, join
from mailer.rendering.mailboxes import ascii_address
from mailer.sending import envelope as envelope_of
from mailer.transports.sendgrid.payload import Sketch, shared_body, sketch
from mailer.transports.sendgrid.preflight import preflight
from tests.fuzz.mutating import hostile
from tests.fuzz.telling import is_one_line
from tests.unit.rendering.samples import campaign, house, template, tokens

NAME = "contacts"
SHARE = 0.8
SECONDS = 5.0
TODAY = date(2026, 12, 1)
_NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
_SECOND_LOOK = 50
"""One person in so many is looked at by html5lib and gets a template that ships: slow, and seldom new."""
_MOST = 5
"""Rows of the frozen message."""
_PLAIN = (
    "first_name", "last_name", "note", "home", "email", "country", "language", "timezone", "consent_source",
    "tags", "last_gift_amount", "highest_gift_amount", "last_gift_currency", "last_gift_at", "gifts_count",
)  # fmt: skip
_TEXTS = (
    "first_name",
    "last_name",
    "language",
    "country",
    "timezone",
    "consent_source",
    "last_gift_currency",
)
_AMOUNTS = ("0", "0.01", "25", "1234567.89", str(LARGEST_AMOUNT))
_DATES = ("0001-01-01", "1970-01-01", "2026-11-30", "9999-12-31")
_HEADERS = [
    "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Reply-To", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Feedback-ID", "Content-Type",
]  # fmt: skip
_ISOLATES = re.compile("[\u2066\u2068\u2069]")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u202a-\u202e\u2060\u2066-\u206f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TOKEN = re.compile(r"Zq([a-z0-9]+)qZ")
_COMMENT = "a comment: "
Direction = Literal["ltr", "rtl"]


def made(chance: Random) -> bytes:
    values: dict[str, Any] = {name: _text(chance) for name in _TEXTS if chance.random() < 0.6}
    if chance.random() < 0.3:
        values |= {"last_gift_currency": chance.choice(("EUR", "USD", "JPY", "TND"))}
    if chance.random() < 0.4:
        values |= {
            "last_gift_amount": chance.choice(_AMOUNTS),
            "highest_gift_amount": chance.choice(_AMOUNTS),
            "last_gift_at": chance.choice(_DATES),
            "gifts_count": chance.choice((0, 1, 10**9)),
        }
    made = {
        "direction": chance.choice(("ltr", "rtl")),
        "address": f"{_text(chance)}@{_text(chance)}"
        if chance.random() < 0.3
        else "ada@example.org",
        "tags": [_text(chance) for _ in range(chance.randrange(3))],
        "fields": {
            "note": _text(chance),
            "home": _link(chance),
            "projects": ";".join(_text(chance) for _ in range(chance.randrange(8))),
        },
        "values": values,
    }
    return json.dumps(made).encode()


def tried(given: bytes) -> None:
    told = json.loads(given)
    direction: Direction = told["direction"]
    contact = _contact(told)
    frozen = _frozen(direction)
    (filled,) = frozen.filler.fill([Person(contact, tokens(), None)], TODAY)
    assert isinstance(filled, Filled), filled
    plain = {name: filled.values[frozen.plain[name]] for name in _PLAIN}
    for name, value in plain.items():
        _is_visible(_inside(value), name)
    for name in ("first_name", "last_name", "timezone", "consent_source"):
        raw = getattr(contact, name) or ""
        if raw.strip() and raw.isprintable():
            assert _inside(plain[name]) == raw.strip(), name
    _every_node_is_the_same(frozen, filled, plain, is_strict=len(given) % _SECOND_LOOK == 0)
    outside = envelope_of(frozen.message, 0, contact, filled, tokens().unsubscribe)
    _mail_is_whole(frozen, outside)
    _request_is_whole(frozen, outside)
    if len(given) % _SECOND_LOOK == 1:
        _templates_hold(contact, direction)


# -- the person


def _text(chance: Random) -> str:
    """Now and then one that knows what nobody can: the tags of SendGrid's request."""
    if chance.random() < 0.01:
        drawn = _frozen(chance.choice(("ltr", "rtl"))).sketch
        nonce = drawn.nonce
        return chance.choice((drawn.tags[3], nonce, nonce[:9] + nonce + nonce[9:], "%%" + nonce))
    return hostile(chance)


def _link(chance: Random) -> str:
    start = chance.choice(
        ("https://", "https://www.example.org/", "mailto:", "tel:", "http://", "")
    )
    return start + _text(chance)


def _contact(told: dict[str, Any]) -> Contact:
    values = dict(told["values"])
    for name in ("last_gift_amount", "highest_gift_amount"):
        if name in values:
            values[name] = Decimal(values[name])
    if "last_gift_at" in values:
        values["last_gift_at"] = date.fromisoformat(values["last_gift_at"])
    return Contact(
        id=ContactId(1),
        address=Address(told["address"]),
        key=AddressKey(""),
        tags=tuple(told["tags"]),
        fields=told["fields"],
        **values,
    )


# -- the message


@dataclass(frozen=True, slots=True)
class _Frozen:
    """plain: field -> its slot in the text part. block, rows, plain_rows: their slots."""

    message: Message
    filler: Filler
    letter: Letter
    sketch: Sketch
    plain: dict[str, int]
    block: int
    rows: int
    plain_rows: int


@cache
def _frozen(direction: Direction) -> _Frozen:
    slots: list[Slot] = []

    def slot(field: str, context: Context, **more: Any) -> int:
        fallback = "https://www.example.org/" if field == "home" else "friend"
        slots.append(Slot(field, context, None if more else fallback, optional=bool(more), **more))
        return len(slots) - 1

    def part(*pieces: str | int) -> Part:
        statics, refs = [""], []
        for piece in pieces:
            if isinstance(piece, int):
                refs.append(piece)
                statics.append("")
            else:
                statics[-1] += piece
        return Part(tuple(statics), tuple(refs))

    plain = {name: slot(name, "plain") for name in _PLAIN}
    name, named, word = (
        slot("first_name", "text"),
        slot("first_name", "attribute"),
        slot("note", "text"),
    )
    query, bare, home = slot("note", "url_part"), slot("note", "plain_url"), slot("home", "url")
    door = slot("unsubscribe", "url_part")
    item, items, link = slot("item", "text"), slot("item", "attribute"), slot("item", "url_part")
    line = slot("item", "plain")
    row = part(
        '<li title="',
        items,
        '">',
        item,
        ' <a href="https://www.example.org/?q=',
        link,
        '#x">x</a></li>',
    )
    rows = slot("projects", "rows", then=row, separator=";", most=_MOST)
    plain_rows = slot("projects", "rows", then=part("- ", line, "\n"), separator=";", most=_MOST)
    block = slot("first_name", "block", then=part("<p>", name, "!</p>"), otherwise=part("<hr>"))
    html = part(
        f'<!DOCTYPE html>\n<html lang="en" dir="{direction}"><head><meta charset="utf-8"><title>', named,
        '</title></head><body><!--[if mso]><i title="', named, '">', named, "</i><![endif]-->",
        '<p title="', named, '">Dear ', name, ",</p>", "<div>", word, "</div>", block,
        '<p><a href="https://give.example.org/?amount=5&amp;note=', query, '&amp;z=1#', query, '">', name, "</a> ",
        '<a href="', home, '">home</a> <a href="https://mail.example.org/u/', door, '">Unsubscribe</a></p>',
        *(piece for each in _PLAIN[4:] for piece in ("<p>", slot(each, "text"), "</p>")),
        "<ul>", rows, "</ul></body></html>\n",
    )  # fmt: skip
    text = part(
        "Dear ", plain["first_name"], ",\nhttps://give.example.org/?note=", bare, "#x\n",
        *(piece for each in _PLAIN for piece in (plain[each], "\n")), plain_rows,
        "https://mail.example.org/u/", slot("unsubscribe", "plain_url"), "\n",
    )  # fmt: skip
    message = Message(
        campaign="river",
        language="ar" if direction == "rtl" else "en",
        direction=direction,
        sender=Mailbox("River Watch", "marta@example.org"),
        reply_to="hello@example.org",
        subject=part(slot("first_name", "header"), " and the river"),
        preheader="",
        html=html,
        text=text,
        slots=tuple(slots),
        links=(),
        ask=None,
        public_url="https://mail.example.org",
        list_id="appeals.example.org",
        tracking=Tracking("off", "off"),
        sha256=Sha256("0" * 64),
    )
    drawn = sketch(message, lambda: f"code {direction}")
    return _Frozen(message, Filler(message), Letter(message), drawn, plain, block, rows, plain_rows)


# -- what has to hold


def _inside(value: str) -> str:
    """Without the marks that keep a value apart from the words around it."""
    return value[1:-1] if value[:1] in ("\u2066", "\u2068") and value[-1:] == "\u2069" else value


def _is_visible(value: str, where: str) -> None:
    wrong = _UNSEEN.search(value)
    assert wrong is None, f"{where}: U+{ord(wrong[0]):04X}"
    assert value == value.strip(), f"{where}: blanks around {value!r}"
    assert len(value.splitlines()) <= 1, where


def _every_node_is_the_same(
    frozen: _Frozen, filled: Filled, plain: dict[str, str], is_strict: bool
) -> None:
    message, values = frozen.message, filled.values
    lines = values[frozen.plain_rows].split("\n")[:-1]
    assert len(lines) <= _MOST, lines
    items = [line.removeprefix("- ") for line in lines]
    is_named = values[frozen.block] != "<hr>"
    calm = _calm(message.direction, is_named, len(items))
    wanted = {str(index): _wanted(slot, plain) for index, slot in enumerate(message.slots)}
    for number, item in enumerate(items):
        _is_visible(_inside(item), "projects")
        for index, slot in enumerate(message.slots):
            if slot.field == "item":
                wanted[f"{index}r{number}"] = _in_context(item, slot.context)
    expected = [_said(each, wanted) for each in calm.nodes]
    html = join(message.html, values)
    _are_equal(_nodes(lxml_html.document_fromstring(html)), expected)
    if is_strict:
        seen = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
        _are_equal(_nodes(seen), [_said(each, wanted) for each in calm.strict])
    assert join(message.text, values) == _said(calm.text, wanted)


def _said(text: str, wanted: Mapping[str, str]) -> str:
    """With the person's values for the plain words. In a comment, which Word reads as HTML, they stay
    escaped."""
    is_comment = text.startswith(_COMMENT)
    return _TOKEN.sub(
        lambda found: str(escape(wanted[found[1]])) if is_comment else wanted[found[1]], text
    )


def _are_equal(found: list[str], expected: list[str]) -> None:
    for one, other in zip(found, expected, strict=False):
        assert one == other, f"{one!a}, not {other!a}"
    assert len(found) == len(expected), f"{len(found)} nodes and texts, not {len(expected)}"


def _wanted(slot: Slot, plain: dict[str, str]) -> str:
    if slot.field == "unsubscribe":
        return tokens().unsubscribe
    return _in_context(plain[slot.field], slot.context) if slot.field in plain else ""


def _in_context(value: str, context: Context) -> str:
    """How a parser should read what stands as `value` in the text part. A field in the head of a line of
    text or in an attribute keeps its isolates; as text it has an element instead."""
    if context in ("url_part", "plain_url"):
        return quote(_inside(value), safe="")
    return _inside(value) if context in ("text", "url") else value


@dataclass(frozen=True, slots=True)
class _Calm:
    """The message with a plain word in each slot, as each parser reads it."""

    nodes: list[str]
    strict: list[str]
    text: str


@cache
def _calm(direction: Direction, is_named: bool, rows: int) -> _Calm:
    message = _frozen(direction).message
    values = [_word(slot, str(index), direction) for index, slot in enumerate(message.slots)]
    for index, slot in enumerate(message.slots):
        if slot.context == "rows" and slot.then:
            values[index] = "".join(_row(message, slot.then, number) for number in range(rows))
        if slot.context == "block":
            part = slot.then if is_named else slot.otherwise
            values[index] = join(part, values) if part else ""
    html = join(message.html, values)
    strict = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return _Calm(
        _nodes(lxml_html.document_fromstring(html)),
        _nodes(strict),
        join(message.text, values),
    )


def _row(message: Message, part: Part, number: int) -> str:
    words = [
        _word(slot, f"{index}r{number}", message.direction)
        for index, slot in enumerate(message.slots)
    ]
    return join(part, words)


def _word(slot: Slot, name: str, direction: Direction) -> str:
    word = f"Zq{name}qZ"
    is_apart = direction == "rtl" and slot.context == "text"
    return f'<span dir="auto">{word}</span>' if is_apart else word


def _nodes(root: Any) -> list[str]:
    """Every element with its attributes, and every text, in order. How a value in right-to-left text is
    kept apart, `auto` or `ltr`, is its kind's matter."""
    found = []
    for element in root.iter():
        is_element = isinstance(element.tag, str)
        found.append(f"<{element.tag if is_element else 'comment'}>")
        if is_element:
            found += [
                f"@{key}={'auto' if (element.tag, key) == ('span', 'dir') else value}"
                for key, value in sorted(element.items())
            ]
        found += [("" if is_element else _COMMENT) + (element.text or ""), element.tail or ""]
    return found


def _mail_is_whole(frozen: _Frozen, outside: Envelope) -> None:
    try:
        data = frozen.letter.write(outside, date=_NOW, message_id="<a@example.org>")
    except AudienceError as problem:
        is_one_line(problem)
        return
    lines = data.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    address = ascii_address(outside.address).encode()
    longest = max((line for line in lines if address not in line), key=len)
    assert len(longest) <= 78, longest
    assert max(map(len, lines)) <= 998
    read = email.message_from_bytes(data)
    assert read.keys() == _HEADERS, read.keys()
    assert read.defects == [], read.defects
    plain, html = read.get_payload()  # type: ignore[misc]
    for part, kind in ((plain, frozen.message.text), (html, frozen.message.html)):
        assert part.keys() == ["Content-Type", "Content-Transfer-Encoding"], part.keys()
        shown = join(kind, outside.values).replace("\n", "\r\n")
        assert part.get_payload(decode=True).decode() == shown
    ((name, found),) = getaddresses([_unfolded(read["To"])])
    assert found.rpartition("@")[0] == outside.address.strip().rpartition("@")[0], found
    assert _decoded(name) == outside.name, ascii(name)
    assert _decoded(_unfolded(read["Subject"])) == outside.subject, ascii(read["Subject"])


def _unfolded(header: str) -> str:
    return re.sub("\r?\n(?=[ \t])", "", header)


def _decoded(words: str) -> str:
    return str(make_header(decode_header(words)))


def _request_is_whole(frozen: _Frozen, outside: Envelope) -> None:
    message, drawn = frozen.message, frozen.sketch
    outgoing = Outgoing(
        campaign_code="code",
        batch_code="batch",
        attempt=AttemptId("attempt"),
        message=message,
        envelopes=[outside],
        tracking=message.tracking,
        list_id=message.list_id,
    )
    checked = preflight(outgoing, drawn)
    for reason in checked.refused.values():
        assert reason.isprintable(), reason
    for ready in checked.shared:
        body = orjson.loads(shared_body(outgoing, drawn, [ready.personalization]))
        (person,) = body["personalizations"]
        assert set(person) <= {"to", "subject", "custom_args", "headers", "substitutions"}
        (to,) = person["to"]
        assert set(to) <= {"email", "name"}
        assert set(person["headers"]) == {"List-Unsubscribe", "List-Unsubscribe-Post"}
        for shown in (to.get("name", ""), person["subject"]):
            assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", shown), ascii(shown)
        _replacing_is_joining(frozen, person["substitutions"], outside.values, body["content"])


def _replacing_is_joining(
    frozen: _Frozen, substitutions: dict[str, str], values: Sequence[str], content: Any
) -> None:
    """In whatever order SendGrid replaces the tags; what a person wrote is never taken for one."""
    message, nonce = frozen.message, frozen.sketch.nonce
    safe = list(values)
    while any(nonce in value for value in safe):
        safe = [value.replace(nonce, "") for value in safe]
    for part, wanted in zip(content, (message.text, message.html), strict=True):
        for order in (list(substitutions), list(reversed(substitutions))):
            made = part["value"]
            for tag in order:
                made = made.replace(tag, substitutions[tag])
            assert made == join(wanted, safe)


# -- the templates that ship


def _templates_hold(contact: Contact, direction: Direction) -> None:
    for name in ("appeal", "update", "letter"):
        message = _shipped(name, direction)
        (filled,) = Filler(message).fill([Person(contact, tokens(), None)], TODAY)
        assert isinstance(filled, Filled), filled
        calm = Contact(ContactId(1), contact.address, contact.key, first_name="Ada")
        (usual,) = Filler(message).fill([Person(calm, tokens(), None)], TODAY)
        assert isinstance(usual, Filled)
        assert _shape(join(message.html, filled.values)) == _shape(join(message.html, usual.values))
        lines = [len(join(message.text, each.values).splitlines()) for each in (filled, usual)]
        assert lines[0] == lines[1], lines


@cache
def _shipped(name: str, direction: Direction) -> Message:
    made = campaign(
        template=name,
        direction=direction,
        language="ar" if direction == "rtl" else "en",
        subject="{{ first_name }} and the river",
        headline="{{ first_name }}, nine villages ask",
        bridge="{{ first_name }}",
        preheader="{{ first_name }}",
    )
    return compile(made, template(name), house())


def _shape(html: str) -> list[Any]:
    """Elements, the names of their attributes, and where links lead."""
    tree = etree.HTML(html)
    return [
        (
            element.tag if isinstance(element.tag, str) else "comment",
            sorted(element.keys()) if isinstance(element.tag, str) else (),
            urlsplit(element.get("href")).hostname if element.tag == "a" else None,
        )
        for element in tree.iter()
    ]
