"""Whose words may be the pull quote: those of the house that says it, of whoever else stands beside it, and of
nobody that it is said against.

quotes ── named, with a role, long enough ── not against us ──> the house's, the issuer's, anybody's ──> one
"""

import re
from collections.abc import Iterator, Sequence

from mailer.drafting.vocabulary import Vocabulary, vocabulary
from mailer.model.campaign import CampaignQuote
from mailer.model.release import PressRelease, Quote

_QUOTE_WORDS = 8
_LONG_QUOTE = 70
"""Words above which only the first parts of a quotation are taken."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-z\d_])|(?<=[。！？؟])|\n")
_LETTERS = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[.,;:!?。，；：！？،؛؟“”«»\"()《》「」『』]")
_NEAR = 4
"""Words between a house and what it does."""
_SHORT = 4
"""Letters: shorter words in front of a house say nothing about which one it is."""


def pull_quote(release: PressRelease, house: str) -> tuple[CampaignQuote, tuple[str, ...]]:
    """The quote, and what a person should know of the choice. house: the organisation that the message is
    from."""
    words = vocabulary(release.language)
    able = [
        quote
        for quote in release.quotes
        if quote.speaker and quote.role and _count(quote.parts) >= _QUOTE_WORDS
    ]
    passed = {
        quote: why
        for quote in able
        if not _is_of(quote, house) and (why := _against_us(quote, release, words))
    }
    left = [quote for quote in able if quote not in passed]

    def rank(quote: Quote) -> tuple[bool, bool, bool]:
        is_house = _is_of(quote, house)
        return (
            not is_house,
            not (is_house or _said_it(quote, release, words)),
            _count(quote.parts) > _LONG_QUOTE,
        )

    best = min(left, key=rank, default=None)
    return _shown(best), tuple(_told(best, release.quotes, passed))


def _told(best: Quote | None, quotes: Sequence[Quote], passed: dict[Quote, str]) -> Iterator[str]:
    named = {quote.speaker: quote for quote in reversed(quotes) if quote.speaker}
    spoken = {best.speaker if best else None, *(quote.speaker for quote in passed)}
    others = [each for name, each in reversed(named.items()) if name not in spoken]
    if best is not None and (others or passed):
        also = "; ".join(_named(each) for each in others)
        yield f"The pull quote is by {_named(best)}.{f' Also quoted: {also}.' if also else ''}"
    for quote, why in passed.items():
        yield f"Not taken for the pull quote: {_named(quote)}: {why}."
    if best is None and passed:
        yield "There is no pull quote: choose one yourself, or leave it out."


def _named(quote: Quote) -> str:
    return ", ".join(each for each in (quote.speaker, quote.role, quote.organisation) if each)


def _is_of(quote: Quote, house: str) -> bool:
    """Whether the speaker is of that house, as far as it is named beside them."""
    name, own = house.casefold(), (quote.organisation or "").casefold()
    if not name:
        return False
    return (
        own == name
        or re.search(rf"\b{re.escape(name)}\b", f"{own} {(quote.role or '').casefold()}")
        is not None
    )


def _said_it(quote: Quote, release: PressRelease, words: Vocabulary) -> bool:
    """Whether the lede says that the speaker's house told the news: `River Watch said today`."""
    lede, name = release.lede or "", quote.organisation
    if not name:
        return False
    for found in re.finditer(re.escape(name), lede, re.IGNORECASE):
        for said in words.said.finditer(lede):
            (_, end), (start, _) = sorted((found.span(), said.span()))
            between = lede[end:start]
            far = len(_LETTERS.findall(between)) if words.is_spaced else len(between)
            if end <= start and far <= _NEAR and not _CLAUSE.search(between):
                return True
    return False


def _against_us(quote: Quote, release: PressRelease, words: Vocabulary) -> str:
    """Why these are an adversary's words; empty where nothing says so."""
    if asked := _asked(quote, release, words):
        return f"the release asks something of them ({asked!r})"
    if not _said_it(quote, release, words):
        for sentence in _naming(quote, release):
            if found := words.against.search(sentence):
                return f"{found.group()!r} stands beside the name"
    return ""


