"""What stands around the message: subject, preheader, sender, unsubscribe headers."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from mailer.checking.facts import Document, Looked, Rule, columns, found, squeezed
from mailer.checking.limits import LONGEST_SUBJECT
from mailer.model.finding import Finding

FILLED = 200
"""Signs, with the filler, after which no inbox shows more of the message."""
_FILLER = 4
"""Signs of one unit of filler: no template can be more exact."""
_FALSE_REPLY = re.compile(r"^\s*(re|fwd?|aw|wg|tr|rv|vs|sv)\s*:", re.IGNORECASE)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_FREEMAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "ymail.com",
        "aol.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "t-online.de",
        "mail.ru",
        "yandex.ru",
        "orange.fr",
        "laposte.net",
        "free.fr",
        "libero.it",
        "qq.com",
        "163.com",
        "proton.me",
        "protonmail.com",
    ]
)
_NO_REPLY = re.compile(r"(no|do[-_.]?not|not)[-_.]?reply|nicht[-_.]?antworten|nepasrepondre")


def subject_weak(looked: Looked) -> Iterator[Finding]:
    for document in looked.documents:
        subject = document.sample.subject.strip()
        if not subject:
            yield found(
                "subject-weak",
                "error",
                "subject",
                "it is empty",
                "Write `subject` in the campaign.",
            )
            continue
        if columns(subject) > LONGEST_SUBJECT and not looked.is_everyone_measured:
            fact = f"{len(subject)} signs"
            yield found("subject-weak", "warning", "subject", fact, "Keep 50: phones cut the rest.")
        for fact, fix in _weaknesses(subject):
            yield found("subject-weak", "warning", "subject", fact, fix)
        if _opens_with_the_writer(subject, looked):
            fact = "opens with who writes, which stands beside it: its point comes late"
            yield found("subject-weak", "info", "subject", fact, "Begin with what is new.")
        if len(_EMOJI.findall(subject)) > 1:
            yield found(
                "subject-weak", "info", "subject", "several emoji", "One says as much as three."
            )


def _opens_with_the_writer(subject: str, looked: Looked) -> bool:
    said = subject.casefold().lstrip("[(")
    names = {looked.facts.organisation.casefold(), looked.facts.message.sender.name.casefold()}
    return any(re.match(re.escape(name) + r"[\])]?\s*[:|\-–—]", said) for name in names - {""})


def _weaknesses(subject: str) -> Iterator[tuple[str, str]]:
    letters = [sign for sign in subject if sign.isupper() or sign.islower()]
    if len(letters) >= 8 and sum(sign.isupper() for sign in letters) > 0.6 * len(letters):
        yield "mostly capitals", "Write it as a sentence."
    if "!!" in subject:
        yield "several exclamation marks", "One at most."
    if _FALSE_REPLY.match(subject):
        yield "pretends to be an answer", "Take the Re: or Fwd: out."


def preheader_weak(looked: Looked) -> Iterator[Finding]:
    facts = looked.facts
    written = squeezed(facts.message.preheader)
    where = "preheader"
    if not written:
        yield found(
            "preheader-weak",
            "warning",
            where,
            "there is none: inboxes show whatever comes first",
            "Write `preheader`, 40 to 100 signs that add to the subject.",
        )
        return
    if not 40 <= columns(written) <= 140:
        yield found(
            "preheader-weak", "warning", where, f"{len(written)} signs", "Write 40 to 100 of them."
        )
    if any(written == squeezed(document.sample.subject) for document in looked.documents):
        yield found(
            "preheader-weak",
            "warning",
            where,
            "repeats the subject",
            "Say what the subject doesn't.",
        )
    yield from _hidden_preheader(looked.first)


def _hidden_preheader(document: Document) -> Iterator[Finding]:
    whole, visible = document.preheader
    if not visible:
        yield found(
            "preheader-weak",
            "warning",
            "html",
            "no hidden preheader opens the body",
            "Put the template's preheader first in the body.",
        )
    elif columns(whole) < FILLED - _FILLER:
        yield found(
            "preheader-weak",
            "warning",
            "html",
            f"{len(whole)} signs with its filler: inboxes show text of the message after it",
            "Fill the template's preheader up to 200 signs.",
        )


def sender_not_aligned(looked: Looked) -> Iterator[Finding]:
    address = looked.facts.message.sender.address
    local, _, domain = address.rpartition("@")
    if not local or "." not in domain:
        yield found(
            "sender-not-aligned",
            "error",
            "sender",
            f"{address!r} is no address" if address else "no sender address",
            "Write sender.address in mailer.toml.",
        )
        return
    if domain.lower() in _FREEMAIL:
        yield found(
            "sender-not-aligned",
            "error" if looked.facts.is_live else "warning",
            "sender",
            f"{domain} belongs to a mailbox provider: receivers refuse it from anybody else",
            "Send from a domain of your own.",
        )
    for mailbox in (local, (looked.facts.message.reply_to or "").partition("@")[0]):
        if _NO_REPLY.search(mailbox.lower()):
            yield found(
                "sender-not-aligned",
                "warning",
                "sender",
                f"{mailbox}: people can't answer",
                "Use an address that somebody reads.",
            )


def no_one_click_unsubscribe(looked: Looked) -> Iterator[Finding]:
    """RFC 8058: exactly one https address, and the one-click line, neither of them encoded."""
    mime = looked.facts.mime
    if mime is None:
        return
    headers = message_from_bytes(mime, policy=policy.compat32)
    listed = squeezed(str(headers.get("List-Unsubscribe", "")))
    one_click = squeezed(str(headers.get("List-Unsubscribe-Post", "")))
    rule, fix = "no-one-click-unsubscribe", "Leave these headers to mailer."
    webs = [url for url in re.findall(r"<([^<>\s]+)>", listed) if url.startswith("http")]
    if "=?" in listed or len(webs) != 1:
        yield found(
            rule, "error", "header", "List-Unsubscribe holds not exactly one web address", fix
        )
    elif looked.facts.is_live and not webs[0].startswith("https:"):
        yield found(rule, "error", "header", "List-Unsubscribe isn't https", _HTTPS)
    if one_click != "List-Unsubscribe=One-Click":
        yield found(rule, "error", "header", "List-Unsubscribe-Post is missing", fix)


_HTTPS = "Set MAILER_PUBLIC_URL to an https address."

RULES: tuple[Rule, ...] = (
    subject_weak,
    preheader_weak,
    sender_not_aligned,
    no_one_click_unsubscribe,
)
