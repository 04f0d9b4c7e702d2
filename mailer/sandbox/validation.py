"""What SendGrid refuses of a Mail Send body, and how it says so.

Rules and words follow SendGrid's public pages (Mail Send errors, OpenAPI file, limitations). Each
rule is a function that yields errors; an error names its field as SendGrid does.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from mailer.sandbox.people import check_mailbox, check_personalizations
from mailer.sandbox.refusals import (
    Error,
    check_custom_args,
    check_headers,
    check_send_at,
    error,
)

_CATEGORIES_MOST, _CATEGORY_LONGEST = 10, 255
_DISPOSITIONS = ("inline", "attachment")
_BREAK = re.compile(r"[\r\n]")
_SWITCHES = ("enable", "enable_text")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?")


def validate(body: Any, now: float, batch_ids: frozenset[str]) -> list[Error]:
    """Everything that is wrong; empty where SendGrid would take it. now: epoch seconds."""
    if not isinstance(body, dict):
        return [error("Bad Request", None)]
    return [
        *check_personalizations(body, now),
        *_check_from(body),
        *_check_reply_to(body),
        *_check_subject(body),
        *_check_content(body),
        *check_headers(body.get("headers"), "headers"),
        *check_custom_args(body.get("custom_args"), "custom_args"),
        *check_send_at(body.get("send_at"), "send_at", now),
        *_check_categories(body.get("categories")),
        *_check_batch_id(body.get("batch_id"), batch_ids),
        *_check_asm(body.get("asm")),
        *_check_pool(body.get("ip_pool_name")),
        *_check_attachments(body.get("attachments")),
        *_check_settings(body.get("mail_settings"), "mail_settings"),
        *_check_settings(body.get("tracking_settings"), "tracking_settings"),
    ]


def _check_from(body: Mapping[str, Any]) -> Iterator[Error]:
    sender = body.get("from")
    if not isinstance(sender, dict):
        yield error(
            "The from object must be provided for every email send. It is an object that requires"
            " the email parameter, but may also contain a name parameter.",
            "from",
        )
        return
    yield from check_mailbox(sender, "from")
    name = sender.get("name")
    if isinstance(name, str) and (not name.isascii() or _ENCODED_WORD.search(name)):
        yield error("Unicode encoding is not supported for the from field.", "from.name")


def _check_reply_to(body: Mapping[str, Any]) -> Iterator[Error]:
    if "reply_to" in body and "reply_to_list" in body:
        yield error("Use either reply_to or reply_to_list, not both.", "reply_to")
    if "reply_to" in body:
        yield from check_mailbox(body["reply_to"], "reply_to")
    replies = body.get("reply_to_list")
    if replies is None:
        return
    if not isinstance(replies, list) or len(replies) > 1000:
        yield error("The reply_to_list is an array of at most 1000 objects.", "reply_to_list")
        return
    seen: set[str] = set()
    for place, mailbox in enumerate(replies):
        yield from check_mailbox(mailbox, f"reply_to_list.{place}")
        address = str(mailbox.get("email")).lower() if isinstance(mailbox, dict) else ""
        if address in seen:
            yield error("Each reply_to address may stand once.", f"reply_to_list.{place}.email")
        seen.add(address)


def _check_subject(body: Mapping[str, Any]) -> Iterator[Error]:
    if "subject" in body and (not isinstance(body["subject"], str) or not body["subject"]):
        yield error(
            "The subject of your email must be a string at least one character in length.",
            "subject",
        )
        return
    people = body.get("personalizations")
    if "subject" in body or "template_id" in body or not isinstance(people, list):
        return
    if not all(isinstance(person, dict) and person.get("subject") for person in people):
        yield error(
            "The subject is required. You can get around this requirement if you use a template with"
            " a subject defined or if every personalization has a subject defined.",
            "subject",
        )


def _check_content(body: Mapping[str, Any]) -> Iterator[Error]:
    content = body.get("content")
    if content is None and "template_id" in body:
        return
    if not isinstance(content, list) or not content:
        yield error(
            "Unless a valid template_id is provided, the content parameter is required.", "content"
        )
        return
    kinds: list[str] = []
    for place, block in enumerate(content):
        block = block if isinstance(block, dict) else {}
        kind, value = block.get("type"), block.get("value")
        if not isinstance(kind, str) or not kind:
            yield error(
                "The content type must be a string at least one character in length.",
                f"content.{place}.type",
            )
            continue
        if any(sign in kind for sign in ";\r\n"):
            yield error(
                "The content type cannot contain ';', or CRLF characters.", f"content.{place}.type"
            )
        if not isinstance(value, str) or not value:
            yield error(
                "The content value must be a string at least one character in length.",
                f"content.{place}.value",
            )
        kinds.append(kind)
    if kinds != sorted(kinds, key=_rank):
        yield error(
            "If present, text/plain and text/html may only be provided once, text/plain first, followed by text/html.",
            "content",
        )  # fmt: skip
    elif len(set(kinds)) != len(kinds):
        yield error("Each content type may only be provided once.", "content")


def _rank(kind: str) -> int:
    order = {"text/plain": 0, "text/x-amp-html": 1, "text/html": 2}
    return order.get(kind, 3)


def _check_categories(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        yield error("Categories must be an array of strings.", "categories")
        return
    if len(found) > _CATEGORIES_MOST:
        yield error("You cannot have more than 10 categories.", "categories")
    if len(set(found)) != len(found):
        yield error("You cannot have more than one of the same category.", "categories")
    for place, each in enumerate(found):
        if len(each) > _CATEGORY_LONGEST:
            yield error("Each category cannot exceed 255 characters.", f"categories.{place}")
        if not each.isascii():
            yield error(
                "You cannot have non-ASCII characters in your categories.", f"categories.{place}"
            )


def _check_batch_id(found: Any, known: frozenset[str]) -> Iterator[Error]:
    if found is not None and not (isinstance(found, str) and found in known):
        yield error("invalid batch id", "batch_id")


def _check_asm(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict) or not _is_integer(found.get("group_id")):
        yield error("The asm object requires an integer group_id.", "asm.group_id")
        return
    shown = found.get("groups_to_display", [])
    if not isinstance(shown, list) or len(shown) > 25 or not all(map(_is_integer, shown)):
        yield error(
            "groups_to_display is an array of at most 25 integers.", "asm.groups_to_display"
        )


def _check_pool(found: Any) -> Iterator[Error]:
    if found is not None and not (isinstance(found, str) and 2 <= len(found) <= 64):
        yield error("The ip_pool_name must be a string of 2 to 64 characters.", "ip_pool_name")


def _check_attachments(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, list):
        yield error("The attachments parameter must be an array.", "attachments")
        return
    for place, each in enumerate(found):
        each = each if isinstance(each, dict) else {}
        if not _is_base64(each.get("content")):
            yield error(
                "The attachment content must be base64 encoded.", f"attachments.{place}.content"
            )
        if not isinstance(each.get("filename"), str) or not each["filename"]:
            yield error(
                "The filename of the attachment must be a string.", f"attachments.{place}.filename"
            )
        yield from _check_attachment_options(each, f"attachments.{place}")


def _check_attachment_options(found: Mapping[str, Any], field: str) -> Iterator[Error]:
    kind = found.get("type", "text/plain")
    if not isinstance(kind, str) or not kind:
        yield error(
            "The attachment type must be a string at least one character in length.",
            f"{field}.type",
        )
    elif any(sign in kind for sign in ";\r\n"):
        yield error("The attachment type cannot contain ';', or CRLF characters.", f"{field}.type")
    if found.get("disposition", "attachment") not in _DISPOSITIONS:
        yield error(
            "The attachment disposition must be 'inline' or 'attachment'.", f"{field}.disposition"
        )
    content_id = found.get("content_id", "x")
    if not isinstance(content_id, str) or not content_id or _BREAK.search(content_id):
        yield error(
            "The attachment content_id must be a string without CRLF characters.",
            f"{field}.content_id",
        )


def _is_base64(content: Any) -> bool:
    try:
        return isinstance(content, str) and bool(b64decode(content, validate=True))
    except ValueError:
        return False


def _check_settings(found: Any, field: str) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict):
        yield error(f"The {field} must be an object.", field)
        return
    for name, setting in found.items():
        if not isinstance(setting, dict):
            yield error(f"The {name} setting must be an object.", f"{field}.{name}")
            continue
        for switch in _SWITCHES:
            if switch in setting and not isinstance(setting[switch], bool):
                yield error(
                    f"The {switch} parameter must be a boolean.", f"{field}.{name}.{switch}"
                )


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
