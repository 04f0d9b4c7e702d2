"""Where the links lead, what they are called, and the way out that every message must have."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from mailer.checking.facts import Looked, Rule, found, is_shown, name_of, shortened, split_url
from mailer.checking.phrases import link_words, plain
from mailer.model.finding import Finding
from mailer.model.message import Link

_SHORTENERS = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "t.co",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "rebrand.ly",
        "cutt.ly",
        "shorturl.at",
        "rb.gy",
    ]
)
_AROUND = " \u00a0.…:!?¡¿>»›→←«‹。！？…：[]()"
"""Signs that buttons put around their words."""
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".test", ".invalid", ".lan")
_A_DOMAIN = re.compile(r"^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/\S*)?$", re.IGNORECASE)


def is_public(url: str) -> bool:
    """Whether a reader's machine can reach that host at all."""
    host = (split_url(url).hostname or "").lower()
    if not host or host == "localhost" or host.endswith(_LOCAL_ENDINGS):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host


def no_unsubscribe_link(looked: Looked) -> Iterator[Finding]:
    ours = f"{looked.facts.message.public_url}/u/"
    fix = "Put the template's footer with its unsubscribe link back."
    for document in looked.documents:
        seen = [link for link, href in document.links() if href.startswith(ours) and is_shown(link)]
        if not any(name_of(link) for link in seen):
            yield found("no-unsubscribe-link", "error", "html", "nobody could see a way out", fix)
        if ours not in document.sample.text:
            yield found("no-unsubscribe-link", "error", "text", "no unsubscribe address", fix)


def link_text_poor(looked: Looked) -> Iterator[Finding]:
    targets: dict[str, set[str]] = {}
    for link, href in looked.first.links():
        if not href or not is_shown(link):
            continue
        name = name_of(link)
        if not name:
            where = shortened(href)
            fact = f"a link to {where} without words"
            yield found("link-text-poor", "error", "html", fact, "Say where it leads.")
            continue
        if plain(name).lower().strip(_AROUND) in link_words():
            yield found(
                "link-text-poor", "warning", "html", f"{name!r} alone", "Say where it leads."
            )
        targets.setdefault(name.lower(), set()).update(_leads_to(looked, href, name))
    for name, hrefs in targets.items():
        if len(hrefs) > 1:
            fact = f"{shortened(name)!r} leads to {len(hrefs)} different addresses"
            yield found("link-text-poor", "warning", "html", fact, "Give each its own words.")


def _leads_to(looked: Looked, href: str, name: str) -> set[str]:
    """The page behind a link, without its query; behind our own counting links those of that name."""
    message = looked.facts.message
    if href.startswith(f"{message.public_url}/c/"):
        return {_page(link) for link in message.links if link.label.lower() == name.lower()}
    return {href.partition("?")[0]}


def _page(link: Link) -> str:
    return link.destination.statics[0].partition("?")[0]


def link_unsafe(looked: Looked) -> Iterator[Finding]:
    facts = looked.facts
    public = facts.message.public_url
    yield from _own_address(public, facts.is_live)
    if facts.message.tracking.clicks == "own":
        behind = {_page(link) for link in facts.message.links if link.kind in ("donate", "story")}
        for page in sorted(behind):
            problem = _unsafe(page)
            if problem:
                fact = f"{problem}: {shortened(page)}"
                yield found("link-unsafe", "error", "html", fact, "Write a whole https:// address.")
    for document in looked.documents:
        for link, href in document.links():
            if href == public or href.startswith(f"{public}/"):
                continue
            problem = _unsafe(href)
            if problem:
                fact = f"{problem}: {shortened(href)}"
                yield found("link-unsafe", "error", "html", fact, "Write a whole https:// address.")
            if names_another_domain(name_of(link), href):
                fact = f"{shortened(name_of(link))!r} leads to {split_url(href).hostname}"
                yield found(
                    "link-unsafe", "error", "html", fact, "Let the words name the real place."
                )


def _own_address(public: str, is_live: bool) -> Iterator[Finding]:
    if is_public(public) and public.startswith("https:"):
        return
    what = "isn't https" if is_public(public) else "is reached from this machine only"
    yield found(
        "link-unsafe",
        "error" if is_live else "warning",
        "mailer.toml",
        f"the public address {public} {what}: unsubscribing would fail",
        "Set MAILER_PUBLIC_URL before you send to real people.",
    )


