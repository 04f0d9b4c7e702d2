"""Lists as they come out of spreadsheets and databases."""

import contextlib
import io
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.audience import ContactFile, read_contacts, write_contacts
from mailer.audience.decoding import lines
from mailer.errors import AudienceError
from mailer.model.contact import Contact, Rejected
from mailer.model.ids import Address, AddressKey, ContactId
from tests.contracts import people_at_hand as at_hand


def _read(data: bytes | str, encoding: str | None = None) -> ContactFile:
    raw = data.encode() if isinstance(data, str) else data
    return read_contacts(io.BytesIO(raw), "list.csv", encoding)


def _contacts(data: bytes | str, encoding: str | None = None) -> list[Contact]:
    rows = list(_read(data, encoding).rows)
    assert not [row for row in rows if isinstance(row, Rejected)]
    return [row for row in rows if isinstance(row, Contact)]


def _rejected(data: bytes | str) -> list[Rejected]:
    return [row for row in _read(data).rows if isinstance(row, Rejected)]


def test_a_list_becomes_contacts() -> None:
    (ada,) = _contacts(
        "email,first_name,last_name,language,country,timezone,consent_at,consent_source,"
        "opens_consent,tags,last_gift_amount,last_gift_currency,last_gift_at,highest_gift_amount,"
        "gifts_count,City\n"
        " Ada@Example.org ,Ada,Quill,de-AT,Austria,Europe/Vienna,2024-05-04,petition,yes,"
        'press;staff,"1.234,50",EUR,2026-01-02,2000,3,Graz\n'
    )

    assert (ada.address, ada.key) == ("Ada@Example.org", "ada@example.org")
    assert (ada.first_name, ada.last_name, ada.language, ada.country) == (
        "Ada",
        "Quill",
        "de",
        "AT",
    )
    assert (ada.last_gift_amount, ada.highest_gift_amount) == (Decimal("1234.50"), Decimal(2000))
    assert (ada.last_gift_at, ada.gifts_count) == (date(2026, 1, 2), 3)
    assert (ada.opens_consent, ada.tags, ada.fields) == (True, ("press", "staff"), {"city": "Graz"})


def test_columns_are_known_by_many_names_and_the_mapping_says_which() -> None:
    file = _read("E-Mail-Adresse;Vorname;Nachname;Währung;Donor ID;Straße\n")

    assert file.mapping == {
        "E-Mail-Adresse": "email",
        "Vorname": "first_name",
        "Nachname": "last_name",
        "Währung": "last_gift_currency",
        "Donor ID": "donor_id",
        "Straße": "strasse",
    }


def test_an_address_column_may_be_a_postal_one() -> None:
    assert _read("email,address\n").mapping == {"email": "email", "address": "field_address"}
    assert _read("Address,City\n").mapping == {"Address": "email", "City": "city"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\n \r\n", "is empty"),
        (b"name,city\n", "line 1: no address column; there are: name, city"),
        (b"ada@example.org,Ada\n", "line 1: holds a contact"),
        (b"email,E-Mail\n", 'line 1: two columns mean email: "email" and "E-Mail"'),
        (b"email,City,city\n", "line 1: two columns mean city"),
        (b"PK\x03\x04workbook", "a workbook"),
        (b"e\x00m\x00", "CSV UTF-8"),
        (b"email,n\na@example.org,Jos\xe9\n", "line 2: not UTF-8 (byte 0xE9)"),
        (b'email,n\na@example.org,x\nb@example.org,"open\n', "line 3: a quote opens here"),
        (b'email,n\na@example.org,"x"y\n', "line 2: a sign stands right behind"),
        (b'email,n\n"' + b"x" * 200_000 + b'\n"', "line 2: a quote opens here"),
        (b"email\n" + b"x" * 1_100_000, "line 2: over 1,000,000 signs"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(AudienceError) as refused:
        list(_read(data).rows)

    assert str(refused.value).startswith("list.csv")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Ada,,,", "no address in this row"),
        ("ada(at)example.org,Ada,,,", 'Mail: the address has no "@"'),
        ("a@example.org,Ada,Germny,,", "country: "),
        ("a@example.org,Ada,,05/04/2026,", "last_gift_at: "),
        ("a@example.org,JosÃ©,,,", "Vorname: looks garbled"),
        ("a@example.org,Jos\ufffd,,,", "Vorname: holds U+FFFD"),
        ("a@example.org,Ada,,", "has 4 cells, the first line 5"),
        ("a@example.org,Ada,,,,more", "has 6 cells, the first line 5"),
        ("a@example.org," + "x" * 2001 + ",,,", "Vorname: over 2,000 signs"),
    ],
)
def test_a_bad_row_is_left_out_and_the_rest_goes_on(row: str, reason: str) -> None:
    rows = list(
        _read(
            f'Mail,Vorname,country,last_gift_at,x\n"b@example.org","A\nB",,,\n\n{row}\nc@example.org,,,,\n'
        ).rows
    )

    first, bad, last = rows
    assert isinstance(first, Contact)
    assert isinstance(last, Contact)
    assert isinstance(bad, Rejected)
    assert bad.line == 5, "the line in the file, though a row before it has two"
    assert bad.reason.startswith(reason)


