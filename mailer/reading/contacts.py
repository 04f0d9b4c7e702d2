"""How somebody is reached: an e-mail's address, a telephone."""

import re
from functools import cache

from mailer.reading.languages import grammar

_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\[at\]\s?|\s\(at\)\s)[\w-]{1,63}\.[\w.-]{2,60}")
_PHONE = re.compile(
    r"(?<![\w/.-])(?=(?:\d[ /-]{0,3}){9})0\d{1,4}(?:[ /-]{1,3}\d{2,4}){2,5}(?!\w)"
    r"|(?<![\w/])\(\d{2,4}\)\s?\d{3,5}[\s-]\d{3,4}(?!\w)"
    r"|(?<![\w/])(?:\+|00)\d[\d\s().\-–/]{6,20}\d(?!\w)|(?<![\w/.-])\(?\d{2,4}\)?[\s.\-/]\d{3,4}[\s.\-]\d{2,4}(?:[\s.\-]\d{2,4})?(?!\w)"
)


def has_contact(text: str) -> bool:
    return bool(_MAIL.search(text) or _PHONE.search(_account().sub("", text)))


@cache
def _account() -> re.Pattern[str]:
    """A bank account, and no telephone."""
    return re.compile(
        r"\b[A-Z]{2}\d{2}(?:[ ]?[\dA-Z]{4}){2,7}(?:[ ]?\d{1,4})?\b"
        rf"|(?:{grammar().accounts.pattern})\W{{0,3}}\d[\d -]{{4,30}}",
        re.IGNORECASE,
    )
