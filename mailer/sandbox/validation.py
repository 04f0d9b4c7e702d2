"""What SendGrid refuses of a Mail Send body, and how it says so.

Rules and words follow SendGrid's public pages (Mail Send errors, OpenAPI file, limitations). Each
rule is a function that yields errors; an error names its field as SendGrid does.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mailer.sandbox.attaching import check_attachments
from mailer.sandbox.people import check_mailbox, check_personalizations
from mailer.sandbox.refusals import (
    Error,
    check_custom_args,
    check_headers,
    check_send_at,
    error,
)
from mailer.sandbox.switches import check_settings

_CATEGORIES_MOST, _CATEGORY_LONGEST = 10, 255
_GROUPS_MOST = 25
_REPLIES_MOST = 1000
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?")
_BREAKS = re.compile(r"[\r\n\x00]")
_NO_SUBJECT = "The subject of your email must be a string at least one character in length."


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
        *_check_template_id(body),
        *_check_sections(body.get("sections")),
        *_check_asm(body.get("asm")),
        *_check_pool(body.get("ip_pool_name")),
        *check_attachments(body.get("attachments")),
        *check_settings(body.get("mail_settings"), "mail_settings"),
        *check_settings(body.get("tracking_settings"), "tracking_settings"),
    ]


def _check_from(body: Mapping[str, Any]) -> Iterator[Error]:
    sender = body.get("from")
    if not isinstance(sender, dict):
        yield error(
            "The from object must be provided for every email send. It is an object that requires"
            " the email parameter, but may also contain a name parameter."
            ' e.g. {"email": "example@example.com"} or'
            ' {"email": "example@example.com", "name": "Example Recipient"}',
            "from",
        )
        return
    yield from check_mailbox(sender, "from", "from")
    name = sender.get("name")
    if isinstance(name, str) and (not name.isascii() or _ENCODED_WORD.search(name)):
        yield error("Unicode encoding is not supported for the from field.", "from.name")


def _check_reply_to(body: Mapping[str, Any]) -> Iterator[Error]:
    if "reply_to" in body and "reply_to_list" in body:
        yield error("Use either reply_to or reply_to_list, not both.", "reply_to")
    if "reply_to" in body:
        yield from check_mailbox(body["reply_to"], "reply_to", "reply_to")
    replies = body.get("reply_to_list")
    if replies is None:
        return
    if not isinstance(replies, list) or len(replies) > _REPLIES_MOST:
        yield error("The reply_to_list is an array of at most 1000 objects.", "reply_to_list")
        return
    seen: set[str] = set()
    for place, mailbox in enumerate(replies):
        yield from check_mailbox(mailbox, f"reply_to_list.{place}", "reply_to")
        address = str(mailbox.get("email")).lower() if isinstance(mailbox, dict) else ""
        if address in seen:
            yield error("Each reply_to address may stand once.", f"reply_to_list.{place}.email")
        seen.add(address)


def _check_subject(body: Mapping[str, Any]) -> Iterator[Error]:
    subject = body.get("subject")
    if "subject" in body and (not isinstance(subject, str) or not subject):
        yield error(_NO_SUBJECT, "subject")
        return
    if isinstance(subject, str) and _BREAKS.search(subject):
        yield error("The subject cannot contain CR, LF or NUL.", "subject")
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
    if content is None:
        if "template_id" not in body:
            yield error(
                "The content param is required unless you are using a transactional template and have"
                " defined a template_ID.",
                "content",
            )
        return
    if not isinstance(content, list) or not content:
        yield error(
            "There must be at least one defined content block. We typically suggest both text/plain and"
            " text/html blocks are included, but only one block is required.",
            "content",
        )
        return
    for place, block in enumerate(content):
        yield from _check_block(block if isinstance(block, dict) else {}, f"content.{place}")
    kinds = [block.get("type") if isinstance(block, dict) else None for block in content]
    named = [kind for kind in kinds if isinstance(kind, str) and kind]
    if named != sorted(named, key=_rank):
        yield error(
            "Following RFC 1341, section 7.2, if either text/html or text/plain are to be sent in your"
            " email: text/plain needs to be first, followed by text/html, followed by any other content.",
            "content",
        )
    elif len(set(named)) != len(named):
        yield error("Each content type may only be provided once.", "content")


def _check_block(block: Mapping[str, Any], field: str) -> Iterator[Error]:
    kind, value = block.get("type"), block.get("value")
    if kind is None:
        yield error(
            "A content type is required, this tells email clients how to display the email.",
            f"{field}.type",
        )
    elif not isinstance(kind, str) or not kind:
        yield error(
            "Your content type must be a string with length of at least one character.",
            f"{field}.type",
        )
    elif ";" in kind or _BREAKS.search(kind):
        yield error("Cannot contain ';', or CRLF characters.", f"{field}.type")
    if value is None:
        yield error(
            "A content value is required, this is the content of the email you are sending.",
            f"{field}.value",
        )
    elif not isinstance(value, str) or not value:
        yield error(
            "The content value must be a string at least one character in length.",
            f"{field}.value",
        )


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
        yield error(
            "There is a limit of 10 categories for each email that is sent. You provided"
            f" {len(found)} categories.",
            "categories",
        )
    for each in sorted({each for each in found if found.count(each) > 1}):
        yield error(
            f"The categories must be a unique list, and you have included {each} more than once.",
            "categories",
        )
    for place, each in enumerate(found):
        if len(each) > _CATEGORY_LONGEST:
            yield error(
                f"Each category must not be longer than 255 characters. {each} exceeds this limit",
                f"categories.{place}",
            )
        if not each.isascii():
            yield error("Categories can not contain non-ASCII characters.", f"categories.{place}")


def _check_batch_id(found: Any, known: frozenset[str]) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, str):
        yield error("The batch_id must be a string.", "batch_id")
    elif found not in known:
        yield error("invalid batch id", "batch_id")


def _check_template_id(body: Mapping[str, Any]) -> Iterator[Error]:
    found = body.get("template_id", "x")
    if not isinstance(found, str):
        yield error(f"The template ID must be a string, you provided {found}.", "template_id")
    elif not found:
        yield error("Must be a valid template.", "template_id")


def _check_sections(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        yield error("The section values must be strings.", "sections")


def _check_asm(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, dict) or not _is_integer(found.get("group_id")):
        yield error("The ASM group ID must be an integer.", "asm.group_id")
        return
    shown = found.get("groups_to_display", [])
    if not isinstance(shown, list) or not all(map(_is_integer, shown)):
        yield error(
            "The ASM Group IDs to display must be an array of integers.", "asm.groups_to_display"
        )
    elif len(shown) > _GROUPS_MOST:
        yield error(
            "There is a limit of 25 unsubscribe groups that can be displayed to a user at a time.",
            "asm.groups_to_display",
        )


def _check_pool(found: Any) -> Iterator[Error]:
    if found is None:
        return
    if not isinstance(found, str):
        yield error("The name of your IP pool must be a string.", "ip_pool_name")
    elif not 2 <= len(found) <= 64:
        yield error(
            f"The IP Pool name must be a valid pool name for your account. You provided {found}.",
            "ip_pool_name",
        )


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