def _unsafe(href: str) -> str | None:
    """What is wrong with an address that isn't ours, or None."""
    if not href:
        return "a link that leads nowhere"
    scheme = href.partition(":")[0].lower() if ":" in href else ""
    if scheme in ("mailto", "tel") or href.startswith("#"):
        return None
    if href.startswith("//") or scheme not in ("http", "https"):
        return "not a web address"
    return _unsafe_web(href, scheme)


def _unsafe_web(href: str, scheme: str) -> str | None:
    host = (split_url(href).hostname or "").lower()
    if not is_public(href):
        return "leads to this machine or nowhere"
    if re.fullmatch(r"[0-9.]+|\[?[0-9a-f:]+\]?", host):
        return "a bare number instead of a name"
    if host in _SHORTENERS:
        return "a shortener hides where it leads"
    return "not https" if scheme == "http" else None


def names_another_domain(words: str, href: str) -> bool:
    """Whether the words are an address of one domain and the link leads to another."""
    named = _A_DOMAIN.match(words.strip())
    if not named or not href.startswith("http"):
        return False
    said = named.group(1).lower().removeprefix("www.")
    host = (split_url(href).hostname or "").lower().removeprefix("www.")
    return not (host == said or host.endswith(f".{said}"))


def utm_inconsistent(looked: Looked) -> Iterator[Finding]:
    rule, fix = "utm-inconsistent", "Write the same utm_ parameters everywhere."
    for fact, cure in _utm_faults(looked):
        yield found(rule, "warning", "html", fact, cure or fix)


def _utm_faults(looked: Looked) -> Iterator[tuple[str, str]]:
    """(fact, how to mend or "")."""
    public = looked.facts.message.public_url
    seen: dict[str, set[str]] = {}
    bare: dict[str, str] = {}
    counted: set[str] = set()
    for _, href in looked.first.links():
        parts = split_url(href)
        utm = {(name, value) for name, value in parse_qsl(parts.query) if name.startswith("utm_")}
        yield from _faults_of_query(href, {name for name, _ in utm}, public)
        host = (parts.hostname or "").lower()
        if not host or href.startswith(public):
            continue
        if utm:
            counted.add(host)
        else:
            bare.setdefault(host, href)
        for name, value in utm:
            seen.setdefault(name, set()).add(value)
    for host in sorted(counted & bare.keys()):
        yield f"{shortened(bare[host])} has none, other links to {host} do", ""
    for name in ("utm_source", "utm_medium", "utm_campaign"):
        if len(seen.get(name, ())) > 1:
            yield f"{name} is {', '.join(sorted(seen[name]))}", ""


def _faults_of_query(href: str, utm: set[str], public: str) -> Iterator[tuple[str, str]]:
    is_web = href.startswith("http")
    if is_web and href.count("?") > 1:
        yield f"two question marks: {shortened(href)}", ""
    if is_web and any("@" in value for _, value in parse_qsl(split_url(href).query)):
        yield f"an address in a link: {shortened(href)}", "Take it out."
    if utm and not is_web:
        yield f"{min(utm)} in {shortened(href)}", "Take it out."
    elif utm and href.startswith(public):
        yield f"{min(utm)} on a link of our own", "Take it out."


def amount_not_in_link(looked: Looked) -> Iterator[Finding]:
    """`Give €50` must lead to fifty: in major units, or in minor ones."""
    for link, href in looked.first.links():
        said = re.findall(r"\d+(?:[.,]\d+)?", name_of(link))
        asked = [
            value
            for name, value in parse_qsl(split_url(href).query)
            if name.lower().endswith(("amount", "amt")) and value.replace(".", "", 1).isdecimal()
        ]
        if not said or len(asked) != 1:
            continue
        amounts = {_as_number(each) for each in said}
        if not amounts & {float(asked[0]), float(asked[0]) / 100}:
            yield found(
                "content-doubtful",
                "warning",
                "html",
                f"{shortened(name_of(link))!r} asks for {asked[0]} at {split_url(href).hostname}",
                "Let words and link ask for the same amount.",
            )


def _as_number(written: str) -> float:
    """1,000 and 1.000 are a thousand; 12,50 and 12.50 are twelve and a half."""
    whole, mark, rest = written.replace(",", ".").rpartition(".")
    return float(f"{whole}{rest}") if mark and len(rest) == 3 else float(f"{whole}{mark}{rest}")


RULES: tuple[Rule, ...] = (
    no_unsubscribe_link,
    link_text_poor,
    link_unsafe,
    utm_inconsistent,
    amount_not_in_link,
)
