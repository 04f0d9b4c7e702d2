"""The editions of a campaign: the same thing said in each of its languages, in each of its variants.

campaign file -> editions, numbered; contact -> the number of the edition that is theirs
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from mailer.model.campaign import Campaign, Shown

FIRST_VARIANT = "a"
"""The campaign as it stands, where it has variants."""
WHOLE = 10_000
"""Shares are counted in ten-thousandths."""
PRIME = 2_147_483_647
"""2^31 - 1: a contact's id times a multiplier below it still fits into 64 bits."""
NEVER_CHANGED = frozenset(
    {
        "slug",
        "language",
        "direction",
        "segment",
        "exclude",
        "release",
        "author",
        "embargo_until",
        "variants",
        "translations",
    }
)
"""Keys that are the campaign's and not an edition's."""
_RTL = frozenset({"ar", "fa", "he", "ur", "ps", "yi"})


@dataclass(frozen=True, slots=True)
class Edition:
    """number: in the order of `editions`. campaign: with this edition's texts, without the others'.
    variant: empty where the campaign has none."""

    number: int
    campaign: Campaign
    variant: str

    @property
    def name(self) -> str:
        """For people: `es, variant b`."""
        variant = f"variant {self.variant}" if self.variant else ""
        return ", ".join(each for each in (self.campaign.language, variant) if each)


@dataclass(frozen=True, slots=True)
class Split:
    """Who gets which edition: first by language, then by a hash of the contact's id.

    languages: in the order of the editions; who reads none of them gets the first. shares: of the
    variants, in ten-thousandths that sum to WHOLE. multiplier, shift: drawn from the campaign's slug, so
    that every campaign divides people anew and the same campaign always alike.
    """

    languages: tuple[str, ...]
    shares: tuple[int, ...]
    multiplier: int
    shift: int

    def edition_of(self, contact_id: int, language: str | None) -> int:
        """language: BCP 47; only the primary subtag counts."""
        spoken = (language or "").lower().replace("_", "-").partition("-")[0]
        which = self.languages.index(spoken) if spoken in self.languages else 0
        return which * len(self.shares) + self._variant_of(contact_id)

    def _variant_of(self, contact_id: int) -> int:
        drawn = (contact_id * self.multiplier + self.shift) % PRIME % WHOLE
        reached = 0
        for number, share in enumerate(self.shares):
            reached += share
            if drawn < reached:
                return number
        return len(self.shares) - 1


def editions(campaign: Campaign) -> tuple[Edition, ...]:
    """Every edition: the campaign's own language first, in each language the campaign's own variant first.

    Raises pydantic's ValidationError where a change does not fit; reading the file has looked for that.
    """
    found: list[Edition] = []
    for language in (campaign.language, *campaign.translations):
        for variant in ("", *campaign.variants):
            name = variant or (FIRST_VARIANT if campaign.variants else "")
            made = _edition(campaign, language, variant)
            found.append(Edition(len(found), made, name))
    return tuple(found)


def split_of(campaign: Campaign) -> Split:
    multiplier, shift = drawn_for(campaign.slug, "split")
    return Split(
        languages=(campaign.language, *campaign.translations),
        shares=_shares(campaign),
        multiplier=multiplier,
        shift=shift,
    )


def drawn_for(slug: str, purpose: str) -> tuple[int, int]:
    """(multiplier, shift) of `contact id * multiplier + shift`, modulo PRIME: an order of people that is
    another for each campaign and purpose, and always the same for both."""
    drawn = sha256(f"{slug}\0{purpose}".encode()).digest()
    multiplier = 1 + int.from_bytes(drawn[:8], "big") % (PRIME - 1)
    return multiplier, int.from_bytes(drawn[8:16], "big") % PRIME


def conditions(campaign: Campaign) -> tuple[Shown, ...]:
    """Whom the blocks of all editions are for, each once: condition N is bit N of `Recipient.shows`."""
    everybody = Shown()
    asked = (block.to for edition in editions(campaign) for block in edition.campaign.blocks)
    return tuple(dict.fromkeys(each for each in asked if each != everybody))


def _edition(campaign: Campaign, language: str, variant: str) -> Campaign:
    own = campaign.model_dump(by_alias=True, exclude={"variants", "translations"})
    is_own = language == campaign.language
    changed = campaign.variants.get(variant)
    for changes in (
        {} if is_own else campaign.translations[language],
        changed.changes if changed else {},
        changed.translations.get(language, {}) if changed else {},
    ):
        own = merged(own, changes)
    if not is_own:
        own |= {"language": language, "direction": "rtl" if language in _RTL else "ltr"}
    return Campaign.model_validate(own)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables key by key; of any other two values the one above."""
    return {
        key: merged(below[key], above[key])
        if isinstance(below.get(key), Mapping) and isinstance(above.get(key), Mapping)
        else above.get(key, below.get(key))
        for key in {**below, **above}
    }


def _shares(campaign: Campaign) -> tuple[int, ...]:
    """The campaign's own variant first. What the named shares leave is divided among the others."""
    named: Sequence[int | None] = [None, *(each.share for each in campaign.variants.values())]
    left = WHOLE - 100 * sum(share for share in named if share is not None)
    open_ones = sum(share is None for share in named)
    shares = [left // open_ones if share is None else 100 * share for share in named]
    shares[0] += WHOLE - sum(shares)
    return tuple(shares)
