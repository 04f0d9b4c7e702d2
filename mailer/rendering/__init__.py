"""Campaign + template -> Message, rendered and inlined once; Message + contact -> one person's message.

compile:  campaign texts + template -> Jinja2 (sandboxed) -> premailer -> places checked -> pieces and slots
fill:     one value per slot, escaped for where it stands; no template language runs here
join:     pieces and values -> text
mime:     everything of one recipient -> the bytes of a complete message
"""

from mailer.rendering.compiling import compile
from mailer.rendering.fields import known_names, needed_fields
from mailer.rendering.filling import Filler, fill
from mailer.rendering.mime import Letter, mime
from mailer.rendering.stretches import Person, join
from mailer.rendering.template import House, Template, assembled

__all__ = [
    "Filler",
    "House",
    "Letter",
    "Person",
    "Template",
    "assembled",
    "compile",
    "fill",
    "join",
    "known_names",
    "mime",
    "needed_fields",
]
