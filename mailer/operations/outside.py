"""What the world sees of us before it gets a message: the sender's domain, and the address that links lead to.

`doctor` tells all of it; a plan tells what is surely wrong, and only where real people would meet it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from mailer.app import App
from mailer.model.plan import Risk
from mailer.probes import dns, page
from mailer.settings import is_loopback


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at. is_good: None where nobody answered."""

    name: str
    is_good: bool | None
    message: str


def sender_domain(app: App, address: str) -> Sequence[Seen]:
    """SPF, DMARC and, with SendGrid, DKIM of the sender's domain; all asked at once."""
    domain = address.rpartition("@")[2]
    asked: list[Callable[[], Seen]] = [
        partial(
            _record, domain, "spf", domain, "v=spf1", "Publish the TXT record your provider names."
        ),
        partial(
            _record,
            domain,
            "dmarc",
            f"_dmarc.{domain}",
            "v=DMARC1",
            f'Publish a TXT record at _dmarc.{domain}, "v=DMARC1; p=none" at least.',
        ),
    ]
    if app.settings.transport == "sendgrid":
        cure = "Authenticate the domain at SendGrid; it names the records."
        asked.append(partial(_record, domain, "dkim", f"s1._domainkey.{domain}", "k=", cure))
    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(lambda ask: ask(), asked))


def public_address(url: str) -> Seen:
    if is_loopback(url):
        said = f"{url} is reached from this machine only. Set MAILER_PUBLIC_URL before you send."
        return Seen("public-address", False, said)
    answered = page.status(f"{url}/healthz")
    said = "answers" if answered == 200 else f"gave {answered}" if answered else "does not answer"
    is_safe = url.startswith("https:")
    return Seen(
        "public-address",
        answered == 200 and is_safe,
        f"{url} {said}{'' if is_safe else '; it must be https'}.",
    )


def troubles(app: App, sender: str) -> tuple[Risk, ...]:
    """What would go wrong for real people; nothing where none are reached. That the public address is one
    that only this machine reaches, or is not https, is a finding (`link-unsafe`) and not told twice."""
    if not app.transport.is_live:
        return ()
    url = app.settings.public_url
    found = unverified(sender_domain(app, sender), app.settings.transport)
    if url.startswith("https:") and not is_loopback(url):
        found += unreachable(public_address(url))
    return found


def unverified(seen: Sequence[Seen], transport: str) -> tuple[Risk, ...]:
    """With SendGrid the envelope is its own, and so is SPF. Whoever signs with another name than `s1` is
    known to the provider alone: it warns, and the first request in sandbox mode decides."""
    counts = {"dmarc", "dkim"} if transport == "sendgrid" else {"dmarc", "spf"}
    wrong = [each.message for each in seen if each.is_good is False and each.name in counts]
    if not wrong:
        return ()
    told = f"receivers can't tell that the sender is who it says: {' '.join(wrong)}"
    return (Risk("sender-unverified", told, blocks=False),)


def unreachable(seen: Seen) -> tuple[Risk, ...]:
    if seen.is_good:
        return ()
    told = f"{seen.message} Unsubscribing, and every link of ours, would fail. Start `mailer serve` behind it"
    return (Risk("public-address-unreachable", told, blocks=True),)


def _record(domain: str, name: str, where: str, begins: str, cure: str) -> Seen:
    found = dns.texts(where)
    if found is None:
        return Seen(name, None, f"No name server answered for {where}: not checked.")
    mine = [text for text in found if begins.lower() in text.lower()]
    if name == "spf" and len(mine) > 1:
        said = f"{domain} has {len(mine)} SPF records; only one counts. Keep one."
        return Seen(name, False, said)
    told = f"{where}: found." if mine else f"{where}: no such record. {cure}"
    return Seen(name, bool(mine), told)
