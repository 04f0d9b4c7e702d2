import quopri
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.errors import AudienceError
from mailer.model.delivery import Envelope
from mailer.model.message import Filled, Mailbox, Part
from mailer.rendering import Letter, compile, fill, join, mime
from mailer.rendering.printable import Printable, quoted_printable
from tests.unit.rendering.samples import campaign, house, person, template

DATE = datetime(2026, 12, 1, 8, 0, 5, tzinfo=UTC)
ID = "abc.1@appeals.news.example.org"
UNSUBSCRIBE = "https://mail.example.org/u/" + "A-_z0" * 30
MESSAGE = compile(campaign(subject="{{ first_name }}, the vote is near"), template(), house())
HEADERS = [
    "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Reply-To", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Content-Type",
]  # fmt: skip


def envelope(**changes: object) -> Envelope:
    (filled,) = fill(MESSAGE, [person()], date(2026, 12, 1))
    assert isinstance(filled, Filled)
    values: dict[str, object] = {
        "position": 0,
        "address": "ada@example.org",
        "name": "Ada Okafor",
        "subject": "Ada, the vote is near",
        "values": filled.values,
        "unsubscribe_url": UNSUBSCRIBE,
    }
    return Envelope(**{**values, **changes})  # type: ignore[arg-type]


def made(one: Envelope | None = None, message=MESSAGE, **options: object) -> bytes:  # type: ignore[no-untyped-def]
    return mime(message, one or envelope(), date=DATE, message_id=ID, **options)  # type: ignore[arg-type]


def parsed(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def part(data: bytes, kind: str) -> str:
    body = parsed(data).get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n").removesuffix("\n")


def test_the_headers_are_these_and_no_others() -> None:
    assert parsed(made()).keys() == HEADERS


def test_the_headers_say_what_was_given() -> None:
    mail = parsed(made())
    assert mail["From"] == '"Marta Quill, River Watch" <marta.quill@news.example.org>'
    assert mail["To"] == "Ada Okafor <ada@example.org>"
    assert mail["Subject"] == "Ada, the vote is near"
    assert mail["Message-ID"] == f"<{ID}>"
    assert mail["Date"].datetime == DATE
    assert mail["Reply-To"] == "hello@example.org"
    assert mail["List-Id"] == "<appeals.news.example.org>"
    assert mail["Feedback-ID"] == "river-deadline:en:appeal:newsexampleorg"
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]


def test_one_click_unsubscribing_is_one_line_as_it_is() -> None:
    lines = made().split(b"\r\n")
    assert f"List-Unsubscribe: <{UNSUBSCRIBE}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_a_proof_has_no_unsubscribe_headers() -> None:
    assert "List-Unsubscribe" not in parsed(made(envelope(unsubscribe_url="")))


def test_the_parts_decode_to_the_plain_joins() -> None:
    values = envelope().values
    assert part(made(), "plain") == join(MESSAGE.text, values).removesuffix("\n")
    assert part(made(), "html") == join(MESSAGE.html, values).removesuffix("\n")


def test_no_line_is_long_and_every_line_ends_in_crlf() -> None:
    data = made()
    assert not re.search(rb"[^\r]\n|\r[^\n]|\x00", data)
    for line in data.split(b"\r\n"):
        assert len(line) <= 78 or line.startswith(b"List-Unsubscribe: <")
    assert data.isascii()


def test_equal_input_gives_equal_bytes() -> None:
    assert made() == made()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.text(max_size=200))
def test_no_name_or_subject_adds_a_header_or_a_part(name: str, subject: str) -> None:
    data = made(envelope(name=name, subject=subject))
    mail = parsed(data)
    assert mail.keys() == HEADERS
    assert len(list(mail.iter_parts())) == 2
    assert data.isascii()
    head = data.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 or b"Unsubscribe" in line for line in head.split(b"\r\n"))
    assert mail["To"].addresses[0].addr_spec == "ada@example.org"


words = st.text(
    st.characters(categories=["L", "N", "P", "S"]) | st.sampled_from('"\\,;@<>()=?'), min_size=1
)


@settings(max_examples=100, deadline=None)
@given(st.lists(words, min_size=1, max_size=20).map(" ".join))
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    raw = message_from_bytes(made(envelope(subject=subject)), policy=policy.default)
    assert raw["Subject"] == subject


@pytest.mark.parametrize("length", [50, 59, 65, 66, 67, 70, 75, 76, 200])
def test_a_long_name_makes_no_long_line(length: int) -> None:
    for name in ("x" * length, "x" * (length - 3) + ' "y'):
        data = made(envelope(name=name))
        head = data.partition(b"\r\n\r\n")[0]
        assert all(len(line) <= 76 or b"Unsubscribe" in line for line in head.split(b"\r\n"))
        shown, address = parseaddr(message_from_bytes(data)["To"].replace("\r\n", ""))
        assert (str(make_header(decode_header(shown))), address) == (name, "ada@example.org")


def test_an_address_that_is_too_long_for_any_server_is_refused() -> None:
    assert b"To: Ada Okafor\r\n <" in made(envelope(address=f"a@{'b' * 248}.org"))
    with pytest.raises(AudienceError, match="longer than any can be"):
        made(envelope(address=f"a@{'b' * 249}.org"))


