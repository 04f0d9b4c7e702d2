"""Whom the words around a quotation mean: the one told of before, behind an opening clause, by a job alone, in a clause.
Name, role, organisation of every quotation, in order; nothing where words are no speech."""

import pytest

from mailer.reading.lines import Line
from mailer.reading.quotes import spoken

CASES: list[tuple[str, str, list[tuple[str | None, str | None, str | None]]]] = [
    (
        "en",
        "“A queue is not a plan,” the President of the Tribunal, Judge (Rtd) Miriam Falk, told reporters at the launch. “It is a place to stand.”",
        [("Miriam Falk", "President", "Tribunal")],
    ),
    (
        "en",
        "Signalman Peter Oakes, who has worked at Denby junction for 31 years, heard the crack first. “It sounded like a plate breaking in another room,” he said. “Then the lights went.”",
        [("Peter Oakes", "Signalman", None)],
    ),
    (
        "en",
        "Pastor Ruth Mensah leads the Harbour Chapel, where sixty men eat on Sundays. “We ran out of plates before we ran out of rice,” she said.",
        [("Ruth Mensah", "Pastor", None)],
    ),
    (
        "en",
        "Professor Ivo Lind, who teaches soil science at the University of Harrow Bay, said: “Peat is a bank account that we have been emptying for a century.”",
        [("Ivo Lind", None, "University of Harrow Bay")],
    ),
    (
        "en",
        "The minister, in a written reply, accepts the count but puts it down to “constraints beyond the control of the department”.",
        [],
    ),
    (
        "en",
        "Asked about the fire, Carla Mendes shrugged. “We have had three fires and one fire engine,” she said.",
        [("Carla Mendes", None, None)],
    ),
    (
        "en",
        "Tom Reyes has fished the bay for forty years. “The cod left before the subsidy did,” he said.",
        [("Tom Reyes", None, None)],
    ),
    (
        "en",
        "Among the first visitors was Leila Haddad, 12. “It smells like my grandmother’s kitchen and a garage,” she said.",
        [("Leila Haddad", None, None)],
    ),
    (
        "en",
        "“The bus came once,” said Mary Doyle, whose mother lives at the end of the line. “Then it stopped coming.”",
        [("Mary Doyle", None, None)],
    ),
    (
        "en",
        "In the words of Oona Blake, the charity’s founder: “We were eleven women with one van.”",
        [("Oona Blake", "founder", None)],
    ),
    (
        "en",
        "Councillor Dev Patel (Lab), who voted against, said: “You cannot sell the same park twice.”",
        [("Dev Patel", "Councillor", None)],
    ),
    (
        "en",
        "“I have read it twice and I still don’t know where the money goes,” Osei added.\n\nGrace Osei is treasurer of the Dockers’ Union.",
        [("Grace Osei", "treasurer", "Dockers’ Union")],
    ),
    (
        "en",
        "Sister Agnes Bauer of the Order of St Clare has cooked here since 1998. “Soup is the only thing I never had to explain,” she says.",
        [("Agnes Bauer", "Sister", None)],
    ),
    (
        "en",
        "The company called the spill “a minor operational event with no lasting effect on the estuary or its users”.",
        [],
    ),
    (
        "en",
        "“It was the noise,” recalled Mrs Ethel Moyle, 91, who was born in the house opposite. “You don’t forget a noise like that.”",
        [("Ethel Moyle", None, None)],
    ),
    (
        "en",
        "Speaking on behalf of the nine parishes, Bishop Leon Adeyemi of Marsh and Fen said: “A roof is not a luxury.”",
        [("Leon Adeyemi", "Bishop", "Marsh and Fen")],
    ),
    (
        "en",
        "Dawn Pike is one of 46 porters who lost their shifts. “An app told me,” she said. “It had my name wrong.”",
        [("Dawn Pike", None, None)],
    ),
    (
        "en",
        "Her colleague Ben Ruiz agreed. “They counted the beds, not the nurses,” he said.",
        [("Ben Ruiz", "colleague", None)],
    ),
    (
        "de",
        "„Wir haben die Betten gezählt und dann aufgehört“, sagt Heimleiterin Petra Kolb. „Danach zählte niemand mehr.“\n\nDie Halterin hatte selbst um Hilfe gebeten. Kolb nimmt sie in Schutz: „Da war niemand böse. Da war jemand sehr allein.“",
        [("Petra Kolb", "Heimleiterin", None), ("Petra Kolb", "Heimleiterin", None)],
    ),
    (
        "de",
        "„Das Geld fehlt“, sagt Bürgermeister Hans Reiter.\n\nDie Tierärztin Dr. Aylin Demir, die das Heim seit Jahren betreut, sieht einen Zusammenhang mit den Kosten. „Eine Impfung kostet heute doppelt so viel“, sagt sie, „und wer wenig hat, verschiebt sie eben.“",
        [("Hans Reiter", "Bürgermeister", None), ("Aylin Demir", "Tierärztin", None)],
    ),
    (
        "de",
        "„Die Küste wandert“, sagt Dr. Uwe Lohse, Präsident des Verbandes.\n\nEine der Helferinnen ist Antje Brook aus dem Kreis Nordermoor. Die Schreinermeisterin kann kaum noch greifen. „Ich habe hundert Mal angerufen“, erzählt sie. „Dann war die Werkstatt weg.“",
        [("Uwe Lohse", "Präsident", "Verbandes"), ("Antje Brook", None, None)],
    ),
    (
        "de",
        "»Jede Woche zählt am Anfang dieser Krankheit«, sagt Dr. Konrad Falk, Präsident des Verbandes. »Nach vierzig Wochen zählen wir nur noch Schäden.«",
        [("Konrad Falk", "Präsident", "Verbandes")],
    ),
    (
        "de",
        "»Wir sehen die Leute nach neun Tagen, und die Hälfte braucht uns gar nicht«, so Prof. Dr. Marit Sand, die das Projekt dort leitet.",
        [("Marit Sand", None, None)],
    ),
    (
        "de",
        "„Wir hatten mit einem Effekt gerechnet“, sagt Studienleiterin Professorin Dr. Grete Oster, Direktorin der Klinik für Augenheilkunde. „Nicht mit so einem.“",
        [("Grete Oster", "Studienleiterin", "Klinik für Augenheilkunde")],
    ),
    (
        "de",
        "Stationsleiter Kemal Aydın erinnert sich an Zweifel im Team: „Am Anfang hieß es: noch etwas obendrauf. Jetzt will es keiner hergeben.“",
        [("Kemal Aydın", "Stationsleiter", None)],
    ),
    (
        "de",
        "Vereinspräsidentin Rösli Zgraggen zeigt sich erleichtert. «Wir wollten nie ein Museum. Wir wollten eine Bank», so die pensionierte Lehrerin.",
        [("Rösli Zgraggen", "Vereinspräsidentin", None)],
    ),
    (
        "de",
        "Zu den Betroffenen gehört Sami Okur, Rentner aus Dohnau. „Ich ging in die Bücherei, weil es dort warm ist“, sagt er.",
        [("Sami Okur", "Rentner", None)],
    ),
    (
        "de",
        "Unter den ersten Gästen war auch Leila Hadid, 12. „Es riecht wie bei meiner Oma“, sagt sie.",
        [("Leila Hadid", None, None)],
    ),
    (
        "de",
        "Nach den Worten von Landrat Bernd Kuhl ist das Geld da. „Wir müssen es nur abrufen“, sagte er.",
        [("Bernd Kuhl", "Landrat", None)],
    ),
    (
        "de",
        "Auf Nachfrage wird Küster Olaf Brehm deutlich: „Wir läuten, aber keiner kommt mehr zu Fuß.“",
        [("Olaf Brehm", "Küster", None)],
    ),
    (
        "de",
        "Anders sieht das Marlies Tamm vom Bauernverband. „Wer Wasser spart, darf nicht bestraft werden“, sagt die Landwirtin.",
        [("Marlies Tamm", None, "Bauernverband")],
    ),
    (
        "de",
        "„Wir bleiben“, sagt Ute Manns. Die 61-Jährige leitet das Haus seit zehn Jahren. „Ohne uns gäbe es hier nur noch den Automaten.“",
        [("Ute Manns", None, None)],
    ),
    (
        "de",
        "Ihr Kollege Ben Ruhland sieht das ähnlich. „Die zählen die Betten, nicht die Pflegekräfte“, meint er.",
        [("Ben Ruhland", "Kollege", None)],
    ),
    (
        "de",
        "Der Minister nannte die Lage „regional angespannt, insgesamt aber doch recht stabil und beherrschbar“.",
        [],
    ),
    (
        "de",
        "„Das ist ein guter Tag“, freut sich Pfarrerin i. R. Hanna Voss. „Ein sehr guter.“",
        [("Hanna Voss", "Pfarrerin", None)],
    ),
    (
        "de",
        "„Wir hatten elf Frauen und einen Bus“, erinnert sich die Gründerin des Vereins, Oda Blank.",
        [("Oda Blank", "Gründerin", "Vereins")],
    ),
    (
        "de",
        "„Wir müssen reden“, sagt Dr. med. Ina Hoff, Chefärztin am Klinikum Ostfelde.",
        [("Ina Hoff", "Chefärztin", "Klinikum Ostfelde")],
    ),
    (
        "de",
        "Landwirt Jens Petersen (52) bewirtschaftet 80 Hektar. „Der Boden ist müde“, sagt er. „Ich auch.“",
        [("Jens Petersen", "Landwirt", None)],
    ),
    (
        "de",
        "Dort arbeitet auch Nele Brand. „Die App hat mir gekündigt“, erzählt die Lagerarbeiterin. „Sie hatte meinen Namen falsch.“",
        [("Nele Brand", None, None)],
    ),
    (
        "de",
        "Stadträtin Ilse Maurer (Grüne), die dagegen stimmte, sagte: „Man kann denselben Park nicht zweimal verkaufen.“",
        [("Ilse Maurer", "Stadträtin", None)],
    ),
    (
        "fr",
        "Fatou Kané, gardienne du silo de Bira, raconte : « L'eau est montée jusqu'au menton. Moi, je regardais le plafond. »\n\nPour le coordinateur du réseau, Prosper Adjovi, l'épisode doit faire réfléchir l'État. « Le magasin était en béton. Il a pris l'eau par la porte », observe-t-il.",
        [
            ("Fatou Kané", "gardienne", "silo de Bira"),
            ("Prosper Adjovi", "coordinateur", "réseau"),
        ],
    ),
    (
        "fr",
        "La fédération sera reçue le 2 décembre. Sans engagement chiffré, prévient Inès Brahim, les élu·es étudiant·es quitteront les conseils. « Nous ne voterons pas un budget qui repeint des façades. »",
        [("Inès Brahim", None, None)],
    ),
    (
        "fr",
        "C'est ce que révèle « Le ventre du campus », une enquête menée en octobre auprès de 4 318 personnes par la fédération.",
        [],
    ),
    (
        "fr",
        "Pour Odile Savary, directrice de Toit ouvert, c'est toute la différence : « On ne met pas ses enfants à l'école quand on peut partir lundi. »",
        [("Odile Savary", "directrice", "Toit ouvert")],
    ),
    (
        "fr",
        "Anselme Ravel, étudiant en biologie, a témoigné lors de la présentation. Il livre jusqu'à minuit. « Le comble, c'est que je porte à manger toute la soirée, raconte-t-il. Je n'y suis jamais entré. »",
        [("Anselme Ravel", "étudiant en biologie", None)],
    ),
    (
        "fr",
        "« On recompte chaque lit », soupire Nadia Belkacem, infirmière de nuit à l'hôpital de Brévin.",
        [("Nadia Belkacem", "infirmière de nuit", "hôpital de Brévin")],
    ),
    (
        "fr",
        "Denis Morvan, 81 ans, pêcheur à la retraite, a pris six parts. « Ils n'habitent pas ici. Maintenant, ils ont une raison de venir », sourit-il.",
        [("Denis Morvan", "pêcheur à la retraite", None)],
    ),
    (
        "fr",
        "Parmi eux, Salomé Petit, 12 ans. « Ça sent la cuisine de ma grand-mère », dit-elle.",
        [("Salomé Petit", None, None)],
    ),
    (
        "fr",
        "À ses côtés, Karim Lounès, conducteur de la ligne 4, hoche la tête. « L'application m'a licencié », dit-il.",
        [("Karim Lounès", "conducteur de la ligne 4", None)],
    ),
    (
        "fr",
        "Même constat chez Paul Esnault, éleveur à Trémeur. « On a vendu les vaches avant les tracteurs », lâche-t-il.",
        [("Paul Esnault", "éleveur à Trémeur", None)],
    ),
    ("fr", "Le maire, Yves Gourdin, parle d'une « petite révolution à marée basse ».", []),
    (
        "fr",
        "L'agronome Jeanne Vasseur, de l'Université de Séran, confirme : « Les variétés locales ont mieux résisté que les nôtres. »",
        [("Jeanne Vasseur", "agronome", "Université de Séran")],
    ),
    (
        "fr",
        "« C'est la fatigue qui nous a décidés », confie Élodie. L'aide-soignante de 34 ans enchaîne les nuits.",
        [("Élodie", None, None)],
    ),
    (
        "fr",
        "« Nous ne sommes pas des numéros », écrit la présidente de l'association, Maud Le Guen, dans une lettre au préfet.",
        [("Maud Le Guen", "présidente", "association")],
    ),
    (
        "fr",
        "Sa collègue Inès Farge acquiesce. « Ils comptent les lits, pas les infirmières », glisse-t-elle.",
        [("Inès Farge", "collègue", None)],
    ),
    (
        "fr",
        "Joséphine Ba, elle, n'a pas attendu. « J'ai pris la barque et je suis partie », raconte-t-elle.",
        [("Joséphine Ba", None, None)],
    ),
    (
        "fr",
        "Le docteur Alain Roche (CHU de Brest) nuance : « Douze semaines, c'est long quand on a mal. »",
        [("Alain Roche", "docteur", "CHU de Brest")],
    ),
    (
        "fr",
        "« On a tenu parce qu'on était quarante », résume Luc Perrin, l'un des fondateurs.",
        [("Luc Perrin", "un des fondateurs", None)],
    ),
    (
        "fr",
        "Sœur Marie-Ange Dubreuil, qui dirige le foyer Saint-Roch depuis 1998, s'en amuse : « La soupe, je n'ai jamais eu à l'expliquer. »",
        [("Marie-Ange Dubreuil", "Sœur", "foyer Saint-Roch")],
    ),
    (
        "fr",
        "« Mon fils tenait la corde », décrit Awa Diop.\n\nAwa Diop est mareyeuse à Joal.",
        [("Awa Diop", "mareyeuse à Joal", None)],
    ),
    (
        "es",
        'De acuerdo con el ingeniero Fabián Ojeda, becario que estuvo a cargo de los ensayos, lo difícil no fue la química. "Tuvimos que aprender a explicar un resultado malo", señaló.',
        [("Fabián Ojeda", "ingeniero", None)],
    ),
    (
        "es",
        "«Mi padre lloraba una helada una semana. Esta la lloraremos tres años», ha declarado la presidenta de la cooperativa, Remedios Llano, al término de la asamblea.",
        [("Remedios Llano", "presidenta", "cooperativa")],
    ),
    (
        "es",
        "Para Joaquín Bielsa, técnico de campo de la cooperativa, el calendario responde a otro clima: «La floración se ha adelantado diecinueve días».",
        [("Joaquín Bielsa", "técnico de campo", "cooperativa")],
    ),
    (
        "es",
        "«Los de la vega hemos tenido suerte y lo sabemos», ha dicho Ángel Mora, socio de Torrelba.",
        [("Ángel Mora", "socio", "Torrelba")],
    ),
    (
        "es",
        "La consejera de Agricultura habló la semana pasada de «incidencia localizada y asumible por el sector en su conjunto».",
        [],
    ),
    (
        "es",
        "Una de ellas es Rosa Tintaya, tejedora de 61 años. «La aplicación me despidió», cuenta. «Tenía mi nombre mal escrito».",
        [("Rosa Tintaya", "tejedora", None)],
    ),
    (
        "es",
        'Entre los primeros en llegar estaba Lucía Paz, de 12 años. "Huele a la cocina de mi abuela", dijo.',
        [("Lucía Paz", None, None)],
    ),
    (
        "es",
        'A su lado, el cacique Tomás Ancalef asiente. "El río no firma papeles", dice.',
        [("Tomás Ancalef", "cacique", None)],
    ),
    (
        "es",
        'Su compañera Inés Farías coincide. "Cuentan las camas, no las enfermeras", añade.',
        [("Inés Farías", "compañera", None)],
    ),
    (
        "es",
        'La hermana Teresa Gil, que dirige el comedor San Roque desde 1998, lo resume así: "La sopa nunca tuve que explicarla".',
        [("Teresa Gil", "hermana", None)],
    ),
    (
        "es",
        "El doctor Raúl Peña (Hospital de Abra) matiza: «Doce semanas es mucho cuando duele».",
        [("Raúl Peña", "doctor", "Hospital de Abra")],
    ),
    (
        "es",
        "La familia de Marta Soler lleva ocho meses en una pensión. «Mi hija contó las ventanas», dice Marta. «Hay once».",
        [("Marta Soler", None, None)],
    ),
    (
        "es",
        "El alcalde, Iñaki Otero, lo ve distinto. «Con esto no se come», zanja.",
        [("Iñaki Otero", "alcalde", None)],
    ),
    (
        "es",
        "Pilar Seco trabaja en el mercado desde 1986. Vio cerrar catorce puestos. «El mío será el quince», bromea.",
        [("Pilar Seco", None, None)],
    ),
    (
        "es",
        "«No pedimos caridad», subrayó, por su parte, el secretario general de la Federación de Riegos, Andrés Cano.",
        [("Andrés Cano", "secretario general", "Federación de Riegos")],
    ),
    (
        "pt",
        "De acordo com o toxicologista Renato Farias, que coordenou a coleta, “são índices que eu só tinha visto em livro”.\n\nO cacique Davi Tupinaré, de 71 anos, proibiu o banho no igarapé. Foi, segundo ele, a ordem mais triste que já deu:\n\n“Os meninos choraram. Peixe a gente compra, farinha a gente troca.\n\n“Mas onde é que se compra um rio?”",
        [("Renato Farias", "toxicologista", None), ("Davi Tupinaré", "cacique", None)],
    ),
    (
        "pt",
        "«Há colegas que só conhecem os filhos a dormir», afirma Aurélio Brandão, coordenador da delegação de Leixo do STAP.",
        [("Aurélio Brandão", "coordenador", "delegação de Leixo do STAP")],
    ),
    (
        "pt",
        "A presidente da cooperativa, Raimunda Lins, a dona Munda, cortou a fita com uma faca. “Disseram que mulher de lama não entende de química”, lembrou.",
        [("Raimunda Lins", "presidente", "cooperativa")],
    ),
    (
        "pt",
        "Fátima Quintão, mestre de rebocador há dezanove anos, estava ao leme. «Tive de escolher qual ia buscar primeiro», conta.",
        [("Fátima Quintão", "mestre de rebocador", None)],
    ),
    (
        "pt",
        "Entre os primeiros a chegar estava Lúcia Paz, de 12 anos. “Cheira à cozinha da minha avó”, disse ela.",
        [("Lúcia Paz", None, None)],
    ),
    (
        "pt",
        "Uma delas é Rosa Tavares, costureira de 61 anos. “O aplicativo me demitiu”, conta. “Tinha meu nome errado.”",
        [("Rosa Tavares", "costureira", None)],
    ),
    (
        "pt",
        "Ao lado dela, o pescador Tomás Anjos concorda. “O rio não assina papel”, diz.",
        [("Tomás Anjos", "pescador", None)],
    ),
    (
        "pt",
        "A irmã Teresa Gil, que dirige a Casa São Roque desde 1998, resume: “Sopa eu nunca precisei explicar”.",
        [("Teresa Gil", "irmã", "Casa São Roque")],
    ),
    (
        "pt",
        "O médico Raul Penha (Hospital de Abra) pondera: “Doze semanas é muito quando dói”.",
        [("Raul Penha", "médico", "Hospital de Abra")],
    ),
    (
        "pt",
        "O autarca considerou o projeto “uma oportunidade única e irrepetível para toda a região do vale”.",
        [],
    ),
    (
        "pt",
        "Pilar Seco trabalha no mercado desde 1986. Viu fechar catorze bancas. “A minha será a quinze”, brinca.",
        [("Pilar Seco", None, None)],
    ),
    (
        "pt",
        "“Não pedimos caridade”, sublinhou, por seu lado, o secretário-geral da Federação de Regantes, André Cano.",
        [("André Cano", "secretário-geral", "Federação de Regantes")],
    ),
    (
        "pt",
        "Para a moradora Ivone Reis, a obra chegou tarde. “Meu pai esperou trinta anos por essa água”, conta.",
        [("Ivone Reis", "moradora", None)],
    ),
    (
        "pt",
        "“É a terceira vez”, desabafa Joana. A auxiliar de 34 anos dobra turnos.",
        [("Joana", None, None)],
    ),
    (
        "pt",
        "Na opinião da bastonária da Ordem, Ana Rita Cavaco Lemos, o diploma falha. “Não se trata de horas, trata-se de gente”, disse.",
        [("Ana Rita Cavaco Lemos", "bastonária", "Ordem")],
    ),
    (
        "pt",
        "“Subimos a serra com a água às costas”, recorda ao telefone Benedita Sousa.",
        [("Benedita Sousa", None, None)],
    ),
    (
        "pt",
        "A família Traoré já visitou a casa. “A minha filha contou as janelas”, sorri Aminata Traoré, auxiliar de cozinha.",
        [("Aminata Traoré", "auxiliar de cozinha", None)],
    ),
    (
        "de",
        "„Das Geld fehlt seit Jahren“, sagt Bürgermeister Hans Reiter.\n\nEs ist der dritte Fall von „Animal Hoarding“ in diesem Jahr. Die Tierärztin Dr. Aylin Demir, die das Heim betreut, sieht einen Zusammenhang. „Eine Impfung kostet heute doppelt so viel“, sagt sie.",
        [("Hans Reiter", "Bürgermeister", None), ("Aylin Demir", "Tierärztin", None)],
    ),
    (
        "fr",
        "« On attend encore la pluie », dit Paul Mercier, maire de Roselet.\n\nPour la coordinatrice Léa Fontan, l'État mise sur des semences dites « améliorées ». « Le magasin était en béton, et il a pris l'eau », observe-t-elle.",
        [("Paul Mercier", "maire de Roselet", None), ("Léa Fontan", "coordinatrice", None)],
    ),
    (
        "pt",
        "“O governo levou o posto”, resume a coordenadora Iara Tupã.\n\nO cacique Davi Tupã proibiu o banho. “Os meninos choraram a tarde toda”, conta ele.",
        [("Iara Tupã", "coordenadora", None), ("Davi Tupã", "cacique", None)],
    ),
    (
        "en",
        "“We ran out of tea,” said warden Joan Marsh.\n\nBetween January and June the team went to nine towns.\n\n“We asked one boy how long he had waited. He had counted the meals.”",
        [("Joan Marsh", "warden", None), (None, None, None)],
    ),
    (
        "en",
        "“It needs a telephone,” said Ann Hartley, chair of the panel.\n\nThe Commissioner, in a written reply, puts the delays down to “limits beyond the control of the Service in these months”. The Commission notes that a court is near.",
        [("Ann Hartley", "chair of the panel", None)],
    ),
    (
        "en",
        "Beekeeper Oliver Strand, 58, lost nine hives in a week. “They came back drunk and then they did not come back,” he said.",
        [("Oliver Strand", "Beekeeper", None)],
    ),
    (
        "en",
        "The charity’s chief executive, Dr Nadia Ferris, described the ruling as “a line in the sand”. “We have waited eleven years for one sentence,” she added.",
        [("Nadia Ferris", "chief executive", "charity")],
    ),
    (
        "en",
        "“We have two lifts and one engineer,” explained tenant Rosa Lind, who has lived on the ninth floor since 1984.",
        [("Rosa Lind", "tenant", None)],
    ),
    (
        "en",
        "Lind’s neighbour, Farid Aziz, uses a wheelchair. “I plan my week around the lift,” he said.",
        [("Farid Aziz", "neighbour", None)],
    ),
    (
        "en",
        "Commenting on the figures, Jo Adeyemi, policy lead at Shelter Bay, said: “A hostel is not a home with fewer chairs.”",
        [("Jo Adeyemi", "policy lead", "Shelter Bay")],
    ),
    (
        "en",
        "“It is the small hours that break you,” a night nurse, Carol Dunn, told the inquiry.",
        [("Carol Dunn", "night nurse", None)],
    ),
    (
        "en",
        "Also speaking was the Mayor of Denby, Cllr Ruth Okafor. “I was born in this hospital and I would like to die in it, though not soon,” she told the crowd.",
        [("Ruth Okafor", "Mayor of Denby", None)],
    ),
    (
        "en",
        "On the quay, harbour pilot Sten Lauridsen put down his flask. “You can’t anchor a ship to a promise,” he said.",
        [("Sten Lauridsen", "pilot", None)],
    ),
    (
        "de",
        "Imkerin Dörte Hansen, 58, hat in einer Woche neun Völker verloren. „Sie kamen betrunken zurück, und dann kamen sie nicht mehr“, sagt sie.",
        [("Dörte Hansen", "Imkerin", None)],
    ),
    (
        "de",
        "Die Geschäftsführerin des Vereins, Dr. Nadja Fried, sprach von einem „Strich im Sand“. „Wir haben elf Jahre auf einen Satz gewartet“, ergänzte sie.",
        [("Nadja Fried", "Geschäftsführerin", "Vereins")],
    ),
    (
        "de",
        "„Wir haben zwei Aufzüge und einen Techniker“, erklärt Mieterin Rosa Lind, die seit 1984 im neunten Stock wohnt.",
        [("Rosa Lind", "Mieterin", None)],
    ),
    (
        "de",
        "Linds Nachbar Farid Aziz sitzt im Rollstuhl. „Ich plane meine Woche um den Aufzug herum“, sagt er.",
        [("Farid Aziz", "Nachbar", None)],
    ),
    (
        "de",
        "Zu den Zahlen sagt Jo Adler, Referentin beim Mieterbund Nord: „Ein Heim ist keine Wohnung mit weniger Stühlen.“",
        [("Jo Adler", "Referentin", "Mieterbund Nord")],
    ),
    (
        "de",
        "Auch die Oberbürgermeisterin von Dohna, Ruth Oker, kam auf den Platz. „Ich bin in diesem Krankenhaus geboren“, rief sie.",
        [("Ruth Oker", "Oberbürgermeisterin", "Dohna")],
    ),
    (
        "de",
        "Am Kai stellt Lotse Sten Lauritz seine Kanne ab. „Man kann kein Schiff an einem Versprechen festmachen“, sagt er.",
        [("Sten Lauritz", "Lotse", None)],
    ),
    (
        "de",
        "„Das ist kein Streit um Zahlen“, so Grünen-Stadtrat Emil Voss in der Sitzung. „Es ist ein Streit um Wasser.“",
        [("Emil Voss", "Stadtrat", "Grünen")],
    ),
    (
        "fr",
        "L'apicultrice Odile Strand, 58 ans, a perdu neuf ruches en une semaine. « Elles sont rentrées ivres, puis elles ne sont plus rentrées », dit-elle.",
        [("Odile Strand", "apicultrice", None)],
    ),
    (
        "fr",
        "La directrice générale de l'association, Nadia Ferrand, parle d'une « ligne rouge ». « On attend une phrase depuis onze ans », ajoute-t-elle.",
        [("Nadia Ferrand", "directrice générale", "association")],
    ),
    (
        "fr",
        "« On a deux ascenseurs et un technicien », explique Rosa Lind, locataire au neuvième étage depuis 1984.",
        [("Rosa Lind", "locataire au neuvième étage", None)],
    ),
    (
        "fr",
        "Son voisin Farid Aziz se déplace en fauteuil. « Je vis au rythme de l'ascenseur », dit-il.",
        [("Farid Aziz", "voisin", None)],
    ),
    (
        "fr",
        "Interrogé sur ces chiffres, Joël Adam, chargé de plaidoyer à Toit du Nord, répond : « Un foyer n'est pas un logement avec moins de chaises. »",
        [("Joël Adam", "chargé de plaidoyer", "Toit du Nord")],
    ),
    (
        "fr",
        "La maire de Dolan, Ruth Okala, était venue elle aussi. « Je suis née dans cet hôpital », a-t-elle rappelé.",
        [("Ruth Okala", "maire de Dolan", None)],
    ),
    (
        "fr",
        "Sur le quai, le pilote Sten Laurent pose sa gourde. « On n'amarre pas un navire à une promesse », lâche-t-il.",
        [("Sten Laurent", "pilote", None)],
    ),
    (
        "fr",
        "« Il n'y a pas de petite source », aime à répéter Hubert Mahé, fontainier à la retraite.",
        [("Hubert Mahé", "fontainier à la retraite", None)],
    ),
    (
        "es",
        "La apicultora Olga Estrada, de 58 años, perdió nueve colmenas en una semana. «Volvieron borrachas y luego ya no volvieron», dice.",
        [("Olga Estrada", "apicultora", None)],
    ),
    (
        "es",
        "La directora general de la asociación, Nadia Ferrer, habló de «una línea en la arena». «Llevamos once años esperando una frase», añadió.",
        [("Nadia Ferrer", "directora general", "asociación")],
    ),
    (
        "es",
        "«Tenemos dos ascensores y un técnico», explica Rosa Lind, inquilina del noveno piso desde 1984.",
        [("Rosa Lind", "inquilina del noveno piso", None)],
    ),
    (
        "es",
        "Su vecino Farid Aziz va en silla de ruedas. «Organizo la semana alrededor del ascensor», cuenta.",
        [("Farid Aziz", "vecino", None)],
    ),
    (
        "es",
        "Preguntado por las cifras, Joel Adán, responsable de incidencia de Techo Norte, respondió: «Un albergue no es una casa con menos sillas».",
        [("Joel Adán", "responsable de incidencia", "Techo Norte")],
    ),
    (
        "es",
        "También acudió la alcaldesa de Dolán, Ruth Ocaña. «Yo nací en este hospital», recordó.",
        [("Ruth Ocaña", "alcaldesa de Dolán", None)],
    ),
    (
        "es",
        "En el muelle, el práctico Sten Lorente deja el termo. «No se amarra un barco a una promesa», zanja.",
        [("Sten Lorente", "práctico", None)],
    ),
    (
        "pt",
        "A apicultora Olga Estrada, de 58 anos, perdeu nove colmeias numa semana. «Voltaram bêbadas e depois já não voltaram», diz.",
        [("Olga Estrada", "apicultora", None)],
    ),
    (
        "pt",
        "A diretora-geral da associação, Nádia Ferreira, falou de “uma linha na areia”. “Esperamos onze anos por uma frase”, acrescentou.",
        [("Nádia Ferreira", "diretora-geral", "associação")],
    ),
    (
        "pt",
        "“Temos dois elevadores e um técnico”, explica Rosa Lima, inquilina do nono andar desde 1984.",
        [("Rosa Lima", "inquilina do nono andar", None)],
    ),
    (
        "pt",
        "O vizinho dela, Farid Aziz, anda de cadeira de rodas. “Organizo a semana em torno do elevador”, conta ele.",
        [("Farid Aziz", "vizinho dela", None)],
    ),
    (
        "pt",
        "Questionado sobre os números, Joel Adão, responsável de comunicação da Teto Norte, respondeu: “Um abrigo não é uma casa com menos cadeiras.”",
        [("Joel Adão", "responsável de comunicação", "Teto Norte")],
    ),
    (
        "pt",
        "Também esteve presente a presidente da Câmara de Dolão, Rute Oliva. “Nasci neste hospital”, lembrou.",
        [("Rute Oliva", "presidente", "Câmara de Dolão")],
    ),
    (
        "pt",
        "No cais, o piloto Sten Loureiro pousa a garrafa. “Não se amarra um navio a uma promessa”, atira.",
        [("Sten Loureiro", "piloto", None)],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=range(len(CASES)))
def test_words_are_given_to_whom_the_text_means(
    language: str, text: str, expected: list[tuple[str | None, str | None, str | None]]
) -> None:
    lines = [Line(part, 2 * at + 1, 2 * at + 1) for at, part in enumerate(text.split("\n\n"))]
    quotes = spoken(lines, language).quotes
    assert [(quote.speaker, quote.role, quote.organisation) for quote in quotes] == expected