def test_rows_without_anything_and_cells_behind_the_last_are_passed_over() -> None:
    assert len(_contacts("email,n\n\n,\n  , \na@example.org,1,,,\n")) == 1


@pytest.mark.parametrize(
    "data",
    [
        "email,n\na@example.org,Ζωή\n".encode(),
        "\ufeffemail,n\r\na@example.org,Ζωή\r\n".encode(),
        "email\tn\ra@example.org\tΖωή\r".encode(),
        "sep=;\nemail;n\na@example.org;Ζωή".encode(),
        "email;n\na@example.org;Ζωή\n".encode("utf-16"),
        "\ufeffemail|n\na@example.org|Ζωή\n".encode("utf-16-le"),
        "\ufeffemail,n\na@example.org,Ζωή\n".encode("utf-16-be"),
        '"email", "n"\n"a@example.org", "Ζωή"\n'.encode(),
    ],
)
def test_encodings_line_breaks_and_separators_are_found(data: bytes) -> None:
    (contact,) = _contacts(data)
    assert (contact.key, contact.fields) == ("a@example.org", {"n": "Ζωή"})


def test_an_older_encoding_is_taken_only_on_a_persons_word() -> None:
    data = "email,n\na@example.org,Ğülşen\n".encode("cp1254")
    with pytest.raises(AudienceError, match="not UTF-8"):
        list(_read(data).rows)

    (contact,) = _contacts(data, "cp1254")

    assert contact.fields == {"n": "Ğülşen"}
    with pytest.raises(AudienceError, match="not known"):
        _read(data, "rot13")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{7*7}} ${x} %s", "{{7*7}} ${x} %s"),
        ('"O\'Brien ""Bob"""', 'O\'Brien "Bob"'),
        ('"Ada\r\nBcc: x@example.org"', "Ada Bcc: x@example.org"),
        ("A\x00d\x07a\x9b", "Ada"),
        ("\u202eada\u200f", "\u202eada\u200f"),
        ("'t Hart", "'t Hart"),
        ("陳怡君", "陳怡君"),
    ],
)
def test_a_hostile_name_stays_but_for_control_signs(cell: str, name: str) -> None:
    (contact,) = _contacts(f"email,first_name\na@example.org,{cell}\n")
    assert contact.first_name == name


def test_an_amount_may_name_its_currency_but_not_a_second_one() -> None:
    head = "email,last_gift_amount,highest_gift_amount,last_gift_currency\n"

    (contact,) = _contacts(f"{head}a@example.org,€50,75 EUR,\n")
    assert (contact.last_gift_amount, contact.last_gift_currency) == (Decimal(50), "EUR")

    (two,) = _rejected(f"{head}a@example.org,€50,,GBP\n")
    assert two.reason.startswith("last_gift_amount: is in EUR, but the row's currency is GBP")


def test_an_address_may_be_refused_by_the_caller() -> None:
    file = read_contacts(
        io.BytesIO(b"email\na@example.org\nB@example.org\n"),
        "list.csv",
        refuse=lambda key: "asked to be forgotten" if key == "b@example.org" else None,
    )

    first, second = file.rows

    assert isinstance(first, Contact)
    assert second == Rejected(3, "asked to be forgotten")


