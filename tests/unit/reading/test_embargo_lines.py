"""Ways of asking to wait, line by line: each is seen at the top and at the end, and the hour is read."""

from datetime import UTC, date, datetime

import pytest

from mailer.reading import read

BODY = {
    "en": "Nine town councils along the Alder asked for gauges on every bridge today, after a winter in which the river rose three times and nobody was told in time, said the network.",
    "es": "Nueve municipios pidieron hoy medidores en todos los puentes del río, después de un invierno en el que el agua subió tres veces y nadie avisó a las familias que viven allí.",
    "fr": "Neuf communes ont demandé aujourd’hui des échelles sur tous les ponts de la rivière, après un hiver où l’eau est montée trois fois sans que personne soit prévenu à temps.",
    "de": "Neun Gemeinden haben am Montag Pegel an allen Brücken gefordert, nachdem der Fluss im Winter dreimal gestiegen war und niemand rechtzeitig gewarnt wurde, sagte der Verband.",
    "pt": "Nove municípios pediram hoje medidores em todas as pontes do rio, depois de um inverno em que a água subiu três vezes e ninguém avisou as famílias a tempo de sair de casa.",
    "ar": "طالبت تسع بلديات اليوم بوضع مقاييس على كل جسور النهر بعد شتاء ارتفع فيه الماء ثلاث مرات ولم يحذر أحد العائلات في الوقت المناسب كما قالت الشبكة في بيان لها.",
    "zh": "九個鄉鎮今天要求在河上的每一座橋設置水位計。去年冬天河水三次上漲，沿岸居民都沒有及時接到警告，四百戶人家在黑夜裡離開了家園，沒有人知道水位有多高。",
}
AT = datetime(2026, 12, 3, 9, tzinfo=UTC)
"""What every line below means."""
HOLDS = [
    ("en", "Embargo: hold to 9am GMT, 3 December 2026"),
    ("en", "PRESS RELEASE – hold to 09:00 GMT on Thursday 3 December 2026"),
    ("en", "Hold until 3 December 2026, 09:00 GMT"),
    ("en", "Free for publication from 3 December 2026, 09:00 GMT"),
    ("en", "Not to be published before 09:00 GMT on 3 December 2026"),
    ("en", "May be used from 09:00 GMT, 3 December 2026"),
    ("en", "For use after 0900 GMT, Thursday 3 December 2026"),
    ("en", "For publication from 9 a.m. GMT, December 3, 2026"),
    ("en", "Strictly embargoed: 09.00hrs GMT, 3 December 2026"),
    ("en", "(Embargoed until 9:00 GMT, 3 December 2026)"),
    ("en", "News release - embargoed till 9 am GMT 3 December 2026"),
    ("en", "Please respect the embargo: 3 December 2026, 09:00 GMT"),
    ("en", "No use before 09:00 GMT 3 December 2026"),
    ("en", "Contact: Ana Reis, 0555 555 0101. Embargoed to 09:00 GMT, 3 December 2026"),
    ("en", "Release time: 09:00 GMT, 3 December 2026"),
    ("en", "To be released at 09:00 GMT on 3 December 2026"),
    ("en", "[UNDER EMBARGO UNTIL THURSDAY, DECEMBER 3, 2026 AT 09:00 GMT]"),
    ("en", "This release is under embargo until 09:00 GMT on 3 December 2026."),
    (
        "en",
        "This report may not be published, broadcast or quoted before 09:00 GMT on 3 December 2026.",
    ),
    ("de", "Frei zur Veröffentlichung ab 3. Dezember 2026, 10 Uhr MEZ"),
    ("de", "Frei ab Donnerstag, 3. Dezember 2026, 10:00 Uhr MEZ"),
    ("de", "SPERRFRIST Donnerstag, 3.12.2026, 10.00 Uhr MEZ"),
    ("de", "Bitte Sperrfrist beachten: 3. Dezember 2026, 10 Uhr (MEZ)"),
    ("de", "Gesperrt bis 3. Dezember 2026, 10 Uhr MEZ"),
    ("de", "Veröffentlichung frei ab 3. Dezember 2026, 10.00 Uhr MEZ"),
    ("de", "Freigegeben ab 3. Dezember 2026, 10 Uhr MEZ"),
    ("de", "Nicht vor dem 3. Dezember 2026, 10 Uhr MEZ, veröffentlichen"),
    ("de", "Pressemitteilung – Sperrfrist: 3. Dezember 2026, 10 Uhr MEZ"),
    ("de", "Achtung: Sperrfrist bis 3. Dezember 2026, 10 Uhr MEZ!"),
    ("de", "Es gilt eine Sperrfrist bis zum 3. Dezember 2026, 10 Uhr MEZ."),
    ("de", "Zur Veröffentlichung ab 3. Dezember 2026, 10 Uhr MEZ"),
    ("de", "Verwendung erst ab 3. Dezember 2026, 10 Uhr MEZ"),
    ("es", "Embargo: no publicar antes del 3 de diciembre de 2026 a las 10:00 (hora de Madrid)"),
    ("es", "EMBARGADO HASTA EL 3 DE DICIEMBRE DE 2026, 10.00 H (HORA DE MADRID)"),
    (
        "es",
        "Comunicado – bajo embargo hasta las 10:00 h, hora de Madrid, del 3 de diciembre de 2026",
    ),
    ("es", "Publicable a partir del 3 de diciembre de 2026 a las 10:00, hora peninsular"),
    ("es", "Libre para su publicación desde el 3 de diciembre de 2026, 10:00 h, hora de Madrid"),
    ("es", "No difundir hasta el 3 de diciembre de 2026 a las 10:00 (hora de Madrid)"),
    ("es", "Difusión autorizada a partir de las 10:00 del 3 de diciembre de 2026, hora de Madrid"),
    ("es", "Se ruega no publicar antes de las 10:00 (hora de Madrid) del 3 de diciembre de 2026"),
    ("es", "Para publicar a partir del 3 de diciembre de 2026, 10:00, hora de Madrid"),
    ("es", "Información embargada hasta las 10:00 (hora de Madrid) del 3 de diciembre de 2026"),
    ("fr", "Embargo : 3 décembre 2026, 10 h (heure de Paris)"),
    ("fr", "Sous embargo jusqu’au 3 décembre 2026 à 10h00 (heure de Paris)"),
    ("fr", "Ne pas diffuser avant le 3 décembre 2026, 10 h 00, heure de Paris"),
    ("fr", "Diffusion autorisée à partir du 3 décembre 2026 à 10h, heure de Paris"),
    ("fr", "Libre de publication à partir du 3 décembre 2026, 10 h, heure de Paris"),
    ("fr", "Communiqué – embargo jusqu'au 3 décembre 2026, 10 heures, heure de Paris"),
    ("fr", "Merci de ne pas publier avant le 3 décembre 2026 à 10 h, heure de Paris"),
    ("fr", "Publication possible dès le 3 décembre 2026 à 10 h, heure de Paris"),
    ("fr", "À publier à partir du 3 décembre 2026, 10h, heure de Paris"),
    ("fr", "Information sous embargo strict jusqu’au jeudi 3 décembre 2026, 10 h (Paris)"),
    ("fr", "À ne pas publier avant le 3 décembre 2026 à 10 heures (heure de Paris)"),
    ("pt", "Embargo até 3 de dezembro de 2026, 9h (hora de Lisboa)"),
    ("pt", "Sob embargo até às 9h00 de 3 de dezembro de 2026 (hora de Lisboa)"),
    ("pt", "Não publicar antes das 9h de 3 de dezembro de 2026, hora de Lisboa"),
    ("pt", "Publicação liberada a partir de 3 de dezembro de 2026, às 9h, hora de Lisboa"),
    ("pt", "Livre para publicação a partir das 9h de 3 de dezembro de 2026 (hora de Lisboa)"),
    ("pt", "Nota à imprensa – embargada até 3 de dezembro de 2026, 9h, hora de Lisboa"),
    ("pt", "Divulgação autorizada a partir de 3/12/2026, 9h (hora de Lisboa)"),
    ("pt", "Pede-se que não seja divulgado antes das 9h (hora de Lisboa) de 3 de dezembro de 2026"),
    ("pt", "Pode ser publicado a partir das 9h de 3 de dezembro de 2026, hora de Lisboa"),
    ("pt", "Conteúdo embargado até 3 de dezembro de 2026, 9h, hora de Lisboa"),
    ("ar", "محظور النشر حتى 3 ديسمبر 2026، الساعة 9:00 بتوقيت غرينتش"),
    ("ar", "حظر نشر حتى الساعة التاسعة صباحاً بتوقيت غرينتش، 3 ديسمبر 2026"),
    ("ar", "يُمنع النشر قبل الساعة 9:00 صباحاً بتوقيت غرينتش يوم 3 ديسمبر 2026"),
    ("ar", "يسمح بالنشر ابتداء من 3 ديسمبر 2026 الساعة 9:00 بتوقيت غرينتش"),
    ("ar", "لا يُنشر قبل 3 ديسمبر 2026، الساعة 9 صباحا بتوقيت غرينتش"),
    ("ar", "بيان صحفي – محظور النشر حتى 3 ديسمبر 2026، الساعة 9:00 بتوقيت غرينتش"),
    ("ar", "الرجاء عدم النشر قبل الساعة 9:00 بتوقيت غرينتش في 3 ديسمبر 2026"),
    ("ar", "للنشر بعد الساعة 9:00 بتوقيت غرينتش يوم 3 ديسمبر 2026"),
    ("ar", "يرجى عدم النشر قبل الساعة 9:00 بتوقيت غرينتش، 3 ديسمبر 2026"),
    ("ar", "موعد النشر: 3 ديسمبر 2026، الساعة 9:00 بتوقيت غرينتش"),
    ("zh", "禁止在2026年12月3日17时（北京时间）前发布"),
    ("zh", "新闻稿｜2026年12月3日下午5时（北京时间）前禁止发布"),
    ("zh", "解禁时间：2026年12月3日17:00（北京时间）"),
    ("zh", "2026年12月3日下午五时（北京時間）後方可發布"),
    ("zh", "请于北京时间2026年12月3日17:00之后发布"),
    ("zh", "請勿於2026年12月3日下午5時（北京時間）之前刊登"),
    ("zh", "【禁发至2026年12月3日17:00（北京时间）】"),
    ("zh", "本稿件禁止在2026年12月3日17时（北京时间）之前刊发"),
    ("zh", "保密至2026年12月3日下午5点（北京时间）"),
    ("zh", "2026年12月3日17时（北京时间）起方可报道"),
    ("zh", "新聞解禁時間：2026年12月3日下午5時（北京時間）"),
    ("en", "For release 3 December 2026, 09:00 GMT"),
    ("en", "Please hold until 09:00 UTC on 3 December 2026"),
    ("en", "Confidential until 09:00 UTC, 3 December 2026"),
    ("de", "Diese Meldung ist bis 3. Dezember 2026, 10:00 Uhr MEZ, gesperrt."),
    ("de", "Sperrfrist: keine Veröffentlichung vor dem 3. Dezember 2026, 10:00 Uhr MEZ"),
    ("fr", "Embargo levé le 3 décembre 2026 à 10h00 (heure de Paris)"),
    ("fr", "Embargo : aucune publication avant le 3 décembre 2026, 10 h (heure de Paris)"),
    ("es", "Bajo embargo hasta el 3 de diciembre de 2026 a las 10 de la mañana (hora de Madrid)"),
    ("pt", "Confidencial até 3 de dezembro de 2026, 9h (hora de Lisboa)"),
    ("ar", "تحت الحظر حتى 3 ديسمبر 2026 الساعة 10:00 بتوقيت تونس"),
    ("zh", "2026年12月3日17时（北京时间）解禁"),
    ("zh", "禁止轉載或發佈，直至2026年12月3日下午5時（香港時間）"),
    ("en", "Not before 3 December 2026, 09:00 GMT"),
    ("en", "There is an embargo on this report until 09:00 GMT, 3 December 2026."),
    ("en", "This material may not be used before 09:00 GMT on 3 December 2026."),
    ("en", "Please do not use before 09:00 GMT on 3 December 2026"),
    ("en", "We will lift the embargo on 3 December 2026 at 09:00 GMT."),
    ("de", "Nicht vor 3. Dezember 2026, 10 Uhr MEZ"),
    ("de", "Bis 3. Dezember 2026, 10 Uhr MEZ, gesperrt"),
    ("de", "Der Text darf erst ab 3. Dezember 2026, 10 Uhr MEZ, verwendet werden."),
    ("de", "Bitte erst nach dem 3. Dezember 2026, 10 Uhr MEZ, berichten"),
    ("fr", "Pas avant le 3 décembre 2026, 10 h, heure de Paris"),
    (
        "fr",
        "Ces informations ne peuvent être utilisées avant le 3 décembre 2026, 10 h (heure de Paris).",
    ),
    ("es", "No antes del 3 de diciembre de 2026, 10:00 (hora de Madrid)"),
    (
        "es",
        "Esta información está embargada hasta el 3 de diciembre de 2026, 10:00, hora de Madrid.",
    ),
    (
        "es",
        "El embargo sobre este informe vence el 3 de diciembre de 2026 a las 10:00, hora de Madrid.",
    ),
    ("pt", "Este texto está embargado até 3 de dezembro de 2026, 9h, hora de Lisboa."),
    ("zh", "本稿在2026年12月3日17时（北京时间）之前不得使用。"),
    ("ar", "لا يجوز استخدام هذا البيان قبل 3 ديسمبر 2026، الساعة 9:00 بتوقيت غرينتش."),
]
NO_HOLDS = [
    ("en", "The arms embargo was extended until 3 December 2026 at 09:00 GMT by the council."),
    ("en", "The report will be published at 09:00 GMT on 3 December 2026."),
    ("de", "Das Ölembargo gilt bis 3. Dezember 2026, 10 Uhr MEZ."),
    ("en", "The council will vote on 3 December 2026 at 09:00 GMT."),
    ("es", "El embargo de armas sigue hasta el 3 de diciembre de 2026."),
    ("de", "Der Bericht wird am 3. Dezember 2026 um 10 Uhr MEZ veröffentlicht."),
    ("es", "Sin embargo, el 3 de diciembre de 2026 a las 10:00 habrá una asamblea."),
    ("pt", "O relatório será publicado a partir das 9h de 3 de dezembro de 2026."),
    ("fr", "Le rapport sera publié le 3 décembre 2026 à 10 h."),
    ("zh", "报告将于2026年12月3日17时发布。"),
    ("ar", "سينشر التقرير في 3 ديسمبر 2026 الساعة 9:00."),
    ("zh", "发布时间：2026-12-03 17:00"),
    ("fr", "Publié le 3 décembre 2026 à 10h00"),
    ("en", "Applications are open until 3 December 2026, 09:00 GMT."),
    ("es", "Las inscripciones están abiertas hasta el 3 de diciembre de 2026 a las 10:00."),
    ("en", "Not before 3 December 2026 will the council vote on the gauges."),
    ("en", "Tickets: not before 3 December 2026"),
    ("en", "The Council extended the embargo on arms until 3 December 2026."),
    (
        "en",
        "The embargo on timber from the region ends on 3 December 2026, and nobody knows what comes after it.",
    ),
    ("en", "The bridge may not be used until 3 December 2026."),
    (
        "en",
        "The hostages are not to be released before 3 December 2026, the court ruled on Monday.",
    ),
    ("en", "Released on 3 December 2026 after two years in prison, he went home to his village."),
    ("en", "The water must not be used before 3 December 2026."),
    ("en", "Visitors may not use the path until 3 December 2026."),
    ("en", "The fishing embargo ends on 3 December 2026."),
    ("en", "Oil embargo until 3 December 2026: what families should know"),
    ("en", "The results are expected, though not before 3 December 2026."),
    ("en", "For use in schools from 3 December 2026, the map has been printed in nine languages."),
    ("en", "Hold for 3 December 2026, says the poster on every door."),
    ("de", "Erst ab 3. Dezember 2026 gilt das neue Gesetz."),
    ("de", "Nicht vor dem 3. Dezember 2026 rechnet das Ministerium mit einer Antwort."),
    ("de", "Die Brücke bleibt bis 3. Dezember 2026 gesperrt."),
    ("de", "Alderbrücke bis 3. Dezember 2026 gesperrt"),
    ("de", "Das Wasser darf erst ab 3. Dezember 2026 wieder verwendet werden."),
    ("de", "Die Gefangenen sollen nicht vor dem 3. Dezember 2026 freigelassen werden."),
    ("de", "Der Weg ist ab 3. Dezember 2026 wieder frei."),
    ("de", "Das Waffenembargo gilt bis 3. Dezember 2026."),
    (
        "fr",
        "Pas avant le 3 décembre 2026 : le ministère ne répondra aux communes qu’après l’hiver.",
    ),
    ("fr", "L’embargo sur les armes court jusqu’au 3 décembre 2026."),
    ("fr", "Le pont ne peut être utilisé avant le 3 décembre 2026."),
    ("fr", "La décision ne sera pas connue avant le 3 décembre 2026."),
    ("es", "No antes del 3 de diciembre de 2026 habrá una respuesta del ministerio."),
    ("es", "El juez ordenó el embargo de las cuentas hasta el 3 de diciembre de 2026."),
    ("es", "Las cuentas de la cooperativa están embargadas hasta el 3 de diciembre de 2026."),
    ("es", "El ministerio no publicó los datos hasta el 3 de diciembre de 2026."),
    ("es", "El embargo de armas sigue en vigor hasta el 3 de diciembre de 2026."),
    ("es", "Sin embargo, hasta el 3 de diciembre de 2026 no habrá respuesta."),
    ("pt", "A obra está embargada até 3 de dezembro de 2026."),
    ("pt", "A prefeitura não divulgou os dados até 3 de dezembro de 2026."),
    ("pt", "Não antes de 3 de dezembro de 2026 haverá resposta do ministério."),
    ("pt", "O embargo de armas vale até 3 de dezembro de 2026."),
    ("zh", "新桥将于2026年12月3日起对公众开放，届时居民可免费使用。"),
    ("zh", "部长将在2026年12月3日的会议之后发表讲话。"),
    ("zh", "该桥在2026年12月3日之前不得使用。"),
    ("zh", "武器禁运延长至2026年12月3日。"),
    ("ar", "لن يصدر الحكم قبل 3 ديسمبر 2026."),
    ("ar", "لا يجوز استخدام الجسر قبل 3 ديسمبر 2026."),
    ("ar", "يستمر حظر الأسلحة حتى 3 ديسمبر 2026."),
    ("ar", "يمنع الصيد حتى 3 ديسمبر 2026."),
    ("en", "Embargo on arms to be renewed on 3 December 2026, rights groups warn"),
    ("en", "Embargo-busting tankers to face court on 3 December 2026"),
    ("en", "Residents may publish objections until 3 December 2026."),
    ("en", "Tickets are free for members from 3 December 2026."),
    ("en", "Volunteers are asked not to visit before 3 December 2026."),
    ("en", "Available from 3 December 2026 in all libraries."),
    ("de", "Embargo gegen Holz aus Raubbau gilt ab 3. Dezember 2026"),
    ("de", "Die Ausstellung ist ab 3. Dezember 2026 frei zugänglich."),
    ("de", "Der Eintritt ist erst ab 3. Dezember 2026 frei."),
    ("de", "Anmeldungen sind bis 3. Dezember 2026 möglich."),
    ("de", "Der Badesee darf nicht vor dem 3. Dezember 2026 genutzt werden."),
    ("fr", "Embargo sur le bois : le vote aura lieu le 3 décembre 2026"),
    ("fr", "Le rapport sera rendu public à partir du 3 décembre 2026."),
    ("fr", "Les inscriptions sont ouvertes jusqu’au 3 décembre 2026."),
    ("fr", "Le sentier reste interdit aux promeneurs avant le 3 décembre 2026."),
    ("es", "Embargo a la pesca de merluza hasta el 3 de diciembre de 2026"),
    ("es", "Prohibida la pesca hasta el 3 de diciembre de 2026"),
    ("es", "El fin del embargo a Cuba se votará el 3 de diciembre de 2026."),
    ("es", "La vivienda fue embargada el 3 de diciembre de 2026."),
    ("pt", "Embargo à pesca da sardinha vale até 3 de dezembro de 2026"),
    ("pt", "Proibida a pesca até 3 de dezembro de 2026"),
    ("pt", "Fazenda embargada em 3 de dezembro de 2026 volta a desmatar"),
    ("ar", "حظر الصيد حتى 3 ديسمبر 2026"),
    ("ar", "يرفع حظر التجول يوم 3 ديسمبر 2026"),
    ("zh", "武器禁运将于2026年12月3日解除。"),
    ("zh", "新馆将于12月3日起对外公开展出。"),
    ("zh", "限行措施持续至2026年12月3日。"),
]


