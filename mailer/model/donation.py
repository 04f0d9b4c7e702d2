"""How a donation platform's form takes an amount and our code out of its address."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

import idna
from babel.numbers import get_currency_precision

from mailer.errors import InputError

_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_QUERY_SAFE = _PATH_SAFE + "?"
_LONGEST = 200
"""Signs of an address that an error shows."""


@dataclass(frozen=True, slots=True)
class LinkRules:
    """The parameters of one platform's form.

    amount_unit: major writes 50 for fifty euros, minor writes 5000. amount_decimals: how many decimals a
    major amount may carry; 0 means whole amounts only. recurring: parameters that make a gift monthly, by
    value. source: the parameter that carries our code, at most max_len signs out of charset (the inside
    of a regular expression's brackets). forbidden: parameters that must never stand in a message.
    """

    amount_param: str | None = "amount"
    amount_unit: Literal["major", "minor"] = "major"
    amount_decimals: int = 2
    recurring: tuple[tuple[str, str], ...] = ()
    source: str = "ref"
    max_len: int = 255
    charset: str = "A-Za-z0-9_-"
    forbidden: tuple[str, ...] = ()

    def link(self, url: str, *, amount: str | None, code: str) -> str:
        """The form's address with amount and code, both percent-encoded here.

        The address's own query and fragment stay; ours replace parameters of the same name and come
        last; forbidden ones go. Raises InputError where the address is not a usable web address.
        """
        scheme, host, path, query, fragment = urlsplit(web_address(url))
        ours = {name for name in (self.amount_param, self.source) if name}
        kept = [
            part
            for part in query.split("&")
            if part and _name(part) not in ours and not self._is_forbidden(_name(part))
        ]
        if amount is not None and self.amount_param:
            kept.append(f"{quote(self.amount_param, safe='.')}={quote(amount, safe='')}")
        kept.append(f"{quote(self.source, safe='.')}={quote(code, safe='')}")
        return urlunsplit((scheme, host, path, "&".join(kept), fragment))

    def forbidden_in(self, url: str) -> tuple[str, ...]:
        """Names of parameters that `link` would strip, as they stand in the address."""
        names = (_name(part) for part in urlsplit(url).query.split("&") if part)
        return tuple(name for name in names if self._is_forbidden(name))

    def say(self, amount: Decimal, currency: str) -> str:
        """An amount (major units) as the parameter writes it. Raises InputError where it can't."""
        if self.amount_unit == "minor":
            return in_minor_units(amount, currency)
        if amount != round(amount, self.amount_decimals):
            raise InputError(
                f"The donation form can't take {amount} {currency}: it knows "
                f"{self.amount_decimals or 'no'} decimals. Choose another amount."
            )
        return in_major_units(amount)

    def _is_forbidden(self, name: str) -> bool:
        return name.lower() in {each.lower() for each in self.forbidden}


def in_major_units(amount: Decimal) -> str:
    """50 for fifty, 62.50 for sixty-two and a half."""
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if whole else f"{amount:.2f}"


def in_minor_units(amount: Decimal, currency: str) -> str:
    """5000 for fifty euros, 50 for fifty yen. currency: ISO 4217."""
    return f"{amount.scaleb(get_currency_precision(currency)):.0f}"


def web_address(url: str) -> str:
    """An http or https address in pure ASCII: host as A-labels, the rest percent-encoded where needed.

    Raises InputError where it is no web address, or carries a user, blanks or control characters.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InputError(
            f"{_short(url)!r} is not a web address, such as https://give.example.org."
        ) from None
    if parts.scheme not in ("http", "https") or not host or not url.strip().isprintable():
        raise InputError(f"{_short(url)!r} is not a web address, such as https://give.example.org.")
    if parts.username is not None or any(sign in host for sign in ' "<>\\^`{|}%'):
        raise InputError(
            f"{_short(url)!r}: a user name or a sign of that kind can't stand in a link."
        )
    network = _ascii_host(host, url) + (f":{port}" if port else "")
    return urlunsplit(
        (
            parts.scheme,
            network,
            quote(parts.path, safe=_PATH_SAFE),
            quote(parts.query, safe=_QUERY_SAFE),
            quote(parts.fragment, safe=_QUERY_SAFE),
        )
    )


def _short(url: str) -> str:
    """As much of it as an error shows."""
    return url if len(url) <= _LONGEST else f"{url[: _LONGEST - 1]}…"


def _ascii_host(host: str, url: str) -> str:
    if host.isascii():
        return f"[{host}]" if ":" in host else host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise InputError(f"{_short(url)!r}: the host name is not a valid one.") from None


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])
