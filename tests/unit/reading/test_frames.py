"""What stands around a release and is none of it: the note of whoever mails it, its labels, the desk below, the
head of each page; and an appeal that names no link."""

from datetime import date

import pytest

from mailer.model.release import PressRelease
from mailer.reading import read
from mailer.reading.labelling import is_label

HEADLINE = {
    "en": "Nine towns ask the county for one more river gauge",
    "de": "Neun Gemeinden bitten den Kreis um einen weiteren Pegel am Fluss",
    "fr": "Neuf communes demandent au canton une station de plus sur la rivière",
    "es": "Nueve pueblos piden al cabildo un medidor más para el río",
    "pt": "Nove vilas pedem ao distrito mais uma régua no rio",
    "ar": "تسع بلدات تطلب من المحافظة مقياساً جديداً للنهر",
    "zh": "九个村镇联名请求县里在河上再设一个水尺",
}
LEDE = {
    "en": "Nine towns on the lower river have asked the county to put up one more gauge before the winter, because the one that they have stands above the weir and sees no flood in time.",
    "de": "Neun Gemeinden am unteren Fluss haben den Kreis gebeten, vor dem Winter einen weiteren Pegel zu setzen, weil der alte über dem Wehr steht und kein Hochwasser rechtzeitig meldet.",
    "fr": "Neuf communes de la basse rivière ont demandé au canton d'installer une station de plus avant l'hiver, parce que l'ancienne est placée en amont du barrage et ne voit venir aucune crue.",
    "es": "Nueve pueblos del bajo río han pedido al cabildo que instale un medidor más antes del invierno, porque el que hay está por encima de la presa y no ve llegar ninguna crecida.",
    "pt": "Nove vilas do baixo rio pediram ao distrito que instale mais uma régua antes do inverno, porque a que existe fica acima do açude e não vê chegar nenhuma cheia a tempo de avisar.",
    "ar": "طلبت تسع بلدات على ضفة النهر السفلى من المحافظة أن تضع مقياساً جديداً قبل الشتاء، لأن المقياس القديم يقع فوق السد ولا يرى أي فيضان قبل وصوله إلى البيوت في السهل.",
    "zh": "河流下游的九个村镇今天联名请求县里在入冬之前再设一个水尺，因为现有的水尺设在水坝上方，洪水来时总是来不及预警，去年秋天已有两百多户人家因此被淹，损失至今没有统计完。",
}


def release(text: str, filename: str = "release.txt") -> PressRelease:
    return read(text.encode(), filename=filename, today=date(2026, 11, 25))


NOTES = {
    "en": "Hi all,\n\nOur release is below, with two photographs that you may print free of charge in any number of your editions. Thank you for passing it on!\n\nKind regards,\nMarta\n\n-----",
    "de": "Liebe Kolleginnen und Kollegen,\n\nunten steht unsere Mitteilung, zwei Bilder hängen an und dürfen von allen frei verwendet werden, wenn der Name genannt wird. Vielen Dank!\n\nMit freundlichen Grüßen\nMarta Quill",
    "fr": "Bonjour à tous,\n\nNotre texte suit, avec deux images libres de droits que vous pouvez reprendre dans toutes vos éditions sans rien nous demander. Merci de le relayer !\n\nBien cordialement,\nMarta\n\n_____",
    "es": "Buenos días:\n\nDebajo va nuestro texto, con dos fotografías que pueden publicar sin coste en todas sus ediciones si citan a su autora. ¡Gracias por difundirlo!\n\nUn cordial saludo,\nMarta\n\n*****",
    "pt": "Boa tarde,\n\nO nosso texto vai abaixo, com duas fotografias que podem publicar sem custo em todas as edições desde que citem a autora. Obrigada pela atenção!\n\nCom os melhores cumprimentos,\nMarta",
    "ar": "السادة الزملاء،\n\nنرسل إليكم نص البيان أدناه مع صورتين يمكن نشرهما مجاناً في جميع الطبعات بشرط ذكر اسم المصورة التي التقطتهما في الموقع. شكراً على تعاونكم!\n\nمع التحية\nمرتا\n\n-----",
    "zh": "各位编辑：\n\n您好！下面是本会今天的稿件，欢迎采用。如需照片，请与文末的同事联络。\n\n==========",
}


