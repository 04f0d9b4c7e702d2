"""Who said what. Each row: language, paragraphs, and every quote as (speaker, role, organisation, parts)."""

from datetime import date

import pytest

from mailer.reading import read

LEDE = {
    "en": "(Lisbon) – Nine town councils along the Alder asked for gauges on every bridge today, after a winter in which the river rose three times and nobody was told in time.",
    "es": "(Lima) – Nueve municipios pidieron hoy medidores en todos los puentes del río, después de un invierno en el que el agua subió tres veces y nadie avisó a las familias.",
    "fr": "(Lyon) – Neuf communes ont demandé aujourd’hui des échelles sur tous les ponts de la rivière, après un hiver où l’eau est montée trois fois sans que personne soit prévenu.",
    "de": "Wien, 4. Mai 2026 – Neun Gemeinden haben am Montag Pegel an allen Brücken gefordert, nachdem der Fluss im Winter dreimal gestiegen war und niemand rechtzeitig gewarnt wurde.",
    "pt": "(Lisboa) – Nove municípios pediram hoje medidores em todas as pontes do rio, depois de um inverno em que a água subiu três vezes e ninguém avisou as famílias a tempo.",
    "ar": "(تونس) - طالبت تسع بلديات اليوم بوضع مقاييس على كل جسور النهر بعد شتاء ارتفع فيه الماء ثلاث مرات ولم يحذر أحد العائلات في الوقت المناسب.",
    "zh": "（台北）- 九個鄉鎮今天要求在河上的每一座橋設置水位計。去年冬天河水三次上漲，沿岸居民都沒有及時接到警告，四百戶人家在黑夜裡離開了家園，沒有人知道水位有多高。",
}

