"""What the message says: who writes, the same in both parts, nothing that a person has still to write."""

import re
from collections.abc import Iterator

from mailer.checking.facts import Looked, Rule, found, shortened
from mailer.model.finding import Finding

_MONEY = re.compile(r"(?:[€$£¥]\s?\d[\d.,]*|\d[\d.,]*\s?[€$£¥])")


_WRITTEN = {
    "appeal": ("lede", "bridge"),
    "letter": ("lede", "bridge"),
    "update": ("lede",),
    "thanks": ("thanks",),
}
"""What only a person can write, per template; of another template nothing is known."""
_ASKING = frozenset({"appeal", "letter"})
_TOLD = (
    "kicker",
    "headline",
    "thanks",
    "lede",
    "what_changed",
    "what_next",
    "why_now",
    "bridge",
    "postscript",
)
"""Texts of the campaign file that are worth a word where the template leaves them out."""


def todo_unwritten(looked: Looked) -> Iterator[Finding]:
    """What only a person can write: the subject, and what the template can't do without. The step from
    the news to the ask is needed only where somebody is asked."""
    campaign = looked.facts.campaign
    asks = campaign.ask.url or any(link.kind == "donate" for link in looked.facts.message.links)
    keys = ["subject"]
    if asks or campaign.template not in _ASKING:
        keys += _WRITTEN.get(campaign.template, ())
    for key, value in ((key, getattr(campaign, key)) for key in keys):
        if not value:
            yield found(
                "todo-unwritten",
                "error",
                f"campaigns/{campaign.slug}.toml",
                f"{key} is still to be written by a person",
                f'Write {key} = "...".',
            )


def not_shown(looked: Looked) -> Iterator[Finding]:
    """A text that somebody wrote and nobody will read, because the template has no place for it."""
    campaign = looked.facts.campaign
    seen = _bare(looked.fixed_words)
    texts = {key: getattr(campaign, key) for key in _TOLD}
    texts["figures"] = tuple(each.what for each in campaign.figures)
    texts["progress"] = campaign.progress.as_of
    for key, value in texts.items():
        stretches = re.split(
            r"\{\{.*?\}\}|\n", value if isinstance(value, str) else "\n".join(value)
        )
        lost = [each for each in stretches if _bare(each) not in seen]
        if lost:
            yield found(
                "content-doubtful",
                "info",
                f"campaigns/{campaign.slug}.toml",
                f"{key} stands in no part that the template {campaign.template!r} shows",
                "Leave it out, or choose another template.",
            )


def no_postal_address(looked: Looked) -> Iterator[Finding]:
    facts = looked.facts
    needed = {
        "organisation.name": facts.organisation,
        "organisation.postal_address": facts.postal_address,
    }
    for key, value in needed.items():
        if not value.strip():
            what = key.partition(".")[2].replace("_", " ")
            yield found(
                "no-postal-address",
                "error",
                "mailer.toml",
                f"{key} is empty: the footer has no {what}",
                f"Write {key.partition('.')[2]} under [organisation].",
            )
    needed["organisation.registration"] = facts.registration
    document = looked.first
    for where, text in (("html", document.words), ("text", document.sample.text)):
        for key, value in needed.items():
            if _bare(value) and _bare(value) not in _bare(text):
                yield found(
                    "no-postal-address",
                    "error",
                    where,
                    f"{key} isn't in the {where} part",
                    "Put the template's footer back.",
                )


def _bare(text: str) -> str:
    """Letters and digits only: an address may be set over several lines."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def no_text_part(looked: Looked) -> Iterator[Finding]:
    for document in looked.documents:
        if not _bare(document.sample.text):
            yield found(
                "no-text-part",
                "error",
                "text",
                "it is empty",
                "Write the template's message.txt.j2.",
            )


def text_html_differ(looked: Looked) -> Iterator[Finding]:
    rule, fix = "text-html-differ", "Let message.txt.j2 say what message.html.j2 says."
    document, title = looked.first, looked.facts.campaign.title()
    html, text = document.words, document.sample.text
    if not _bare(text):
        return
    if _bare(title) and _bare(title) in _bare(html) and _bare(title) not in _bare(text):
        yield found(rule, "warning", "text", "the headline is missing", fix)
    missing = {_bare(money) for money in _MONEY.findall(html)} - {
        _bare(money) for money in _MONEY.findall(text)
    }
    if missing:
        yield found(rule, "warning", "text", f"amounts missing: {', '.join(sorted(missing))}", fix)
    webs = {href.partition("?")[0] for _, href in document.links() if href.startswith("http")}
    public = looked.facts.message.public_url
    lost = sorted(web for web in webs if web not in text and not web.startswith(f"{public}/"))
    if lost:
        yield found(rule, "warning", "text", f"a link is missing: {shortened(lost[0])}", fix)
    share = _overlap(html, text)
    if share < 0.7:
        yield found(
            rule, "warning", "text", f"holds {share:.0%} of the words of the HTML part", fix
        )


def _overlap(html: str, text: str) -> float:
    """Share of the HTML's different words (signs, where a script has no blanks) that the text holds."""
    ours, theirs = _units(html), _units(text)
    return len(ours & theirs) / len(ours) if ours else 1.0


def _units(words: str) -> set[str]:
    parts = re.findall(r"[^\W_]+", words.casefold())
    if parts and sum(map(len, parts)) / len(parts) > 9:
        return set("".join(parts))
    return set(parts)


def not_checked(looked: Looked) -> Iterator[Finding]:
    """What these rules can't see is said, so that nobody takes silence for a yes."""
    if not looked.facts.pages:
        yield found(
            "not-checked",
            "info",
            "html",
            "contrast, overflow and tap targets need a browser",
            "Ask `mailer preview`, or check with --pictures.",
        )


RULES: tuple[Rule, ...] = (
    todo_unwritten,
    not_shown,
    no_postal_address,
    no_text_part,
    text_html_differ,
    not_checked,
)