@pytest.mark.parametrize("language", NOTES)
def test_what_the_sender_writes_above_a_rule_or_a_goodbye_is_no_text(language: str) -> None:
    got = release(f"{NOTES[language]}\n\n{HEADLINE[language]}\n\n{LEDE[language]}\n")
    assert (got.headline, got.lede) == (HEADLINE[language], LEDE[language])
    assert {one.rule for one in got.furniture} == {"mail-note"}


def test_a_letter_is_no_note_above_something() -> None:
    got = release(f"Dear Councillor Quill,\n\n{LEDE['en']}\n\nYours sincerely,\nNine mayors\n")
    assert got.lede == LEDE["en"]


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("es", "EMBARGO LEVANTADO – DIFUSIÓN INMEDIATA"),
        ("es", "Nota de prensa 14/2026"),
        ("es", "COMUNICADO PÚBLICO CONJUNTO"),
        ("pt", "NOTA PÚBLICA CONJUNTA"),
        ("pt", "Comunicado de imprensa n.º 9/2026 | Embargo levantado"),
        ("fr", "COMMUNIQUÉ DE PRESSE – 12 mars 2026"),
        ("fr", "Déclaration publique commune"),
        ("de", "Pressemitteilung 7/2026"),
        ("de", "Gemeinsame Erklärung"),
        ("en", "Joint public statement"),
        ("en", "Press release 12/2026 | For immediate release"),
        ("en", "Ref: RW/26/41"),
        ("ar", "بيان صحفي مشترك"),
        ("zh", "新闻稿（即时发布）"),
        ("zh", "联合声明"),
    ],
)
def test_a_label_may_have_parts(language: str, label: str) -> None:
    assert is_label(label, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Report: nine towns ask for a gauge"),
        (
            "fr",
            "Communiqué : neuf communes demandent une station de plus sur la rivière et l'obtiennent",
        ),
        ("de", "Mitteilung an neun Gemeinden blieb liegen"),
        ("zh", "声明之后，九个村镇仍在等水尺"),
    ],
)
def test_a_headline_is_no_label(language: str, text: str) -> None:
    assert not is_label(text, language)


DESKS = {
    "en": "River Watch press room\nMarta Quill\nHead of desk\n01632 960 155",
    "de": "Büro am Wehr\nMarta Quill\nLeitung\nTel. 0555 39 01 81",
    "fr": "Bureau de la rivière\nMarta Quill\nChargée de mission\n06 55 55 01 62",
    "es": "Informes y entrevistas:\n\nLic. Marta Quill\nJefa de sala\n600 555 014",
    "pt": "Casa do rio:\n\nMarta Quill\nMesa\n(91) 95555-0138",
    "ar": "مكتب النهر\nمرتا قيل\nرئيسة المكتب\n+961 5 555 014",
    "zh": "河边办公室\n方志恒\n主任\n0099-555-0146",
}


@pytest.mark.parametrize("language", DESKS)
def test_a_block_with_a_number_at_the_end_is_for_the_press_whatever_it_is_called(
    language: str,
) -> None:
    got = release(f"{HEADLINE[language]}\n\n{LEDE[language]}\n\n{DESKS[language]}\n")
    assert [block.text for block in got.body] == [LEDE[language]]
    kept = {one.text for one in got.press_only}
    assert {line for line in DESKS[language].splitlines() if line} <= kept


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("en", "Sent from my telephone"),
        ("de", "Von meinem Telefon gesendet"),
        ("fr", "Envoyé depuis mon téléphone"),
        ("es", "Enviado desde mi teléfono"),
        ("pt", "Enviado do meu telemóvel"),
        ("zh", "发自我的手机"),
    ],
)
def test_below_the_contact_nothing_is_text(language: str, last: str) -> None:
    below = f"Contact: Marta Quill, 01632 960 155\n\nRiver Watch, 2 Weir Lane, Quillford\n{last}"
    got = release(f"{HEADLINE[language]}\n\n{LEDE[language]}\n\n{below}\n")
    assert [block.text for block in got.body] == [LEDE[language]]


