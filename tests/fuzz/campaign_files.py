"""A text that somebody calls a campaign file: it becomes a message, or one line says what to mend.

An input is the file's text in UTF-8.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import idna
import tomlkit
from lxml import html as lxml_html

from mailer.drafting import parse_campaign
from mailer.errors import InputError, TemplateError
from mailer.model.campaign import Campaign
from mailer.model.edition import conditions, editions
from mailer.model.message import Message, Part
from mailer.rendering import House, Template, compile, join
from tests.fuzz.mutating import damaged, hostile
from tests.fuzz.telling import is_one_line
from tests.unit.rendering.samples import house, template

NAME = "campaign files"
SHARE = 0.14
SECONDS = 10.0
_ROOT = Path(__file__).parents[2]
_FILE = "campaigns/river.toml"
_MOST_EDITIONS = 3
"""That are compiled of one file: more are more of the same."""
_WHOLE = 20
"""One file in so many, and more of those with blocks, is compiled with a template that ships; the others
with a short one, for time."""
_TEMPLATES = ("appeal", "update", "thanks", "letter")
_FIELDS = frozenset({"town", "bridges"})
_RICH = """
[[figures]]
number = "26"
what = "bridges"

[[figures]]
number = "310"
what = "volunteers"

[progress]
heading = "So far"
raised = 1200.50
goal = 5000
as_of = "24 November 2026"

[[blocks]]
place = "after-bridge"
heading = "For who lives there"
to = { field = "town", is = ["Berlin", "Bonn"] }
text = "You live by the river, {{ town }}."
otherwise = "Rivers are far away."

[[blocks]]
place = "after-lede"
text = "You watch:"
otherwise = "You watch nothing yet."
to = { segment = "monthly" }
rows = { field = "bridges", separator = "|", text = "Bridge {{ item }}", most = 5 }

[variants.b]
subject = "Who calls when the river rises?"
share = 20

[translations.es]
subject = "La votación es el 10 de diciembre"
"""
"""What not every campaign has."""
_SHORT = Template(
    name="short",
    html="<!DOCTYPE html>\n<html lang=\"{{ lang }}\"><head><title>{{ c.subject.attribute }}</title></head><body>"
    "<p title=\"{{ c.headline.attribute }}\">{{ c.salutation }}</p>"
    "{% for each in [c.kicker, c.title, c.date, c.postscript, c.why_now_heading, c.points_heading, c.speaker, "
    "c.speaker_role, c.ask_heading, c.ask_sentence, c.button, c.early_link, c.signature_name, "
    "c.signature_role, c.link_label] + c.lede + c.thanks + c.bridge + c.why_now + c.what_changed + "
    "c.what_next + c.quote + c.points %}<p>{{ each }}</p>{% endfor %}"
    "{% for each in tiers %}<p><a href=\"{{ give(each.place, each.label, each.number) }}\">{{ each.label }}</a>"
    "{{ each.purpose }}</p>{% endfor %}"
    "{% if has_link %}<p><a href=\"{{ story('story', c.link_label) }}\">{{ c.link_label }}</a></p>{% endif %}"
    "<p><a href=\"{{ door('unsubscribe', w.unsubscribe) }}\">{{ w.unsubscribe }}</a></p></body></html>",
    text="{{ c.salutation }}\n{{ url('unsubscribe') }}\n",
)  # fmt: skip


def made(chance: Random) -> bytes:
    if chance.random() < 0.4:
        text = _invented(chance)
    else:
        text = damaged(chance, chance.choice(_corpus()), _corpus())
    return text.encode("utf-8", "replace")


def tried(given: bytes) -> None:
    text = given.decode()
    try:
        campaign = parse_campaign(text, slug="river", file=_FILE)
    except InputError as problem:
        is_one_line(problem)
        return
    whom = conditions(campaign)
    for edition in editions(campaign)[:_MOST_EDITIONS]:
        name = edition.campaign.template
        often = _WHOLE // 4 if edition.campaign.blocks else _WHOLE
        is_whole = name in _TEMPLATES and len(given) % often == 0
        chosen = template(name) if is_whole else _SHORT
        try:
            message = compile(
                edition.campaign, chosen, _house(), variant=edition.variant, conditions=whom
            )
        except TemplateError as problem:
            is_one_line(problem)
        else:
            _has_no_other_markup(message, edition.campaign, _usual_markup(chosen.name))


Markup = set[tuple[str, tuple[str, ...]]]
"""Elements with the names of their attributes."""


def _has_no_other_markup(message: Message, campaign: Campaign, usual: Markup) -> None:
    """Elements, attributes and hosts are the template's own, whatever the texts say."""
    html = _in_full(message)
    other = _markup(html) - usual
    assert not other, other
    known = {
        _host(each)
        for each in (
            _house().public_url,
            _house().donation_url,
            campaign.ask.url,
            campaign.link.url,
        )
        if each
    }
    for link in lxml_html.document_fromstring(html).iter("a"):
        assert urlsplit(link.get("href")).scheme in ("https", "http"), link.get("href")
        assert _host(link.get("href")) in known, link.get("href")
    for each in (join(message.subject, [""] * len(message.slots)), message.preheader):
        assert len(each.splitlines()) <= 1, each


