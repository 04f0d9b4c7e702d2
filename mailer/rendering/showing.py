"""A campaign's pictures as a template sees them, and which of them the message holds."""

from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from mailer.errors import TemplateError
from mailer.model.campaign import Picture
from mailer.model.message import MessagePicture
from mailer.rendering.template import House
from mailer.rendering.texts import Texts

COLUMN = 536
"""CSS px of the text's column, where a picture in a block stands."""


@dataclass(slots=True)
class Showing:
    """list_id: what the content ids of attached pictures end in. made: each picture once, whatever its files
    are called."""

    house: House
    texts: Texts
    file: str
    list_id: str
    made: list[MessagePicture] = field(default_factory=list)

    def shown(self, picture: Picture, key: str, most_wide: int = COLUMN) -> dict[str, Any] | None:
        """`src`, `alt`, `width`, `height`, `caption`, `credit`, and `words` for the text part; None where there
        is no picture. Raises TemplateError: file, key, cure."""
        if picture == Picture():
            return None
        if not picture.file:
            raise TemplateError(f"{self.file}: {key}.file is empty. Name a file of pictures/.")
        if not picture.alt and not picture.is_decoration:
            raise TemplateError(
                f"{self.file}: {key}.alt is empty. Say in a few words what it shows, or write "
                "is_decoration = true where nothing is lost without it."
            )
        if not picture.licence:
            raise TemplateError(
                f"{self.file}: {key}.licence is empty. Say by what right you use it, such as "
                '"own work" or "CC BY 4.0".'
            )
        found = self._found(picture, key)
        width = min(found.width, most_wide)
        alt = "" if picture.is_decoration else picture.alt
        return {
            "src": Markup(address_of(self.house.public_url, found)),  # noqa: S704 (digits, and our own address)
            "alt": self.texts.line(alt, f"{key}.alt"),
            "width": width,
            "height": max(1, round(found.height * width / found.width)),
            "caption": self.texts.line(picture.caption, f"{key}.caption"),
            "credit": self.texts.line(picture.credit, f"{key}.credit"),
            "words": self.texts.line(picture.caption or alt, f"{key}.caption"),
        }

    def _found(self, picture: Picture, key: str) -> MessagePicture:
        given = self.house.pictures.get(picture.file)
        if given is None:
            raise TemplateError(f"{self.file}: {key}.file: there is no pictures/{picture.file}.")
        if self.house.attaches_pictures:
            content_id = f"{given.sha256[:24]}@{self.list_id}"
            given = replace(given, is_attached=True, content_id=content_id)
        same = [each for each in self.made if each.sha256 == given.sha256]
        if not same:
            self.made.append(given)
        return same[0] if same else given


def address_of(public_url: str, picture: MessagePicture) -> str:
    """What stands in `src`."""
    if picture.is_attached:
        return f"cid:{picture.content_id}"
    return f"{public_url}/i/{picture.sha256[:32]}.{picture.name.rpartition('.')[2]}"
