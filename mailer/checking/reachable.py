"""Whether the links answer and the pictures load: judged where the network was asked, by what it said.

message ── addresses, pictures ──> what may be asked ── a probe ──> Visited ── rules ──> findings

Nothing personal is ever asked for: no unsubscribe, preference or browser link, nothing on our own public
address, and of a link with a person's values in its query only what is the same for everybody.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mailer.checking.facts import (
    Document,
    Looked,
    Rule,
    Sample,
    found,
    picture_name,
    shortened,
    spelled,
)
from mailer.model.evidence import Answer
from mailer.model.finding import Finding, Severity
from mailer.model.message import Message

_PERSONAL = ("unsubscribe", "preferences", "browser")
_MARK = "zslotz"
_SHY = frozenset({401, 403, 405, 406, 429, 451, 999})
"""What sites say to a program that they would show to a reader."""
_HEAVY, _TOO_HEAVY, _ALL_TOO_HEAVY = 200_000, 1_000_000, 1_500_000
_RATIO = 0.02


def addresses(message: Message) -> tuple[str, ...]:
    """Every web address of the message that may be asked, each once, in reading order."""
    found = []
    for link in message.links:
        url = spelled(link.destination, message.slots, lambda index: _MARK)
        if link.kind in _PERSONAL or not url.startswith(("http://", "https://")):
            continue
        bare = _without_values(url)
        if bare is not None and not _is_ours(bare, message):
            found.append(bare)
    return tuple(dict.fromkeys(found))


def pictures(message: Message) -> tuple[str, ...]:
    """The addresses of the pictures that everybody gets alike and that lie with somebody else: ours are
    known, and lie nowhere before they are stored."""
    html = spelled(message.html, message.slots, lambda index: _MARK)
    sources = [
        image.get("src", "").strip() for image in Document(Sample("", "", html, "")).all("img")
    ]
    return tuple(
        dict.fromkeys(
            source
            for source in sources
            if source.startswith(("http://", "https://"))
            and _MARK not in source
            and not source.startswith((f"{message.public_url}/o/", f"{message.public_url}/i/"))
        )
    )


def _without_values(url: str) -> str | None:
    """Without the parameters that hold a person's value; None where one stands before the query."""
    parts = urlsplit(url)
    if _MARK in parts.netloc + parts.path:
        return None
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if _MARK not in name + value
    ]
    query = urlencode(kept) if _MARK in parts.query else parts.query
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _is_ours(url: str, message: Message) -> bool:
    return url == message.public_url or url.startswith(f"{message.public_url}/")


def link_unreachable(looked: Looked) -> Iterator[Finding]:
    visited = looked.facts.visited
    if visited is None:
        return
    silent = [answer for answer in visited.links if answer.trouble == "unreachable"]
    if silent and len(silent) == len(visited.links):
        yield found(
            "link-unreachable",
            "warning",
            "links",
            f"nothing answered ({len(silent)} asked), so there may be no network",
            "Ask again where there is one.",
        )
        return
    for answer in visited.links:
        severity, fact = _judged(answer)
        if fact:
            fix = "Open it yourself; mend the address, or take the link out."
            yield found(
                "link-unreachable", severity, "links", f"{shortened(answer.url, 60)} {fact}", fix
            )


def _judged(answer: Answer) -> tuple[Severity, str]:
    match answer.trouble:
        case "tls":
            return "error", "has no certificate that holds"
        case "too-many-redirects":
            return "error", "leads on and on, more than five times"
        case "private":
            return "warning", "leads into a private network: readers can't go there"
        case "not-web":
            return "error", "leads on to something that is no web address"
        case "unreachable":
            return "warning", "didn't answer"
        case _:
            return _judged_by_status(answer)


def _judged_by_status(answer: Answer) -> tuple[Severity, str]:
    status = answer.status or 0
    if status in _SHY:
        return "warning", f"answers {status} to a program; a reader may see it"
    if status >= 400:
        return "error", f"answers {status}"
    if answer.redirects > 1:
        return "warning", f"leads there over {answer.redirects} redirects"
    return "info", ""


