"""Who said it, in Chinese: no blanks, no capitals; what they are stands before the name, or behind a comma."""

import re

from mailer.reading.chinese_people import FAR_NAME, NAME, SMALL, any_of, given, person_of, titled
from mailer.reading.languages import Speech
from mailer.reading.people import Person

_LONGEST = 40
"""Signs in which the words before a verb are looked at."""


def chinese(outside: str, speech: Speech, side: str) -> Person | None:
    """outside: the words beside a quotation. side: as in attribution."""
    parts = [part for part in re.split(r"[。！？；\n]", outside) if part.strip(" ，,：:")]
    if not parts:
        return None
    text = (parts[0] if side == "after" else parts[-1]).strip(" ，,：:")
    if side == "after" and (person := signature(text, speech)):
        return person
    segments = [part for part in re.split(r"[，,：:]", text) if part]
    found = [
        (at, who) for at, part in enumerate(segments) if (who := _who(part, speech)) is not None
    ]
    if not found:
        return None
    ends = re.search(rf"(?:{any_of(speech.verbs)})$", segments[-1])
    index, who = found[-1] if side == "before" and ends else found[0]
    if not who:
        told = [part for part in segments[:index] if not speech.ages.fullmatch(part.strip())]
        is_aside = len(told) >= 2 and re.fullmatch(NAME, told[-2]) and 2 <= len(told[-1]) <= 30
        return person_of(told[-1] + told[-2], speech) if is_aside else None
    is_meant = who.startswith(tuple(speech.pronouns)) and "的" not in who
    if is_meant or who[-1:] in speech.pronouns:
        return Person("", kind="pronoun")
    return person_of(who, speech)


def _who(segment: str, speech: Speech) -> str | None:
    """What stands before a verb of speech in a part between commas; None where there is no such verb."""
    verbs = rf"(?:{any_of(speech.verbs)})(?![法辞辭服])"
    if re.fullmatch(rf"(?:{verbs}){{1,2}}", segment):
        return ""
    match = re.match(rf"(?P<who>.{{1,{_LONGEST}}}?)(?:今天|今日|昨天)?(?:{verbs})", segment)
    ends = any_of(speech.leads)
    match = match or re.match(rf"(?P<who>.{{2,{_LONGEST}}}?)(?:{ends})$", segment)
    by = "|".join(speech.before)
    match = match or re.match(
        rf"(?:{by})(?P<who>.{{2,{_LONGEST}}}?)的?(?:{any_of(speech.writings)})", segment
    )
    return match["who"] if match else None


def mentioned(text: str, speech: Speech) -> Person | None:
    """Whom the last sentence of a text is about, or the one before `他说`: `方志恒是河流守望的研究员。`,
    `河流守望研究员方志恒不同意。`"""
    sentences = [part.strip() for part in re.split(r"[。！？；\n]", text) if part.strip()]
    if len(sentences) > 1 and sentences[-1].startswith(tuple(speech.pronouns)):
        sentences.pop()
    first = re.split(r"[，,：:]", sentences[-1])[0] if sentences else ""
    name = rf"(?:{FAR_NAME.replace('{1,8}', '{1,8}?')}|{given(speech)})"
    is_told = re.match(
        rf"(?P<name>{name})(?:今年.{{1,6}})?(?:是|為|为|担任|擔任)(?P<what>.{{2,24}})$", first
    )
    if is_told:
        return titled(is_told["what"].replace("的", "") + is_told["name"], speech)
    roles, behind = any_of(speech.roles), rf"(?=[{SMALL}]|{any_of(speech.verbs)}|$)"
    who = rf"(?P<who>.{{0,24}}?(?:{roles})(?:、[^，、]{{1,10}}的)?{name})"
    about = re.match(rf"{who}(?={any_of(speech.verbs)}|$)", first)
    about = about or re.match(who + behind, first) or re.match(rf"{who}(?=.{{3}})", first)
    if about:
        told = about["who"] if "、" in about["who"] else _subject(about["who"])
        return titled(told, speech)
    ends = "|".join(speech.job_ends) or r"(?!)"
    job = re.match(rf"(?P<job>[\u4e00-\u9fff]{{1,12}}?(?:{ends}))(?P<name>{name}){behind}", first)
    if job:
        return Person(job["name"], _subject(job["job"]))
    told = re.match(
        rf"[^，]{{2,16}}的(?P<name>(?:{any_of(speech.surnames)})[\u4e00-\u9fff]{{2}})(?=.{{3}})",
        first,
    )
    return Person(told["name"]) if told else None  # `毕业于材料专业的周子墨投出了简历`


def _subject(who: str) -> str:
    """`发言的是河口小学的数学老师周正`, `住在山线的按摩师傅罗文宾`: without what leads to it."""
    who = re.sub(r"^.{0,16}?(?:还有|就是|是|有|包括)(?=.{4})", "", who)
    return re.sub(r"^(?:[住来來身家从從在曾].{1,12}|.{0,10}[岁歲])的(?=.{3})", "", who)


def named_in(text: str, name: str, speech: Speech) -> Person | None:
    """What the text says a speaker is: `河流守望研究员方志恒` for 方志恒."""
    for match in re.finditer(re.escape(name), text):
        before = re.split(
            r"[，。！？；：“”「」\n]", text[max(match.start() - 30, 0) : match.start()]
        )[-1]
        found = titled(_subject(before) + name, speech) if before else None
        if found is None and 2 <= len(before) <= 8 and before.endswith(speech.job_ends):
            return Person(name, before)
        if found is not None and found.name == name and found.role:
            return found
    return None


def signature(text: str, speech: Speech) -> Person | None:
    """`——爱邻会秘书长方志恒`, `——方志恒，爱邻会秘书长`: the line under a quotation."""
    match = re.match(r"\s*[—–―-]{1,3}\s*(?P<who>[\u4e00-\u9fff].{1,40})$", text)
    if match is None:
        return None
    who = match["who"].strip("（）() ")
    turned = re.fullmatch(rf"(?P<name>{NAME})[，,、（(](?P<role>[^，,]{{2,30}})", who)
    if turned:
        found = titled(f"{turned['role'].strip('）) ')}{turned['name']}", speech)
        return found or Person(turned["name"], turned["role"].strip("）) "))
    return titled(re.sub(r"[\s，,]", "", who), speech)
