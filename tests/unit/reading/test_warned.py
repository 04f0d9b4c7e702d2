"""What a person should look at before a release is used, in each language: days that are over, cut ends, holes."""

from datetime import date

import pytest

from mailer.reading import read
from tests.unit.reading.test_embargo_lines import BODY

TODAY = date(2026, 11, 25)
AHEAD = [
    ("en", "The exhibition is open until 3 June 2026."),
    ("en", "The council meets again on 3 June 2026 and will decide."),
    ("en", "The exhibition runs until 3 June 2026."),
    ("en", "The hearing will take place on 3 June 2026."),
    ("de", "Die Abstimmung wird am 3. Juni 2026 stattfinden."),
    ("de", "Die Abstimmung findet am 3. Juni 2026 statt."),
    ("de", "Der 12. Bezirkstag findet am 3. Juni 2026 statt."),
    ("de", "Die Ausstellung ist bis zum 3. Juni 2026 geöffnet."),
    ("fr", "Le vote aura lieu le 3 juin 2026."),
    ("fr", "Les débats auront lieu le 3 juin 2026."),
    ("fr", "Le conseil va se réunir le 3 juin 2026."),
    ("fr", "L’exposition est ouverte jusqu’au 3 juin 2026."),
    ("es", "La votación tendrá lugar el 3 de junio de 2026."),
    ("es", "El consejo va a reunirse el 3 de junio de 2026."),
    ("es", "La muestra está abierta hasta el 3 de junio de 2026."),
    ("pt", "O conselho vai reunir-se a 3 de junho de 2026."),
    ("pt", "A votação terá lugar a 3 de junho de 2026."),
    ("pt", "A exposição está aberta até 3 de junho de 2026."),
    ("ar", "الاجتماع مقرر في 3 يونيو 2026."),
    ("ar", "من المقرر أن يصوت المجلس في 3 يونيو 2026."),
    ("zh", "议会将于2026年6月3日投票。"),
    ("zh", "會議定於2026年6月3日舉行。"),
]
OVER = [
    ("en", "The council met on 3 June 2026 and decided."),
    ("en", "In the end the vote was held on 3 June 2026. It will be repeated."),
    ("de", "Die Abstimmung fand am 3. Juni 2026 statt."),
    ("de", "Der Rat beschloss es am 3. Juni 2026. Das Geld wird reichen."),
    ("fr", "Le vote a eu lieu le 3 juin 2026."),
    ("fr", "Le conseil s’est réuni le 3 juin 2026."),
    ("es", "La votación tuvo lugar el 3 de junio de 2026."),
    ("pt", "O conselho reuniu-se a 3 de junho de 2026."),
    ("pt", "A exposição esteve aberta até 3 de junho de 2026."),
    ("ar", "اجتمع المجلس في 3 يونيو 2026."),
    ("zh", "议会已于2026年6月3日投票。"),
    # the day is still to come
    ("de", "Die Abstimmung wird am 3. Dezember 2026 stattfinden."),
    ("fr", "Le vote aura lieu le 3 décembre 2026."),
]
READ_ON = [
    ("en", "Read more"),
    ("en", "Continue reading"),
    ("de", "Weiterlesen"),
    ("de", "Mehr lesen"),
    ("fr", "Lire la suite"),
    ("es", "Leer más"),
    ("es", "Sigue leyendo"),
    ("pt", "Leia mais"),
    ("pt", "Ler mais »"),
    ("pt", "Continuar a ler"),
    ("ar", "اقرأ المزيد"),
    ("zh", "阅读全文"),
    ("zh", "閱讀更多"),
]
HOLES = [
    (
        "en",
        "The network calls on  to act, and asked the minister for an answer.",
        "calls on to act",
    ),
    ("en", "The network sent its letter to . It has no answer yet.", "to ."),
    (
        "fr",
        "L’association demande à  de voter le texte avant la fin de l’hiver.",
        "demande à de voter",
    ),
    ("fr", "L’association demande une réponse. Voir le rapport ici : .", "ici : ."),
    ("de", "Das Netzwerk fordert von  eine Antwort noch vor dem Winter.", "fordert von eine"),
    ("zh", "报告见。该组织呼吁政府在冬天之前答复。", "报告见。"),
    ("zh", "詳情請見：。該組織呼籲政府在冬天之前答覆。", "：。"),
]
WHOLE = [
    ("en", "The network  calls for gauges.  It has no answer yet."),  # a slip of the thumb, and an old habit
    ("en", "The  network  calls  on  all  towns  to  act  before  the  winter  comes."),  # set to full width
    ("en", "He waited ... and nobody came. See 3.5 and .org addresses."),
    ("fr", "L’association demande une réponse : « Vite ! » Rien ne vient ; elle attend."),
    ("zh", "河水上涨的危险显而易见。该组织呼吁政府答复。"),
    ("zh", "报告见附件。该组织呼吁政府答复。"),
]  # fmt: skip


def _codes(source: str) -> dict[str, str | None]:
    release = read(source.encode(), filename="a.txt", today=TODAY)
    return {warning.code: warning.words for warning in release.warnings}


def _with(language: str, sentence: str) -> str:
    body = BODY[language]
    return f"A headline about nine towns and gauges\n\n{body}\n\n{body} {sentence}\n\n{body}\n"


@pytest.mark.parametrize(("language", "sentence"), AHEAD)
def test_a_day_that_is_over_and_spoken_of_as_to_come_is_told(language: str, sentence: str) -> None:
    assert "past-event" in _codes(_with(language, sentence))


@pytest.mark.parametrize(("language", "sentence"), OVER)
def test_a_day_that_is_told_as_over_is_not(language: str, sentence: str) -> None:
    assert "past-event" not in _codes(_with(language, sentence))


@pytest.mark.parametrize(("language", "button"), READ_ON)
def test_a_paragraph_cut_off_above_a_link_to_the_whole_text_is_a_teaser(
    language: str, button: str
) -> None:
    body = BODY[language]
    source = f"A headline about nine towns and gauges\n\n{body}\n\n{body[:-1]}…\n\n{button}\n"
    assert "teaser" in _codes(source)


@pytest.mark.parametrize(
    "section", ["Leia também", "Veja também", "Lo más leído", "Related articles"]
)
def test_a_list_of_other_texts_makes_no_teaser(section: str) -> None:
    body = BODY["pt"]
    source = f"A headline about nine towns and gauges\n\n{body}\n\n{body[:-1]}…\n\n{section}\n"
    assert "teaser" not in _codes(source)


@pytest.mark.parametrize(("language", "sentence", "words"), HOLES)
def test_a_hole_where_a_link_lost_its_words_is_told(
    language: str, sentence: str, words: str
) -> None:
    told = _codes(_with(language, sentence)).get("lost-link-text")
    assert told is not None
    assert words in told


@pytest.mark.parametrize(("language", "sentence"), WHOLE)
def test_blanks_and_dots_that_hide_nothing_are_no_holes(language: str, sentence: str) -> None:
    assert "lost-link-text" not in _codes(_with(language, sentence))