def test_the_houses_portrait_below_the_contact_hides_no_contact_above_it() -> None:
    portrait = "River Watch was founded in 1961 and brings together 640 members in fourteen towns along the river; it is an independent association and takes no money from the state."
    text = f"{HEADLINE['en']}\n\n{LEDE['en']}\n\nThe desk at the weir\nMarta Quill – 01632 960 155\n\n{portrait}\n"
    got = release(text)
    assert [block.text for block in got.body] == [LEDE["en"]]
    assert got.press_only[-1].text == portrait


@pytest.mark.parametrize(
    ("language", "ask"),
    [
        ("pt", "Ajude a pagar a régua que avisa as famílias: Pix regua@rio.example.org"),
        ("es", "Dona para un medidor más: Bizum 555 014 014"),
        ("fr", "Il manque encore 900 euros : offrez une planche à partir de 10 euros sur https://rivière.example.org/planches"),
        ("de", "Spenden Sie für den Pegel: PayPal spenden@fluss.example.org"),
        ("en", "Donate to the gauge fund by PayPal: gauge@river.example.org"),
    ],
)  # fmt: skip
def test_an_appeal_may_name_an_account_in_place_of_a_link(language: str, ask: str) -> None:
    got = release(f"{HEADLINE[language]}\n\n{LEDE[language]}\n\n{LEDE[language][:-1]}…\n\n{ask}\n")
    assert got.appeal_line == ask
    assert ask not in [one.text for one in got.press_only]


def test_what_somebody_said_of_a_sum_is_no_appeal() -> None:
    told = "柯以晴强调，一组材料费不到四百元，欢迎各地学校自行组装。"
    got = release(f"{HEADLINE['zh']}\n\n{LEDE['zh']}\n\n{told}\n")
    assert got.appeal_line is None


def test_the_head_of_each_page_is_furniture_where_it_stands_again() -> None:
    head = "RIVER WATCH QUILLFORD"
    text = f"{head}\nPress release 14/2026\n\n{HEADLINE['en']}\n\n{LEDE['en']}\n\nPage 1 of 2\n\n{head}\nPress release 14/2026\n\n{LEDE['en'][:-1]}, they say.\n"
    got = release(text)
    assert [block.text for block in got.body] == [LEDE["en"], f"{LEDE['en'][:-1]}, they say."]


def test_a_place_in_brackets_that_the_text_tells_again_is_a_dateline() -> None:
    got = release(f"{HEADLINE['de']}\n\n(Quillheim) {LEDE['de']} Auch Quillheim ist dabei.\n")
    assert got.dateline is not None
    assert got.dateline.place == "Quillheim"
    assert got.lede == f"{LEDE['de']} Auch Quillheim ist dabei."


def test_chinese_news_names_its_place_before_the_day_in_brackets() -> None:
    got = release(f"{HEADLINE['zh']}\n\n河城讯（2026年11月24日）{LEDE['zh']}\n")
    assert got.dateline is not None
    assert (got.dateline.place, got.dateline.date) == ("河城", "2026-11-24")
    assert got.lede == LEDE["zh"]


