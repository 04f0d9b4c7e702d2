"""Every form of dateline, and the sentences that look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.reading.datelines import dateline_of, standing_dateline

TEXT = "River levels fell to their lowest in forty years, nine councils and River Watch said today."
FORMS = [
    ("TRES ALAMOS, Calif. (Nov. 19, 2026) — ", "TRES ALAMOS, Calif.", "2026-11-19"),
    ("(Lisbon) – ", "Lisbon", None),
    ("(Tunis) - ", "Tunis", None),
    ("(Dakar) –", "Dakar", None),
    ("(台北)-", "台北", None),
    ("(تونس) - ", "تونس", None),
    ("(Oslo, March 3, 2026) – ", "Oslo", "2026-03-03"),
    ("(Lima, 9 de mayo de 2026) – ", "Lima", "2026-05-09"),
    ("(Beirut, 4 أيار/مايو 2026) - ", "Beirut", "2026-05-04"),
    ("(Ottawa)—", "Ottawa", None),
    ("(Portland, ME May 4, 2026) ", "Portland, ME", "2026-05-04"),
    ("(Bogotá, 4 de mayo de 2026). - ", "Bogotá", "2026-05-04"),
    ("Austin, TX – ", "Austin, TX", None),
    ("Lyon/Adana – ", "Lyon/Adana", None),
    ("The Hague – ", "The Hague", None),
    ("Rio de Janeiro – ", "Rio de Janeiro", None),
    ("Washington, D.C. – ", "Washington, D.C.", None),
    ("Lisbon— ", "Lisbon", None),
    ("Quito, May 4, 2026—", "Quito", "2026-05-04"),
    ("Quito, May 4, 2026 — ", "Quito", "2026-05-04"),
    ("New York, N.Y., May 4, 2026 — ", "New York, N.Y.", "2026-05-04"),
    ("Vienna, 4 May 2026 - ", "Vienna", "2026-05-04"),
    ("Vienna, Monday, 4 May 2026 - ", "Vienna", "2026-05-04"),
    ("Paris, le 4 mai 2026 – ", "Paris", "2026-05-04"),
    ("Berlin, den 4. Mai 2026 – ", "Berlin", "2026-05-04"),
    ("Berlin, 4. Mai 2026. ", "Berlin", "2026-05-04"),
    ("Bern, 04.05.2026 - ", "Bern", "2026-05-04"),
    ("São Paulo, 4 de maio de 2026 – ", "São Paulo", "2026-05-04"),
    ("Madrid, 4 de mayo de 2026.- ", "Madrid", "2026-05-04"),
    ("تونس، ٤ مايو ٢٠٢٦ – ", "تونس", "2026-05-04"),
    ("[DAKAR, 4 May 2026] - ", "DAKAR", "2026-05-04"),
    ("LIMA (9 de mayo de 2026) – ", "LIMA", "2026-05-09"),
    ("BOSTON, May 4, 2026 /Example Newswire/ -- ", "BOSTON", "2026-05-04"),
    ("WASHINGTON, DC, May 4, 2026 (GLOBE EXAMPLE) -- ", "WASHINGTON, DC", "2026-05-04"),
    ("LIMA (AP) — ", "LIMA", None),
    ("OSLO, May 4 (Reuters) - ", "OSLO", None),
    ("04.05.2026 | Wien/Graz (beispiel-dienst) - ", "Wien/Graz", "2026-05-04"),
    ("May 4, 2026 – OTTAWA – ", "OTTAWA", "2026-05-04"),
    ("Accra, Ghana – May 4, 2026 – ", "Accra, Ghana", "2026-05-04"),
    ("LONDON, UK: ", "LONDON, UK", None),
    ("【台北讯】", "台北", None),
    ("（台北，2026年5月4日）— ", "台北", "2026-05-04"),
]


@pytest.mark.parametrize(("written", "place", "when"), FORMS)
def test_every_form_is_read(written: str, place: str, when: str | None) -> None:
    found = dateline_of(written + TEXT, "en")
    assert found is not None
    dateline, rest = found
    assert (dateline.place, dateline.date) == (place, when)
    assert dateline.raw == written.strip()
    assert rest == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "River Watch – The organisation said today that the councils must act before the rivers run dry.",
        "Now – More than ever – rivers need water, said the councils on Monday in a statement to members.",
        "(Reuters) - River levels fell to their lowest in forty years, nine councils said in a letter.",
        "(Photo: River Watch) - River levels fell to their lowest in forty years, nine councils said today.",
        "(1) – River levels fell to their lowest in forty years, nine councils said today in a long letter.",
        "Nine councils – Lisbon, Porto and others – agreed on Monday to measure river levels this winter.",
        "The European Union – Europe’s largest donor – has failed to act on rivers for years, they said.",
        "In 2025 – the driest year – River levels fell to their lowest in forty years, nine councils said.",
        "On May 4, 2026, River Watch sent a letter to nine councils: it asked for gauges on every river.",
        "Background - What the law would change for nine rivers and for the people who live from them.",
        "(Lisbon) – Too little follows.",
    ],
)
def test_no_dateline_is_invented(text: str) -> None:
    assert dateline_of(text, "en") is None


@pytest.mark.parametrize(
    "written",
    [
        "وادي السلوى، الثلاثاء 24 نوفمبر 2026م: ",
        "وادي السلوى، 24 نوفمبر 2026 م – ",
        "وادي السلوى (24 نوفمبر 2026م) - ",
    ],
)
def test_an_arabic_year_may_be_followed_by_the_sign_of_its_era(written: str) -> None:
    text = "أعاد مستشفى الرحمة مساء أمس تشغيل جلسات الغسيل الليلية بعد انقطاع دام سبعة أشهر."
    found = dateline_of(written + text, "ar")
    assert found is not None
    assert (found[0].place, found[0].date) == ("وادي السلوى", "2026-11-24")
    assert found[1] == text


@pytest.mark.parametrize(
    ("line", "place", "when"),
    [
        ("Paris, le 4 mai 2026", "Paris", "2026-05-04"),
        ("Lisboa, 4 de maio de 2026", "Lisboa", "2026-05-04"),
        ("May 4, 2026 – Ottawa, Ontario – Department of Lakes", "Ottawa, Ontario", "2026-05-04"),
        ("4 May 2026 | Geneva", "Geneva", "2026-05-04"),
    ],
)
def test_a_dateline_may_stand_on_a_line_of_its_own(line: str, place: str, when: str) -> None:
    found = standing_dateline(line, "en")
    assert found is not None
    assert (found.place, found.date) == (place, when)


@given(st.text(max_size=200))
def test_a_dateline_and_the_rest_are_the_whole_paragraph(text: str) -> None:
    found = dateline_of(text, "en")
    if found is not None:
        assert text.strip().startswith(found[0].raw)
        assert text.strip().endswith(found[1])