def picture_unreachable(looked: Looked) -> Iterator[Finding]:
    visited = looked.facts.visited
    for answer in visited.pictures if visited else ():
        name = picture_name(looked, answer.url)
        severity, fact = _judged(answer)
        if fact and answer.redirects <= 1:
            yield found("link-unreachable", severity, "pictures", f"{name} {fact}", _MEND)
        elif answer.status == 200 and not answer.kind.startswith("image/"):
            fact = f"{name} is {answer.kind or 'of no kind'}, not a picture"
            yield found("link-unreachable", "error", "pictures", fact, _MEND)


_MEND = "Put the picture where everybody can load it."


def _files(looked: Looked) -> Sequence[Answer]:
    """What is known of the pictures: of our own always, of others where the network was asked."""
    visited = looked.facts.visited
    return (*looked.facts.own_pictures, *(visited.pictures if visited else ()))


def image_too_heavy(looked: Looked) -> Iterator[Finding]:
    answers = [each for each in _files(looked) if each.status == 200]
    fix = "Save it smaller: 200 KB are plenty."
    for answer in answers:
        if answer.size > _HEAVY:
            severity: Severity = "error" if answer.size > _TOO_HEAVY else "warning"
            fact = f"{picture_name(looked, answer.url)} has {answer.size / 1000:,.0f} KB"
            yield found("image-too-heavy", severity, "pictures", fact, fix)
    whole = sum(answer.size for answer in answers)
    if whole > _ALL_TOO_HEAVY:
        fact = f"all pictures together have {whole / 1e6:.1f} MB"
        yield found("image-too-heavy", "warning", "pictures", fact, fix)


def image_out_of_shape(looked: Looked) -> Iterator[Finding]:
    """The file against the attributes: its shape, and enough pixels for sharp screens."""
    files = {answer.url: answer for answer in _files(looked)}
    for image in looked.first.all("img"):
        answer = files.get(image.get("src", "").strip())
        width, height = image.get("width", ""), image.get("height", "")
        if answer is None or not answer.width or not (width.isdigit() and height.isdigit()):
            continue
        shown = int(width) / max(int(height), 1)
        own = answer.width / answer.height
        name = picture_name(looked, answer.url)
        if abs(shown / own - 1) > _RATIO:
            yield found(
                "image-size-attributes",
                "warning",
                "html",
                f"{name} is {answer.width} x {answer.height}, shown as {width} x {height}: bent",
                "Write width and height in the file's own shape.",
            )
        elif answer.width < 2 * int(width):
            yield found(
                "image-too-heavy",
                "info",
                "html",
                f"{name} is {answer.width} px wide for {width}: not sharp on good screens",
                "Save it twice as wide as it is shown.",
            )


def sender_unreceiving(looked: Looked) -> Iterator[Finding]:
    facts = looked.facts
    if facts.visited is not None and facts.visited.sender_receives is False:
        domain = facts.message.sender.address.rpartition("@")[2]
        yield found(
            "sender-not-aligned",
            "error" if facts.is_live else "warning",
            "sender",
            f"{domain} takes no mail: receivers distrust it, and answers get lost",
            "Give the domain an MX record, or send from one that has.",
        )


def not_checked(looked: Looked) -> Iterator[Finding]:
    """What these rules can't see is said, so that nobody takes silence for a yes."""
    if looked.facts.visited is None:
        yield found(
            "not-checked",
            "info",
            "links",
            "whether links answer and the sender's domain is set up needs the network",
            "Check with --links; ask `mailer doctor`.",
        )


RULES: tuple[Rule, ...] = (
    link_unreachable,
    picture_unreachable,
    image_too_heavy,
    image_out_of_shape,
    sender_unreceiving,
    not_checked,
)