def test_lines_that_say_what_they_are_stay_apart_in_markdown() -> None:
    text = f"發稿單位：河流守望\n發稿日期：2026年11月25日\n**請於2026年11月26日上午10時（臺灣時間）後刊登**\n\n# {HEADLINE['zh']}\n\n{LEDE['zh']}\n"
    got = release(text, "release.md")
    assert got.embargo is not None
    assert not got.embargo.ambiguous
    assert got.embargo.instant is not None
    assert got.embargo.instant.isoformat() == "2026-11-26T02:00:00+00:00"


ABOVE = [
    ("en", "Issued by: River Watch press office"),
    ("en", "Date: 24 November 2026"),
    ("en", "Date of issue: Tuesday 24 November 2026"),
    ("en", "Contact: Marta Quill, 01632 960 155"),
    ("en", "Word count: 412"),
    ("en", "Photos attached"),
    ("en", "NEWS"),
    ("en", "PRESS RELEASE – EMBARGO LIFTED"),
    ("en", "For the attention of news editors"),
    ("en", "Location: Quillford"),
    ("en", "Media release 24 November 2026"),
    ("en", "News release | River Watch"),
    ("en", "River Watch | Press release"),
    ("en", "RELEASE: IMMEDIATE"),
    ("de", "Datum: 24. November 2026"),
    ("de", "Ort: Quillheim"),
    ("de", "Zeichen: 2.340 (mit Leerzeichen)"),
    ("de", "Abdruck honorarfrei"),
    ("de", "Pressemitteilung Nr. 12/2026 vom 24. November 2026"),
    ("de", "Zur Veröffentlichung frei"),
    ("de", "Flusswacht e. V. – Pressemitteilung"),
    ("de", "PRESSEMITTEILUNG – bitte beachten"),
    ("de", "Mit der Bitte um Veröffentlichung"),
    ("de", "2 Fotos im Anhang"),
    ("de", "Medieninformation 24.11.2026"),
    ("fr", "Date : 24 novembre 2026"),
    ("fr", "Lieu : Roselet"),
    ("fr", "Communiqué de presse du 24 novembre 2026"),
    ("fr", "Communiqué de presse | Veille Rivière"),
    ("fr", "Pour publication immédiate – photos jointes"),
    ("fr", "Communiqué – Roselet, le 24 novembre 2026"),
    ("fr", "À l'attention des rédactions"),
    ("fr", "2 photos jointes"),
    ("fr", "CP n° 12-2026"),
    ("es", "Fecha: 24 de noviembre de 2026"),
    ("es", "Lugar: Quilla"),
    ("es", "Nota de prensa – 24 de noviembre de 2026"),
    ("es", "Con el ruego de su publicación"),
    ("es", "Se ruega difusión"),
    ("es", "Comunicado n.º 12"),
    ("es", "NP 12/2026"),
    ("es", "Emitido por: Vigía del Río"),
    ("es", "Prensa: Marta Quill, 600 555 014"),
    ("es", "Se adjuntan dos fotografías"),
    ("pt", "Data: 24 de novembro de 2026"),
    ("pt", "Local: Quila"),
    ("pt", "Nota à imprensa | 24/11/2026"),
    ("pt", "Com pedido de publicação"),
    ("pt", "Comunicado n.º 12/2026"),
    ("pt", "Solicita-se divulgação"),
    ("pt", "Emitido por: Vigia do Rio"),
    ("pt", "Seguem duas fotos em anexo"),
    ("ar", "التاريخ: 24 نوفمبر 2026"),
    ("ar", "المكان: بلدة النهر"),
    ("ar", "بيان صحفي رقم 12"),
    ("ar", "صادر عن: مرصد النهر"),
    ("ar", "للنشر والتوزيع"),
    ("ar", "الجهة المصدرة: مرصد النهر"),
    ("ar", "بيان صحفي – للنشر الفوري"),
    ("zh", "发稿单位：河流守望"),
    ("zh", "发稿日期：2026年11月24日"),
    ("zh", "供稿：河流守望"),
    ("zh", "日期：2026年11月24日"),
    ("zh", "新闻联系人：方志恒 0099-555-0146"),
    ("zh", "新闻稿 2026-12"),
    ("zh", "【新闻稿】"),
    ("zh", "河流守望新闻稿"),
    ("zh", "〔即時新聞〕"),
    ("zh", "請惠予刊登"),
    ("zh", "敬请媒体采用"),
    ("zh", "附图两张"),
]


