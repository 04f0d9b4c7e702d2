"""Who speaks where the words around the quotation name them: a job before the name, the sentence before, a clause
behind. Name, role, organisation of every quotation, in order."""

from datetime import date

import pytest

from mailer.reading import read
from tests.unit.reading.test_quotes import LEDE

CASES: list[tuple[str, str, list[tuple[str | None, str | None, str | None]]]] = [
    (
        "de",
        "Hüttenwirtin Gerda Moser hat das Haus lange geführt. „Das Haus hat in der Nacht gearbeitet, das hörte man“, erzählt sie. „Man redet mit ihm.“",
        [("Gerda Moser", "Hüttenwirtin", None)],
    ),
    (
        "de",
        "Hilfe kommt vom Nachbarn. Milchbauer Jan Holm, dessen Weiden am Fluss liegen, fürchtet um sein Wasser. „Im Sommer war der einzige nasse Graben am Moor, sonst keiner“, so Holm.",
        [("Jan Holm", "Milchbauer", None)],
    ),
    (
        "de",
        "Von einem „Weckruf“ spricht der Hüttenreferent der Alpinen Gesellschaft Nord, Jan Holm: „Jede dritte unserer hohen Hütten ist betroffen von dem Frost.“",
        [("Jan Holm", "Hüttenreferent", "Alpinen Gesellschaft Nord")],
    ),
    (
        "de",
        "Tischlermeister Jan Holm sagt: „Jede dritte unserer hohen Hütten ist betroffen von dem Frost.“",
        [("Jan Holm", "Tischlermeister", None)],
    ),
    (
        "de",
        "„Jede dritte unserer Hütten ist betroffen“, sagt Anna Maria Huber, Sprecherin der Flusswacht.",
        [("Anna Maria Huber", "Sprecherin", "Flusswacht")],
    ),
    (
        "de",
        "„Jede dritte unserer Hütten ist betroffen“, sagt Neubauer. Luisa Neubauer leitet die Flusswacht.",
        [("Luisa Neubauer", None, None)],
    ),
    (
        "en",
        "The shipping minister told MPs last month that fatigue affected only “a handful of isolated cases”. Of the crews, 612 said so.",
        [],
    ),
    (
        "en",
        "Ann Lo is a director of Open Gauge.\n\nLo will give evidence on Thursday. She will tell MPs: “Don’t ask us for another code. We have four of them already.”",
        [("Ann Lo", "director", "Open Gauge")],
    ),
    (
        "en",
        "Ian Petrie, whose son was found with a broken ankle in June, has since joined.\n\n“They’d been out nine hours and asked him about the football,” he said.",
        [("Ian Petrie", None, None)],
    ),
    (
        "en",
        "Ann Lo, who is director of Open Gauge, said: “We counted nine floods in ten years and nobody came.”",
        [("Ann Lo", "director", "Open Gauge")],
    ),
    (
        "fr",
        "« On conduit nos enfants sur la glace, lance la présidente du syndicat, Manon Thivier. On aime notre monde. »",
        [("Manon Thivier", "présidente", "syndicat")],
    ),
    (
        "fr",
        "Le vice-président de la Fédération du transport collectif, Yves Labrie, rappelle le reste. « Ce n’est pas une pénurie de main-d’œuvre ici », tranche-t-il.",
        [("Yves Labrie", "vice-président", "Fédération du transport collectif")],
    ),
    (
        "fr",
        "Maire de Saint-Aubin, commune de 340 habitants, Josiane Pélis ne décolère pas : « Chez nous, l’hiver, la route du col est fermée un jour sur quatre. »",
        [("Josiane Pélis", "Maire de Saint-Aubin", None)],
    ),
    (
        "fr",
        "« J’ai fait le calcul », s’indigne le Dr Solène Abgrall, médecin et porte-parole du collectif Nuit blanche pour Valmorel.",
        [("Solène Abgrall", "médecin et porte-parole", "collectif Nuit blanche pour Valmorel")],
    ),
    (
        "pt",
        "«Ninguém veste esta farda para dizer que não vai», afirma o presidente da LBVL, comandante Hermínio Salas. «Mas o gasóleo não se paga com medalhas.»",
        [("Hermínio Salas", "presidente", "LBVL")],
    ),
    (
        "pt",
        "«O rio não tem voz aqui», conta Ana Lorca, enfermeira no centro de saúde de Vale Formoso.",
        [("Ana Lorca", "enfermeira", "centro de saúde de Vale Formoso")],
    ),
    (
        "es",
        "Así lo confirma el ornitólogo Andrés Peñal, profesor de la Universidad de Almarza: «En 2014 conté aquí 9.300 ejemplares en una tarde».",
        [("Andrés Peñal", "ornitólogo", "Universidad de Almarza")],
    ),
    (
        "es",
        "«El que cumple paga el agua», resume Manoli Cuesta, presidenta de la comunidad de regantes de El Rincón, que se sumará a la denuncia.",
        [("Manoli Cuesta", "presidenta", "comunidad de regantes de El Rincón")],
    ),
    (
        "zh",
        "临江市供水公司听漏班班长郭长顺起初并不看好这项技术。他坦言：“我听了三十一年漏，谁跟我说盒子能干这活，我都笑。”",
        [("郭长顺", "班长", "临江市供水公司听漏班")],
    ),
    (
        "zh",
        "世居溪頭坪的茶農賴金水回憶，小時候夏夜不必帶手電筒。他說：「我阿嬤把螢火蟲裝在蔥管裡面，給我照路去上廁所。」",
        [("賴金水", "茶農", None)],
    ),
    (
        "zh",
        "“我们跟着老师傅走了整整一个冬天的夜路，”项目负责人、海川大学环境学院教授陆知行说。",
        [("陆知行", "教授", "海川大学环境学院")],
    ),
    (
        "ar",
        "وأوضحت الدكتورة سلمى الغرياني، مديرة مختبر الأحياء، أن الحل معروف. «يكفي أن يمد الأنبوب كيلومترين إضافيين نحو التيار»، تقول الغرياني.",
        [("سلمى الغرياني", "مديرة مختبر الأحياء", None)],
    ),
    (
        "ar",
        "وتحدثت منية العبيدي، التي تدير ورشة للتمليح، عن أثر الأزمة قائلة: «في مثل هذه الأيام كنا نشتغل حتى منتصف الليل».",
        [("منية العبيدي", None, None)],
    ),
    (
        "zh",
        "临江市供水公司听漏班班长郭长顺起初并不看好这项技术。他坦言：“我听了三十一年漏，谁跟我说盒子能干这活，我都笑。”",
        [("郭长顺", "班长", "临江市供水公司听漏班")],
    ),
    (
        "zh",
        "世居溪頭坪的茶農賴金水回憶，小時候夏夜不必帶手電筒。他說：「我阿嬤把螢火蟲裝在蔥管裡面，給我照路去上廁所。」",
        [("賴金水", "茶農", None)],
    ),
    (
        "zh",
        "“我们跟着老师傅走了整整一个冬天的夜路，”项目负责人、海川大学环境学院教授陆知行说。",
        [("陆知行", "教授", "海川大学环境学院")],
    ),
    (
        "zh",
        "“河流在这里没有声音，所以我们来了，我们会一直留在这里。”来自甘肃的农民工王秀兰告诉我们。",
        [("王秀兰", "农民工", None)],
    ),
    (
        "zh",
        "外卖员李强今年三十岁。“河流在这里没有声音，所以我们来了，我们会一直留在这里。”",
        [("李强", "外卖员", None)],
    ),
    (
        "zh",
        "工会主席张伟不同意这种说法。“河流在这里没有声音，所以我们来了，我们会一直留在这里。”他说。",
        [("张伟", "主席", "工会")],
    ),
    (
        "zh",
        "林淑芬，59歲，淡水漁民，說：「河流在這裡沒有聲音，所以我們來了，我們會一直留在這裡。」",
        [("林淑芬", "淡水漁民", None)],
    ),
    (
        "zh",
        "淡水漁民林淑芬今年59歲，她告訴記者：「河流在這裡沒有聲音，所以我們來了，我們會一直留在這裡。」",
        [("林淑芬", "淡水漁民", None)],
    ),
    (
        "zh",
        "「河流在這裡沒有聲音，所以我們來了。」綠色公民行動聯盟副秘書長林淑芬批評，「我們會一直留在這裡。」",
        [("林淑芬", "副秘書長", "綠色公民行動聯盟")],
    ),
    (
        "zh",
        "河流守望表示：「河流在這裡沒有聲音，所以我們來了，我們會一直留在這裡。」",
        [("河流守望", None, None)],
    ),
    (
        "ar",
        "وأوضحت الدكتورة سلمى الغرياني، مديرة مختبر الأحياء، أن الحل معروف. «يكفي أن يمد الأنبوب كيلومترين إضافيين نحو التيار»، تقول الغرياني.",
        [("سلمى الغرياني", "مديرة مختبر الأحياء", None)],
    ),
    (
        "ar",
        "وتحدثت منية العبيدي، التي تدير ورشة للتمليح، عن أثر الأزمة قائلة: «في مثل هذه الأيام كنا نشتغل حتى منتصف الليل».",
        [("منية العبيدي", None, None)],
    ),
    (
        "ar",
        '"ليس للنهر صوت هنا، ولهذا السبب جئنا جميعا"، بحسب سامي نور، منسق شبكة الأنهار.',
        [("سامي نور", "منسق", "شبكة الأنهار")],
    ),
    (
        "ar",
        'من جهته، أكد الدكتور سامي نور، رئيس قسم الطوارئ في مستشفى النخيل، أن "المستشفى لم يتلق أي دواء منذ ثلاثة أسابيع كاملة".',
        [("سامي نور", "رئيس قسم الطوارئ", "مستشفى النخيل")],
    ),
    (
        "ar",
        'وأضاف نور: "لم يأت أحد لينظر إلى المقاييس منذ عشر سنوات كاملة".\n\nسامي نور هو منسق شبكة الأنهار.',
        [("سامي نور", "منسق", "شبكة الأنهار")],
    ),
    (
        "ar",
        'ويقول الصياد أحمد بن صالح من قرية القصب: "لم يأت أحد لينظر إلى المقاييس منذ عشر سنوات كاملة".',
        [("أحمد بن صالح", "الصياد", None)],
    ),
    (
        "ar",
        'ولفتت المتحدثة باسم شبكة الأنهار ليلى حداد إلى أن "أحدا لم يأت لينظر إلى المقاييس منذ عشر سنوات".',
        [("ليلى حداد", "المتحدثة", "شبكة الأنهار")],
    ),
    (
        "ar",
        "«ليس للنهر صوت هنا، ولهذا السبب جئنا جميعا»، تقول ليلى حداد، وهي ممرضة في مستشفى النخيل.",
        [("ليلى حداد", "ممرضة", "مستشفى النخيل")],
    ),
    (
        "ar",
        'وختمت حداد بالقول: "لم يأت أحد لينظر إلى المقاييس منذ عشر سنوات كاملة".',
        [("حداد", None, None)],
    ),
    (
        "ar",
        "قالت ليلى حداد، المديرة التنفيذية لمنظمة أنهار: «لم يأت أحد لينظر إلى المقاييس».",
        [("ليلى حداد", "المديرة التنفيذية", "منظمة أنهار")],
    ),
    (
        "ar",
        'وقال السيد أحمد الخطيب رئيس بلدية القصب إن "أحدا لم يأت لينظر إلى المقاييس منذ عشر سنوات".',
        [("أحمد الخطيب", "رئيس", "بلدية القصب")],
    ),
    (
        "ar",
        'ودعا الأمين العام لاتحاد الصيادين، حمدي العلوي، الحكومة إلى التحرك، مضيفا: "لم يأت أحد لينظر إلى المقاييس منذ سنوات".',
        [("حمدي العلوي", "الأمين العام", "اتحاد الصيادين")],
    ),
    (
        "en",
        "Speaking from Lisbon, Quill’s colleague Tom Hale, who runs the gauges, added: “We counted nine floods in ten years, and nobody came.”",
        [("Tom Hale", "colleague", None)],
    ),
    (
        "en",
        "In the words of Tom Hale, director of Open Gauge, “we counted nine floods in ten years, and nobody came to look at it.”",
        [("Tom Hale", "director", "Open Gauge")],
    ),
    (
        "en",
        "“We counted nine floods in ten years and nobody came,” said Ann Lo (Open Gauge).",
        [("Ann Lo", None, "Open Gauge")],
    ),
    (
        "en",
        "Ann Lo, Open Gauge: “We counted nine floods in ten years and nobody came to look at them.”",
        [("Ann Lo", None, "Open Gauge")],
    ),
    (
        "en",
        "“We counted nine floods in ten years and nobody came to look.”\n\nAnn Lo, director of Open Gauge",
        [("Ann Lo", "director", "Open Gauge")],
    ),
    (
        "en",
        "Asked about the delay, spokesperson for Open Gauge Ann Lo replied: “We counted nine floods in ten years and nobody came.”",
        [("Ann Lo", "spokesperson", "Open Gauge")],
    ),
    (
        "en",
        "“We counted nine floods in ten years and nobody came,” said Prof. Ann Lo FRS, chair of hydrology at Reedham University.",
        [("Ann Lo", "chair of hydrology", "Reedham University")],
    ),
    (
        "de",
        "„Der Fluss hat hier keine Stimme“, sagt Flusswacht-Geschäftsführerin Marta Quill. „Deshalb sind wir gekommen.“",
        [("Marta Quill", "Geschäftsführerin", "Flusswacht")],
    ),
    (
        "de",
        "„Der Fluss hat hier keine Stimme“, sagt Klima-Expertin Marta Quill. „Deshalb sind wir gekommen.“",
        [("Marta Quill", "Klima-Expertin", None)],
    ),
    (
        "de",
        "Dazu Marta Quill, Vorsitzende des Bündnisses Freie Flüsse: „Der Fluss hat hier keine Stimme, und deshalb sind wir gekommen.“",
        [("Marta Quill", "Vorsitzende", "Bündnisses Freie Flüsse")],
    ),
    (
        "de",
        "„Der Fluss hat hier keine Stimme“, so die Hydrologin Dr. Marta Quill von der Universität Alder.",
        [("Marta Quill", "Hydrologin", "Universität Alder")],
    ),
    (
        "de",
        "Für Jan Holm, Fährmann in Reetheim, ist klar: „Der Fluss hat hier keine Stimme, und deshalb sind wir gekommen.“",
        [("Jan Holm", "Fährmann in Reetheim", None)],
    ),
    (
        "de",
        "Jan Holm (Flusswacht): „Der Fluss hat hier keine Stimme, und deshalb sind wir gekommen.“",
        [("Jan Holm", None, "Flusswacht")],
    ),
    (
        "de",
        "„Der Fluss hat hier keine Stimme, das ist wahr“, meint Holms Kollegin Ute Born.",
        [("Ute Born", "Holms Kollegin", None)],
    ),
    (
        "de",
        "»Der Fluss hat hier keine Stimme«, sagt Prof. Dr. Ute Born, Direktorin am Institut für Flusskunde.",
        [("Ute Born", "Direktorin", "Institut für Flusskunde")],
    ),
    (
        "fr",
        "Selon Marta Quill, hydrologue à l’université de l’Alder, « la rivière n’a pas de voix ici, et c’est pourquoi nous sommes venus ».",
        [("Marta Quill", "hydrologue", "université de l’Alder")],
    ),
    (
        "fr",
        "« La rivière n’a pas de voix ici, et nous restons », tempête Paul Mercier, délégué syndical CGR.",
        [("Paul Mercier", "délégué syndical", "CGR")],
    ),
    (
        "fr",
        "« La rivière n’a pas de voix ici », témoigne Sœur Agnès Dole, de la communauté des Sœurs de l’Alder.",
        [("Agnès Dole", "Sœur", "communauté des Sœurs de l’Alder")],
    ),
    (
        "fr",
        "Paul Mercier, 54 ans, éleveur à Roselet, raconte : « La rivière n’a pas de voix ici, et c’est pourquoi nous sommes venus. »",
        [("Paul Mercier", "éleveur à Roselet", None)],
    ),
    (
        "fr",
        "« La rivière n’a pas de voix ici », abonde son collègue Paul Mercier, chargé de plaidoyer chez Rivières Vives.",
        [("Paul Mercier", "chargé de plaidoyer", "Rivières Vives")],
    ),
    (
        "es",
        "A juicio de Marta Quill, hidróloga de la Universidad del Alder, “el río no tiene voz aquí, y por eso hemos venido”.",
        [("Marta Quill", "hidróloga", "Universidad del Alder")],
    ),
    (
        "es",
        "Ana Lorca (Red de Ríos): “El río no tiene voz aquí, y por eso hemos venido todos hasta aquí”.",
        [("Ana Lorca", None, "Red de Ríos")],
    ),
    (
        "pt",
        "Na avaliação de Ana Lorca, coordenadora da Rede de Rios, “o rio não tem voz aqui, e por isso viemos todos”.",
        [("Ana Lorca", "coordenadora", "Rede de Rios")],
    ),
    (
        "pt",
        "“O rio não tem voz aqui, e por isso viemos”, critica o secretário-geral do Sindicato dos Barqueiros (SB), Pedro Sales.",
        [("Pedro Sales", "secretário-geral", "Sindicato dos Barqueiros")],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=range(len(CASES)))
def test_the_one_whom_the_words_around_name_is_the_speaker(
    language: str, text: str, expected: list[tuple[str | None, str | None, str | None]]
) -> None:
    source = f"{LEDE[language]}\n\n{text}\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert [(q.speaker, q.role, q.organisation) for q in release.quotes] == expected