def _in_full(message: Message) -> str:
    """With both ways of every block and one of all rows, and nothing of a person."""

    def value(index: int) -> str:
        slot = message.slots[index]
        return "".join(part(each) for each in (slot.then, slot.otherwise) if each)

    def part(one: Part) -> str:
        values = {ref: value(ref) for ref in one.refs}
        return join(one, [values.get(index, "") for index in range(len(message.slots))])

    return part(message.html)


def _markup(html: str) -> Markup:
    """Comments count by what they begin with."""
    return {
        (each.tag, tuple(sorted(each.keys())))
        if isinstance(each.tag, str)
        else ("comment", ((each.text or "")[:9],))
        for each in lxml_html.document_fromstring(html).iter()
    }


@cache
def _usual_markup(name: str) -> Markup:
    """Of the campaigns that are right, in both directions, with everything that a campaign may have."""
    chosen = _SHORT if name == _SHORT.name else template(name)
    found: Markup = set()
    for text in _corpus()[:: len(_corpus()) // 7]:
        given = parse_campaign(text, slug="river", file=_FILE)
        blocks = tuple(
            block.model_copy(update={"place": place})
            for place, block in zip(_places(name), given.blocks, strict=False)
        )
        for direction in ("ltr", "rtl"):
            usual = given.model_copy(update={"direction": direction, "blocks": blocks})
            message = compile(usual, chosen, _house(), conditions=conditions(usual))
            found |= _markup(_in_full(message))
    return found


def _places(name: str) -> list[str]:
    return [] if name == _SHORT.name else re.findall(r'shown_blocks\("(.+?)"', template(name).html)


@cache
def _house() -> House:
    return house(known_fields=_FIELDS)


def _host(url: str) -> str:
    """As every browser asks for it."""
    name = urlsplit(url.strip()).hostname or ""
    return name if name.isascii() else idna.encode(name, uts46=True).decode()


@cache
def _corpus() -> list[str]:
    folders = (_ROOT / "tests" / "golden" / "messages", _ROOT / "campaigns")
    plain = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted(folder.glob("*.toml"))
    ]
    return plain + [each + _RICH for each in plain if "[[blocks]]" not in each]


@cache
def _keys() -> list[str]:
    """Every key that stands anywhere in a campaign file, with those that a person may make up."""
    found = set(Campaign.model_fields) | {
        "a",
        "b",
        "es",
        "first_name",
        "is",
        "fallback",
        "share",
        "to",
    }
    for text in _corpus():
        for key, value in tomllib.loads(text).items():
            found |= {key, *(value if isinstance(value, dict) else ())}
    schema = Campaign.model_json_schema(by_alias=True)["$defs"]
    for part in schema.values():
        found |= set(part.get("properties", ()))
    return sorted(found)


def _invented(chance: Random) -> str:
    """Well-formed TOML of known keys with values of any type, on top of a campaign that is right."""
    document = tomllib.loads(chance.choice(_corpus()))
    for _ in range(chance.randrange(1, 6)):
        target = document
        while chance.random() < 0.5:
            tables = [each for each in target.values() if isinstance(each, dict)]
            if not tables:
                break
            target = chance.choice(tables)
        key = hostile(chance) if chance.random() < 0.05 else chance.choice(_keys())
        target[_valid(key)] = _value(chance, 0)
    return tomlkit.dumps(document)


def _value(chance: Random, depth: int) -> object:
    kind = chance.randrange(10 if depth < 3 else 6)
    if kind < 3:
        return _valid(hostile(chance))
    if kind == 3:
        return chance.choice(
            (0, 1, -1, 7, 50, 99, 100, 10**12, 2**63 - 1, 0.5, 1e300, float("nan"), float("inf"))
        )
    if kind == 4:
        return chance.random() < 0.5
    if kind == 5:
        return chance.choice(
            (
                "https://www.example.org/a?b=1",
                "EUR",
                "es",
                "everyone",
                "{{ first_name }}",
                "after-bridge",
            )
        )
    if kind < 8:
        return [_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {
        _valid(chance.choice(_keys())): _value(chance, depth + 1)
        for _ in range(chance.randrange(4))
    }


def _valid(text: str) -> str:
    """Without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()
