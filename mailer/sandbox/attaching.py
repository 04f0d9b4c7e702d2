"""What SendGrid refuses of attachments. Rules and fields follow its pages, the words are ours."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from mailer.sandbox.refusals import (
    Error,
    check_filled,
    check_filled_line,
    check_media_type,
    must,
)

_DISPOSITIONS = ("inline", "attachment")


def check_attachments(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, list):
        yield must("be an array", "attachments")
        return
    for place, each in enumerate(found):
        each = each if isinstance(each, dict) else {}
        field = f"attachments.{place}"
        yield from _check_content(each.get("content"), f"{field}.content")
        yield from check_filled_line(each.get("filename"), f"{field}.filename")
        yield from check_media_type(each.get("type", "text/plain"), f"{field}.type")
        if each.get("disposition", "attachment") not in _DISPOSITIONS:
            yield must("be inline or attachment", f"{field}.disposition")
        yield from check_filled_line(each.get("content_id", "x"), f"{field}.content_id")


def _check_content(content: Any, field: str) -> list[Error]:
    return check_filled(content, field) or (
        [] if _is_base64(content) else [must("be base64", field)]
    )


def _is_base64(content: str) -> bool:
    try:
        return bool(b64decode(content, validate=True))
    except ValueError:
        return False
