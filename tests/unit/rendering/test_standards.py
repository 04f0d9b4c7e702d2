"""The mails of every template and language, judged by the standards' own words and by other parsers."""

import base64
import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import cache
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.errors import AudienceError
from mailer.model.campaign import Campaign
from mailer.model.delivery import Envelope
from mailer.model.edition import conditions
from mailer.model.message import Filled
from mailer.rendering import Letter, compile, fill, join
from mailer.rendering.mailboxes import ascii_domain
from tests.unit.rendering.golden import NAMES, values_of
from tests.unit.rendering.samples import house, person, template

DATE = datetime(2026, 12, 1, 8, 0, 5, tzinfo=UTC)
UNSUBSCRIBE = "https://mail.example.org/u/" + "A-_z0" * 30
ONCE = ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Reply-To", "List-Id",
        "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type")  # fmt: skip

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = rf"{ATOM}(?:\.{ATOM})*"
QUOTED = r'"(?:[^"\\\r\n]|\\[ -~\t])*"'
WORD_2047 = r"=\?utf-8\?b\?[A-Za-z0-9+/]+={0,2}\?="
PHRASE = rf"(?:{WORD_2047}|{ATOM}|{QUOTED})(?: (?:{WORD_2047}|{ATOM}|{QUOTED}))*"
ADDRESS = rf"(?:{DOT_ATOM}|{QUOTED})@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
GRAMMAR = {
    "Date": r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}",
    "From": rf"(?:{PHRASE} )?<{ADDRESS}>|{ADDRESS}",
    "To": rf"(?:{PHRASE} )?<{ADDRESS}>|{ADDRESS}",
    "Reply-To": rf"(?:{PHRASE} )?<{ADDRESS}>|{ADDRESS}",
    "Message-ID": rf"<{DOT_ATOM}@{DOT_ATOM}>",
    "MIME-Version": r"1\.0",
    "List-Id": rf"(?:{PHRASE} )?<{ATOM}(?:\.{ATOM})+>",
    "List-Unsubscribe": r"<https://[!-;=?-~]+>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}
"""RFC 5322 3.3, 3.4 and 3.6.4 without their obsolete forms, RFC 2919 3, RFC 2369 2, RFC 8058 3.1; unfolded."""


VALUES: dict[str, tuple[str, ...]] = {}
"""What fills a sample's slots."""


