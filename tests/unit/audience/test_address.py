"""Addresses as people type and copy them."""

import unicodedata

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from mailer.audience import parse_address
from mailer.audience.address import _PLAIN
from mailer.errors import AudienceError


@pytest.mark.parametrize(
    ("raw", "address", "key"),
    [
        ("marta@example.org", "marta@example.org", "marta@example.org"),
        ("  Marta.Quill@EXAMPLE.org\r\n", "Marta.Quill@EXAMPLE.org", "marta.quill@example.org"),
        ("\ufeff\u00a0marta@example.org\u200b \u200e", "marta@example.org", "marta@example.org"),
        ("Marta Quill <Marta@example.org>", "Marta@example.org", "marta@example.org"),
        ('"Quill, Marta" <marta@example.org>', "marta@example.org", "marta@example.org"),
        ("mailto:marta@example.org?subject=Hi", "marta@example.org", "marta@example.org"),
        ("o'brien+rivers@example.org", "o'brien+rivers@example.org", "o'brien+rivers@example.org"),
        ("a@rehearsal.test", "a@rehearsal.test", "a@rehearsal.test"),
        ("a@nowhere.invalid", "a@nowhere.invalid", "a@nowhere.invalid"),
        ("a@Bücher.example", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ("a@bücher.test", "a@xn--bcher-kva.test", "a@xn--bcher-kva.test"),
        ("a@XN--BCHER-KVA.example", "a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example"),
        ("Ünal@example.org", "Ünal@example.org", "ünal@example.org"),
    ],
)
def test_one_person_has_one_key_and_the_local_part_stays(raw: str, address: str, key: str) -> None:
    assert parse_address(raw) == (address, key)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ("marta(at)example.org", 'no "@"'),
        ("marta@localhost", "no dot"),
        ("marta@example", "no dot"),
        ("a@example.org, b@example.org", "more than one"),
        ("a@example.org;", "more than one"),
        ("a@example.org\r\nBcc: b@example.org", "invalid characters"),
        ("a b@example.org", "SPACE"),
        ("a\u200bb@example.org", "ZERO WIDTH SPACE"),
        ("a@exam_ple.org", "_"),
        ("a@-example.org", "hyphen"),
        ("a..b@example.org", "two periods"),
        (".a@example.org", "period"),
        ("a@@example.org", "@"),
        ('"a b"@example.org', "quoting"),
        ("a@[192.0.2.1]", "bracketed"),
        ("a" * 65 + "@example.org", "over 64"),
        ("ü" * 33 + "@example.org", "over 64"),
        ("a@" + "b" * 64 + ".org", "too many"),
        ("a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".org", "too"),
    ],
)
def test_what_no_server_takes_is_refused_without_repeating_it(raw: str, says: str) -> None:
    with pytest.raises(AudienceError) as refused:
        parse_address(raw)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    if len(raw) > 5 and "@" in raw:
        assert raw not in str(refused.value)


def test_the_longest_address_is_taken_and_one_sign_more_is_not() -> None:
    domain = ".".join(["b" * 61] * 3) + ".org"
    longest = "a" * (254 - 1 - len(domain)) + "@" + domain
    assert parse_address(longest)[0] == longest
    with pytest.raises(AudienceError):
        parse_address("a" + longest)


_locals = st.from_regex(r"[A-Za-z0-9_+-]{1,12}(\.[A-Za-z0-9_+-]{1,6}){0,2}", fullmatch=True)
_labels = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?", fullmatch=True)


@given(
    _locals, st.lists(_labels, min_size=1, max_size=3), st.sampled_from(["org", "EXAMPLE", "co"])
)
def test_the_quick_way_takes_only_what_the_validator_takes(
    local: str, labels: list[str], ending: str
) -> None:
    address = f"{local}@{'.'.join(labels)}.{ending}"
    if "--" in address or not _PLAIN.fullmatch(address):
        return
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as problem:
        raise AssertionError(address) from problem
    assert parse_address(address) == (address, address.lower())


@given(st.text(max_size=20), st.text(max_size=12))
def test_a_key_is_its_own_key(local: str, domain: str) -> None:
    try:
        address, key = parse_address(f"{local}@{domain}.example")
    except AudienceError:
        return
    assert parse_address(key)[1] == key
    assert parse_address(address) == (address, key)
    shouted = address.swapcase()
    if shouted.lower() == address.lower():  # not so for signs such as the micro sign
        assert parse_address(f" {shouted}\u00a0")[1] == key
    assert key == unicodedata.normalize("NFC", key)


@given(st.text(max_size=60))
def test_nothing_but_an_audience_error_ever_comes_out(raw: str) -> None:
    try:
        address, key = parse_address(raw)
    except AudienceError:
        return
    assert "@" in address
    assert not any(sign.isspace() for sign in address + key)
