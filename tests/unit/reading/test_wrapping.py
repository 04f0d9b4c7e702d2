"""Text whose lines a mail program or a PDF broke, and what an issuer sets above it."""

from datetime import date

from mailer.model.release import PressRelease
from mailer.reading import read

NARROW = """River Watch Federation
Headquarters: 12 Anchor Wharf, Saltmouth

EMBARGOED: NOT FOR PUBLICATION OR BROADCAST BEFORE 09:00 GMT, TUESDAY 15 DECEMBER 2026

Towns on the Alder wait ninety minutes, study
finds

Nine towns along the Alder wait ninety minutes for a warning in
winter, according to a study published today by the River Watch
Federation. The study is based on the records of 1,412 nights on
nine bridges.

The law allows twenty minutes. On four of the nine bridges the
limit was broken every week of the season.

Ends

Page 1 of 1
"""


def _read(text: str) -> PressRelease:
    return read(text.encode(), filename="a.txt", today=date(2026, 11, 25))


def test_one_long_line_in_the_head_hides_no_narrower_column() -> None:
    release = _read(NARROW)
    assert release.headline == "Towns on the Alder wait ninety minutes, study finds"
    assert [block.kind for block in release.body] == ["paragraph", "paragraph"]
    assert release.body[0].text.endswith("1,412 nights on nine bridges.")


def test_a_name_that_the_text_repeats_and_its_address_are_letterhead() -> None:
    release = _read(NARROW)
    rules = {removed.text: removed.rule for removed in release.furniture}
    assert rules["River Watch Federation"] == "letterhead"
    assert rules["Headquarters: 12 Anchor Wharf, Saltmouth"] == "letterhead"


def test_a_word_parted_at_the_line_s_end_is_put_together() -> None:
    release = _read(
        "Moor trocknet weiter aus, zeigt ein Gutachten\n\n"
        "Grelingen, 16.11.2026 – Nach einem heute vorgestellten Gutachten verliert\n"
        "das Moor jedes Jahr rund 12.000 Tonnen, und mit ihnen entweicht Kohlen-\n"
        "dioxid in die Luft. Das Land will die Natur- und die Wasserbehörde Landes-\n"
        "und Bundesmittel beantragen lassen, sobald ein Plan vorliegt.\n"
    )
    assert "entweicht Kohlendioxid in die Luft" in release.body[0].text
    assert "Landes- und Bundesmittel" in release.body[0].text


def test_a_word_that_has_its_hyphen_keeps_it() -> None:
    release = _read(
        "Towns ask for gauges on every bridge of the river\n\n"
        "(Lisbon) – Nine towns asked for gauges on every bridge today, and for a long-\n"
        "term plan against floods. The council called the towns' proposal for the river\n"
        "expensive, and its answer to the mayors who had come in person was short and cold.\n"
    )
    assert "a long-term plan against floods" in release.body[0].text


def test_chinese_lines_that_end_inside_a_sentence_are_one_paragraph() -> None:
    release = _read(
        "河流觀察要求設置水位計\n\n"
        "（台北）- 九個鄉鎮今天要求在河上的每一座橋設置水位計，去年冬天河水三次上\n"
        "漲，沿岸居民都沒有及時接到警告，四百戶人家在黑夜裡離開了家園。\n\n"
        "政府沒有回應。\n"
    )
    assert "河水三次上漲，沿岸" in release.body[0].text


def test_an_item_broken_over_two_lines_keeps_its_second_one() -> None:
    source = (
        "Nine towns ask for gauges\n\nNine town councils along the Alder asked for gauges on every\n"
        "bridge today, after a winter in which the river rose three\ntimes and nobody was told in time, and "
        "they ask for three\nthings before the spring:\n\n1. An end to the licence.\n2. A free and early hearing in both of "
        "the languages that the\nvalley speaks.\n3. Gauges that all can read.\n"
    )
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    items = [item for block in release.body for item in block.items]
    assert items == [
        "An end to the licence.",
        "A free and early hearing in both of the languages that the valley speaks.",
        "Gauges that all can read.",
    ]


def test_a_long_word_broken_at_a_hyphen_breaks_nothing_else() -> None:
    """No line with a blank in it is followed by another one; found by chance."""
    source = f"{'a' * 60}-\nken\n\nA short line\n\nAnother one\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert release.headline is not None or release.body


def test_chinese_that_was_broken_at_a_width_is_put_together_also_without_any_blank() -> None:
    source = (
        "北岸堤坝明年重修 居民可在网上查阅水位图\n\n"
        "柳湾市，2026年11月24日——河流观察今天公布了北岸九个村镇的水位图，居民可以\n"
        "在网上按门牌查阅。工程明年春天开工，预计用时十四个月，费用由市里承担。\n\n"
        "河流观察主任林秀兰表示：“水位图不是给专家看的，是给每天过桥的人看的，\n"
        "我们把每一根水尺的读数都放了上去，从一九九八年到今天，一天也没有落下，谁\n"
        "都可以核对。”她说，这种做法“并不稀奇”，别的城市早已这样做，只是没有人告\n"
        "诉居民。下一步要做的是把南岸也画出来。\n"
    )
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert [block.text for block in release.body][1:] == [
        "河流观察主任林秀兰表示：“水位图不是给专家看的，是给每天过桥的人看的，我们把每一根水尺的读数都放了上去，"
        "从一九九八年到今天，一天也没有落下，谁都可以核对。”她说，这种做法“并不稀奇”，别的城市早已这样做，"
        "只是没有人告诉居民。下一步要做的是把南岸也画出来。"
    ]
    assert [(quote.speaker, len(quote.parts)) for quote in release.quotes] == [("林秀兰", 1)]
    assert not [each for each in release.warnings if each.code == "unclosed-quote"]
