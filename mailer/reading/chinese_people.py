"""A phrase about a person in Chinese -> name, role, organisation. House, role and name stand in this order and without a
blank between them: kinds of houses, words for jobs and family names tell where one ends and the next begins.
"""

import re
from dataclasses import replace
from functools import cache

from mailer.reading.languages import Speech, grammar
from mailer.reading.people import Person

NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})*|[\u4e00-\u9fff]{1,6}(?:[·•・‧][\u4e00-\u9fff]{1,8})+|[A-Z][\w·. -]{2,30}"
FAR_NAME = r"(?:(?!的)[\u4e00-\u9fff]){1,6}(?:[·•・‧][\u4e00-\u9fff]{1,8})+"
SMALL = "每起初当當时時前后後今昨明日这這那其之所只才仍又再也很极極更最太已早晚先便却卻似好终終原本常总總该該能会會可要想愿願希担擔坦透因为為由出入上下在对對向就也则則并並认認没沒曾于於和与與以把被将將从從到去来來是有说說表指谈談回已正又还還都不十很最，"
"""Signs behind a name that are no part of it."""
_SIGN = r"[\u4e00-\u9fff]"
_PLACES = "上中里裡下内內时時前后後间間"
"""Signs that end a place or a time and no name."""
_THIS = tuple("该該本其某")
_LONGEST_HOUSE = 20
_FAR = 6
"""Signs behind the kind of a house that may belong to the role: `西太平洋区域主任`."""


