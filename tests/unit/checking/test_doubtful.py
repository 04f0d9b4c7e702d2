"""Rule 40 in seven languages: what is told, and what an honest campaign says and is not told of."""

from typing import Any

import pytest

from mailer.checking.phrases import link_words, phrases
from mailer.model.campaign import Ask
from mailer.reading.languages import languages
from tests.unit.checking.samples import HTML, SUBJECT, TEXT, facts, findings


def told(
    language: str = "en", subject: str = SUBJECT, text: str = "", **campaign: Any
) -> list[str]:
    """What is doubtful in a message of that language that holds these words. today: 30 November 2026."""
    looked = facts(
        HTML.replace("Why now", f"<p>{text}</p>"),
        f"{TEXT}\n{text}\n",
        subject,
        says={"language": language},
        campaign=campaign,
    )
    return [f"{each.severity}: {each.message}" for each in findings(looked, "content-doubtful")]


OVER = [
    ("en", "Give before 29 November 2026."),
    ("en", "The talks will be held on June 22-24, 2015."),
    ("en", "Every gift counts until 3 June 2026."),
    ("en", "On 3 June 2026 the council will vote."),
    ("en", "Your last chance: 3 June 2026."),
    ("de", "Die Abstimmung wird am 3. Juni 2026 stattfinden."),
    ("de", "Spenden Sie bis zum 3. März 2025."),
    ("de", "Letzte Chance bis 3. März 2025"),
    ("de", "Bis zum 03.03.2025 zählt jede Spende."),
    ("fr", "Donnez avant le 3 juin 2026."),
    ("fr", "Le conseil votera le 3 juin 2026."),
    ("fr", "Dernière chance : le 3 juin 2026."),
    ("es", "Done antes del 3 de marzo de 2025."),
    ("es", "El consejo votará el 3 de junio de 2026."),
    ("es", "Última oportunidad: 3 de junio de 2026."),
    ("pt", "Doe até 3 de março de 2025."),
    ("pt", "O conselho votará em 3 de junho de 2026."),
    ("pt", "Última oportunidade: 3 de junho de 2026."),
    ("ar", "تبرعوا قبل 3 يونيو 2026."),
    ("ar", "سيصوت المجلس في 3 يونيو 2026."),
    ("ar", "الفرصة الأخيرة: 3 يونيو 2026."),
    ("zh", "请在2026年6月3日之前捐款。"),
    ("zh", "区议会将于2026年6月3日表决。"),
    ("zh", "最后机会：2026年6月3日。"),
]
HISTORY = [
    ("en", "On 3 May 2025 the council decided."),
    ("en", "Give before 30 November 2026."),
    ("en", "The gauge was out of order until 3 May 2025."),
    ("en", "From 3 May 2025 until 5 June 2025 volunteers read the water."),
    ("en", "The council, elected on 3 May 2025, will vote on 10 December."),
    ("en", "The law of 3 May 2025 will stand."),
    ("en", "A report published by the council on 3 May 2025 says so."),
    ("de", "Das Gesetz vom 3. Mai 2025 wird geändert."),
    ("de", "Die Brücke war bis zum 3. Mai 2025 gesperrt."),
    ("de", "Der am 3. Mai 2025 gewählte Rat wird am 10. Dezember entscheiden."),
    ("de", "Vom 3. Mai 2025 bis 5. Juni 2025 zählten Freiwillige das Wasser."),
    ("de", "Am 3. Mai 2025 stand der Keller unter Wasser. Der Rat wird entscheiden."),
    ("fr", "La loi du 3 mai 2025 sera modifiée."),
    ("fr", "Le pont était fermé jusqu’au 3 mai 2025."),
    ("es", "La ley del 3 de mayo de 2025 será modificada."),
    ("es", "El puente estuvo cerrado hasta el 3 de mayo de 2025."),
    ("pt", "A lei de 3 de maio de 2025 será alterada."),
    ("pt", "A ponte esteve fechada até 3 de maio de 2025."),
    ("ar", "كان الجسر مغلقا حتى 3 مايو 2025."),
    ("zh", "2025年5月3日，议会通过了决议。"),
    ("zh", "请在2026年12月10日之前捐款。"),
]


@pytest.mark.parametrize(("language", "text"), OVER)
def test_a_day_that_is_over_is_not_to_come(language: str, text: str) -> None:
    (fact,) = told(language, text=text)
    assert " is past: " in fact


@pytest.mark.parametrize(("language", "text"), HISTORY)
def test_what_was_may_be_told_with_its_day(language: str, text: str) -> None:
    assert told(language, text=text) == []


def test_a_day_that_a_full_line_parts_is_one_day() -> None:
    (fact,) = told("de", text="Die Abstimmung wird am 3.\nJuni 2026 stattfinden.")
    assert "3. Juni 2026 is past" in fact


def test_the_subject_and_the_preheader_are_read_too() -> None:
    (fact,) = told("de", subject="Letzte Chance bis 3. März 2025")
    assert "3. März 2025 is past" in fact