@cache
def letter(name: str) -> tuple[Letter, str, str, str]:
    """The letter of a sample, with what its subject and its two parts are for one person."""
    campaign = Campaign(slug=name, **values_of(name))
    asked = conditions(campaign)
    message = compile(campaign, template(campaign.template), house(), conditions=asked)
    (filled,) = fill(message, [person(first_name="Zoë <明> سامي")], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    shown = (join(part, filled.values) for part in (message.subject, message.text, message.html))
    subject, text, html = shown
    VALUES[name] = filled.values
    return Letter(message), subject, text, html


def mail(sample: str, /, **changes: str) -> bytes:
    written, subject, _, _ = letter(sample)
    values = {
        "address": "zoe@example.org",
        "name": "Zoë <明> سامي",
        "subject": subject,
        "unsubscribe_url": UNSUBSCRIBE,
        **changes,
    }
    envelope = Envelope(position=0, values=VALUES[sample], **values)
    return written.write(envelope, date=DATE, message_id="a.1@news.example.org")


def headers_of(data: bytes) -> list[tuple[str, str]]:
    """Name and raw value of every header, folds and all."""
    head = data.partition(b"\r\n\r\n")[0].decode("ascii")
    fields = re.split(r"\r\n(?![ \t])", head)
    return [(name, value) for name, _, value in (field.partition(": ") for field in fields)]


def check_headers(data: bytes) -> None:
    """Raises AssertionError with the header that breaks a rule."""
    found = headers_of(data)
    names = [name for name, _ in found]
    for name in ONCE:
        assert names.count(name) == 1, f"RFC 5322 3.6: {name} stands once"
    for name, raw in found:
        assert re.fullmatch("[!-9;-~]+", name), f"RFC 5322 2.2: {name!r} is no field name"
        lines = f"{name}: {raw}".split("\r\n")
        assert all(line.strip() for line in lines), f"RFC 5322 3.2.2: {name} has an empty fold"
        assert all(len(line) <= 998 for line in lines), f"RFC 5322 2.1.1: {name} is too long"
        value = re.sub(r"\r\n(?=[ \t])", "", raw)
        assert re.fullmatch("[ -~]*", value), f"RFC 5322 2.2: {name} holds more than ASCII"
        if name in GRAMMAR:
            assert re.fullmatch(GRAMMAR[name], value), f"{name}: {value!r}"
        if name.startswith("List-"):
            assert "=?" not in value, f"RFC 2047 5: no encoded word in {name}"
            assert len(lines) == 1, f"{name} is folded"
        else:
            assert all(len(line) <= 78 for line in lines), f"RFC 5322 2.1.1: {name} has a long line"
        check_words(name, lines)


def check_words(name: str, lines: list[str]) -> None:
    """RFC 2047: at most 75 signs a word and 76 a line, apart by white space, each of whole characters."""
    for line in lines:
        for word in re.findall(r"=\?.*?\?=", line):
            assert re.fullmatch(WORD_2047, word), f"{name}: {word!r}"
            assert len(word) <= 75
            assert len(line) <= 76
            assert re.search(rf"(?:^|[ \t]){re.escape(word)}(?:$|[ \t])", line), f"{name}: {line!r}"
            base64.b64decode(word[10:-2], validate=True).decode("utf-8")


def bodies(parsed: Message) -> dict[str, Message]:
    return {part.get_content_type(): part for part in parsed.walk() if not part.is_multipart()}


@pytest.mark.parametrize("name", NAMES)
def test_every_header_is_as_its_standard_has_it(name: str) -> None:
    data = mail(name)
    check_headers(data)
    found = dict(headers_of(data))
    assert parsedate_to_datetime(found["Date"]) == DATE
    assert len(found["List-Id"]) <= 255
    assert urlsplit(found["List-Unsubscribe"][1:-1]).scheme == "https"


@pytest.mark.parametrize("name", NAMES)
def test_two_parsers_find_no_defect_and_the_same_mail(name: str) -> None:
    data = mail(name)
    _, subject, text, html = letter(name)
    modern = message_from_bytes(data, policy=policy.strict)
    assert isinstance(modern, EmailMessage)
    old = message_from_bytes(data, policy=policy.compat32.clone(raise_on_defect=True))
    for parsed in (modern, old):
        assert [part.defects for part in parsed.walk() if part.defects] == []
        parts = bodies(parsed)
        assert list(parts)[:2] == ["text/plain", "text/html"]
        for kind, expected in (("text/plain", text), ("text/html", html)):
            payload = parts[kind].get_payload(decode=True)
            assert isinstance(payload, bytes)
            said = payload.decode("utf-8").replace("\r\n", "\n")
            assert said.removesuffix("\n") == expected.removesuffix("\n")
    assert [getattr(each, "defects", ()) for each in modern.values()] == [()] * len(modern)
    assert modern["Subject"] == subject
    assert modern["To"].addresses[0].display_name == "Zoë <明> سامي"


@pytest.mark.parametrize("name", NAMES)
def test_the_body_is_seven_bits_in_short_lines_and_its_boundary_is_nowhere_else(name: str) -> None:
    data = mail(name)
    assert data.isascii()
    assert not re.search(rb"[^\r]\n|\r[^\n]|\x00", data)
    head, _, body = data.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76
    for boundary in re.findall(rb'boundary="([^"]+)"', head):
        assert re.fullmatch(rb"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]", boundary)
        lines = [line for line in body.split(b"\r\n") if boundary in line]
        assert lines == [b"--" + boundary] * (len(lines) - 1) + [b"--" + boundary + b"--"]


@pytest.mark.parametrize("name", NAMES)
def test_a_browsers_parser_finds_nothing_wrong_in_the_html(name: str) -> None:
    html = letter(name)[3]
    parser = html5lib.HTMLParser()
    parser.parse(html)
    assert parser.errors == []


addresses = st.builds(
    lambda local, domain: f"{'.'.join(local)}@{domain}",
    st.lists(st.from_regex(rf"\A{ATOM}\Z").filter(lambda each: len(each) < 20), min_size=1, max_size=3),
    st.sampled_from(
        ["example.org", "bücher.example", "例え.テスト", "مثال.إختبار", "xn--bcher-kva.example",
         "a-b.example.co.uk", "STRASSE.example", "straße.example"]
    ),
)  # fmt: skip
lines = st.text(
    st.characters(categories=["L", "N", "P", "S"]) | st.sampled_from(' "\\,;@<>()=?'), max_size=150
).map(lambda text: " ".join(text.split()))


@settings(deadline=None)
@given(addresses, lines, lines)
def test_any_recipient_and_subject_make_headers_that_a_strict_parser_reads_back(
    address: str, name: str, subject: str
) -> None:
    data = mail("letter", address=address, name=name, subject=subject)
    check_headers(data)
    parsed = message_from_bytes(data, policy=policy.strict)
    assert [each for each in parsed.values() if getattr(each, "defects", ())] == []
    assert parsed["Subject"] == subject
    (to,) = parsed["To"].addresses
    local, _, domain = address.partition("@")
    assert (to.username, to.domain) == (local, ascii_domain(domain))
    shown = parseaddr(message_from_bytes(data)["To"].replace("\r\n", ""))[0]
    assert str(make_header(decode_header(shown))) == name


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_whatever_stands_in_a_list_it_is_refused_or_written_by_the_rules(
    address: str, name: str, subject: str
) -> None:
    try:
        data = mail("letter", address=address, name=name, subject=subject)
    except AudienceError:
        return
    check_headers(data)


@given(st.from_regex(r"\Ahttps://[a-z0-9.-]{1,40}(/[A-Za-z0-9_~%+=&?.-]{0,60}){1,12}\Z"))
def test_the_way_out_stands_on_one_line_as_it_is(url: str) -> None:
    data = mail("letter", unsubscribe_url=url)
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in data