@cache
def any_of(words: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"


def given(speech: Speech) -> str:
    """A pattern: `方志恒`, `小刘`, `阮氏秋香`, `潘阿婆`."""
    return rf"(?:[小老]{_SIGN}|阿{_SIGN}{{1,2}}|(?:{any_of(speech.surnames)})氏?(?:{_SIGN}{{2}}|{_SIGN}))"


def person_of(who: str, speech: Speech) -> Person | None:
    """who: what stands before a verb of speech, with where, when and how. None where nobody is told."""
    who = _without_circumstance(who, speech)
    if not who:
        return None
    aside = re.fullmatch(rf"(?P<name>{NAME})[（(](?P<role>[^（）()]{{2,30}})[）)]", who)
    who = f"{aside['role']}{aside['name']}" if aside else who
    found = titled(who, speech)
    if found is not None:
        return found
    is_anonymous = re.match(any_of(speech.plurals), who) is not None
    behind = who.rpartition("的")[2] if not is_anonymous else ""
    if behind != who and re.fullmatch(given(speech), behind):
        return Person(behind)  # `曾在该厂工作十一年的周秀英`
    cut = re.match(rf"(?P<who>.{{0,30}}?(?:{any_of(speech.roles)}){given(speech)}).{{2,10}}$", who)
    if cut and (told := titled(cut["who"], speech)):
        return told  # `村民代表老吴摆摆手`
    went_on = re.match(rf"(?P<name>{given(speech)})(?:{any_of(speech.clauses)})", who)
    if went_on:
        return Person(went_on["name"])  # `方志恒并引述公约`
    ends = "|".join(speech.job_ends) or r"(?!)"
    stranger = rf"(?P<role>{_SIGN}{{2,8}}?)(?P<name>{given(speech)})"
    unknown = re.fullmatch(stranger, who) or re.fullmatch(stranger, behind)
    unknown = unknown or re.fullmatch(
        rf"(?P<role>{_SIGN}{{1,7}}?(?:{ends}))(?P<name>{FAR_NAME})", who
    )
    is_house = any(word in who for word in grammar().not_places)
    if unknown and not is_house and not unknown["role"].endswith(tuple(speech.houses)):
        role = unknown["role"]
        is_told = not role.endswith(("的", *speech.clauses))
        behind = role.rpartition("的")[2]  # `村里的种粮大户`
        role = behind if len(behind) > 1 else role
        return Person(unknown["name"], role if is_told else None)
    if is_anonymous or who.endswith(tuple(speech.roles)):
        return Person("", kind="collective")  # `工会发言人`: nobody is named
    if is_house or len(who) > 12:
        return Person(who if len(who) <= _LONGEST_HOUSE else "", kind="collective")
    is_body = who.endswith(tuple(speech.collectives))  # `教育局`
    is_surnamed = re.match(any_of(speech.surnames), who) or not set(who) & set(SMALL)
    is_named = not is_body and re.fullmatch(NAME, who) and is_surnamed
    return Person(who, kind="person" if is_named else "collective")


def _without_circumstance(who: str, speech: Speech) -> str:
    """Without where, when, how and to whom it was said: `方志恒昨晚在灾区对记者`, `方志恒哭着`."""
    who = re.sub(r"[“”\"「」『』]|(?<![A-Za-z])\s|\s(?![A-Za-z])", "", who)
    beside = rf"{speech.ages.pattern}|[^（）()]{{1,4}}|[A-Za-z .·'-]{{2,40}}"
    who = re.sub(rf"[（(](?:{beside})[）)]", "", who)  # `阿明（化名）`
    who = re.sub(rf"^(?:{speech.turns.pattern})(?=.{{3}})", "", who)
    sure = rf"(?:{any_of(speech.roles)})(?:{given(speech)})$"
    behind = rf"(?<={_SIGN}{{2}})"
    for _ in range(4):
        before = who
        if re.search(sure, who):
            break  # `理事长柯以晴`: the sign is part of the name
        who = re.sub(rf"{behind}(?:对|對|向|跟|接受)[^的]{{0,8}}$", "", who)
        who = re.sub(
            rf"{behind}(?:在|于|於|从|從|就|则|則|通过|透過|用|以|藉|借)[^的]{{1,10}}$", "", who
        )
        who = re.sub(rf"{behind}(?:{any_of(speech.clauses)})+$", "", who)
        who = re.sub(rf"{behind}(?:{any_of(speech.occasions)}).{{0,8}}$", "", who)
        who = re.sub(
            rf"{behind}(?:[哭笑含流红紅忍指望握噙抹皱皺].{{0,2}}[着著].{{0,3}}|{_SIGN}{{2}}地)$",
            "",
            who,
        )
        if who == before:
            break
    return _without_title(who, speech)


def _without_title(who: str, speech: Speech) -> str:
    """`主任高慧君醫師`, `林嘉敏女士`; not `林女士`."""
    ranks = any_of(speech.titles | speech.honorifics)
    full = re.fullmatch(rf"(?P<who>.*?(?:{NAME}))(?:{ranks})", who)
    if full is None or len(full["who"]) < 3:
        return who
    named = re.search(rf"(?:{given(speech)}|[·•・‧]{_SIGN}+)$", full["who"])
    return full["who"] if named and len(who) > 4 else who


def titled(who: str, speech: Speech) -> Person | None:
    """House, role and name, or more than one role: `观鸟会创办人、退休地理教师秦望舒`."""
    who = re.sub(rf"^(?:{speech.turns.pattern})(?=.{{3}})", "", who)
    if kin := _kin(who, speech):
        return kin
    first, _, last = who.partition("、")
    end = last and (_one(last.rpartition("、")[2], speech) or _plain(last, speech))
    if not end:
        return _one(who, speech)
    start = _one(f"{first.removesuffix('之一')}{end.name}", speech)
    if start is None:
        return _one(who, speech) or end
    if end.role and (end.organisation or not start.organisation):
        return start if start.organisation else end
    return replace(start, organisation=start.organisation or end.organisation)


def _plain(who: str, speech: Speech) -> Person | None:
    """`三年級的何芷晴`, `建筑师田野`."""
    match = re.fullmatch(rf"(?P<what>.{{0,14}}?的?)(?P<name>{given(speech)}|{FAR_NAME})", who)
    if match is None or not match["what"]:
        return Person(match["name"]) if match else None
    what = match["what"]
    return Person(match["name"], what if what.endswith(speech.job_ends) else None)


def _kin(who: str, speech: Speech) -> Person | None:
    """`许安的丈夫孟凡`: what they are to somebody."""
    kin = re.fullmatch(
        rf"(?P<role>(?:[^，的]{{1,14}}的)?(?:{any_of(speech.relations)}))(?P<name>{NAME})", who
    )
    if kin is None:
        return None
    job, _, _ = kin["role"].partition("、")
    told = _one(job + kin["name"], speech) if job != kin["role"] else None
    return told or Person(kin["name"], kin["role"])


def _one(who: str, speech: Speech) -> Person | None:
    openers, roles = any_of(speech.role_openers), any_of(speech.roles)
    what = (
        rf"(?P<house>.{{0,30}}?)(?P<role>(?:(?:{openers})[及與与和暨]?)*"
        rf"(?:(?:{openers})*(?:{roles})[兼及暨])?(?:{openers})*(?:{roles}))"
    )
    match = re.fullmatch(rf"{what}(?P<name>{given(speech)}|{FAR_NAME})", who)
    match = match or re.fullmatch(rf"{what}(?P<name>(?:{NAME})(?<![{_PLACES}]))", who)
    if match is None:
        return None
    house, role, name = match["house"], match["role"], _short(match["name"], speech)
    house = re.sub(rf"^(?:{speech.ages.pattern})", "", house)
    house = re.sub(r"^(?:其中|另外?)?[一两兩]?[位名个個]", "", house)
    is_house = any(word in house for word in (*grammar().not_places, *speech.houses))
    if house.endswith("的") and not is_house:
        return Person(name, role)  # `six years in the job`: what they are, and no house
    house = house.removesuffix("的")
    if "的" in house and "、" not in house:
        house = house.rpartition("的")[2]  # `全国总工会下属的海员工会`
    before, mark, behind = house.rpartition("、")
    house = behind if mark and before.endswith((*speech.roles, *speech.job_ends, "之一")) else house
    if role in speech.loose and any(house.startswith(kind) for kind in speech.houses):
        return Person(name, f"{house}{role}")  # `小学三年级学生`
    if house.lstrip("本该該") in speech.writings:
        return Person(name, f"{house}{role}")  # `报告首席作者`
    house, field = _parted(house, speech)
    role = f"{field}{role}"
    if house.endswith(("科", "系", "部")) and len(house) <= 5:
        return Person(name, f"{house}{role}")  # `老人科医生`
    is_opened = match["role"].startswith(tuple(speech.role_openers))
    is_plain = house in speech.roles or (
        not (is_opened and match["role"] not in speech.roles) and house[:1] not in _THIS
    )
    if 0 < len(house) <= 2 and not is_house and is_plain:
        return Person(name, f"{house}{role}")  # `冰川学者`
    if role in speech.loose and not is_house:
        return Person(name, f"{house}{role}")  # `村民` of a village, `家长` of a pupil
    return Person(name, role, house or None)


def _short(name: str, speech: Speech) -> str:
    """Behind one sign for a family stand two at most: `汪子傑蹲`."""
    is_long = len(name) == 4 and name[0] in speech.surnames and name[1] != "氏" and "·" not in name
    return name[:3] if is_long and name[:2] not in speech.surnames else name


def _parted(house: str, speech: Speech) -> tuple[str, str]:
    """`湾沙师范大学生态学` before `副教授`: the house, and what belongs to the role."""
    kinds = any_of(frozenset(word for word in speech.houses if len(word) > 1))
    ends = [match.end() for match in re.finditer(kinds, house)]
    field = house[ends[-1] :] if ends else ""
    is_unit = not field or field.endswith(tuple(speech.fields)) or len(field) > _FAR
    return (house, "") if is_unit else (house[: ends[-1]], field)
