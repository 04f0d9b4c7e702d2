"""What SendGrid refuses of a Mail Send body.

Rules and fields follow SendGrid's public pages (Mail Send errors, OpenAPI file, limitations); the words
are ours. Each rule is a function that yields errors; an error names its field as SendGrid does.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mailer.sandbox.attaching import check_attachments
from mailer.sandbox.people import check_mailbox, check_personalizations
from mailer.sandbox.refusals import (
    STRINGS,
    Error,
    check_custom_args,
    check_filled,
    check_filled_line,
    check_headers,
    check_media_type,
    check_send_at,
    error,
    holds_strings,
    is_integer,
    must,
)
from mailer.sandbox.switches import check_settings

_CATEGORIES_MOST, _CATEGORY_LONGEST = 10, 255
_GROUPS_MOST = 25
_REPLIES_MOST = 1000
_POOL_SHORTEST, _POOL_LONGEST = 2, 64
_CONTENT_ORDER = ("text/plain", "text/x-amp-html", "text/html")
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
        *check_filled(body.get("template_id", "x"), "template_id"),
        *_check_sections(body.get("sections")),
        *_check_asm(body.get("asm")),
        *_check_pool(body.get("ip_pool_name")),
        *check_attachments(body.get("attachments")),
        *check_settings(body.get("mail_settings"), "mail_settings"),
        *check_settings(body.get("tracking_settings"), "tracking_settings"),
    ]


def _check_from(body: Mapping[str, Any]) -> Iterator[Error]:
    sender = body.get("from")
    yield from check_mailbox(sender, "from")
    name = sender.get("name") if isinstance(sender, dict) else None
    if isinstance(name, str) and (not name.isascii() or _ENCODED_WORD.search(name)):
        yield must("be ASCII, and no encoded word", "from.name")


def _check_reply_to(body: Mapping[str, Any]) -> Iterator[Error]:
    if "reply_to" in body and "reply_to_list" in body:
        yield error("reply_to and reply_to_list exclude each other", "reply_to")
    if "reply_to" in body:
        yield from check_mailbox(body["reply_to"], "reply_to")
    replies = body.get("reply_to_list")
    if replies is None:
        return
    if not isinstance(replies, list) or len(replies) > _REPLIES_MOST:
        yield must(f"be an array of at most {_REPLIES_MOST} objects", "reply_to_list")
        return
    seen: set[str] = set()
    for place, mailbox in enumerate(replies):
        yield from check_mailbox(mailbox, f"reply_to_list.{place}")
        address = str(mailbox.get("email")).lower() if isinstance(mailbox, dict) else ""
        if address in seen:
            yield error(
                "each address may stand once in reply_to_list", f"reply_to_list.{place}.email"
            )
        seen.add(address)


def _check_subject(body: Mapping[str, Any]) -> Iterator[Error]:
    if "subject" in body:
        yield from check_filled_line(body["subject"], "subject")
        return
    people = body.get("personalizations")
    if "template_id" in body or not isinstance(people, list):
        return
    if not all(isinstance(person, dict) and person.get("subject") for person in people):
        yield error(
            "a subject is needed: the message's, a template's or one of each personalization",
            "subject",
        )


def _check_content(body: Mapping[str, Any]) -> Iterator[Error]:
    content = body.get("content")
    if content is None and "template_id" in body:
        return
    if not isinstance(content, list) or not content:
        yield must("be an array of at least one, or left out beside a template_id", "content")
        return
    blocks = [block if isinstance(block, dict) else {} for block in content]
    for place, block in enumerate(blocks):
        yield from check_media_type(block.get("type"), f"content.{place}.type")
        yield from check_filled(block.get("value"), f"content.{place}.value")
    kinds = [kind for block in blocks if isinstance(kind := block.get("type"), str) and kind]
    if kinds != sorted(kinds, key=_rank):
        order = ", then ".join(_CONTENT_ORDER)
        yield error(f"{order}, then anything else (RFC 1341, 7.2)", "content")
    elif len(set(kinds)) != len(kinds):
        yield error("each type of content may stand once", "content")


def _rank(kind: str) -> int:
    order = _CONTENT_ORDER
    return order.index(kind) if kind in order else len(order)


def _check_categories(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        yield must("be an array of strings", "categories")
        return
    if len(found) > _CATEGORIES_MOST:
        yield error(f"at most {_CATEGORIES_MOST} categories; there are {len(found)}", "categories")
    for each in sorted({each for each in found if found.count(each) > 1}):
        yield error(f"each category may stand once; {each} stands more often", "categories")
    for place, each in enumerate(found):
        if len(each) > _CATEGORY_LONGEST:
            yield must(f"be at most {_CATEGORY_LONGEST} characters", f"categories.{place}")
        if not each.isascii():
            yield must("be ASCII", f"categories.{place}")


def _check_batch_id(found: Any, known: frozenset[str]) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, str):
        yield must("be a string", "batch_id")
    elif found not in known:
        yield error("invalid batch id", "batch_id")


def _check_sections(found: Any) -> Iterator[Error]:
    if found is not None and not holds_strings(found):
        yield must(STRINGS, "sections")


def _check_asm(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict) or not is_integer(found.get("group_id")):
        yield must("be an integer", "asm.group_id")
        return
    shown = found.get("groups_to_display", [])
    if not isinstance(shown, list) or not all(map(is_integer, shown)) or len(shown) > _GROUPS_MOST:
        yield must(f"be an array of at most {_GROUPS_MOST} integers", "asm.groups_to_display")


def _check_pool(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, str) or not _POOL_SHORTEST <= len(found) <= _POOL_LONGEST:
        yield must(f"be a string of {_POOL_SHORTEST} to {_POOL_LONGEST} characters", "ip_pool_name")