def test_what_keeps_a_name_apart_in_right_to_left_text_reaches_the_inbox() -> None:
    raw = parsed(made(envelope(subject="\u2068Ada\u2069، المجلس يصوّت\u202e\r\nBcc: a@b.org")))
    assert raw["Subject"] == "\u2068Ada\u2069، المجلس يصوّت Bcc: a@b.org"
    apart = "\u2068Ada  Blom\u2069، المجلس"
    assert parsed(made(envelope(subject=apart)))["Subject"] == apart


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(categories=["L", "N"]) | st.sampled_from("\"\\,;@<>().'-"), min_size=1
        ),
        min_size=1,
        max_size=8,
    ).map(" ".join)
)
def test_a_display_name_comes_back_as_it_was(name: str) -> None:
    raw = message_from_bytes(made(envelope(name=name)))["To"]
    shown, address = parseaddr(raw)
    assert str(make_header(decode_header(shown))) == name
    assert address == "ada@example.org"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_quoted_printable_decodes_to_what_it_was(text: str) -> None:
    encoded = quoted_printable(text)
    assert quopri.decodestring(encoded).replace(b"\r\n", b"\n").decode() == text
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert encoded.isascii()


pieces = st.text(
    st.sampled_from("ab =.\t\n?é水.") | st.characters(codec="utf-8"), max_size=160
).map(lambda text: text.replace("\r", "").replace("\0", ""))


@settings(max_examples=500, deadline=None)
@given(st.lists(pieces, min_size=1, max_size=6), st.data())
def test_pieces_encoded_alone_decode_to_the_plain_join(
    statics: list[str], data: st.DataObject
) -> None:
    values = data.draw(st.lists(pieces, min_size=len(statics), max_size=len(statics)))
    refs = data.draw(st.permutations(range(len(values))))[: len(statics) - 1]
    part = Part(tuple(statics), tuple(refs))
    encoded = b"".join(Printable(part).pieces(values))
    assert quopri.decodestring(encoded).replace(b"\r\n", b"\n").decode() == join(part, values)
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert not re.search(rb"[^\r]\n|\r[^\n]|[ \t]\r\n", encoded)


@pytest.mark.parametrize("end", ["", " ", ".", "=", "é", "\t"])
@pytest.mark.parametrize("length", range(68, 80))
def test_a_piece_of_any_length_leaves_room_for_the_join(length: int, end: str) -> None:
    part = Part(("x" * length + end, "z"), (0,))
    encoded = b"".join(Printable(part).pieces(["y"]))
    assert quopri.decodestring(encoded).decode() == join(part, ["y"])
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))


def test_a_letter_may_be_kept() -> None:
    letter = Letter(MESSAGE)
    assert letter.write(envelope(), date=DATE, message_id=ID) == made()


def test_a_domain_in_any_script_becomes_an_a_label() -> None:
    mail = made(envelope(address="ada@bücher.example"))
    assert b"<ada@xn--bcher-kva.example>" in mail


def test_letters_outside_ascii_before_the_at_are_refused_in_clear_words() -> None:
    with pytest.raises(AudienceError, match="letters outside a-z before its @") as raised:
        made(envelope(address="jörg@example.org"))
    assert "jörg" not in str(raised.value)


def test_letters_outside_ascii_before_the_at_travel_where_the_way_carries_them() -> None:
    assert "<jörg@example.org>".encode() in made(
        envelope(address="jörg@example.org"), smtputf8=True
    )


@pytest.mark.parametrize(
    "address",
    ["", "ada", "@example.org", "ada@", "ada\r\nBcc: x@example.org", "a@b\r\nX: y", "a b@example.org",
     "<ada@example.org>", "ada@exa mple.org", "a,b@example.org", "ada@example.org>"],
)  # fmt: skip
@pytest.mark.parametrize("smtputf8", [False, True])
def test_what_is_no_address_never_reaches_a_header(address: str, smtputf8: bool) -> None:
    with pytest.raises(AudienceError):
        made(envelope(address=address), smtputf8=smtputf8)


@pytest.mark.parametrize(
    "url", ["https://mail.example.org/u/a b", "https://mail.example.org/u/a>\r\nX: y", "mailto:x@y.org",
            "https://mail.example.org/u/ü", "https://" + "a" * 1000]
)  # fmt: skip
def test_what_is_no_link_never_reaches_list_unsubscribe(url: str) -> None:
    with pytest.raises(ValueError, match="List-Unsubscribe"):
        made(envelope(unsubscribe_url=url))


def test_a_message_id_may_come_with_or_without_brackets_but_never_with_more() -> None:
    assert mime(MESSAGE, envelope(), date=DATE, message_id=f"<{ID}>") == made()
    with pytest.raises(ValueError, match="Message-ID"):
        mime(MESSAGE, envelope(), date=DATE, message_id="<a@b>\r\nX: y")


def test_a_senders_name_in_any_script_is_encoded() -> None:
    message = replace(MESSAGE, sender=Mailbox("مراقبة النهر", "a@example.org"), reply_to=None)
    mail = parsed(made(message=message))
    assert mail["From"].addresses[0].display_name == "مراقبة النهر"
    assert "Reply-To" not in mail


def test_a_proof_may_say_so_in_its_subject() -> None:
    assert parsed(made(subject_prefix="[Proof] "))["Subject"] == "[Proof] Ada, the vote is near"


def test_long_subjects_are_folded_between_words_and_characters_stay_whole() -> None:
    long = "Neun Dörfer bitten den Kreistag, die Pegel zu behalten, bis die neuen stehen " * 3
    data = made(envelope(subject=long.strip()))
    assert parsed(data)["Subject"] == long.strip()
    for word in re.findall(rb"=\?utf-8\?b\?[^?]*\?=", data):
        assert len(word) <= 75