def _release(language: str, *, top: str = "", inside: str = "", end: str = "") -> bytes:
    body = BODY[language]
    return "\n\n".join(
        part
        for part in (top, "A headline about nine towns and gauges", body, inside, body, end)
        if part
    ).encode()


@pytest.mark.parametrize(("language", "line"), HOLDS)
def test_a_request_to_wait_is_seen_wherever_it_stands(language: str, line: str) -> None:
    for source in (_release(language, top=line), _release(language, end=line)):
        release = read(source, filename="a.txt", today=date(2026, 11, 25))
        assert release.embargo is not None
        assert (release.embargo.instant, release.embargo.ambiguous) == (AT, False)
        assert line in [removed.text for removed in release.press_only]


@pytest.mark.parametrize(("language", "line"), NO_HOLDS)
def test_a_sentence_of_the_text_is_no_embargo(language: str, line: str) -> None:
    for source in (_release(language, inside=line), _release(language, end=line)):
        release = read(source, filename="a.txt", today=date(2026, 11, 25))
        assert release.embargo is None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "No embargo."),
        ("de", "Sperrfrist: keine"),
        ("fr", "Embargo : aucun"),
        ("es", "Embargo: ninguno"),
    ],
)
def test_a_line_that_says_there_is_none_holds_nothing(language: str, line: str) -> None:
    release = read(_release(language, top=line), filename="a.txt", today=date(2026, 11, 25))
    assert release.embargo is None


