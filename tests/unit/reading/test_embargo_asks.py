"""Many ways of asking to wait, each with nothing but a day: none may be missed."""

from datetime import date

import pytest

from mailer.reading import read
from tests.unit.reading.test_embargo_lines import BODY

ASKS = {
    "en": [
        "Embargo: 06.00 hours Thursday 3rd December 2026",
        "EMBARGO – 0001hrs Thursday 3 December",
        "Strict embargo 00:01 Thursday 3 December 2026",
        "Not for publication or broadcast until 3 December 2026",
        "Release: Embargoed for 3 December 2026, 6am ET",
        "HOLD FOR RELEASE: December 3, 2026, 10 a.m. ET",
        "HOLD FOR RELEASE UNTIL 10:00 AM EST, DECEMBER 3, 2026",
        "For release: Thursday 3 December 2026",
        "Press embargo: Thursday 3 December 2026",
        "Do not publish before Thursday 3 December 2026 at 6am.",
        "This is embargoed until 3 December 2026.",
        "*** EMBARGOED *** Not before 10:00 GMT 3 December 2026",
        "Advance copy – not for release before 3 December 2026",
        "Check against delivery. Embargoed until delivery on 3 December 2026, 10:00",
        "Media may report from 10:00 GMT on 3 December 2026",
        "The contents of this press release may not be made public until 3 December 2026, 10:00 GMT.",
        "Please hold publication until 3 December 2026",
        "Kindly note that this information is under embargo until 3 December 2026",
        "For release after 10:00 on 3 December 2026",
        "Journalists are asked not to publish before 3 December 2026.",
        "Copy for publication not earlier than 3 December 2026",
    ],
    "de": [
        "Sperrfrist 3. Dezember, 10 Uhr",
        "+++ Sperrfrist: Donnerstag, 3. Dezember 2026, 10.00 Uhr +++",
        "Achtung Redaktionen: Sperrfrist 3. Dezember 2026, 6 Uhr",
        "Frei für Donnerstagsausgaben ab 3. Dezember 2026",
        "Mit Sperrfrist bis zum 3. Dezember 2026",
        "Veröffentlichung frei ab Redebeginn am 3. Dezember 2026, 10 Uhr",
        "Es gilt das gesprochene Wort. Sperrfrist: Redebeginn, 3. Dezember 2026, 11 Uhr",
        "Nicht zur Veröffentlichung vor dem 3. Dezember 2026 bestimmt",
        "Embargo bis 3.12.2026, 10:00 Uhr",
        "Wir bitten, diese Meldung nicht vor dem 3. Dezember 2026 zu veröffentlichen.",
        "Vertraulich bis 3. Dezember 2026",
        "Vorab zur Information, frei erst am 3. Dezember 2026",
        "Berichterstattung erst ab 3. Dezember 2026, 10 Uhr",
        "Bitte beachten Sie die Sperrfrist bis 3. Dezember 2026.",
    ],
    "fr": [
        "EMBARGO JUSQU'AU JEUDI 3 DECEMBRE 2026 A 10 HEURES",
        "Sous embargo strict jusqu’au jeudi 3 décembre 2026 à 6h",
        "Embargo : jeudi 3 décembre, 6 heures",
        "Information sous embargo – ne pas publier avant le 3 décembre 2026",
        "Merci de respecter l’embargo du 3 décembre 2026 à 10 h",
        "À ne pas diffuser avant le jeudi 3 décembre 2026",
        "Publication à partir du 3 décembre 2026 uniquement",
        "Ce document est sous embargo jusqu’au 3 décembre 2026.",
        "Cette information ne pourra être publiée qu’à compter du 3 décembre 2026.",
        "Diffusion interdite avant le 3 décembre 2026, 10 h",
        "Levée de l’embargo : 3 décembre 2026, 10 h",
        "Confidentiel jusqu’au 3 décembre 2026",
    ],
    "es": [
        "EMBARGADO HASTA LAS 10.00 H DEL JUEVES 3 DE DICIEMBRE",
        "Embargo hasta el jueves 3 de diciembre a las 6:00 a.m.",
        "Material embargado hasta el 3 de diciembre de 2026",
        "Prohibida su reproducción antes del 3 de diciembre de 2026",
        "Levantamiento del embargo: 3 de diciembre de 2026, 10:00",
        "Se ruega respetar el embargo hasta el 3 de diciembre de 2026",
        "Rogamos no difundan esta información antes del 3 de diciembre de 2026.",
        "Podrá publicarse a partir del 3 de diciembre de 2026",
        "Información confidencial hasta el 3 de diciembre de 2026",
        "Publicar solo después de las 10:00 del 3 de diciembre de 2026",
        "Para su difusión a partir del jueves 3 de diciembre de 2026",
    ],
    "pt": [
        "EMBARGO ATÉ ÀS 10H DE QUINTA-FEIRA, 3 DE DEZEMBRO",
        "Sob embargo até 3 de dezembro de 2026",
        "Embargo: 3/12/2026, 10h (horário de Brasília)",
        "Material embargado até quinta-feira, 3 de dezembro de 2026",
        "Pedimos que não publiquem antes de 3 de dezembro de 2026.",
        "Proibida a divulgação antes de 3 de dezembro de 2026",
        "Liberado para publicação a partir de 3 de dezembro de 2026",
        "Publicação permitida só a partir de 3 de dezembro de 2026",
        "Respeitar o embargo até 3 de dezembro de 2026, às 10h",
        "Fim do embargo: 3 de dezembro de 2026, 10h",
        "Informação embargada: 3 de dezembro de 2026, 10h",
    ],
    "ar": [
        "محظور من النشر حتى 3 ديسمبر 2026",
        "يُرجى عدم نشر هذه المعلومات قبل 3 ديسمبر 2026",
        "يحظر النشر قبل يوم الخميس 3 ديسمبر 2026",
        "الحظر الإعلامي حتى 3 ديسمبر 2026 الساعة 10:00",
        "تعميم صحفي – ممنوع من النشر حتى 3 ديسمبر 2026",
        "النشر مسموح ابتداءً من 3 ديسمبر 2026",
        "يرفع حظر النشر يوم 3 ديسمبر 2026",
        "سري وغير قابل للنشر قبل 3 ديسمبر 2026",
    ],
    "zh": [
        "【禁止于12月3日10:00前发布】",
        "发布禁令：2026年12月3日上午10时",
        "消息发布时间限制：2026年12月3日10时前不得发布",
        "请媒体于12月3日上午10时后再行报道",
        "新聞發佈限制：2026年12月3日上午10時解禁",
        "保密期至2026年12月3日",
        "請於12月3日後刊登",
        "本新闻稿请勿提前发布，解禁时间为2026年12月3日",
        "敬請遵守發佈時間：2026年12月3日上午10時後",
        "暫不公開至2026年12月3日",
    ],
}


