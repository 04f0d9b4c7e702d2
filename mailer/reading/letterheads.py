"""What stands above a headline and is none: the issuer's name and desk, the way through a site, an address."""

import re
from collections.abc import Sequence

from mailer.model.release import Removed
from mailer.reading.languages import grammar
from mailer.reading.lines import Line, folded, is_wide, weight

JOINS = re.compile(r"\s[|–—:·•»›-]\s|\s?[|｜]\s?")


def masthead(header: Sequence[Line], text: str) -> int:
    """How many lines at the top name the issuer and its desk: the first is a name that the text below writes
    too, the next ones follow it at once and are as short. Never the only lines that can be a headline."""
    if not header or header[0].kind not in ("text", "emphasis"):
        return 0
    parts = [part for part in re.split(r"\s+[–—|·•/-]\s+", header[0].text) if part]
    if len(parts) > 1 and any(len(part.split()) > 6 for part in parts[1:]):
        return 0
    is_name = parts and (_is_only_a_name(parts[0]) or _is_wide_name(parts[0]))
    is_told = is_name and parts[0].casefold() in text.casefold()
    is_posted = len(parts) > 2 and any(sign.isdigit() for sign in header[0].text)
    if not is_told and not is_posted and not _has_town(header):
        return 0
    end = 1
    while end < len(header) and not header[end].follows_blank and _is_address(header[end].text):
        end += 1
    is_alone = not any(
        len(line.text.split()) >= 4 or weight(line.text) >= 30 for line in header[end:]
    )
    return 0 if is_alone or (end < len(header) and not header[end].follows_blank) else end


def _has_town(header: Sequence[Line]) -> bool:
    """`اتحاد الممرضين في الخليج` with `الدوحة` right below it: a kind of house opens the first line."""
    if len(header) < 3 or header[1].follows_blank or not header[2].follows_blank:
        return False
    words, below = header[0].text.split(), header[1].text.split()
    is_house = (
        bool(words) and words[0] in grammar().not_places and "\u0600" < words[0][:1] < "\u0700"
    )
    return is_house and len(words) <= 7 and len(below) <= 2 and header[1].text[-1:].isalpha()


def _is_wide_name(text: str) -> bool:
    """`北海渔民协会`: no blank and no comma, as a headline would have."""
    return is_wide(text) and len(text) <= 20 and re.fullmatch(r"[^\W\d_]+", text) is not None


def _is_address(text: str) -> bool:
    """A desk, a street, a number: what an issuer sets under its name."""
    has_figure = any(sign.isdigit() for sign in text) or ":" in text
    return weight(text) <= 70 and (len(text.split()) <= 4 or has_figure)


def without_address(candidates: list[Line]) -> tuple[list[Line], list[Removed]]:
    """Above a letter's salutation stand those whom it is written to, each on a short line."""
    at = next(
        (i for i, line in enumerate(candidates) if grammar().salutations.fullmatch(line.text)), None
    )
    if at is None:
        return candidates, []
    start = at
    while (
        start > 1
        and len(candidates[start - 1].text) <= 60
        and not (candidates[start].follows_blank and start < at)
    ):
        start -= 1
    gone = candidates[start : at + 1]
    left = candidates[:start] + candidates[at + 1 :]
    return left, [Removed(line.text, "letter-address", line.span) for line in gone]


def is_letterhead(line: Line, below: Sequence[Line], labels: Sequence[int]) -> bool:
    """A way through the site (`News > Releases`), or a house's name above `press release`; never the only
    line that can be a headline."""
    able = [other for other in below if len(other.text.split()) >= 4 or weight(other.text) >= 30]
    if not able or line.kind == "heading":
        return False
    parts = [part.strip() for part in re.split(r"\s*[|>›»→]\s*|/", line.text)]
    if len(parts) > 1 and all(part and len(part.split()) <= 3 for part in parts):
        return not says_same(line.text, able[0].text)
    words = re.findall(r"[^\W\d_]+", line.text.casefold())
    words += [word.removeprefix("ال") for word in words]
    is_house = any(
        house in (line.text if house > "\u2e80" else words) for house in grammar().not_places
    )
    if is_house and labels and _is_only_a_name(line.text) and able[0].follows_blank:
        return True
    is_above = any(line.first < label < able[-1].first for label in labels)
    behind = [other for other in able if any(line.first < label < other.first for label in labels)]
    if behind and line.kind == "text" and not _is_house_line(behind[0].text):
        return True  # whatever it is: the label opens the release
    if _is_house_line(line.text):
        return True
    if not is_above and line.first - 1 in labels and able[0].follows_blank:
        is_above = re.match(
            r"[^\W\d_]+ (?:of|de|del|du|des|der|da|do) ", line.text
        ) is not None and (len(line.text.split()) <= 5)
    return is_house and is_above and len(line.text.split()) <= 8 and weight(line.text) <= 70


def _is_house_line(text: str) -> bool:
    """`Universität Hallstein, Institut für Flusskunde`: names of houses and nothing else."""
    form = re.search(r"[\s,(]+((?:\S+ ?){1,2})\)?$", text)
    has_form = (
        form is not None and grammar().legal_forms.fullmatch(form[1].strip(" ()")) is not None
    )
    if has_form and len(text.split()) <= 9:
        return True
    parts = [part.strip() for part in re.split(r"[,;·•|/]|\s[–—-]\s", text) if part.strip()]
    houses = grammar().not_places
    return len(parts) > 1 and all(
        _is_only_a_name(part) and any(word.casefold() in houses for word in part.split())
        for part in parts
    )


def _is_only_a_name(text: str) -> bool:
    """Capitals but for small words, no stop and no figure: `Federation of Field Workers (FFW)`."""
    words = re.findall(r"[^\W\d_]+", text)
    small = sum(word[:1].islower() for word in words)
    return (
        2 <= len(words) <= 9
        and small <= len(words) // 2
        and all(len(word) <= 3 for word in words if word[:1].islower())
        and not any(sign.isdigit() for sign in text)
        and not re.search(r"[,:;!?]|\.$", text)
        and not (text.isupper() and len(words) > 6)
    )


def says_same(text: str, headline: str) -> bool:
    """`<headline>`, or `<headline> | <site>`, or the headline cut short."""
    one, other = folded(text), folded(headline)
    if not one or not other:
        return False
    if one == other:
        return True
    return any(folded(part) == other for part in JOINS.split(text)) or (
        one.startswith(other) and JOINS.search(text) is not None
    )
