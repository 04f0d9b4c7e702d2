"""What a template sees: the campaign's texts as Words, the house, the fixed words, the design's tokens."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateNotFound
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from mailer.errors import TemplateError
from mailer.model.campaign import Campaign
from mailer.rendering.figures import figures, progress
from mailer.rendering.links import Links
from mailer.rendering.marks import Marks
from mailer.rendering.template import House, Template
from mailer.rendering.texts import Field, Texts, Words
from mailer.rendering.wrapping import columns, wrapped

_CJK = frozenset({"zh", "ja", "ko"})
_SMALLEST_LADDER = 3
"""Amounts of the default ladder, where the campaign's own may be more or fewer."""
_SHEET = "/* sheet:"
_COMMAS = frozenset(",，،、")
_ENDS = frozenset(":?!.…：？！。؟")


def view(
    campaign: Campaign,
    house: House,
    words: Mapping[str, str],
    texts: Texts,
    links: Links,
    marks: Marks,
    picture: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Names for both parts of the message: texts by their key in the campaign file under `c`, fixed words
    under `w`, amounts under `tiers`, and functions for links, conditions and phrases."""
    rtl = campaign.direction == "rtl"
    host = links.form_host
    gap = "" if campaign.language in _CJK else " "
    return {
        "lang": campaign.language,
        "dir": campaign.direction,
        "start": "right" if rtl else "left",
        "end": "left" if rtl else "right",
        "script": "cjk" if campaign.language in _CJK else "rtl" if rtl else "latin",
        "gap": gap,
        "house": house,
        "organisation": texts.phrase("{name}", name=house.organisation),
        "w": {key: texts.phrase(value) for key, value in words.items() if "{" not in value},
        "c": {
            **_texts(campaign, texts, words),
            "figures": figures(campaign, texts, gap),
            "progress": progress(campaign, texts, words),
            "picture": picture,
        },
        "tiers": _tiers(campaign, house, texts, words),
        "form_note": texts.phrase(words["form_note"], host=f"\u2066{host}\u2069" if rtl else host),
        "has_link": bool(campaign.link.url),
        "has_ceiling": house.ceiling is not None,
        **_phrases(texts, words, gap),
        "give": links.give,
        "story": links.story,
        "door": links.door,
        "picture": links.picture(),
        "url": links.url,
        "when": marks.when,
        "otherwise": marks.otherwise,
        "end_when": marks.end,
    }


def _phrases(texts: Texts, words: Mapping[str, str], gap: str) -> dict[str, Any]:
    """What a template may do with words: put them into fixed phrases, and measure and wrap them."""

    def colon(text: Words) -> Words:
        """A section's name in the text part; nothing is added where it ends in a sign already."""
        last = text.pieces[-1] if text.pieces else ""
        if isinstance(last, str) and (not last or last[-1] in _ENDS):
            return text
        return texts.phrase("{text}" + words["colon"], text=text)

    def listed(*parts: Words) -> Words:
        shown = {f"part_{chr(97 + index)}": part for index, part in enumerate(parts) if part}
        return texts.phrase(words["comma"].join(f"{{{key}}}" for key in shown), **shown)

    return {
        "phrase": lambda key, **values: texts.phrase(words[key], **values),
        "quoted": lambda text: texts.phrase(words["quoted"], text=text),
        "after": lambda first, text: texts.phrase(
            "{first}" + gap + "{text}", first=first, text=text
        ),
        "colon": colon,
        "listed": listed,
        "wrap": wrapped,
        "columns": lambda lines: sum(
            columns(each.literal) for each in ([lines] if isinstance(lines, Words) else lines)
        ),
    }


def _texts(campaign: Campaign, texts: Texts, words: Mapping[str, str]) -> dict[str, Any]:
    """Every text of the campaign by its key, each a line or a list of paragraphs."""
    line, paragraphs, ask = texts.line, texts.paragraphs, campaign.ask
    plain = ("subject", "preheader", "kicker", "headline", "date", "salutation")
    return {
        **{key: line(getattr(campaign, key), key) for key in plain},
        "title": line(campaign.title(), "headline"),
        "lede": paragraphs(campaign.lede, "lede"),
        "thanks": paragraphs(campaign.thanks, "thanks"),
        "what_changed_heading": line(campaign.what_changed_heading, "what_changed_heading"),
        "what_changed": _listed(texts, campaign.what_changed, "what_changed"),
        "what_next_heading": line(campaign.what_next_heading, "what_next_heading"),
        "what_next": _listed(texts, campaign.what_next, "what_next"),
        "link_label": line(campaign.link.label or words["read_more"], "link.label"),
        "why_now_heading": line(campaign.why_now_heading or words["why_now"], "why_now_heading"),
        "why_now": _listed(texts, campaign.why_now, "why_now"),
        "bridge": paragraphs(campaign.bridge, "bridge"),
        "postscript": line(campaign.postscript, "postscript"),
        "quote": [line(part, "quote.parts") for part in _standing_alone(campaign)],
        "speaker": line(campaign.quote.speaker, "quote.speaker"),
        "speaker_role": line(campaign.quote.role, "quote.role"),
        "speaker_organisation": line(campaign.quote.organisation, "quote.organisation"),
        "points_heading": line(campaign.points.heading or words["points"], "points.heading"),
        "points": [line(item, "points.items") for item in campaign.points.items if item],
        "ask_heading": line(ask.heading or words["ask_heading"], "ask.heading"),
        "ask_sentence": line(ask.sentence, "ask.sentence"),
        "button": line(ask.button or words["choose_amount"], "ask.button"),
        "ask_button": line(ask.button, "ask.button"),
        "early_link": line(ask.early_link or words["give_now"], "ask.early_link"),
        "signature_name": line(campaign.signature.name, "signature.name"),
        "signature_role": line(campaign.signature.role, "signature.role"),
    }


def _listed(texts: Texts, given: Iterable[str], key: str) -> list[Words]:
    """The paragraphs of every text of a list."""
    return [each for text in given for each in texts.paragraphs(text, key)]


def _standing_alone(campaign: Campaign) -> list[str]:
    """The parts of the quote as they read without "she said" between them: the comma that led to it, or
    nothing, becomes the full stop that the sentence has, unless the next part goes on with the sentence."""
    parts = [part for part in campaign.quote.parts if part]
    stop = "。" if campaign.language in _CJK else "."
    return [
        part if after[:1].islower() else _ended(part, stop, is_followed=bool(after))
        for part, after in zip_longest(parts, parts[1:], fillvalue="")
    ]


def _ended(part: str, stop: str, *, is_followed: bool) -> str:
    """A last part that begins in the middle of a sentence is a phrase, and has no end."""
    if part[-1] in _COMMAS:
        return part[:-1] + stop
    is_sentence = is_followed or part[0].isupper()
    return part + stop if is_sentence and part[-1].isalnum() else part


def _tiers(
    campaign: Campaign, house: House, texts: Texts, words: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A row for each amount that anybody may be offered. is_sure: everybody who is offered amounts has it."""
    sizes = {len(campaign.ask.amounts), *(len(step.values) for step in house.steps if step.values)}
    if not house.steps:
        sizes.add(_SMALLEST_LADDER)
    purposes = campaign.ask.purposes
    return [
        {
            "number": number,
            "place": f"tier{number}",
            "field": f"amount_{number}",
            "is_sure": number <= min(sizes),
            "label": texts.phrase(words["give"], amount=Field(f"amount_{number}", optional=True)),
            "purpose": texts.line(
                purposes[number - 1] if number <= len(purposes) else "", "ask.purposes"
            ),
        }
        for number in range(1, max(sizes) + 1)
    ]


def sheets(template: Template, names: Mapping[str, Any]) -> dict[str, Any]:
    """The style sheets with their colours and sizes written in, ready to stand in style tags."""
    inlined = render(template, "inline.css", template.inline_css, names)
    head = render(template, "head.css", template.head_css, names)
    if "</" in inlined + head:
        raise TemplateError(f"templates/{template.name}: a style sheet can't hold '</'.")
    parts = [part.partition("*/")[2] for part in head.split(_SHEET)[1:]] or [head]
    return {
        "inline_css": Markup(inlined),  # noqa: S704 (the template's own, no input in it)
        "head_sheets": [Markup(part.strip()) for part in parts if part.strip()],  # noqa: S704
    }


def render(template: Template, part: str, text: str, names: Mapping[str, Any]) -> str:
    """One file of the template. What message.html.j2 prints is escaped; the other files are no HTML."""
    files = {**template.macros, part: text}
    environment = _environment(tuple(files.items()), escapes=part.endswith(".html.j2"))
    where = _place(template.name, part, files)
    try:
        return environment.get_template(part).render({**names, "t": template.tokens})
    except TemplateNotFound as problem:
        raise TemplateError(
            f"{where}: it names {problem.name!r}, and there is no such file beside it. "
            "Put it there, or mend the template."
        ) from problem
    except JinjaError as problem:
        where = _place(template.name, getattr(problem, "name", None) or part, files)
        line = getattr(problem, "lineno", None)
        at = f" line {line}" if line else ""
        raise TemplateError(
            f"{where}{at}: {str(problem.message).rstrip('.')}. Mend the template."
        ) from problem
    except (ArithmeticError, LookupError, TypeError, AttributeError, ValueError) as problem:
        raise TemplateError(f"{where}: {problem}. Mend the template.") from problem


@lru_cache(maxsize=32)
def _environment(files: tuple[tuple[str, str], ...], *, escapes: bool) -> SandboxedEnvironment:
    """Kept, because compiling a template takes as long as all the rest of a message."""
    environment = SandboxedEnvironment(
        loader=DictLoader(dict(files)),
        autoescape=escapes,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    return environment


def _place(template: str, file: str, files: Mapping[str, str]) -> str:
    """Where a file of that name lies: in the template's folder, or among the shared parts."""
    is_shared = file in files and files.get(f"parts/{file}") == files[file]
    folder = "" if file.startswith("parts/") else "parts/" if is_shared else f"{template}/"
    return f"templates/{folder}{file}"