def _release(language: str, *, top: str = "", end: str = "") -> bytes:
    body = BODY[language]
    parts = (top, "A headline about nine towns and gauges", body, body, end)
    return "\n\n".join(part for part in parts if part).encode()


@pytest.mark.parametrize("language", ASKS)
def test_no_way_of_asking_to_wait_is_missed(language: str) -> None:
    """A missed one breaks a promise."""
    missed = [
        line
        for line in ASKS[language]
        for source in (_release(language, top=line), _release(language, end=line))
        if read(source, filename="a.txt", today=date(2026, 11, 25)).embargo is None
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Betreff: SPERRFRIST 3.12., 10 Uhr: Neun Gemeinden fordern Pegel"),
        ("en", "Subject: EMBARGOED UNTIL 10am 3/12 - Nine towns ask for gauges"),
        ("fr", "Objet : SOUS EMBARGO jusqu'au 3/12 : neuf communes demandent des jauges"),
        ("es", "Asunto: EMBARGADO HASTA 3/12 10:00: nueve pueblos piden medidores"),
    ],
)
def test_the_subject_of_a_mail_holds_though_its_day_cannot_be_read(
    language: str, line: str
) -> None:
    release = read(_release(language, top=line), filename="a.txt", today=date(2026, 11, 25))
    assert release.embargo is not None
    assert release.embargo.ambiguous
