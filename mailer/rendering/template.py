"""What a message is made of besides the campaign: a design, and the house it comes from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mailer.errors import TemplateError
from mailer.model.donation import LinkRules
from mailer.model.message import LadderStep, Mailbox, MessagePicture, Tracking

_OWN = ("message.html.j2", "message.txt.j2")
_SHARED = ("inline.css", "head.css", "tokens.toml")
_USUAL = Tracking(clicks="provider", opens="off")


@dataclass(frozen=True, slots=True)
class Template:
    """The texts of one folder under templates/, and of templates/parts/ what it lacks.

    html, text, macros: Jinja2. inline_css is put into the elements; head_css stays in the head, one
    style tag for each stretch that a `/* sheet: NAME */` line opens. tokens: colours, sizes, fonts.
    """

    name: str
    html: str
    text: str
    inline_css: str = ""
    head_css: str = ""
    tokens: Mapping[str, Any] = field(default_factory=dict)
    macros: Mapping[str, str] = field(default_factory=dict)
    """File name -> text, for `{% from "FILE" import NAME %}` and `{% include "FILE" %}`."""


@dataclass(frozen=True, slots=True)
class House:
    """Of the workspace, what goes into every message. public_url: without a slash at its end.

    donation_url: where a campaign names none. ceiling: from this gift on only the form is offered, no
    amounts (major units of the campaign's currency). steps: the ladder; empty: the default one.
    palette, accent: the organisation's own choice among the design's colours; empty: the template's.
    known_fields: names of the imported columns that have no meaning of their own.
    """

    organisation: str
    postal_address: str
    sender: Mailbox
    public_url: str
    registration: str = ""
    website: str = ""
    reply_to: str | None = None
    tracking: Tracking = _USUAL
    donation_url: str = ""
    ceiling: Decimal | None = None
    steps: tuple[LadderStep, ...] = ()
    link_rules: LinkRules = field(default_factory=LinkRules)
    palette: str = ""
    accent: str = ""
    known_fields: frozenset[str] = frozenset()
    pictures: Mapping[str, MessagePicture] = field(default_factory=dict)
    """Of the campaign, by their file's name."""
    attaches_pictures: bool = False
    """They travel with the message; else they lie at our public address."""


def assembled(name: str, own: Mapping[str, str], shared: Mapping[str, str]) -> Template:
    """A template out of its folder's files and those of templates/parts/, by file name.

    Of two files of one name the folder's own counts; the other is still there as `parts/NAME`. Only
    tokens.toml is merged, key by key. Raises TemplateError: file, cure.
    """
    for part in (*_OWN, *(each for each in _SHARED if each not in shared)):
        if part not in own:
            raise TemplateError(
                f"templates/{name}/{part} is missing; `mailer init DIR` makes a folder with all of "
                "them, to copy from."
            )
    every = {**shared, **own}
    beside = {f"parts/{file}": text for file, text in shared.items() if not file.endswith(".toml")}
    return Template(
        name=name,
        html=own["message.html.j2"],
        text=own["message.txt.j2"],
        inline_css=every["inline.css"],
        head_css=every["head.css"],
        tokens=_merged(
            _tokens(shared, "templates/parts"),
            _tokens(own, f"templates/{name}"),
        ),
        macros=beside | {file: text for file, text in every.items() if _is_macro(file)},
    )


def _is_macro(file: str) -> bool:
    return file.endswith(".j2") and file not in _OWN


def _tokens(files: Mapping[str, str], folder: str) -> dict[str, Any]:
    try:
        return tomllib.loads(files.get("tokens.toml", ""))
    except tomllib.TOMLDecodeError as problem:
        raise TemplateError(
            f"{folder}/tokens.toml: not valid TOML: {problem}. Mend that line."
        ) from None


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables key by key; of any other two values the one above."""
    return {
        key: _merged(below[key], above[key])
        if isinstance(below.get(key), dict) and isinstance(above.get(key), dict)
        else above.get(key, below.get(key))
        for key in {**below, **above}
    }