MATCHES = [
    ("en", "Your gift is doubled today.", "10 December"),
    ("en", "Double your gift of 50 euros.", "10 December"),
    ("en", "A friend of the river matches every donation.", "10 December"),
    ("en", "Until midnight your donations will be matched.", "December 10"),
    ("de", "Ihre Spende wird verdoppelt.", "10. Dezember"),
    ("de", "Wir verdoppeln jede Spende.", "10.12.2026"),
    ("de", "Jeder Euro wird von einer Stiftung verdoppelt.", "31.12."),
    ("fr", "Votre don est doublé.", "10 décembre"),
    ("fr", "Nous doublons chaque don.", "31/12"),
    ("es", "Duplicamos cada donación.", "10 de diciembre"),
    ("es", "Tu donativo se duplica.", "10 de diciembre"),
    ("pt", "A sua doação será duplicada.", "10 de dezembro"),
    ("pt", "Dobramos cada doação.", "10 de dezembro"),
    ("ar", "تبرعك يُضاعَف اليوم.", "10 ديسمبر"),
    ("ar", "سنضاعف كل تبرع.", "10 ديسمبر"),
    ("zh", "您的捐款将翻倍。", "12月10日"),
    ("zh", "我们将等额配捐。", "12月10日"),
]


@pytest.mark.parametrize(("language", "promise", "day"), MATCHES)
def test_a_match_names_the_day_on_which_it_ends(language: str, promise: str, day: str) -> None:
    (open_,) = (each for each in told(language, bridge=promise) if "promises a match" in each)
    assert open_.startswith("warning: bridge")
    ended = told(language, bridge=f"{promise} ({day})")
    assert not [each for each in ended if "promises a match" in each]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The number of floods has doubled since 2010."),
        ("en", "Donations doubled last year, and the figures match."),
        ("de", "Die Zahl der Hochwasser hat sich verdoppelt."),
        ("de", "Die Spenden haben sich seit Mai verdoppelt."),
        ("fr", "Le nombre de crues a doublé."),
        ("es", "El número de crecidas se ha duplicado."),
        ("pt", "O número de cheias duplicou."),
        ("ar", "تضاعفت التبرعات العام الماضي."),
        ("zh", "洪水次数翻倍。"),
    ],
)
def test_what_doubles_by_itself_is_no_match(language: str, text: str) -> None:
    assert not [each for each in told(language, bridge=text) if "promises a match" in each]


def test_a_promise_that_names_its_day_once_need_not_say_it_again() -> None:
    ask = Ask(heading="Your gift is doubled", sentence="A foundation pays, until 10 December.")
    again = told(bridge="Double your gift.", ask=ask)
    assert not [each for each in again if "promises a match" in each]


LEFT_OVER = [
    ("en", "TODO: a quote"),
    ("en", "[insert the figure]"),
    ("de", "ZU ERLEDIGEN: die Zahl"),
    ("de", "Der Text fehlt noch"),
    ("fr", "À FAIRE : la citation"),
    ("es", "PENDIENTE: la cita"),
    ("pt", "POR FAZER: a citação"),
    ("ar", "[مسودة]"),
    ("zh", "此处待补"),
    ("nl", "lorem ipsum dolor"),
]


@pytest.mark.parametrize(("language", "text"), LEFT_OVER)
def test_what_a_draft_leaves_over_is_told_once(language: str, text: str) -> None:
    (fact,) = told(language, text=text)
    assert fact.startswith("warning: ")
    assert "is left over" in fact


SPAM = [
    ("en", "Winner! Click here!!!"),
    ("de", "GRATIS und sofort"),
    ("de", "100% free!"),
    ("fr", "Cliquez ici !"),
    ("es", "¡Dinero fácil!"),
    ("pt", "Clique já!"),
    ("ar", "اضغط هنا!"),
    ("zh", "免费！"),
]


@pytest.mark.parametrize(("language", "text"), SPAM)
def test_the_words_of_advertising_are_told_in_one_finding(language: str, text: str) -> None:
    (fact,) = told(language, text=text)
    assert "reads like advertising" in fact


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Act now: the council votes on Thursday! The maps are free."),
        ("en", "Free Marta Quill! Congratulations, and thank you!"),
        ("de", "Der Eintritt ist kostenlos. Handeln Sie mit uns!"),
        ("es", "La entrada es gratis. Todo el mundo puede venir."),
        ("es", "TODO PARA EL RÍO"),
        ("fr", "L’entrée est gratuite."),
        ("pt", "A entrada é grátis. Falta pouco."),
        ("ar", "الدخول مجاني."),
        ("zh", "免费开放，欢迎参加。"),
    ],
)
def test_a_campaign_may_be_urgent_and_free(language: str, text: str) -> None:
    assert told(language, text=text) == []


def test_the_german_campaign_of_a_hasty_evening_is_told_of_everything() -> None:
    text = (
        "Bis zum 03.03.2025 verdoppeln wir jede Spende. GRATIS!!!\n\n"
        "ZU ERLEDIGEN: Text fehlt noch. Act now! 100% free! Winner! click here!!!"
    )
    whole = " ".join(told("de", "Letzte Chance bis 3. März 2025", text))
    for part in (
        "3. März 2025 is past",
        "03.03.2025 is past",
        "'ZU ERLEDIGEN' is left over",
        "'Text fehlt noch' is left over",
        "reads like advertising: ",
        "'gratis!'",
        "'winner!'",
    ):
        assert part in whole


def test_there_are_words_for_every_language_that_we_read() -> None:
    assert [code for code in languages() if phrases(code) is phrases("xx")] == ["en"]
    for words in ("clique aqui", "mehr lesen", "更多", "hier klicken", "lire la suite", "点此"):
        assert words in link_words()
