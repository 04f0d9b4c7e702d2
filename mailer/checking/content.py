"""What the message says: who writes, the same in both parts, nothing left over from a draft."""

import re
from collections.abc import Iterator
from datetime import date

from mailer.checking.facts import Looked, Rule, found, shortened
from mailer.model.finding import Finding

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(_MONTHS)
_DATES = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m1>{_MONTH}),? (?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH}) (?:\d{{1,2}}\s?[-–]\s?)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})"
    r"|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>\d{4})",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(will|upcoming|until|before|by|deadline|due|scheduled|last chance|next)\b", re.IGNORECASE
)
_LEFT_OVER = re.compile(r"lorem ipsum|\b(TODO|FIXME|TBD|TBC|XXX)\b|\[\s*(TEST|DRAFT|PROOF)\s*\]")
_STAGING = re.compile(
    r"//(?:[\w-]+\.)*(?:staging|stage|dev|test|preview|preprod|uat|qa)[\w-]*\.", re.IGNORECASE
)
_MATCH = re.compile(r"\b(doubl(e|ed|es)|match(ed|es)?|triple[ds]?)\b", re.IGNORECASE)
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


def left_over(looked: Looked) -> Iterator[Finding]:
    fix = "Finish it, or take it out."
    parts = {
        "subject": looked.statics["subject"],
        "html": looked.fixed_words,
        "text": looked.statics["text"],
    }
    for where, text in parts.items():
        for match in _LEFT_OVER.finditer(text):
            severity = "error" if where == "subject" else "warning"
            fact = f"{match.group(0)!r} is left over"
            yield Finding("content-doubtful", severity, where, fact, fix)  # type: ignore[arg-type]
    for _, href in looked.first.links():
        if _STAGING.search(href):
            fact = f"a staging address: {shortened(href)}"
            yield found("content-doubtful", "warning", "html", fact, "Link to the public page.")


def past_date(looked: Looked) -> Iterator[Finding]:
    """A day that is over, in a sentence that speaks of it as to come. English and numeric dates."""
    for sentence in re.split(r"(?<=[.!?])\s|\n", looked.first.sample.text.replace("\r", "")):
        flat = " ".join(sentence.split())
        if not _AHEAD.search(flat):
            continue
        for match in _DATES.finditer(flat):
            day = _day(match)
            if day is not None and day < looked.facts.today:
                yield found(
                    "content-doubtful",
                    "warning",
                    "text",
                    f"{match.group(0)} is past: {shortened(flat, 60)!r}",
                    "Say what happened, or name the next date.",
                )


def _day(match: re.Match[str]) -> date | None:
    found = next(
        (match[f"y{n}"], match[f"m{n}"], match[f"d{n}"]) for n in (1, 2, 3, 4) if match[f"y{n}"]
    )
    year, month, day = found
    number = int(month) if month.isdigit() else _MONTHS.index(month.lower()) + 1
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def match_without_end(looked: Looked) -> Iterator[Finding]:
    ask = looked.facts.campaign.ask
    promise = " ".join((ask.heading, ask.sentence, ask.button, ask.early_link))
    if _MATCH.search(promise) and not re.search(r"\d", promise):
        yield found(
            "content-doubtful",
            "warning",
            "campaign",
            "a match is promised without its end",
            "Name who doubles gifts, up to how much, and until when.",
        )


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
    left_over,
    past_date,
    match_without_end,
    not_checked,
)
