"""A file that somebody calls a press release: it is read, and what was read can be drafted and written.

An input is the file's name, a line end, and its bytes.
"""

import io
import json
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from mailer.drafting import draft, parse_campaign, to_toml
from mailer.errors import InputError, SourceError
from mailer.model.campaign import Ask, Signature
from mailer.reading import as_json, read
from tests.fuzz.mutating import damaged, hostile
from tests.fuzz.telling import is_one_line

NAME = "releases"
SHARE = 0.06
SECONDS = 5.0
"""For one try; a release takes a tenth of a second at most."""
TODAY = date(2026, 11, 25)
_ROOT = Path(__file__).parents[2]
_SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", "", ".rtf", ".TXT")
_TEMPLATES = ("appeal", "update", "thanks", "letter")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030")
_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "{}</w:body></w:document>"
)
_PARAGRAPH = "<w:p><w:pPr>{}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
_PROPERTIES = (
    "",
    '<w:pStyle w:val="Heading1"/>',
    '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
    '<w:pStyle w:val="Quote"/>',
)


def made(chance: Random) -> bytes:
    name, text = chance.choice(_corpus())
    kind = chance.random()
    suffix = Path(name).suffix
    if kind < 0.15:
        suffix = chance.choice(_SUFFIXES)
    if kind > 0.95:
        text = "\n".join(hostile(chance) for _ in range(chance.randrange(60)))
    else:
        text = damaged(chance, text, [each for _, each in _corpus()])
    if suffix == ".docx" or 0.15 < kind < 0.22:
        return b"release.docx\n" + _docx(chance, text)
    return f"release{suffix}\n".encode() + _encoded(chance, text)


def tried(given: bytes) -> None:
    name, _, data = given.partition(b"\n")
    try:
        release = read(data, filename=name.decode(), today=TODAY)
    except SourceError as problem:
        is_one_line(problem)
        return
    json.dumps(as_json(release), ensure_ascii=False).encode()
    template = _TEMPLATES[len(data) % len(_TEMPLATES)]
    made = draft(
        release,
        slug="river",
        release_path="releases/river.txt",
        ask=Ask(),
        signature=Signature(name="Marta Quill"),
        today=TODAY,
        template=template,
    )
    try:
        again = parse_campaign(to_toml(made), slug="river", file="campaigns/river.toml")
    except InputError as problem:
        assert made.campaign.embargo_until is None, problem
        assert "embargo_until" in str(problem), problem
        return
    assert again == made.campaign, "the file that was drafted says something else when it is read"


@cache
def _corpus() -> list[tuple[str, str]]:
    folders = (_ROOT / "tests" / "golden" / "releases", _ROOT / "releases")
    found = [path for folder in folders for path in sorted(folder.iterdir())]
    return [
        (path.name, path.read_text(encoding="utf-8"))
        for path in found
        if path.suffix in (".txt", ".md", ".html")
    ]


def _encoded(chance: Random, text: str) -> bytes:
    encoding = chance.choice(_ENCODINGS) if chance.random() < 0.1 else "utf-8"
    data = text.encode(encoding, "replace")
    if chance.random() < 0.1:
        at = chance.randrange(len(data) + 1)
        return data[:at] + chance.randbytes(chance.randrange(20)) + data[at:]
    return data


def _docx(chance: Random, text: str) -> bytes:
    """A Word file of the text's lines; now and then one whose inside, or whose archive, is broken."""
    plain = chance.random() < 0.7
    body = "".join(
        _PARAGRAPH.format(
            chance.choice(_PROPERTIES) if chance.random() < 0.3 else "",
            _escaped(line) if plain else line,
        )
        for line in text.split("\n")
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", _DOCUMENT.format(body).encode("utf-8", "replace"))
        if chance.random() < 0.2:
            archive.writestr("word/numbering.xml", hostile(chance).encode("utf-8", "replace"))
    data = file.getvalue()
    if chance.random() < 0.1:
        at = chance.randrange(len(data))
        return data[:at] + chance.randbytes(3) + data[at + chance.randrange(6) :]
    return data


def _escaped(line: str) -> str:
    """As Word would: signs that XML can't hold never get there."""
    shown = "".join(
        sign for sign in line if sign == "\t" or (sign >= " " and sign not in "\ufffe\uffff")
    )
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
