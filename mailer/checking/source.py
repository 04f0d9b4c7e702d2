"""The campaign against the release that it was made from: what reading warned about, while its words still
stand there; and a person's words, which nobody may change.

A release that is not there any more, or can't be read, is no finding: nothing can be compared.
"""

import difflib
import re
from collections.abc import Iterator
from datetime import UTC

from mailer.checking.facts import Looked, Rule, found, shortened, squeezed
from mailer.model.campaign import Campaign
from mailer.model.finding import Finding, Severity
from mailer.model.release import PressRelease
from mailer.reading.lines import is_wide, straight

_SEVERITY: dict[str, Severity] = {
    "past-event": "warning",
    "teaser": "error",
    "lost-link-text": "warning",
    "unclosed-quote": "warning",
}
"""A teaser is the beginning of a release: no message of it without a second look."""
_CUT = re.compile(r"\s*(?:\[\s?(?:…|\.{3})\s?\]|…|\.{3})\s*")
"""Words left out of a quotation, and shown to be."""
_MARKS = str.maketrans("“”„«»「」『』", '"' * 9)


def release_warned(looked: Looked) -> Iterator[Finding]:
    """Warnings of the reading whose very words the campaign still has."""
    release, campaign = looked.facts.release, looked.facts.campaign
    if release is None:
        return
    text = _plain(" \n ".join(_texts(campaign)))
    for warning in release.warnings:
        severity = _SEVERITY.get(warning.code)
        if severity is None or not warning.words or _plain(warning.words) not in text:
            continue
        line = f", line {warning.line} of {campaign.release}" if warning.line else ""
        yield found(
            warning.code,
            severity,
            f"campaigns/{campaign.slug}.toml",
            f"{shortened(warning.words, 60)!r} came from the release{line}. {warning.message.removesuffix('.')}",
            "Mend these words here, or leave them out.",
        )


def embargo_unsettled(looked: Looked) -> Iterator[Finding]:
    """An embargo that can be read in several ways is settled by a person; deleting the line lifts nothing."""
    release, campaign = looked.facts.release, looked.facts.campaign
    if release is None or release.embargo is None or looked.facts.is_embargo_lifted:
        return
    instant, until = release.embargo.instant, campaign.embargo_until
    where = f"campaigns/{campaign.slug}.toml"
    if instant is not None and instant.date() < looked.facts.today:
        return
    if instant is not None and until is not None and until < instant:
        yield found(
            "embargo-ambiguous",
            "error",
            where,
            f"embargo_until is {until:%Y-%m-%d %H:%M %Z}, before {instant:%Y-%m-%d %H:%M} UTC, "
            f"which {shortened(release.embargo.raw, 80)!r} can mean",
            "Ask the issuer. Hold to the later hour; with the issuer's word two people lift it: "
            f"`mailer embargo {campaign.slug} --lift`.",
        )
    elif until is None:
        yield found(
            "embargo-ambiguous",
            "error",
            where,
            f"the release is under embargo ({shortened(release.embargo.raw, 80)!r}) and embargo_until "
            "is missing",
            "Write the instant with its offset. If the issuer lifted it, two people say so: "
            f"`mailer embargo {campaign.slug} --lift`.",
        )
    elif release.embargo.ambiguous and until == instant:
        yield found(
            "embargo-ambiguous",
            "warning",
            where,
            f"{shortened(release.embargo.raw, 80)!r} can be read in several ways; held to the latest",
            "Ask the issuer for hour and zone.",
        )


def under_embargo(looked: Looked) -> Iterator[Finding]:
    """No fault, but the reason why it can't go out as soon as it is sound."""
    until, slug = looked.facts.held_until, looked.facts.campaign.slug
    if until is not None:
        yield found(
            "under-embargo",
            "info",
            f"campaigns/{slug}.toml",
            f"held until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC: nothing of it may be public before",
            f"Send it then: `mailer schedule {slug} --at {until.astimezone(UTC):%Y-%m-%dT%H:%M} "
            "--timezone UTC`.",
        )


