"""Who said it, in Chinese: no blanks, no capitals; what they are stands before the name, or behind a comma."""

import re
from collections.abc import Iterable

from mailer.reading.languages import Speech, grammar
from mailer.reading.people import Person

_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})*|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8})+|[A-Z][\w·. -]{2,30}"
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
    verbs = _any(speech.verbs)
    match = re.match(rf"(?P<who>[^，,：:]{{1,{_LONGEST}}}?)(?:今天|今日|昨天)?(?:{verbs})", text)
    if match is None:
        match = re.search(rf"(?P<who>[^，,：:]{{1,{_LONGEST}}}?)(?:{verbs})$", text)
    who = match["who"] if match else ""
    if not who:
        aside = re.match(rf"(?P<name>{_NAME})，(?P<role>[^，]{{2,30}})，(?:{verbs})", text)
        return _person(aside["role"] + aside["name"], speech) if aside else None
    if who in speech.pronouns or who[-1:] in speech.pronouns:
        return Person("", kind="pronoun")
    return _person(who, speech)


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
    found = _titled(who, speech)
    if found is not None:
        return found
    unknown = re.fullmatch(
        rf"(?P<role>[\u4e00-\u9fff]{{2,8}}?)(?P<name>(?:{_any(speech.surnames)})[\u4e00-\u9fff]{{1,2}})",
        who,
    )
    is_house = any(word in who for word in grammar().not_places)
    if unknown and not is_house and not unknown["role"].endswith(tuple(speech.houses)):
        return Person(unknown["name"], unknown["role"])
    if is_house or len(who) > 12:
        return Person(who if len(who) <= 20 else "", kind="collective")
    return Person(who, kind="person" if re.fullmatch(_NAME, who) else "collective")


def _without_circumstance(who: str, speech: Speech) -> str:
    """Without where, when and to whom it was said: `方志恒昨晚在灾区对记者`."""
    who = re.sub(r"[\s“”\"「」『』]", "", who)
    for _ in range(3):
        before = who
        who = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:对|對|向|跟|接受)[^的]{0,8}$", "", who)
        who = re.sub(
            r"(?<=[\u4e00-\u9fff]{2})(?:在|于|於|从|從|就|则|則|通过|透過|用|以|藉|借)[^的]{1,10}$",
            "",
            who,
        )
        who = re.sub(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{_any(speech.clauses)})+$", "", who)
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
        return Person(kin["name"], kin["role"])
    openers = _any(speech.role_openers)
    match = re.fullmatch(
        rf"(?P<house>.{{0,30}}?)(?P<role>(?:{openers})*(?:{_any(speech.roles)}))(?P<name>{_NAME})",
        who,
    )
    if match is None:
        return None
    house, role = match["house"], match["role"]
    is_house = any(word in house for word in (*grammar().not_places, *speech.houses))
    if house.endswith("的") and not is_house:
        return Person(match["name"], role)  # `six years in the job`: what they are, and no house
    house = house.removesuffix("的")
    if role in speech.loose and not is_house:
        return Person(match["name"], f"{house}{role}")  # `村民` of a village, `家长` of a pupil
    return Person(match["name"], role, house or None)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"