class _Made(io.RawIOBase):
    """Rows that are made while they are read, 28 kB at a time."""

    def __init__(self, pieces: int) -> None:
        self._pieces = self._made(pieces)

    @staticmethod
    def _made(pieces: int) -> Iterator[bytes]:
        yield b"email,first_name\n"
        for number in range(pieces):
            yield b"".join(b"p%03d.%03d@example.org,Ada\n" % (number, row) for row in range(1000))

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


def test_a_long_list_takes_no_more_memory_than_a_short_one() -> None:
    peaks = []
    for pieces in (2, 2, 40):
        tracemalloc.start()
        rows = read_contacts(_Made(pieces), "list.csv").rows  # type: ignore[arg-type]
        assert sum(1 for _ in rows) == pieces * 1000
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[2] < peaks[1] * 1.5


_names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffd\ufeff"),
    min_size=1,
    max_size=30,
).map(str.strip)


@settings(max_examples=200)
@given(st.lists(st.tuples(at_hand.contacts, _names, _names), max_size=5))
def test_a_written_list_reads_back_as_it_was(
    people: list[tuple[dict[str, object], str, str]],
) -> None:
    contacts = []
    for number, (values, first, own) in enumerate(people):
        address = f"=P{number}'x@example.org"
        fields = {"own": own} if own else {}
        known = {**values, "first_name": first or None, "fields": fields}
        contacts.append(
            Contact(
                id=ContactId(0),
                address=Address(address),
                key=AddressKey(address.lower()),
                **known,  # type: ignore[arg-type]
            )
        )

    lines = "".join(write_contacts(contacts, ["own"]))
    rows = list(_read(lines).rows)

    garbled = {number for number, row in enumerate(rows) if isinstance(row, Rejected)}
    for number in garbled:
        row = rows[number]
        assert isinstance(row, Rejected)
        assert "garbled" in row.reason
    assert [row for row in rows if isinstance(row, Contact)] == [
        contact for number, contact in enumerate(contacts) if number not in garbled
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "''+"])
def test_no_cell_that_is_written_is_a_formula(start: str) -> None:
    contact = Contact(
        id=ContactId(0),
        address=Address("a@example.org"),
        key=AddressKey("a@example.org"),
        first_name=f"{start}HYPERLINK(1)",
        fields={"own": f"{start}1"},
    )

    lines = "".join(write_contacts([contact], ["own"]))

    assert f"'{start}HYPERLINK" in lines
    assert f"'{start}1" in lines
    assert list(_read(lines).rows) == [contact]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for prefix in (b"", b"email,first_name,last_gift_at\n"):
        with contextlib.suppress(AudienceError):
            list(_read(prefix + data).rows)


@given(st.text(st.sampled_from('ab",;\r\n'), max_size=40), st.integers(1, 7))
def test_lines_are_the_same_however_the_bytes_arrive(text: str, size: int) -> None:
    class Slow(io.BytesIO):
        def read(self, limit: int | None = -1) -> bytes:
            return super().read(size)

    data = text.encode()
    whole = list(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=""))
    assert list(lines(Slow(data), "list.csv", "utf-8")) == whole


@pytest.mark.parametrize("amount", ["80.000", "1.125", "12345.5", "0.125", "100000", "1234.567"])
def test_an_amount_from_the_database_reads_back_as_it_was(amount: str) -> None:
    contact = Contact(
        id=ContactId(0),
        address=Address("a@example.org"),
        key=AddressKey("a@example.org"),
        last_gift_amount=Decimal(amount),
    )

    assert list(_read("".join(write_contacts([contact], []))).rows) == [contact]


@pytest.mark.parametrize("nothing", [b";", b",,\n", b"\t\t\n ;\n"])
def test_a_file_of_nothing_but_separators_is_empty(nothing: bytes) -> None:
    with pytest.raises(AudienceError, match="is empty"):
        read_contacts(io.BytesIO(nothing), "list.csv")