CASES = [
    # said after, with role and organisation
    (
        "en",
        "“Roads are closed,” said Marta Quill, director of River Watch. “People wait.”",
        [("Marta Quill", "director", "River Watch", ("Roads are closed,", "People wait."))],
    ),
    # name before the verb
    (
        "en",
        "“The river does not wait for a budget,” Marta Quill, director of River Watch, said. “Neither do we.”",
        [
            (
                "Marta Quill",
                "director",
                "River Watch",
                ("The river does not wait for a budget,", "Neither do we."),
            )
        ],
    ),
    # words before the quotation
    (
        "en",
        "River Watch’s policy director, Ana Reis, said: “A gauge costs less than one flooded kitchen.”",
        [
            (
                "Ana Reis",
                "policy director",
                "River Watch",
                ("A gauge costs less than one flooded kitchen.",),
            )
        ],
    ),
    # role and house before the name
    (
        "en",
        "“We read the water by hand for twenty years,” said River Watch executive director Marta Quill.",
        [
            (
                "Marta Quill",
                "executive director",
                "River Watch",
                ("We read the water by hand for twenty years,",),
            )
        ],
    ),
    # everything in capitals
    (
        "en",
        "“We read the water by hand for twenty years,” said River Watch Executive Director Marta Quill.",
        [
            (
                "Marta Quill",
                "Executive Director",
                "River Watch",
                ("We read the water by hand for twenty years,",),
            )
        ],
    ),
    # `at` wins over `of`
    (
        "en",
        "“Rain is not the problem, silence is,” said Ana Reis, head of research at the Center for Water Law.",
        [
            (
                "Ana Reis",
                "head of research",
                "Center for Water Law",
                ("Rain is not the problem, silence is,",),
            )
        ],
    ),
    # role, organisation after commas
    (
        "en",
        "“Rain is not the problem, silence is,” said Ana Reis, Senior Researcher, Center for Water Law.",
        [
            (
                "Ana Reis",
                "Senior Researcher",
                "Center for Water Law",
                ("Rain is not the problem, silence is,",),
            )
        ],
    ),
    # a house, no role
    (
        "en",
        "“Rain is not the problem, silence is,” said Ana Reis of River Watch.",
        [("Ana Reis", None, "River Watch", ("Rain is not the problem, silence is,",))],
    ),
    # a region is no house
    (
        "en",
        "“Rain is not the problem, silence is,” said Ana Reis, deputy director for Africa at River Watch.",
        [
            (
                "Ana Reis",
                "deputy director for Africa",
                "River Watch",
                ("Rain is not the problem, silence is,",),
            )
        ],
    ),
    # a mayor's town is no house
    (
        "en",
        "“Four hundred families left in the dark that night,” said Tom Lee, mayor of Alder Falls.",
        [
            (
                "Tom Lee",
                "mayor of Alder Falls",
                None,
                ("Four hundred families left in the dark that night,",),
            )
        ],
    ),
    # a degree and an age are no role
    (
        "en",
        "“Four hundred families left in the dark that night,” said Tom Lee, PhD, a hydrologist at River Watch.",
        [
            (
                "Tom Lee",
                "hydrologist",
                "River Watch",
                ("Four hundred families left in the dark that night,",),
            )
        ],
    ),
    (
        "en",
        "“I carried my mother down the stairs that night,” said Rosa Diaz, 43, a baker in the lower town.",
        [
            (
                "Rosa Diaz",
                "baker in the lower town",
                None,
                ("I carried my mother down the stairs that night,",),
            )
        ],
    ),
    # a title is no first name; the full name stands elsewhere
    (
        "en",
        "Anna Solberg, minister of water, came late.\n\n“We will pay for all of the gauges,” said Minister Solberg.",
        [("Anna Solberg", "minister of water", None, ("We will pay for all of the gauges,",))],
    ),
    # last name only, resolved by an earlier quote
    (
        "en",
        "“Roads are closed and people wait,” said Marta Quill, director of River Watch.\n\n“They have waited since November,” Quill said.",
        [
            ("Marta Quill", "director", "River Watch", ("Roads are closed and people wait,",)),
            ("Marta Quill", "director", "River Watch", ("They have waited since November,",)),
        ],
    ),
    # a pronoun
    (
        "en",
        "“Roads are closed and people wait,” said Marta Quill, director of River Watch.\n\n“They have waited since November,” she added.",
        [
            ("Marta Quill", "director", "River Watch", ("Roads are closed and people wait,",)),
            ("Marta Quill", "director", "River Watch", ("They have waited since November,",)),
        ],
    ),
    # several paragraphs, each reopened, only the last one closed
    (
        "en",
        "Marta Quill, director of River Watch, issued this statement:\n\n“We have waited for six years for this sentence.\n\n“It came today.”",
        [
            (
                "Marta Quill",
                "director",
                "River Watch",
                ("We have waited for six years for this sentence.", "It came today."),
            )
        ],
    ),
    # all of it in one paragraph, a stray opening mark
    (
        "en",
        "Marta Quill, director of River Watch, said: “We have waited for six years. “It came today, and we thank the court.”",
        [
            (
                "Marta Quill",
                "director",
                "River Watch",
                ("We have waited for six years. “It came today, and we thank the court.",),
            )
        ],
    ),
    # straight and curly marks mixed
    (
        "en",
        '“The river does not wait for a budget," said Marta Quill, director of River Watch. "Neither do we.”',
        [
            (
                "Marta Quill",
                "director",
                "River Watch",
                ("The river does not wait for a budget,", "Neither do we."),
            )
        ],
    ),
    # British single marks
    (
        "en",
        "‘The river does not wait for a budget, and it’s not ours to stop,’ said Marta Quill, director of River Watch.",
        [
            (
                "Marta Quill",
                "director",
                "River Watch",
                ("The river does not wait for a budget, and it’s not ours to stop,",),
            )
        ],
    ),
    # scare quotes, titles and a document's words are no quotes
    (
        "en",
        "The council’s “digital river” plan waits. The report “Dry Rivers, Empty Promises” says so, and the law says that “every reading shall be kept for ten years by the authority.”",
        [],
    ),
    # one word with a comma inside the marks
    ("en", "The “reform,” as the ministry calls it, changes nothing.", []),
    # according to
    (
        "en",
        "According to Ana Reis, a researcher at River Watch, “not one of the gauges has been read since the autumn.”",
        [
            (
                "Ana Reis",
                "researcher",
                "River Watch",
                ("not one of the gauges has been read since the autumn.",),
            )
        ],
    ),
    # asked
    (
        "en",
        "“Who is going to tell my mother?” asked Joan Pell, a volunteer at River Watch.",
        [("Joan Pell", "volunteer", "River Watch", ("Who is going to tell my mother?",))],
    ),
    # signed below
    (
        "en",
        "“We do not ask for a new department. We ask for ten boxes.”\n\n— Marta Quill, director of River Watch",
        [
            (
                "Marta Quill",
                "director",
                "River Watch",
                ("We do not ask for a new department. We ask for ten boxes.",),
            )
        ],
    ),
    # a politician with party
    (
        "en",
        "“This bill is about the next flood, not the last,” said State Senator Maria Lopez (D-Exampleton).",
        [
            (
                "Maria Lopez",
                "State Senator",
                None,
                ("This bill is about the next flood, not the last,",),
            )
        ],
    ),
    # two people in one paragraph
    (
        "en",
        "“We have the money,” said Tom Lee, mayor of Alder Falls. “We have waited long enough,” said Marta Quill, director of River Watch.",
        [
            ("Tom Lee", "mayor of Alder Falls", None, ("We have the money,",)),
            ("Marta Quill", "director", "River Watch", ("We have waited long enough,",)),
        ],
    ),
    # a relative clause ends the role
    (
        "en",
        "“We have the money and the plan,” said Tom Lee, a coordinator at River Watch who trains volunteers.",
        [("Tom Lee", "coordinator", "River Watch", ("We have the money and the plan,",))],
    ),
    (
        "es",
        "“El agua no espera a un presupuesto”, afirmó la directora de Ríos Vivos, Lucía Paredes. “Nosotros tampoco.”",
        [
            (
                "Lucía Paredes",
                "directora",
                "Ríos Vivos",
                ("El agua no espera a un presupuesto", "Nosotros tampoco."),
            )
        ],
    ),
    (
        "es",
        "Lucía Paredes, directora ejecutiva de Ríos Vivos, dijo: “Cuatrocientas familias salieron a oscuras.”",
        [
            (
                "Lucía Paredes",
                "directora ejecutiva",
                "Ríos Vivos",
                ("Cuatrocientas familias salieron a oscuras.",),
            )
        ],
    ),
    (
        "es",
        "«Nadie nos avisó a tiempo», indicó Rosa Díaz, vecina de la ribera.",
        [("Rosa Díaz", "vecina de la ribera", None, ("Nadie nos avisó a tiempo",))],
    ),
    (
        "fr",
        "« L’eau n’attend pas un budget », souligne la présidente de Rivières Vivantes, Hélène Marchand. « Nous non plus. »",
        [
            (
                "Hélène Marchand",
                "présidente",
                "Rivières Vivantes",
                ("L’eau n’attend pas un budget", "Nous non plus."),
            )
        ],
    ),
    (
        "fr",
        "« Personne ne nous a prévenus cette nuit-là », a déclaré Jean Faure, responsable de l’eau à Rivières Vivantes.",
        [
            (
                "Jean Faure",
                "responsable de l’eau",
                "Rivières Vivantes",
                ("Personne ne nous a prévenus cette nuit-là",),
            )
        ],
    ),
    (
        "de",
        "„Der Fluss wartet nicht auf einen Haushalt“, so Karin Moser von der Flusswacht. „Wir auch nicht.“",
        [
            (
                "Karin Moser",
                None,
                "Flusswacht",
                ("Der Fluss wartet nicht auf einen Haushalt", "Wir auch nicht."),
            )
        ],
    ),
    (
        "de",
        "»Der Fluss wartet nicht auf einen Haushalt«, sagt Karin Moser, Sprecherin der Flusswacht.",
        [
            (
                "Karin Moser",
                "Sprecherin",
                "Flusswacht",
                ("Der Fluss wartet nicht auf einen Haushalt",),
            )
        ],
    ),
    (
        "pt",
        "“O rio não espera por um orçamento”, disse a diretora da Rio Nosso, Ana Reis.",
        [("Ana Reis", "diretora", "Rio Nosso", ("O rio não espera por um orçamento",))],
    ),
    (
        "pt",
        "Segundo Ana Reis, pesquisadora da Rio Nosso, “ninguém leu os medidores desde o outono do ano passado”.",
        [
            (
                "Ana Reis",
                "pesquisadora",
                "Rio Nosso",
                ("ninguém leu os medidores desde o outono do ano passado",),
            )
        ],
    ),
    (
        "ar",
        'قال سامي نور، نائب مدير منظمة مراقبة الأنهار: "النهر لا ينتظر الميزانية، ونحن لا ننتظر أيضا".',
        [
            (
                "سامي نور",
                "نائب مدير",
                "منظمة مراقبة الأنهار",
                ("النهر لا ينتظر الميزانية، ونحن لا ننتظر أيضا",),
            )
        ],
    ),
    (
        "zh",
        "“河水不會等待預算，我們也不會等待，”河流觀察主任李明說。",
        [("李明", "主任", "河流觀察", ("河水不會等待預算，我們也不會等待，",))],
    ),
    (
        "zh",
        "李明表示：“河水不會等待預算，我們也不會等待下一次洪水。”",
        [("李明", None, None, ("河水不會等待預算，我們也不會等待下一次洪水。",))],
    ),
    # words about the speaker inside the marks
    (
        "fr",
        "« La rivière n’attend pas le budget, s’indigne Anne Morel, directrice de Rivière Vivante. Nous non plus. »",
        [
            (
                "Anne Morel",
                "directrice",
                "Rivière Vivante",
                ("La rivière n’attend pas le budget", "Nous non plus."),
            )
        ],
    ),
    # a job that no list knows, and a pronoun
    (
        "en",
        "Local kayak builder Pete Lindqvist agrees. “I would like there to be fish left to show them,” he said.",
        [
            (
                "Pete Lindqvist",
                "Local kayak builder",
                None,
                ("I would like there to be fish left to show them,",),
            )
        ],
    ),
    # the house behind a department, in small letters
    (
        "es",
        "“Un prematuro no puede esperar seis horas”, explicó Ximena Paucar, jefa de Neonatología del hospital.",
        [
            (
                "Ximena Paucar",
                "jefa de Neonatología",
                "hospital",
                ("Un prematuro no puede esperar seis horas",),
            )
        ],
    ),
    (
        "fr",
        "« Personne ne devrait attendre », raconte Théo Marchal, infirmier au centre hospitalier de Brévanne.",
        [
            (
                "Théo Marchal",
                "infirmier",
                "centre hospitalier de Brévanne",
                ("Personne ne devrait attendre",),
            )
        ],
    ),
    # the role of a house, a title, the name
    (
        "de",
        "Dazu erklärt die Vorsitzende der Flusswacht, Dr. Frieda Mahn: „Der Fluss wartet nicht auf den Haushalt.“",
        [
            (
                "Frieda Mahn",
                "Vorsitzende",
                "Flusswacht",
                ("Der Fluss wartet nicht auf den Haushalt.",),
            )
        ],
    ),
    # after an ordinal
    (
        "de",
        "Die Mutter Selin Aydın, deren Tochter in der 26. Woche kam, erinnert sich: „Ich saß acht Wochen auf einem Stuhl im Flur.“",
        [("Selin Aydın", "Mutter", None, ("Ich saß acht Wochen auf einem Stuhl im Flur.",))],
    ),
    (
        "ar",
        'أما والدتها، فاطمة السالمي، فقالت: "أعدّ لها القهوة كل صباح وأسكبها كل مساء".',
        [("فاطمة السالمي", "والدتها", None, ("أعدّ لها القهوة كل صباح وأسكبها كل مساء",))],
    ),
    (
        "ar",
        'وقال المتطوع سالم بن ناصر: "حملنا الأطفال على أكتافنا طوال الليل ولم نسمع إنذارا".',
        [
            (
                "سالم بن ناصر",
                "المتطوع",
                None,
                ("حملنا الأطفال على أكتافنا طوال الليل ولم نسمع إنذارا",),
            )
        ],
    ),
    (
        "zh",
        "“以前要開兩個小時的車到北部去看病，”病童家長吳雅慧說。",
        [("吳雅慧", "病童家長", None, ("以前要開兩個小時的車到北部去看病，",))],
    ),
    (
        "zh",
        "“事故發生以後，算法第一個知道，”“路上時間”研究員賀曉峰指出。",
        [("賀曉峰", "研究員", "路上時間", ("事故發生以後，算法第一個知道，",))],
    ),
    # words about the speaker inside the marks, cut out: a verb with its pronoun, a courtesy, a role
    (
        "fr",
        "« La rivière monte », a dit Marta Quill, directrice de Rive Vive. « Nous restons ici, a-t-elle ajouté, et nous comptons. »",
        [
            (
                "Marta Quill",
                "directrice",
                "Rive Vive",
                ("La rivière monte", "Nous restons ici", "et nous comptons."),
            )
        ],
    ),
    (
        "fr",
        "« La rivière, a expliqué Marta Quill, directrice de Rive Vive, n’a pas de voix. »",
        [("Marta Quill", "directrice", "Rive Vive", ("La rivière", "n’a pas de voix."))],
    ),
    (
        "fr",
        "« La rivière, a poursuivi Mme Quill, n’a pas de voix ici. »",
        [("Quill", None, None, ("La rivière", "n’a pas de voix ici."))],
    ),
    (
        "fr",
        "« Nous restons, s’est indigné Paul Mercier, éleveur à Roselet. C’est pourquoi nous sommes venus. »",
        [
            (
                "Paul Mercier",
                "éleveur à Roselet",
                None,
                ("Nous restons", "C’est pourquoi nous sommes venus."),
            )
        ],
    ),
    (
        "es",
        "“El río, explicó Ana Lorca, coordinadora de la Red de Ríos, no tiene voz aquí”.",
        [("Ana Lorca", "coordinadora", "Red de Ríos", ("El río", "no tiene voz aquí"))],
    ),
    # a verb that is no inquit stays inside
    (
        "fr",
        "« Les jauges, dit la loi, sont à la charge de l’État et nous attendons », dit Marta Quill.",
        [
            (
                "Marta Quill",
                None,
                None,
                ("Les jauges, dit la loi, sont à la charge de l’État et nous attendons",),
            )
        ],
    ),
    # small words between the verb and the name
    (
        "de",
        "„Ich stand die ganze Nacht allein auf der Brücke“, erinnert sich Emre Kaya.",
        [
            (
                "Emre Kaya",
                None,
                None,
                ("Ich stand die ganze Nacht allein auf der Brücke",),
            )
        ],
    ),
    # the sentence before says who she is
    (
        "en",
        "Ana Lo is back in Reedham. She said: “We counted nine floods in ten years and nobody came.”",
        [("Ana Lo", None, None, ("We counted nine floods in ten years and nobody came.",))],
    ),
    # Chinese marks of two families; a quotation over two paragraphs; the sentence before it
    (
        "zh",
        "「河流在这里没有声音。我们会一直留在这里，”河流守望研究员方志恒说。",
        [("方志恒", "研究员", "河流守望", ("河流在这里没有声音。我们会一直留在这里，",))],
    ),
    (
        "zh",
        "“河流在这里没有声音，所以我们来了。\n\n我们会一直留在这里。”河流守望研究员方志恒说。",
        [
            (
                "方志恒",
                "研究员",
                "河流守望",
                ("河流在这里没有声音，所以我们来了。", "我们会一直留在这里。"),
            )
        ],
    ),
    (
        "zh",
        "河流守望研究员方志恒在现场发言。“河流在这里没有声音，所以我们来了，我们会一直留在这里。”",
        [
            (
                "方志恒",
                "研究员",
                "河流守望",
                ("河流在这里没有声音，所以我们来了，我们会一直留在这里。",),
            )
        ],
    ),
    (
        "zh",
        "方志恒对此并不认同。「河流在這裡沒有聲音，所以我們來了，我們會一直留在這裡。」",
        [
            (
                None,
                None,
                None,
                ("河流在這裡沒有聲音，所以我們來了，我們會一直留在這裡。",),
            )
        ],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=range(len(CASES)))
def test_quotes_are_found_with_their_speaker(
    language: str,
    text: str,
    expected: list[tuple[str | None, str | None, str | None, tuple[str, ...]]],
) -> None:
    source = f"{LEDE[language]}\n\n{text}\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    found = [(q.speaker, q.role, q.organisation, q.parts) for q in release.quotes]
    assert release.language == language
    assert found == expected


def test_a_quotation_that_never_closes_is_told() -> None:
    text = f"{LEDE['en']}\n\n“We have waited for six years for this sentence, said Marta Quill.\n\nIt rained.\n"
    release = read(text.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert ("unclosed-quote", 3) in [(w.code, w.line) for w in release.warnings]


def test_words_without_a_speaker_are_told() -> None:
    text = f"{LEDE['en']}\n\n“We have waited for six years for this one sentence.”\n\nIt rained.\n"
    release = read(text.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert [q.speaker for q in release.quotes] == [None]
    assert ("unattributed-quote", 3) in [(w.code, w.line) for w in release.warnings]


def test_the_line_below_a_set_off_quotation_signs_it() -> None:
    """Not the one before it in the text."""
    source = (
        f"{LEDE['fr']}\n\n« Nous avons compté douze nuits », a dit Mariam Kébé, coordinatrice d’Eau Claire.\n\n"
        "> « Mes enfants marchent quatre kilomètres pour remplir deux bidons. »\n>\n> — Salif Doumbé, maire de Tiendo\n"
    )
    release = read(source.encode(), filename="a.md", today=date(2026, 11, 25))
    assert [(q.speaker, q.role) for q in release.quotes][-1:] == [
        ("Salif Doumbé", "maire de Tiendo")
    ]


def test_what_a_house_calls_a_thing_is_no_quotation() -> None:
    source = f"{LEDE['en']}\n\nThe Department has called the bridges “the jewel in the crown of the river valley.”\n"
    assert read(source.encode(), filename="a.txt", today=date(2026, 11, 25)).quotes == ()