@pytest.mark.parametrize(("language", "above"), ABOVE)
def test_what_a_desk_says_of_its_release_above_it_is_no_headline(language: str, above: str) -> None:
    got = release(f"{above}\n\n{HEADLINE[language]}\n\n{LEDE[language]}\n")
    assert (got.headline, got.subhead, got.lede) == (HEADLINE[language], None, LEDE[language])


BELOW = [
    ("en", "-ENDS-"),
    ("en", "Ends."),
    ("en", "Word count: 412"),
    ("en", "Photographs are available on request."),
    ("en", "River Watch, 2 Weir Lane, Quillford Q1 2AB"),
    ("en", "www.riverwatch.example.org"),
    ("en", "Registered charity number 0000000"),
    ("en", "Follow us: @riverwatch"),
    ("en", "Interviews can be arranged with the press office."),
    ("en", "Kind regards,"),
    ("de", "Belegexemplar erbeten."),
    ("de", "Abdruck honorarfrei, Belegexemplar erbeten"),
    ("de", "Flusswacht e. V., Wehrgasse 2, 99999 Quillheim"),
    ("de", "www.flusswacht.example.org"),
    ("de", "Bildmaterial auf Anfrage"),
    ("de", "Zeichen: 2.340"),
    ("de", "Mit freundlichen Grüßen"),
    ("de", "Die Redaktion erhält Fotos auf Anfrage."),
    ("fr", "Photos sur demande."),
    ("fr", "Veille Rivière, 2 venelle du Four, Roselet"),
    ("fr", "www.veille.example.org"),
    ("fr", "Visuels disponibles sur demande"),
    ("fr", "Cordialement,"),
    ("fr", "Merci de votre relais."),
    ("es", "Fotografías disponibles a petición."),
    ("es", "Se ruega su publicación."),
    ("es", "Con el ruego de su difusión"),
    ("es", "Vigía del Río, calle del Azud 2, Quilla"),
    ("es", "www.vigia.example.org"),
    ("es", "Atentamente,"),
    ("pt", "Fotografias disponíveis a pedido."),
    ("pt", "Agradecemos a divulgação."),
    ("pt", "Vigia do Rio, Rua do Açude 2, Quila"),
    ("pt", "www.vigia.example.org"),
    ("pt", "Atenciosamente,"),
    ("ar", "الصور متاحة عند الطلب"),
    ("ar", "مرصد النهر، شارع السد 2"),
    ("ar", "www.riverwatch.example.org"),
    ("ar", "مع فائق الاحترام"),
    ("ar", "انتهى البيان"),
    ("zh", "（完）"),
    ("zh", "图片可应要求提供"),
    ("zh", "河流守望 河城市水坝路2号"),
    ("zh", "www.riverwatch.example.org"),
    ("zh", "此致"),
    ("zh", "敬礼"),
    ("zh", "全文完"),
]


@pytest.mark.parametrize(("language", "below"), BELOW)
def test_what_a_desk_says_below_its_release_is_no_text(language: str, below: str) -> None:
    got = release(f"{HEADLINE[language]}\n\n{LEDE[language]}\n\n{below}\n")
    assert [block.text for block in got.body] == [LEDE[language]]
    assert [one.text for one in got.press_only] == [below]


def test_a_last_paragraph_that_names_a_street_stays() -> None:
    last = "The nine mayors will meet at 2 Weir Lane, Quillford, on 4 December."
    got = release(f"{HEADLINE['en']}\n\n{LEDE['en']}\n\n{last}\n")
    assert [block.text for block in got.body] == [LEDE["en"], last]
