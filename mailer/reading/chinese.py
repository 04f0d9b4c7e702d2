"""Who said it, in Chinese: no blanks, no capitals; what they are stands before the name, or behind a comma."""

import re
from functools import cache

from mailer.reading.languages import Speech, grammar
from mailer.reading.people import Person

_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})*|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8})+|[A-Z][\w·. -]{2,30}"
_SMALL = "每起初当當时時前后後今昨明日这這那其之所只才仍又再也很极極更最太已早晚先便却卻似好终終原本常总總该該能会會可要想愿願希担擔坦透因为為由出入上下在对對向就也则則并並认認没沒曾于於和与與以把被将將从從到去来來是有说說表指谈談回已正又还還都不十很最，"
"""Signs behind a name that are no part of it."""
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
    ends = re.search(rf"(?:{_any(speech.verbs)})$", segments[-1])
    index, who = found[-1] if side == "before" and ends else found[0]
    if not who:
        told = [
            part for part in segments[:index] if not re.fullmatch(r"\d+\s?[歲岁]", part.strip())
        ]
        is_aside = len(told) >= 2 and re.fullmatch(_NAME, told[-2]) and 2 <= len(told[-1]) <= 30
        return _person(told[-1] + told[-2], speech) if is_aside else None
    if who in speech.pronouns or who[-1:] in speech.pronouns:
        return Person("", kind="pronoun")
    return _person(who, speech)


def _who(segment: str, speech: Speech) -> str | None:
    """What stands before a verb of speech in a part between commas; None where there is no such verb."""
    verbs = rf"(?:{_any(speech.verbs)})(?![法辞辭服])"
    if re.fullmatch(rf"(?:{verbs}){{1,2}}", segment):
        return ""
    match = re.match(rf"(?P<who>.{{1,{_LONGEST}}}?)(?:今天|今日|昨天)?(?:{verbs})", segment)
    return match["who"] if match else None


def mentioned(text: str, speech: Speech) -> Person | None:
    """Whom the last sentence of a text is about, or the one before `他说`: `方志恒是河流守望的研究员。`,
    `河流守望研究员方志恒不同意。`"""
    sentences = [part.strip() for part in re.split(r"[。！？；\n]", text) if part.strip()]
    if len(sentences) > 1 and sentences[-1].startswith(tuple(speech.pronouns)):
        sentences.pop()
    first = re.split(r"[，,：:]", sentences[-1])[0] if sentences else ""
    given = rf"(?:[小老阿][\u4e00-\u9fff]|(?:{_any(speech.surnames)})(?:[\u4e00-\u9fff]{{2}}|[\u4e00-\u9fff]))"
    is_told = re.match(
        rf"(?P<name>{given})(?:今年.{{1,6}})?(?:是|為|为|担任|擔任)(?P<what>.{{2,24}})$", first
    )
    if is_told:
        return _titled(is_told["what"].replace("的", "") + is_told["name"], speech)
    roles, behind = _any(speech.roles), rf"(?=[{_SMALL}]|{_any(speech.verbs)}|$)"
    who = rf"(?P<who>.{{0,24}}?(?:{roles}){given})"
    about = re.match(who + behind, first) or re.match(rf"{who}(?=.{{3}})", first)
    if about:
        return _titled(_subject(about["who"]), speech)
    ends = "|".join(speech.job_ends) or r"(?!)"
    job = re.match(rf"(?P<job>[\u4e00-\u9fff]{{1,12}}?(?:{ends}))(?P<name>{given}){behind}", first)
    if job:
        return Person(job["name"], _subject(job["job"]))
    told = re.match(
        rf"[^，]{{2,16}}的(?P<name>(?:{_any(speech.surnames)})[\u4e00-\u9fff]{{2}})(?=.{{3}})",
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
            r"[，。！？；：、“”「」\n]", text[max(match.start() - 30, 0) : match.start()]
        )[-1]
        found = _titled(_subject(before) + name, speech) if before else None
        if found is None and 2 <= len(before) <= 8 and before.endswith(speech.job_ends):
            return Person(name, before)
        if found is not None:
            return found
    return None


def signature(text: str, speech: Speech) -> Person | None:
    """`——爱邻会秘书长方志恒`, `——方志恒，爱邻会秘书长`: the line under a quotation."""
    match = re.match(r"\s*[—–―-]{1,3}\s*(?P<who>[\u4e00-\u9fff].{1,40})$", text)
    if match is None:
        return None
    who = match["who"].strip("（）() ")
    turned = re.fullmatch(rf"(?P<name>{_NAME})[，,、（(](?P<role>[^，,]{{2,30}})", who)
    if turned:
        found = _titled(f"{turned['role'].strip('）) ')}{turned['name']}", speech)
        return found or Person(turned["name"], turned["role"].strip("）) "))
    return _titled(re.sub(r"[\s，,]", "", who), speech)


