"""A message that every rule passes, to be broken in one place at a time."""

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

from mailer.checking import CheckFacts, Sample, check
from mailer.model.campaign import Campaign
from mailer.model.finding import Finding
from mailer.model.ids import Sha256
from mailer.model.message import Mailbox, Message, Part, Tracking

TODAY = date(2026, 11, 30)
SUBJECT = "The council votes on the river on Thursday"
PREHEADER = "Nine districts have asked for the maps; two have them so far."
PUBLIC = "https://mail.example.org"
GIVE = "https://give.example.org/rivers"

STORY = (
    "Two years ago the maps were taken off the public shelf for repair. Nobody has seen them since, and "
    "without them no district can say which houses stand where the water came last time. The engineers "
    "who drew them offered to print them again. What is missing is the money for paper, ink and a "
    "week of work, and a vote that lets them begin."
)
HTML = f"""<!DOCTYPE html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>{SUBJECT}</title>
<style>.button {{ color: #0d5470 }} @media (max-width: 600px) {{ .button {{ width: 100% }} }}</style>
</head><body class="body"><div role="article" aria-label="{SUBJECT}" lang="en" dir="ltr">
<div style="display:none">{PREHEADER}{"&#8199;&#65279;&#847; " * 40}</div>
<table role="presentation" width="600"><tr><td style="font-size:17px;line-height:28px">
<h1 style="font-size:27px;line-height:34px">{SUBJECT}</h1>
<p>Dear friend, the council decides this week whether the river gets its maps back at last.</p>
<p>{STORY}</p>
<h2>Why now</h2>
<p><img src="{PUBLIC}/river.png" alt="Marta Quill at the weir" width="600" height="338"></p>
<p><a href="{GIVE}?ref=button&amount=50">Give €50: an engineer's hour</a></p>
<p style="font-size:14px">River Watch, 12 Quay Street,<br>1050 Exampleton</p>
<p><a href="{PUBLIC}/u/token">Unsubscribe</a></p>
</td></tr></table></div></body></html>"""

TEXT = f"""{SUBJECT}

Dear friend, the council decides this week whether the river gets its maps
back at last.

{STORY}

Why now:

Give €50: an engineer's hour
{GIVE}?ref=button&amount=50

River Watch, 12 Quay Street, 1050 Exampleton

Unsubscribe:
{PUBLIC}/u/token
"""
MIME = (
    b"From: Marta Quill <marta.quill@news.example.org>\r\nSubject: The council votes\r\n"
    b"List-Unsubscribe: <https://mail.example.org/u/token>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nNews\r\n"
)


def fixed(text: str) -> Part:
    return Part((text,), ())


def message(**more: Any) -> Message:
    values: dict[str, Any] = {
        "campaign": "river-maps",
        "language": "en",
        "direction": "ltr",
        "sender": Mailbox("Marta Quill, River Watch", "marta.quill@news.example.org"),
        "reply_to": "hello@example.org",
        "subject": fixed(SUBJECT),
        "preheader": PREHEADER,
        "html": fixed(HTML),
        "text": fixed(TEXT),
        "slots": (),
        "links": (),
        "ask": None,
        "public_url": PUBLIC,
        "list_id": "river-maps.news.example.org",
        "tracking": Tracking("provider", "off"),
        "sha256": Sha256("a" * 64),
    }
    return Message(**(values | more))


def facts(
    html: str = HTML,
    text: str = TEXT,
    subject: str = SUBJECT,
    *,
    says: dict[str, Any] | None = None,
    campaign: dict[str, Any] | None = None,
    **more: Any,
) -> CheckFacts:
    """says: of the message. campaign: of the campaign file. more: of the facts themselves."""
    whole = CheckFacts(
        campaign=Campaign(slug="river-maps", **({"subject": SUBJECT} | (campaign or {}))),
        message=message(
            **({"subject": fixed(subject), "html": fixed(html), "text": fixed(text)} | (says or {}))
        ),
        samples=(Sample("contact 1", subject, html, text),),
        today=TODAY,
        organisation="River Watch",
        postal_address="12 Quay Street, 1050 Exampleton",
        is_live=True,
        people=200,
        mime=MIME,
    )
    return dataclasses.replace(whole, **more)


def with_html(old: str, new: str) -> CheckFacts:
    assert old in HTML
    return facts(HTML.replace(old, new))


def findings(looked: CheckFacts, rule: str) -> list[Finding]:
    return [finding for finding in check(looked) if finding.rule == rule]


def severities(looked: CheckFacts, rule: str) -> set[str]:
    return {finding.severity for finding in findings(looked, rule)}


Breaking = Callable[[], CheckFacts]
