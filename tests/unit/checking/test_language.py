"""Whether a campaign is written in the language that it says: told only where that is sure."""

import pytest

from tests.unit.checking.samples import HTML, facts, findings

TEXTS = {
    "en": "The council decides this week whether the river gets its maps back, and the people of the town "
    "have asked for them since the last flood. It is not too late for that.",
    "de": "Der Rat entscheidet in dieser Woche, ob der Fluss seine Karten zurückbekommt, und die Menschen in "
    "der Stadt haben seit dem letzten Hochwasser darum gebeten. Es ist noch nicht zu spät.",
    "fr": "Le conseil décide cette semaine si les cartes de la rivière seront rendues, et les habitants de la "
    "ville les demandent depuis la dernière crue. Il n’est pas trop tard pour cela.",
    "es": "El consejo decide esta semana si el río recupera sus mapas, y la gente de la ciudad los pide desde "
    "la última crecida. No es demasiado tarde para eso, y cada uno puede ayudar.",
    "pt": "O conselho decide esta semana se o rio recupera os seus mapas, e as pessoas da cidade pedem isso "
    "desde a última cheia. Não é tarde demais para isso, e cada um pode ajudar.",
    "ar": "يقرر المجلس هذا الأسبوع ما إذا كان النهر سيستعيد خرائطه، وقد طالب بها أهل المدينة منذ الفيضان "
    "الأخير. لم يفت الأوان بعد، ويمكن لكل شخص أن يساعد في ذلك.",
    "zh": "议会本周决定是否公开河流地图，自上次洪水以来，城里的居民一直在要求公开。现在还不算太晚，每个人都可以帮忙。"
    "我们请您在星期四之前签名，并把这封信转给您的邻居，让更多的人知道这件事。",
}


def told(stated: str, *texts: str) -> list[str]:
    html = HTML.replace('lang="en"', f'lang="{stated}"')
    campaign = dict(zip(("lede", "bridge"), texts, strict=False))
    looked = facts(html, says={"language": stated}, campaign={"language": stated} | campaign)
    return [each.message for each in findings(looked, "no-lang") if "read as" in each.message]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("stated", ["en", "de", "fr", "es", "pt"])
def test_a_text_in_another_language_is_told_and_its_own_is_not(language: str, stated: str) -> None:
    text = TEXTS[language]
    fact = f"its words read as {language!r}, the campaign's language is {stated!r}"

    assert told(stated, text) == ([] if language == stated else [fact])


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt"])
def test_one_text_in_the_campaigns_language_is_enough_to_doubt(language: str) -> None:
    assert told("en", TEXTS[language], TEXTS["en"]) == []


@pytest.mark.parametrize("text", ["", "Die Karten sind da.", "River Watch, Marta Quill"])
def test_a_few_words_prove_nothing(text: str) -> None:
    assert told("en", text) == []


@pytest.mark.parametrize("stated", ["nl", "gl", "ca", "no", "fa"])
def test_a_language_whose_words_we_do_not_know_is_believed(stated: str) -> None:
    assert told(stated, TEXTS["es"]) == []
