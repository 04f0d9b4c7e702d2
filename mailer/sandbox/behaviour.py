"""Who does what with a letter: invented people and machines, the same ones for the same seed.

The local part of an address decides what a mail server does (bounce..., block..., dropped..., defer...,
spam...); everybody else is drawn by a hash, so that a run can be repeated.
"""

import ipaddress
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import unescape
from typing import Any, Literal

Event = dict[str, Any]
Status = Literal["delivered", "bounced", "blocked", "dropped"]
"""In the words of Email Logs."""
_FATES: Mapping[str, Status] = {"dropped": "dropped", "bounce": "bounced", "block": "blocked"}
"""How an address begins -> what comes of it."""

_ANCHOR = re.compile(r"<a\s[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"\shref=(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_UNTRACKED = re.compile(r"\sclicktracking\s*=\s*[\"']?off", re.IGNORECASE)
_ONE_CLICK = re.compile(r"<(https?://[^>\s]+)>")

_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
_DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.3.0"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
_APPLE_RELAY = "Mozilla/5.0"
_GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"

_TRACKED_MOST = 1000
_DELIVERED_AFTER = 2
_SCANNED_AFTER = 4
_HUMAN_EARLIEST, _HUMAN_LATEST = 40, 5 * 3600


@dataclass(frozen=True, slots=True)
class Shares:
    """Of the people that nothing else is said about."""

    apple: float = 0.35
    gmail: float = 0.30
    opening: float = 0.34
    clicking: float = 0.07
    scanned: float = 0.06
    leaving: float = 0.004
    bouncing: float = 0.0
    blocking: float = 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """What happens to one letter. status: what comes of it at the mail servers; first: their events; later: what
    people and machines do.

    leaves_at: the address for the one-click POST of somebody who unsubscribes, else None.
    """

    status: Status
    first: Sequence[Event]
    later: Sequence[Event]
    leaves_at: str | None


def story(letter: Mapping[str, Any], at: int, seed: int, shares: Shares) -> Story:
    """at: epoch seconds. Events of people are stamped hours ahead, as they would be in life."""
    teller = _teller(letter, at, seed)
    status = teller.status(shares)
    first = list(teller.at_the_servers(status))
    if status != "delivered":
        return Story(status, first, (), None)
    later = list(teller.afterwards(shares))
    address = _one_click(letter["headers"])
    leaves = address if teller.dice.roll("leaves") < shares.leaving else None
    return Story(status, first, later, leaves)


def status_of(letter: Mapping[str, Any], seed: int, shares: Shares) -> Status:
    """How the same story begins."""
    return _teller(letter, 0, seed).status(shares)


def _teller(letter: Mapping[str, Any], at: int, seed: int) -> "_Teller":
    return _Teller(letter, at, _Dice(f"{seed}|{letter['categories']}|{letter['to'].lower()}"))


class _Dice:
    """Draws that depend on nothing but a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def roll(self, what: str) -> float:
        """0 <= x < 1."""
        digest = blake2b(f"{self._text}|{what}".encode(), digest_size=6).digest()
        return int.from_bytes(digest) / 2**48

    def name(self, what: str) -> str:
        digest = blake2b(f"{self._text}|{what}".encode(), digest_size=16).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


class _Teller:
    def __init__(self, letter: Mapping[str, Any], at: int, dice: _Dice) -> None:
        self._letter = letter
        self._at = at
        self.dice = dice
        self._told = 0

    def status(self, shares: Shares) -> Status:
        if self._letter.get("dropped"):
            return "dropped"
        fate = self._fated(shares) or self._letter["to"].lower()
        return next(
            (status for word, status in _FATES.items() if fate.startswith(word)), "delivered"
        )

    def at_the_servers(self, status: Status) -> Iterator[Event]:
        if status == "dropped":
            reason = self._letter.get("dropped") or "Bounced Address"
            yield self._event("dropped", 0, reason=reason, status="5.0.0")
            return
        yield self._event("processed", 0, send_at=0)
        if status == "delivered" and self._letter["to"].lower().startswith("defer"):
            yield self._event("deferred", 1, response="450 4.2.1 try again later", attempt="1")
        server = {"ip": "192.0.2.25", "tls": 1, "cert_err": 0}
        if status == "bounced":
            yield self._event(
                "bounce", _DELIVERED_AFTER, type="bounce", status="5.1.1",
                reason="550 5.1.1 Nobody has this address here",
                bounce_classification="Invalid Address", **server,
            )  # fmt: skip
        elif status == "blocked":
            yield self._event(
                "bounce", _DELIVERED_AFTER, type="blocked", status="4.7.1",
                reason="421 4.7.1 Temporarily refused because of the reputation of the sender",
                bounce_classification="Reputation", **server,
            )  # fmt: skip
        else:
            yield self._event("delivered", _DELIVERED_AFTER, response="250 2.0.0 OK", **server)

    def _fated(self, shares: Shares) -> str:
        drawn = self.dice.roll("fate")
        if drawn < shares.bouncing:
            return "bounce"
        return "block" if drawn < shares.bouncing + shares.blocking else ""

    def afterwards(self, shares: Shares) -> Iterator[Event]:
        if self._letter["to"].lower().startswith("spam"):
            yield self._event("spamreport", 900)
        tracking = self._letter["tracking"]
        if tracking["clicks"] and self.dice.roll("scanned") < shares.scanned:
            yield from self._scan(tracked_links(self._letter["html"]))
        opened_at = _HUMAN_EARLIEST + int(
            self.dice.roll("when") ** 2 * (_HUMAN_LATEST - _HUMAN_EARLIEST)
        )
        opens = self.dice.roll("opens") < shares.opening
        if tracking["opens"]:
            yield from self._opens(shares, opens, opened_at)
        clicks = opens and self.dice.roll("clicks") < shares.clicking / shares.opening
        links = tracked_links(self._letter["html"]) if tracking["clicks"] and clicks else ()
        if links:
            yield self._click(links, self.dice.roll("link"), opened_at + 25)
            if self.dice.roll("twice") < 0.25:
                yield self._click(links, self.dice.roll("link 2"), opened_at + 3600)

    def _opens(self, shares: Shares, opens: bool, opened_at: int) -> Iterator[Event]:
        client = self.dice.roll("client")
        ip = f"203.0.113.{int(self.dice.roll('ip') * 250) + 1}"
        shown = {"sg_content_type": "html", "sg_machine_open": False, "ip": ip}
        if client < shares.apple:
            yield self._event(
                "open", 5, **{**shown, "sg_machine_open": True, "ip": "198.51.100.7"},
                useragent=_APPLE_RELAY,
            )  # fmt: skip
        elif opens and client < shares.apple + shares.gmail:
            yield self._event(
                "open", opened_at, **{**shown, "ip": "198.51.100.66"}, useragent=_GMAIL
            )
        elif opens:
            yield self._event("open", opened_at, **shown, useragent=self._browser())

    def _scan(self, links: Sequence[tuple[int, str]]) -> Iterator[Event]:
        """A gateway follows every link at once, with the face of a person's browser."""
        for number, (index, url) in enumerate(links):
            yield self._event(
                "click", _SCANNED_AFTER + number // 4, url=url, ip="198.51.100.200",
                url_offset={"index": index, "type": "html"}, useragent=_WINDOWS,
            )  # fmt: skip

    def _click(self, links: Sequence[tuple[int, str]], draw: float, after: int) -> Event:
        """People click what stands early: each link half as often as the one before it."""
        place = 0
        while place < len(links) - 1 and draw < 0.5 ** (place + 1):
            place += 1
        index, url = links[place]
        return self._event(
            "click", after, url=url, url_offset={"index": index, "type": "html"},
            ip=f"203.0.113.{int(self.dice.roll('ip') * 250) + 1}", useragent=self._browser(),
        )  # fmt: skip

    def _browser(self) -> str:
        return (_PHONE, _DESK, _WINDOWS)[int(self.dice.roll("browser") * 3)]

    def _event(self, kind: str, after: int, **more: Any) -> Event:
        self._told += 1
        letter = self._letter
        return {
            **letter["custom_args"],
            "email": letter["to"],
            "timestamp": self._at + after,
            "event": kind,
            "category": letter["categories"],
            "sg_event_id": self.dice.name(f"{letter['message_id']} {kind} {self._told}"),
            "sg_message_id": letter["message_id"],
            "smtp-id": f"<{letter['request_id']}@stand-in.example>",
            **more,
        }


def tracked_links(html: str) -> list[tuple[int, str]]:
    """(number among all links, from 0; address) of the web links that the provider would rewrite: written as
    its page on click tracking asks, and no more than it tracks in one message."""
    found = []
    number = -1
    for anchor in _ANCHOR.findall(html):
        href = _HREF.search(anchor)
        if href is None:
            continue
        number += 1
        url = unescape(href.group(1)[1:-1])
        if url.startswith(("http://", "https://")) and not _UNTRACKED.search(anchor):
            found.append((number, url))
    return found[:_TRACKED_MOST]


def _one_click(headers: Mapping[str, str]) -> str | None:
    """The one-click address, where it leads to this machine: the stand-in calls nobody else."""
    if headers.get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        return None
    link = _ONE_CLICK.search(headers.get("List-Unsubscribe", ""))
    return link.group(1) if link and is_here(link.group(1)) else None


def is_here(url: str) -> bool:
    host = re.sub(r"^https?://(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*).*$", r"\1", url).strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
