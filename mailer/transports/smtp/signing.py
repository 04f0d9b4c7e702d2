"""DKIM signatures of our own (RFC 6376), for servers that add none. They cover the list headers, which
RFC 8058 asks for where one-click unsubscribing is offered."""

from collections.abc import Callable
from functools import partial

from mailer.errors import ConfigError

COVERED = (
    b"From",
    b"To",
    b"Subject",
    b"Date",
    b"Message-ID",
    b"Reply-To",
    b"MIME-Version",
    b"Content-Type",
    b"List-Id",
    b"List-Unsubscribe",
    b"List-Unsubscribe-Post",
    b"Feedback-ID",
)
Sign = Callable[[bytes], bytes]


def signer(domain: str, selector: str, key: bytes) -> Sign:
    """A complete message -> the same with its signature on top. key: PEM, RSA of 2048 bits or more.
    Raises ConfigError for a key that can't sign."""
    import dkim

    sign = partial(_signed, dkim, domain.encode("idna"), selector.encode("ascii"), _checked(key))
    try:
        sign(b"From: a@example.org\r\n\r\n\r\n")
    except dkim.DKIMException as problem:
        raise ConfigError(f"mailer.toml: smtp.dkim_key can't sign: {problem}.") from None
    return sign


def _signed(dkim: object, domain: bytes, selector: bytes, key: bytes, whole: bytes) -> bytes:
    present = whole.partition(b"\r\n\r\n")[0].lower()
    covered = [name for name in COVERED if b"\n" + name.lower() + b":" in b"\n" + present]
    header: bytes = dkim.sign(  # type: ignore[attr-defined]
        whole, selector, domain, key, canonicalize=(b"relaxed", b"relaxed"), include_headers=covered
    )
    return header + whole


def _checked(key: bytes) -> bytes:
    if b"PRIVATE KEY" not in key:
        raise ConfigError(
            "mailer.toml: smtp.dkim_key is no private key. Name a file that begins with "
            "-----BEGIN PRIVATE KEY-----."
        )
    return key
