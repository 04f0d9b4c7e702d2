"""Whether a stretch in marks is speech: what the words in it and right around it show."""

import re
from collections.abc import Sequence

from mailer.reading.arabic import opens_own_name
from mailer.reading.languages import Speech
from mailer.reading.lines import Line, is_wide
from mailer.reading.marks import Stretch
from mailer.reading.people import Person
from mailer.reading.unheard import words_in

SPEECH = 5
"""Words from which a stretch with a speaker is speech; below, only beside its attribution."""
ALONE = 8
"""Words from which a stretch without a speaker is reported."""
_ENDS = (".", "!", "?", "…", "。", "！", "？")


def is_piece(parts: Sequence[str]) -> bool:
    """`“transport constraints beyond control”`: words out of somebody's sentence, and none by themselves."""
    return len(parts) == 1 and parts[0][:1].islower() and not parts[0].endswith(_ENDS)


def leads_to(before: str, speech: Speech) -> bool:
    """Whether the words before a quotation lead to it: a colon, a comma, `that`."""
    if re.search(r"[:：,،，]\s*$", before):
        return True
    last = re.search(r"\b(\w+)\s*$", before)
    return last is not None and last[1] in speech.leads


def is_sentence(stretch: Stretch, before: str) -> bool:
    """A sentence was over, and the quotation is one by itself."""
    return (
        before.rstrip().endswith((".", "!", "。", "！"))
        and (stretch.text[:1].isupper() or is_wide(stretch.text))
        and stretch.text.endswith((".", "!", "?", "。", "！", "？"))
    )


def is_told_of(around: Sequence[str], speech: Speech) -> bool:
    """A quotation opens the paragraph, and a verb of speech follows it, whoever its subject may be."""
    first = re.match(r"\s*[,،，–—-]\s*([^\W\d_]+)", around[1])
    return not around[0].strip() and first is not None and first[1].casefold() in speech.verbs


def is_own_name(stretch: Stretch, text: str, language: str) -> bool:
    """Chinese sets marks round the name of a house: `“路上时间”研究员`; so does Arabic."""
    if language == "ar":
        return stretch.is_closed and opens_own_name(text[: stretch.start], stretch.text)
    if language != "zh" or not stretch.is_closed or len(stretch.text) > 10:
        return False
    return stretch.text[-1:].isalpha() and text[stretch.end : stretch.end + 1].isalpha()


def is_named_so(stretch: Stretch, before: str, person: Person | None, speech: Speech) -> bool:
    """`called the plan “a step back”`: what a house calls a thing is no speech of a person."""
    is_short = words_in(stretch.text) < SPEECH
    if is_wide(stretch.text) and is_short and _is_called(before, speech):
        return True
    if person is None or (person.kind not in ("collective", "role") and not is_short):
        return False
    if person.kind == "collective" and is_wide(stretch.text):
        leads = before.rstrip().endswith(("：", ":"))
        return bool(before.strip()) and not leads and stretch.text[-1:].isalnum()
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", before)[-14:]}
    words |= {word[1:] for word in words if word[:1] in "وف"}
    return bool(words & speech.naming) and not stretch.text[:1].isupper()


def _is_called(before: str, speech: Speech) -> bool:
    """`形容社区厨房是`, `称之为`: in Chinese."""
    near = re.split(r"[，。；：]", before.strip(" ，："))[-1]
    return any(word in near for word in speech.naming)


def touching(person: Person | None, text: str) -> Person | None:
    """The attribution follows the closing mark at once, in the same sentence."""
    return person if person and re.match(r"\s*[,،，–—-]?\s*[^\W\d_]", text) else None


def is_continued(between: str) -> bool:
    """`," said Quill. "` : the sentence with the attribution is over, the same person goes on."""
    return re.search(r"[.,:;。，：،!?]\s*$", between) is not None


def ends_speech(stretch: Stretch, after: str) -> bool:
    opens = not stretch.text[:1].islower()
    ends = stretch.text.endswith((",", ".", "!", "?", "，", "。", "…")) or after[:1] in ",،，"
    return opens and ends


def is_between_stops(before: str, after: str) -> bool:
    """`. «اليوم سأفطر مع أولادي».`: a sentence, though its stop stands outside the marks."""
    return before.rstrip().endswith((".", "。")) and after[:1] in (".", "。")


def stands_alone(text: str, line: Line) -> bool:
    """Words without a speaker are speech where they open the paragraph and are a sentence."""
    opens = line.text.find(text[:20]) <= 3
    return opens and text.endswith((".", "!", "?", "。", ",")) and words_in(text) >= ALONE


def is_embedded(stretch: Stretch, before: str, after: str) -> bool:
    """`replied that breaks were “a matter for wards” and that`: part of another's sentence, which goes on."""
    is_piece_of_it = stretch.text[:1].islower() and stretch.text[-1:].isalpha()
    leads = re.search(r"[:：,،]\s*$", before) is not None
    return is_piece_of_it and not leads and re.match(r"\s+[^\W\d_]", after) is not None


def is_announced(text: str, line: Line) -> bool:
    """A person without a name spoke: `one of the women said: ...`."""
    lead = line.text[: max(line.text.find(text[:20]), 0)].rstrip('“„«"「 ')
    return lead.endswith((":", "：")) and words_in(text) >= ALONE


def is_whole(around: Sequence[str]) -> bool:
    """Nothing but the quotation stands in the paragraph."""
    return not any(re.search(r"\w", text) for text in around)


def goes_on(following: Line | None) -> bool:
    """The next paragraph opens the quotation anew, or ends it."""
    if following is None:
        return False
    return following.text[:1] in '“„«"「『»' or carried_to(following.text) > 0


def carried_to(text: str) -> int:
    """Where a quotation ends that an earlier paragraph opened and this one doesn't open anew; 0: nowhere.
    The first mark of the paragraph stands behind a sentence's end, not before a word."""
    match = re.search(r"[“”„«»\"「」『』]", text)
    if match is None or match.group() in "„«「『" or match.start() < 2:
        return 0
    after = text[match.end() : match.end() + 1]
    ends = text[match.start() - 1] in ".!?…,。！？，"
    is_told = is_wide(after) and match.group() != "“"
    return match.start() if ends and (is_told or not after.isalnum()) else 0