def _person(who: str, speech: Speech) -> Person | None:
    who = _without_circumstance(who, speech)
    aside = re.fullmatch(rf"(?P<name>{_NAME})[（(](?P<role>[^（）()]{{2,30}})[）)]", who)
    who = f"{aside['role']}{aside['name']}" if aside else who
    found = _titled(who, speech)
    if found is not None:
        return found
    unknown = re.fullmatch(
        rf"(?P<role>[\u4e00-\u9fff]{{2,8}}?)(?P<name>(?:{_any(speech.surnames)})[\u4e00-\u9fff]{{1,2}})",
        who,
    )
    is_house = any(word in who for word in grammar().not_places)
    if unknown and not is_house and not unknown["role"].endswith(tuple(speech.houses)):
        role = unknown["role"]
        return Person(unknown["name"], None if role.endswith("的") else role)
    if who.endswith(tuple(speech.roles)):
        return Person("", kind="collective")  # `工会发言人`: nobody is named
    if is_house or len(who) > 12:
        return Person(who if len(who) <= 20 else "", kind="collective")
    is_body = who.endswith(tuple(speech.collectives))  # `教育局`
    is_named = (
        not is_body
        and re.fullmatch(_NAME, who)
        and (re.match(_any(speech.surnames), who) or not set(who) & set(_SMALL))
    )
    return Person(who, kind="person" if is_named else "collective")


def _without_circumstance(who: str, speech: Speech) -> str:
    """Without where, when, how and to whom it was said: `方志恒昨晚在灾区对记者`, `方志恒哭着`."""
    who = re.sub(r"[“”\"「」『』]|(?<![A-Za-z])\s|\s(?![A-Za-z])", "", who)
    who = re.sub(r"^(?:据|據|根据|根據|按照|按)(?=.{4})", "", who)
    given = rf"(?:{_any(speech.roles)})(?:{_any(speech.surnames)})[\u4e00-\u9fff]{{1,2}}$"
    for _ in range(3):
        before = who
        if re.search(given, who):
            break  # `理事长柯以晴`: the sign is part of the name
        who = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:对|對|向|跟|接受)[^的]{0,8}$", "", who)
        who = re.sub(
            r"(?<=[\u4e00-\u9fff]{2})(?:在|于|於|从|從|就|则|則|通过|透過|用|以|藉|借)[^的]{1,10}$",
            "",
            who,
        )
        who = re.sub(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{_any(speech.clauses)})+$", "", who)
        who = re.sub(
            r"(?<=[\u4e00-\u9fff]{2})[哭笑含流红紅忍指望握噙抹皱皺].{0,2}[着著].{0,3}$", "", who
        )
        if who == before:
            break
    is_long = len(who) > 4 or who.endswith(("博士", "教授"))
    return re.sub(rf"(?:{_any(speech.honorifics)}|博士)$", "", who) if is_long else who


def _titled(who: str, speech: Speech) -> Person | None:
    """House, role and name, in this order and without anything between them."""
    kin = re.fullmatch(
        rf"(?P<role>(?:[^，的]{{1,14}}的)?(?:{_any(speech.relations)}))(?P<name>{_NAME})", who
    )
    if kin:
        job, _, _ = kin["role"].partition("、")
        told = _titled(job + kin["name"], speech) if job != kin["role"] else None
        return told or Person(kin["name"], kin["role"])
    openers = _any(speech.role_openers)
    match = re.fullmatch(
        rf"(?P<house>.{{0,30}}?)(?P<role>(?:{openers})*(?:(?:{openers})*(?:{_any(speech.roles)})[兼及])?"
        rf"(?:{openers})*(?:{_any(speech.roles)}))(?P<name>{_NAME})",
        who,
    )
    if match is None:
        return None
    house, role = match["house"], match["role"]
    house = re.sub(r"^(?:今年)?[\d一二三四五六七八九十百]{1,5}[歲岁]的?", "", house)
    house = re.sub(r"^(?:其中|另外?)?[一两兩]?[位名个個]", "", house)
    first, _, last = house.rpartition("、")
    if first.endswith(tuple(speech.roles)):  # `项目负责人、海川大学教授`
        house = last
    is_house = any(word in house for word in (*grammar().not_places, *speech.houses))
    if house.endswith("的") and not is_house:
        return Person(match["name"], role)  # `six years in the job`: what they are, and no house
    house = house.removesuffix("的")
    if house.endswith(("科", "系", "部")) and len(house) <= 5:
        return Person(match["name"], f"{house}{role}")  # `老人科医生`
    if 0 < len(house) <= 2 and not is_house and house[0] not in "该該本其某":
        return Person(match["name"], f"{house}{role}")  # `冰川学者`
    if role in speech.loose and not is_house:
        return Person(match["name"], f"{house}{role}")  # `村民` of a village, `家长` of a pupil
    return Person(match["name"], role, house or None)


@cache
def _any(words: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"
