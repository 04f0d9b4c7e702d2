"""What SendGrid refuses of attachments."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from mailer.sandbox.refusals import Error, error

_DISPOSITIONS = ("inline", "attachment")
_BREAK = re.compile(r"[\r\n]")


def check_attachments(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, list):
        yield error("The attachments parameter must be an array.", "attachments")
        return
    for place, each in enumerate(found):
        each = each if isinstance(each, dict) else {}
        yield from _check_content(each.get("content"), f"attachments.{place}.content")
        yield from _check_filename(each, f"attachments.{place}.filename")
        yield from _check_type(each.get("type", "text/plain"), f"attachments.{place}.type")
        yield from _check_place(each, f"attachments.{place}")


def _check_content(content: Any, field: str) -> Iterator[Error]:
    if not isinstance(content, str) or not content:
        yield error(
            "The attachment content must be a string at least one character in length.", field
        )
    elif not _is_base64(content):
        yield error("The attachment content must be base64 encoded.", field)


def _check_filename(attachment: Mapping[str, Any], field: str) -> Iterator[Error]:
    filename = attachment.get("filename")
    if filename is None or filename == "":
        yield error("filename is required.", field)
    elif not isinstance(filename, str):
        yield error("The filename of your attachment must be a string.", field)
    elif _BREAK.search(filename):
        yield error("The filename of your attachment cannot contain CRLF characters.", field)


def _check_type(kind: Any, field: str) -> Iterator[Error]:
    if not isinstance(kind, str) or not kind:
        yield error(
            "The attachment type must be a string and at least one character in length.", field
        )
    elif ";" in kind or _BREAK.search(kind):
        yield error("The type cannot contain ';', or CRLF characters.", field)


def _check_place(attachment: Mapping[str, Any], field: str) -> Iterator[Error]:
    disposition = attachment.get("disposition", "attachment")
    if disposition not in _DISPOSITIONS:
        yield error(
            'The disposition of your attachment can be either "inline" or "attachment".'
            f" You provided {disposition}.",
            f"{field}.disposition",
        )
    content_id = attachment.get("content_id", "x")
    if not isinstance(content_id, str) or not content_id:
        yield error(
            f"The content ID of your attachment must be a string. You provided {content_id}.",
            f"{field}.content_id",
        )
    elif _BREAK.search(content_id):
        yield error(
            "The content ID of your attachment cannot contain CRLF characters.",
            f"{field}.content_id",
        )


def _is_base64(content: str) -> bool:
    try:
        return bool(b64decode(content, validate=True))
    except ValueError:
        return False