def quote_changed(looked: Looked) -> Iterator[Finding]:
    """Every part of the quotation stands in the release, word for word, and its speaker is named there."""
    release, campaign = looked.facts.release, looked.facts.campaign
    if release is None or not campaign.quote.parts:
        return
    where = f"campaigns/{campaign.slug}.toml, [quote]"
    if campaign.language != release.language:
        yield found(
            "quote-changed",
            "warning",
            where,
            f"the release is in {release.language!r}: nobody compared the translated quotation",
            "Let somebody who reads both languages look, and waive nothing in a hurry.",
        )
        return
    texts = _spoken(release)
    whole = _plain(" ".join(texts))
    for part in campaign.quote.parts:
        pieces = [piece for piece in _CUT.split(part) if piece.strip()]
        lost = [piece for piece in pieces if not _stands(piece, whole)]
        if lost:
            yield found("quote-changed", "error", where, _difference(lost[0], texts), _FIX)
    speaker = campaign.quote.speaker
    if speaker and _plain(speaker) not in whole and not _is_speaker(speaker, release):
        fact = f"the speaker {speaker!r} is not named in {campaign.release}"
        yield found("quote-changed", "error", where, fact, _FIX)
    yield from _attribution(campaign, release, whole, where)


def _attribution(
    campaign: Campaign, release: PressRelease, whole: str, where: str
) -> Iterator[Finding]:
    """What stands below the quotation of who its speaker is, as the release has it."""
    known = {
        _plain(each or "") for quote in release.quotes for each in (quote.role, quote.organisation)
    }
    for key in ("role", "organisation"):
        value = getattr(campaign.quote, key)
        if value and _plain(value) not in known and _plain(value) not in whole:
            fact = f"the {key} {shortened(value, 60)!r} stands nowhere in {campaign.release}"
            yield found(
                "quote-changed", "warning", where, fact, "Call the speaker what they are there."
            )


_FIX = "Put back what was said. With the speaker's own consent, waive this and say so."


def _difference(piece: str, texts: list[str]) -> str:
    """What was said beside what stands here, from the first word that differs to the last."""
    ours = piece.split()
    nearest, share = "", 0.0
    for sentence in (each for text in texts for each in _sentences(text)):
        matched = difflib.SequenceMatcher(None, ours, sentence.split(), autojunk=False).ratio()
        if matched > share:
            nearest, share = sentence, matched
    if share < 0.5:
        return f"{shortened(piece, 80)!r} stands nowhere in the release"
    theirs = nearest.split()
    start = 0
    while start < min(len(ours), len(theirs)) and _same(ours[start], theirs[start]):
        start += 1
    end = 0
    while end < min(len(ours), len(theirs)) - start and _same(ours[-1 - end], theirs[-1 - end]):
        end += 1
    said = " ".join(theirs[max(0, start - 1) : len(theirs) - end + 1])
    here = " ".join(ours[max(0, start - 1) : len(ours) - end + 1])
    return f"the release says {shortened(said, 100)!r}; here stands {shortened(here, 100)!r}"


def _stands(piece: str, whole: str) -> bool:
    """Whether whole words of it, its last mark apart, stand there in a row."""
    words = _plain(piece).rstrip('.,;，。、 "')
    edge = "" if is_wide(words) else r"(?!\w)"
    return re.search(re.escape(words) + edge, whole) is not None


def _same(one: str, other: str) -> bool:
    return _plain(one).strip('.,;"') == _plain(other).strip('.,;"')


def _sentences(text: str) -> list[str]:
    sentences = [each for each in re.split(r"(?<=[.!?。！？])\s*", text) if each.strip()]
    return [*sentences, text] if len(sentences) > 1 else sentences


def _spoken(release: PressRelease) -> list[str]:
    """Quotations first, so that a difference is shown against what was said. Furniture too: a person may
    have put it back."""
    said = [part for quote in release.quotes for part in quote.parts]
    body = [text for block in release.body for text in (block.text, *block.items) if text]
    return [*said, *body, *(removed.text for removed in release.furniture)]


def _is_speaker(name: str, release: PressRelease) -> bool:
    return any(quote.speaker and _plain(quote.speaker) == _plain(name) for quote in release.quotes)


def _texts(campaign: Campaign) -> Iterator[str]:
    """Every text that came, or may have come, from the release."""
    yield from (campaign.subject, campaign.preheader, campaign.kicker, campaign.headline)
    yield from (campaign.lede, campaign.bridge, campaign.postscript)
    yield from campaign.why_now
    yield from campaign.quote.parts
    yield from campaign.points.items


def _plain(text: str) -> str:
    """Blanks squeezed, marks and apostrophes of one kind: a changed mark changes no word."""
    return squeezed(straight(text).translate(_MARKS))


RULES: tuple[Rule, ...] = (release_warned, embargo_unsettled, under_embargo, quote_changed)
