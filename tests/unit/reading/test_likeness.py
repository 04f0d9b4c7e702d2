"""A partner's version of a joint release is the same event; the next release on the topic is another."""

from datetime import date

import pytest

from mailer.model.release import PressRelease
from mailer.reading import near_duplicates, read
from mailer.reading.likeness import LIKE, likeness

TODAY = date(2026, 11, 25)
LEDE = (
    "Nine environmental organizations called on the governments of the northern coast today to publish the "
    "readings of every public river gauge within 24 hours, free of charge and without registration."
)
FACTS = (
    "Of the 412 public gauges in the region, 97 report online. The others are read by hand, and the figures "
    "stay in binders until the end of the year, the groups said after visiting sixty of them in spring."
)
QUOTE = "“A flood warning that costs money is no warning,” said Ingrid Holt, policy director at Fjord Alliance."
BACKGROUND = (
    "Fjord Alliance has counted gauges since 2019. In its first survey it found that two in three towns "
    "learned of high water from their neighbors and not from the authorities."
)
OWN = f"Nine groups ask for open river data\n\n(Oslo, March 3, 2026) – {LEDE}\n\n{FACTS}\n\n{QUOTE}\n\n{BACKGROUND}\n"
PARTNER = f"""River Watch and eight others call for free gauge readings

(Lisbon) – {LEDE.replace("Nine environmental", "River Watch and eight other environmental")}

{FACTS.replace("after visiting sixty of them in spring", "")}

“Our members along the lower river get their news from the bakery,” said Marta Quill, director of River Watch.
"""
NEXT = f"""Government publishes a tenth of its river gauges

(Oslo, May 12, 2026) – The water ministry put the readings of forty river gauges online this morning, two months after
nine organizations had asked for all of them, and announced a plan for the rest of the region by 2028.

The readings appear with a delay of six hours. On the first day the page could not be reached between seven and
ten in the morning, when the rain was heaviest and most people looked for it on their telephones.

“Forty is a beginning and six hours is a flood,” said Ingrid Holt, policy director at Fjord Alliance.

{BACKGROUND}
"""
QUOTING = f"""A year of binders

The archive of the water ministry holds eleven thousand pages of readings that no computer has ever seen, and the
three people who look after them retire in summer. We spent a week with them among the shelves and the kettles.

{QUOTE}
"""


def _read(text: str) -> PressRelease:
    return read(text.encode(), filename="a.txt", today=TODAY)


@pytest.mark.parametrize(
    ("other", "is_same", "why"),
    [
        (OWN.replace("today", "on Tuesday"), True, "our own, with a word changed"),
        (PARTNER, True, "a partner's version: another lede's start, place and voice"),
        (NEXT, False, "the next release on the topic, with the same background"),
    ],
)
def test_the_measure_tells_versions_from_other_releases(
    other: str, is_same: bool, why: str
) -> None:
    share = likeness(_read(OWN), _read(other))
    assert (share >= LIKE) is is_same, (why, share)
    assert share == likeness(_read(other), _read(OWN))


def test_the_margin_is_wide_on_both_sides() -> None:
    assert likeness(_read(OWN), _read(PARTNER)) >= LIKE + 0.15
    assert likeness(_read(OWN), _read(NEXT)) <= LIKE - 0.1


def test_one_warning_for_each_names_the_file_and_says_why() -> None:
    others = {
        "releases/next.txt": _read(NEXT),
        "releases/quoting.txt": _read(QUOTING),
        "releases/partner.txt": _read(PARTNER),
    }
    found = list(near_duplicates(_read(OWN), others))
    assert [warning.code for warning in found] == ["near-duplicate"] * 2
    assert found[0].message.startswith("releases/partner.txt")
    assert found[1].message.startswith("releases/quoting.txt")
    assert "a quotation stands there too" in found[1].message


def test_chinese_is_compared_by_signs() -> None:
    text = (
        "（台北）— 九个城镇今天要求水利委员会在每座桥上安装水位计，因为去年冬天河水三次上涨，居民事先都没有得到通知，"
        "许多人是听见邻居敲门才知道的。\n\n他们在信中说，下游四十一座桥中只有六座装有水位计，其中两座自春天起就坏了。\n"
    )
    assert likeness(_read(text), _read(text.replace("今天", "星期二"))) >= LIKE
    assert likeness(_read(text), _read("（台北）— " + "委员会昨天否决了预算。" * 12)) < LIKE


def test_texts_too_short_to_compare_are_not_alike() -> None:
    assert likeness(_read("Nine towns ask for gauges."), _read("Nine towns ask for gauges.")) == 0