def test_an_embargo_inside_a_long_paragraph_holds_too() -> None:
    note = (
        "The study is embargoed until 09:00 GMT on 3 December 2026. Journalists who have signed the "
        "agreement may read it before that hour and speak with the authors, who are in Lisbon all week; "
        "nobody else may, and nothing may be shown to readers, viewers or listeners before it, be it the "
        "maps, the tables or the names of the towns that took part in the study and its three annexes."
    )
    release = read(_release("en", end=note), filename="a.txt", today=date(2026, 11, 25))
    assert release.embargo is not None
    assert release.embargo.instant == AT


def test_an_embargo_in_a_paragraph_of_middle_length_holds_too() -> None:
    """Too long for a line of its own, too short to have been looked at sentence by sentence."""
    note = (
        "The study is embargoed until 09:00 GMT on 3 December 2026. Journalists who have signed the agreement "
        "may read it before that hour and speak with the authors, who are in Lisbon all week; nobody else may, "
        "and nothing may be shown to readers or viewers before it."
    )
    assert 240 < len(note) < 320
    release = read(_release("en", end=note), filename="a.txt", today=date(2026, 11, 25))
    assert release.embargo is not None
    assert release.embargo.instant == AT


def test_a_request_to_wait_is_seen_below_other_lines_of_the_same_paragraph() -> None:
    head = (
        "發稿單位：東岸河川守望者協會與流域居民聯合辦公室\n發稿日期：2026年11月25日\n"
        "**請於2026年12月3日（四）上午9時（臺灣時間）後刊登**\n\n"
    )
    release = read(head.encode() + _release("zh"), filename="a.md", today=date(2026, 11, 25))
    assert release.embargo is not None
    assert release.embargo.instant == datetime(2026, 12, 3, 1, tzinfo=UTC)
