"""Bytes to text: encodings, and what is no text at all."""

from mailer.errors import SourceError

LARGEST = 5_000_000
"""Bytes."""
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word document or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
READABLE = "Save it as text (.txt), Markdown (.md), Word (.docx) or a web page (.html)"


def refuse_large(data: bytes, filename: str) -> None:
    """Raises SourceError for more than a release can be."""
    if len(data) > LARGEST:
        raise SourceError(
            f"{filename}: {len(data) / 1_000_000:.1f} MB; a press release has at most 5 MB. "
            f"{READABLE} without pictures."
        )


def decoded(data: bytes, filename: str) -> str:
    """Text with `\\n` line ends. UTF-8 (with or without signature), UTF-16 with a byte order mark, else
    Windows-1252. Raises SourceError in one line."""
    for start, what in _SIGNATURES:
        if data.startswith(start):
            raise SourceError(
                f"{filename}: this is {what}, not text. {READABLE}, with that ending."
            )
    text = _text(data, filename)
    if "\x00" in text or _looks_binary(text):
        raise SourceError(f"{filename}: this is binary data, not text. {READABLE}.")
    if not text.strip():
        raise SourceError(
            f"{filename}: the file is empty. Put the text of a press release into it."
        )
    for end in ("\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"):
        text = text.replace(end, "\n")
    return text


def _text(data: bytes, filename: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise SourceError(
                f"{filename}: starts as UTF-16 but is cut off or broken. Save the file as UTF-8."
            ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _looks_binary(text: str) -> bool:
    head = text[:4096]
    strange = sum(sign < " " and sign not in "\t\n\r\f\v\x1b" for sign in head)
    return strange * 50 > len(head)
