"""Who speaks, in the ways that releases say it: name, role, organisation of every quotation, in order."""

from datetime import date

import pytest

from mailer.reading import read
from tests.unit.reading.test_quotes import LEDE

Told = list[tuple[str | None, str | None, str | None]]
CASES: list[tuple[str, str, Told]] = [
    (
        "ar",
        'وقال المتطوع سالم بن ناصر: "حملنا الأطفال على أكتافنا طوال الليل ولم نسمع أي إنذار".',
        [("سالم بن ناصر", "المتطوع", None)],
    ),
    (
        "ar",
        'وأوضحت ممثلة اليونيسف في منطقة الساحل ليلى حداد: "نحتاج إلى مياه نظيفة قبل نهاية الأسبوع".',
        [("ليلى حداد", "ممثلة", "اليونيسف")],
    ),
    (
        "ar",
        '"حملنا الأطفال على أكتافنا طوال الليل"، قالت الممرضة هند عبد الله لإذاعة محلية.',
        [("هند عبد الله", "الممرضة", None)],
    ),
    (
        "ar",
        'وقالت المتحدثة ليلى حداد من مجموعة أصدقاء النهر: "نحتاج إلى مياه نظيفة قبل نهاية الأسبوع".',
        [("ليلى حداد", "المتحدثة", "مجموعة أصدقاء النهر")],
    ),
    (
        "ar",
        'واعتبر كريم منصور، الباحث في معهد المياه، أن "النهر لا ينتظر الميزانية ولن ينتظر أحدا".',
        [("كريم منصور", "الباحث", "معهد المياه")],
    ),
    (
        "ar",
        'وشددت الأمينة العامة للاتحاد هدى سالم على أن "هذا الاتفاق لا يكفي لحماية العمال".',
        [("هدى سالم", "الأمينة العامة للاتحاد", None)],
    ),
    (
        "zh",
        "“河水不等預算，我們也不等，”河流觀察亞洲區研究員林海告訴記者。",
        [("林海", "亞洲區研究員", "河流觀察")],
    ),
    (
        "zh",
        "陳大文的丈夫李國強向記者表示：“他每天晚上都在門口等她回來，等了三個月。”",
        [("李國強", "陳大文的丈夫", None)],
    ),
    (
        "zh",
        "“河水不等預算，我們也不等下一次洪水。”——林海，河流觀察研究員",
        [("林海", "研究員", "河流觀察")],
    ),
    (
        "zh",
        "“河水不等預算，我們也不等下一次洪水。”河流觀察總幹事林海女士昨日在台北表示。",
        [("林海", "總幹事", "河流觀察")],
    ),
    (
        "zh",
        "護士長黃美玲說，“我們已經連續工作三十六個小時，沒有人來接班。”她補充道：“藥只夠兩天。再過兩天就沒有了。”",
        [("黃美玲", "護士長", None)],
    ),
    (
        "pt",
        "— A gente não dorme quando chove, porque a água chega antes do aviso — conta a pescadora Rosa Lima. — Ninguém avisa.",
        [("Rosa Lima", "pescadora", None)],
    ),
    (
        "pt",
        "O prefeito João Prado afirmou: “Vamos instalar os medidores até o fim do próximo inverno.”",
        [("João Prado", "prefeito", None)],
    ),
    (
        "pt",
        "O coordenador da Rede Rio Vivo, Caio Melo, lembra que o rio subiu três vezes. “Em nenhuma delas tocou a sirene que a prefeitura comprou.”",
        [("Caio Melo", "coordenador", "Rede Rio Vivo")],
    ),
    (
        "pt",
        "“Em nenhuma noite tocou a sirene que a prefeitura comprou”, diz a agricultora Maria de Fátima Souza, 54 anos.",
        [("Maria de Fátima Souza", "agricultora", None)],
    ),
    (
        "pt",
        "Segundo a diretora de Programas da Rede Rio Vivo, Ana Sá, “em nenhuma noite tocou a sirene que a prefeitura comprou”.",
        [("Ana Sá", "diretora de Programas", "Rede Rio Vivo")],
    ),
    (
        "de",
        "„Der Fluss wartet nicht auf den Haushalt, und wir warten auch nicht“, hält Landwirt Mag. Karl Huber fest.",
        [("Karl Huber", "Landwirt", None)],
    ),
    (
        "de",
        "„Der Fluss wartet nicht auf den Haushalt, und wir warten auch nicht“, stellt die Hydrologin Dr. Eva Lang von der Flusswacht klar.",
        [("Eva Lang", "Hydrologin", "Flusswacht")],
    ),
    (
        "de",
        "Bürgermeister Karl Huber: „Der Fluss wartet nicht auf den Haushalt, und wir auch nicht.“",
        [("Karl Huber", "Bürgermeister", None)],
    ),
    (
        "de",
        "Eva Lang, die das Projekt seit 2019 leitet, warnt: „Der Fluss wartet nicht auf den Haushalt.“",
        [("Eva Lang", None, None)],
    ),
    (
        "de",
        "„Der Fluss wartet nicht auf den Haushalt“, so die Vorsitzende des Netzwerks Klares Wasser, Eva Lang.",
        [("Eva Lang", "Vorsitzende", "Netzwerks Klares Wasser")],
    ),
    (
        "en",
        "“The river does not wait for a budget,” Ana Reis, who chairs River Watch, said. “Neither do we.”",
        [("Ana Reis", None, "River Watch")],
    ),
    (
        "en",
        "“The river does not wait for a budget,” said Ana Reis, who has farmed here for thirty years. “Neither do we.” “Nobody asked us first.”",
        [("Ana Reis", None, None)],
    ),
    (
        "en",
        "“The river does not wait for a budget,” said Marta Quill, director of River Watch.\n\nReis disagrees. “We have waited for six years and we can wait for one more,” he said.\n\nTom Reis, mayor of Alder, will speak on Monday.",
        [("Marta Quill", "director", "River Watch"), ("Tom Reis", "mayor of Alder", None)],
    ),
    (
        "en",
        "Commenting on the vote, union organiser Dana Fox said: “The river does not wait for a budget.”",
        [("Dana Fox", "union organiser", None)],
    ),
    (
        "en",
        "“The river does not wait for a budget,” according to Ana Reis, head of research at River Watch.",
        [("Ana Reis", "head of research", "River Watch")],
    ),
    (
        "en",
        "The Rev. Ana Reis, pastor of St Mark's Church, told the crowd: “The river does not wait for a budget.”",
        [("Ana Reis", "pastor", "St Mark's Church")],
    ),
    (
        "en",
        "“The river does not wait for a budget,” said Ana Reis, River Watch's director for Southern Africa. “Neither do we.”",
        [("Ana Reis", "director for Southern Africa", "River Watch")],
    ),
    (
        "fr",
        "« La rivière n’attend pas le budget, s’indigne Anne Morel, directrice de Rivière Vivante. Nous non plus. »",
        [("Anne Morel", "directrice", "Rivière Vivante")],
    ),
    (
        "fr",
        "« La rivière n’attend pas le budget, et nous non plus », a ajouté la maire de Saint-Clair, Anne Morel.",
        [("Anne Morel", "maire de Saint-Clair", None)],
    ),
    (
        "fr",
        "Le Dr Paul Arnaud, chef du service de pédiatrie à l’hôpital de Brévanne, explique : « La rivière n’attend pas le budget. »",
        [("Paul Arnaud", "chef du service de pédiatrie", "hôpital de Brévanne")],
    ),
    (
        "fr",
        "Interrogée par la presse, Mme Morel, présidente de la Ligue des rivières, a répondu : « La rivière n’attend pas. Nous non plus, croyez-moi. »",
        [("Morel", "présidente", "Ligue des rivières")],
    ),
    (
        "es",
        "“El río no espera al presupuesto y nosotros tampoco”, dijo Ana Reyes, coordinadora del programa de agua de la Red Andina.",
        [("Ana Reyes", "coordinadora del programa de agua", "Red Andina")],
    ),
    (
        "es",
        "El fiscal, Juan Prado, declaró que “el río no espera al presupuesto y nosotros tampoco”.",
        [("Juan Prado", "fiscal", None)],
    ),
    (
        "es",
        "“El río no espera al presupuesto y nosotros tampoco”, ha asegurado la alcaldesa Ana Reyes.",
        [("Ana Reyes", "alcaldesa", None)],
    ),
    (
        "es",
        "—El río no espera al presupuesto —dice Ana Reyes, pescadora—. Y nosotros tampoco.",
        [("Ana Reyes", "pescadora", None)],
    ),
    (
        "es",
        "Para Ana Reyes, secretaria general del Sindicato de Pescadores de Lima, «el río no espera al presupuesto y nosotros tampoco».",
        [("Ana Reyes", "secretaria general", "Sindicato de Pescadores de Lima")],
    ),
    (
        "es",
        "“El río no espera al presupuesto”, sostiene Ana Reyes, directora de Incidencia y Comunicación de Red Andina.",
        [("Ana Reyes", "directora de Incidencia y Comunicación", "Red Andina")],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=range(len(CASES)))
def test_the_speaker_is_told(language: str, text: str, expected: Told) -> None:
    source = f"{LEDE[language]}\n\n{text}\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert [(q.speaker, q.role, q.organisation) for q in release.quotes] == expected


def test_what_is_said_between_dashes_keeps_its_two_sides() -> None:
    text = "— A água chega antes do aviso — conta a pescadora Rosa Lima. — Ninguém avisa."
    release = read(f"{LEDE['pt']}\n\n{text}\n".encode(), filename="a.txt", today=date(2026, 11, 25))
    assert [quote.parts for quote in release.quotes] == [
        ("A água chega antes do aviso", "Ninguém avisa.")
    ]


def test_the_text_goes_on_below_a_page_s_number() -> None:
    source = f"{LEDE['fr']}\n\n1/2\n\nL’abbé Nkolo célébrera dimanche une messe.\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert release.body[-1].text == "L’abbé Nkolo célébrera dimanche une messe."
    assert ("1/2", "page-number") in [(one.text, one.rule) for one in release.furniture]
