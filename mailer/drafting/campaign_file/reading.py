"""The text of a campaign file -> Campaign, once every edition of it fits.

TOML ── pydantic ──> campaign ── each variant and translation alone ──> shares, blocks ── editions ──> done
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from babel import Locale
from pydantic import ValidationError

from mailer.drafting.campaign_file.explaining import Fault, explained, faults_of, syntax
from mailer.drafting.campaign_file.standing import Path, line_of
from mailer.errors import InputError
from mailer.model.campaign import Block, Campaign, Changes, Shown
from mailer.model.edition import FIRST_VARIANT, NEVER_CHANGED, conditions, editions

MOST_CONDITIONS = 60
"""Each is a bit of one number per recipient."""
_VARIANT = re.compile(r"[a-z0-9-]{1,20}")


def parse_campaign(text: str, *, slug: str, file: str) -> Campaign:
    """The campaign that the file holds. slug: the file's stem. Raises InputError in one line: file, line,
    key, what is wrong and what may stand there. Whatever `model.edition` makes of it, fits."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise InputError(syntax(file, problem)) from None
    if data.get("embargo_until") == "":
        raise InputError(
            f"{file}{line_of(text, ('embargo_until',))}: embargo_until is empty: the release is under "
            "embargo and its time could not be read. Write it as 2026-12-01T09:00:00Z. If there is none after "
            f"all, delete the line and let two people say so: `mailer embargo {slug} --lift`."
        )
    if data.get("slug", slug) != slug:
        raise InputError(
            f"{file}{line_of(text, ('slug',))}: slug is not the file's name. Delete the line; "
            "the file's name is the campaign's name."
        )
    try:
        campaign = Campaign.model_validate({**data, "slug": slug})
    except ValidationError as problem:
        raise InputError(explained(text, file, faults_of(problem))) from None
    faults = [*_editions_faults(campaign)] or [*_condition_faults(campaign)]
    if faults:
        raise InputError(explained(text, file, faults))
    return campaign


# -- what the editions say


def _editions_faults(campaign: Campaign) -> Iterator[Fault]:
    yield from _blocks(campaign.blocks, ())
    for language, changes in campaign.translations.items():
        path: Path = ("translations", language)
        yield from _language(language, path, campaign.language)
        yield from _layer(changes, path)
    for name, variant in campaign.variants.items():
        path = ("variants", name)
        yield from _name(name, path)
        yield from _layer(variant.changes, path)
        for language, changes in variant.translations.items():
            inside: Path = (*path, "translations", language)
            if language not in campaign.translations:
                what = f"the campaign itself has no [translations.{language}]. Add that first."
                yield Fault(inside, what)
            yield from _layer(changes, inside)
    yield from _shares(campaign)


def _name(name: str, path: Path) -> Iterator[Fault]:
    if name == FIRST_VARIANT:
        what = "the campaign as it stands is the variant 'a'. Call this one 'b'."
        yield Fault(path, what)
    elif not _VARIANT.fullmatch(name):
        what = "a variant's name is small letters, digits and hyphens, 20 at most, such as b."
        yield Fault(path, what)


def _language(language: str, path: Path, own: str) -> Iterator[Fault]:
    if language == own:
        what = (
            f"the campaign itself is in {own!r}. Change its texts above, and leave this table out."
        )
        yield Fault(path, what)
    elif language not in _languages():
        near = _called().get(language.casefold()) or re.split("[-_]", language.lower())[0]
        hint = f"Did you mean {near!r}?" if near in _languages() and near != own else ""
        what = (
            f"this is no language's code. {hint or 'Write two or three small letters, such as es.'}"
        )
        yield Fault(path, what)


def _layer(changes: Changes, path: Path) -> Iterator[Fault]:
    """Whether what an edition changes would stand as a campaign by itself: every key of one has a default."""
    for key in changes:
        if key in NEVER_CHANGED:
            yield Fault((*path, key), _why_never(key, path))
    rest = {key: value for key, value in changes.items() if key not in NEVER_CHANGED}
    try:
        alone = Campaign.model_validate({**rest, "slug": ""})
    except ValidationError as problem:
        yield from faults_of(problem, path)
    else:
        yield from _blocks(alone.blocks, path)


def _why_never(key: str, path: Path) -> str:
    if key == "language" and "translations" in path:
        return "the table's name is its language already. Delete this line."
    if key == "variants" and "translations" in path:
        return "write a variant's texts in another language as [variants.b.translations.es]."
    return "this is the same for everybody; no variant and no translation can change it. Delete it here."


def _shares(campaign: Campaign) -> Iterator[Fault]:
    named = {n: each.share for n, each in campaign.variants.items() if each.share is not None}
    total = sum(named.values())
    others = [FIRST_VARIANT, *(each for each in campaign.variants if each not in named)]
    if total + len(others) > 100 and named:
        last = list(named)[-1]
        what = (
            f"the shares come to {total}, which leaves {max(100 - total, 0)} of 100 for "
            f"{' and '.join(others)}. Make them {100 - len(others)} at most together."
        )
        yield Fault(("variants", last, "share"), what)


# -- blocks


def _blocks(blocks: tuple[Block, ...], path: Path) -> Iterator[Fault]:
    for number, block in enumerate(blocks):
        where: Path = (*path, "blocks", number)
        if "to" in block.model_fields_set:
            yield from _shown(block.to, (*where, "to"))
        if "rows" in block.model_fields_set and not block.rows.field:
            what = 'of which field are the values? Write field = "...", a column of the list.'
            yield Fault((*where, "rows"), what)


def _shown(to: Shown, path: Path) -> Iterator[Fault]:
    either = 'Write { segment = "..." }, or { field = "town", is = ["Berlin"] }'
    if to.segment and to.field:
        yield Fault(path, f"a segment and a field at once. {either}; two blocks for both.")
    elif not to.segment and not to.field:
        yield Fault(path, f"for whom? {either}, or delete it: then it is for everybody.")
    elif to.segment and to.values:
        yield Fault(
            (*path, "is"), "this belongs to a field; a segment has its own rule. Delete it."
        )


def _condition_faults(campaign: Campaign) -> Iterator[Fault]:
    """The last look, at each edition whole."""
    try:
        editions(campaign)
    except ValidationError as problem:
        yield from faults_of(problem)
        return
    count = len(conditions(campaign))
    if count > MOST_CONDITIONS:
        what = (
            f"{count} different conditions in `to`; {MOST_CONDITIONS} is the most. "
            "Use one segment for blocks that the same people get."
        )
        yield Fault(("blocks",), what)


# -- languages


@cache
def _languages() -> Mapping[str, str]:
    """code -> its name in English; codes of two or three letters."""
    known: Mapping[str, Any] = Locale("en").languages
    return {code: str(name) for code, name in known.items() if re.fullmatch("[a-z]{2,3}", code)}


@cache
def _called() -> Mapping[str, str]:
    """`spanish` and `español` -> es, of the languages that are common."""
    called = {name.casefold(): code for code, name in _languages().items()}
    for code in ("ar", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "tr", "zh"):
        called[str(Locale(code).languages[code]).casefold()] = code
    return called