def _naming(quote: Quote, release: PressRelease) -> Iterator[str]:
    """The sentences that name the speaker where they are quoted, without what is quoted."""
    names = set(_LETTERS.findall(quote.speaker or ""))
    for block in release.body:
        if not any(part in block.text for part in quote.parts):
            continue
        text = block.text
        for part in {part for each in release.quotes for part in each.parts}:
            text = text.replace(part, "…")
        for sentence in _SENTENCE.split(text):
            if names & set(_LETTERS.findall(sentence)):
                yield sentence


def _asked(quote: Quote, release: PressRelease, words: Vocabulary) -> str:
    """Where the release says that the speaker's house should do something, those words; else empty."""
    gap = " " if words.is_spaced else ""
    for text in _texts(release):
        for should in words.should.finditer(text):
            party = _last(_CLAUSE.split(text[: should.start()])[-1], words)
            if _means(party, quote, words):
                return f"{party}{gap}{should.group()}".strip()
        for asks in words.asks.finditer(text):
            party = _first(_CLAUSE.split(text[asks.end() :])[0], words)
            if _means(party, quote, words):
                return f"{asks.group()}{gap}{party}".strip()
    return ""


def _texts(release: PressRelease) -> Iterator[str]:
    yield from filter(None, (release.headline, release.subhead))
    for block in release.body:
        yield from (block.text, *block.items)


def _last(text: str, words: Vocabulary) -> str:
    return " ".join(text.split()[-_NEAR:]) if words.is_spaced else text[-2 * _NEAR :]


def _first(text: str, words: Vocabulary) -> str:
    return " ".join(text.split()[:_NEAR]) if words.is_spaced else text[: 2 * _NEAR]


def _means(party: str, quote: Quote, words: Vocabulary) -> bool:
    """Whether whoever is named in a few words is the house that the speaker is from: by its name, or by
    what it is, where nothing says that it is another one."""
    own = f"{quote.role or ''} {quote.organisation or ''}".casefold()
    if quote.organisation and quote.organisation.casefold() in party.casefold():
        return True
    for body in words.bodies.finditer(party):
        if not _holds(own, body.group().casefold(), words):
            continue
        which = _which(party, body)
        if not quote.organisation or which <= set(_LETTERS.findall(own)):
            return True
    return False


def _holds(own: str, body: str, words: Vocabulary) -> bool:
    return (
        re.search(rf"\b{re.escape(body)}\b" if words.is_spaced else re.escape(body), own)
        is not None
    )


def _which(party: str, body: re.Match[str]) -> set[str]:
    """The words right before a body that say which one it is."""
    before: set[str] = set()
    for word in reversed(_LETTERS.findall(party[: body.start()].casefold())):
        if len(word) < _SHORT:
            break
        before.add(word)
    return before


def _shown(quote: Quote | None) -> CampaignQuote:
    if quote is None:
        return CampaignQuote()
    return CampaignQuote(
        parts=_parts(quote.parts),
        speaker=quote.speaker or "",
        role=quote.role or "",
        organisation=quote.organisation or "",
    )


def _parts(parts: Sequence[str]) -> tuple[str, ...]:
    """Whole parts only, word for word; of a long quotation the first ones. A comma at the end led to the
    release's own `she said`, which doesn't come along, so it goes too."""
    kept: list[str] = []
    for part in parts:
        if kept and _count([*kept, part]) > _LONG_QUOTE:
            break
        kept.append(part)
    return tuple(re.sub(r"[,，،]$", "", part) for part in kept)


def _count(parts: Sequence[str]) -> int:
    """Words; a Chinese sign counts as half a one."""
    text = " ".join(parts)
    wide = sum("\u2e80" <= sign <= "\u9fff" for sign in text)
    return len(text.split()) + wide // 2
