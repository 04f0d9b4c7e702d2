"""Who speaks where a job, kin, an age or an opening clause stands beside the name. Name, role, organisation of every
quotation, in order."""

import pytest

from mailer.reading.lines import Line
from mailer.reading.quotes import spoken

CASES: list[tuple[str, str, list[tuple[str | None, str | None, str | None]]]] = [
    (
        "pt",
        "“O rio já não avisa ninguém e a aldeia acorda com água na porta”, conta Zefa Conceição, 71 anos, uma das "
        "fundadoras da Rede do Rio.",
        [("Zefa Conceição", "uma das fundadoras", "Rede do Rio")],
    ),
    (
        "de",
        "Getragen wird das Angebot vom Netz Offene Tür. Dessen Sprecher Eckart Vollbrecht betont: „Der Fluss ist "
        "kein rechtsfreier Raum, und die Pegel sind es auch nicht.“",
        [("Eckart Vollbrecht", "Sprecher", None)],
    ),
    (
        "en",
        "Dr. Lena Brandt and Prof. Otto Reyes wrote the study. “The ice remembers every summer,” said Reyes.",
        [("Otto Reyes", None, None)],
    ),
    (
        "en",
        "The union’s regional organiser, Pat Molloy, was blunt: “A rota is not a wish list.”",
        [("Pat Molloy", "regional organiser", "union")],
    ),
    ("en", "“We will appeal,” said Molloy’s deputy, Irene Cho.", [("Irene Cho", "deputy", None)]),
    (
        "en",
        "In a message read out at the vigil, Father Luis Otero wrote: “We rang the bell until the rope broke.”",
        [("Luis Otero", "Father", None)],
    ),
    (
        "de",
        "„Ich habe eine Tasche gepackt“, sagt Samira Noor, 19, Studentin aus Aldern. „Die falsche.“",
        [("Samira Noor", "Studentin", None)],
    ),
    (
        "de",
        "Die Studie stammt von Dr. Lena Brandt und Prof. Otto Reyes. „Das Eis merkt sich jeden Sommer“, sagt Reyes.",
        [("Otto Reyes", None, None)],
    ),
    (
        "de",
        "Deutlich wird Gewerkschaftssekretärin Petra Moll: „Ein Dienstplan ist kein Wunschzettel.“",
        [("Petra Moll", "Gewerkschaftssekretärin", None)],
    ),
    (
        "de",
        "„Wir legen Berufung ein“, kündigte ihre Stellvertreterin Irene Cho an.",
        [("Irene Cho", "Stellvertreterin", None)],
    ),
    (
        "de",
        "In einem Grußwort schrieb Weihbischof Ludger Ott: „Wir haben geläutet, bis das Seil riss.“",
        [("Ludger Ott", "Weihbischof", None)],
    ),
    (
        "fr",
        "« J'ai fait un sac », raconte Samira Nour, 19 ans, étudiante à Aldère. « Le mauvais. »",
        [("Samira Nour", "étudiante à Aldère", None)],
    ),
    (
        "fr",
        "La secrétaire régionale du syndicat, Paule Mollet, ne mâche pas ses mots : « Un planning n'est pas une liste de vœux. »",
        [("Paule Mollet", "secrétaire régionale", "syndicat")],
    ),
    (
        "fr",
        "« Nous ferons appel », prévient son adjointe, Irène Cho.",
        [("Irène Cho", "adjointe", None)],
    ),
    (
        "fr",
        "Dans un message lu à la veillée, le père Luis Otero écrit : « On a sonné jusqu'à ce que la corde cède. »",
        [("Luis Otero", "père", None)],
    ),
    (
        "fr",
        "Le glaciologue Otto Rey, coauteur de l'étude, résume : « La glace se souvient de chaque été. »",
        [("Otto Rey", "glaciologue", None)],
    ),
    (
        "es",
        "«Hice una maleta», cuenta Samira Nour, de 19 años, estudiante de Aldera. «La equivocada».",
        [("Samira Nour", "estudiante", "Aldera")],
    ),
    (
        "es",
        "La secretaria regional del sindicato, Paula Molina, fue tajante: «Un cuadrante no es una lista de deseos».",
        [("Paula Molina", "secretaria regional", "sindicato")],
    ),
    (
        "es",
        "«Recurriremos», avisó su adjunta, Irene Cho. «Y volveremos a recurrir si hace falta».",
        [("Irene Cho", "su adjunta", None)],
    ),
    (
        "es",
        "En un mensaje leído en la vigilia, el padre Luis Otero escribió: «Tocamos la campana hasta que se rompió la cuerda».",
        [("Luis Otero", "padre", None)],
    ),
    (
        "pt",
        "“Fiz uma mala”, conta Samira Nur, 19 anos, estudante de Aldeira. “A errada.”",
        [("Samira Nur", "estudante", "Aldeira")],
    ),
    (
        "pt",
        "A secretária regional do sindicato, Paula Molina, foi direta: “Uma escala não é uma lista de desejos.”",
        [("Paula Molina", "secretária regional", "sindicato")],
    ),
    (
        "pt",
        "Numa mensagem lida na vigília, o padre Luís Otero escreveu: “Tocámos o sino até a corda partir.”",
        [("Luís Otero", "padre", None)],
    ),
    (
        "pt",
        "“Vamos recorrer até ao fim”, avisou a sua adjunta, Irene Cho.",
        [("Irene Cho", "sua adjunta", None)],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=range(len(CASES)))
def test_the_one_named_beside_the_words_is_the_speaker(
    language: str, text: str, expected: list[tuple[str | None, str | None, str | None]]
) -> None:
    lines = [Line(part, 2 * at + 1, 2 * at + 1) for at, part in enumerate(text.split("\n\n"))]
    quotes = spoken(lines, language).quotes
    assert [(quote.speaker, quote.role, quote.organisation) for quote in quotes] == expected


def test_a_signature_below_is_of_all_paragraphs_of_a_quotation_that_goes_on() -> None:
    texts = (
        "“We asked one boy. He counted his meals.",
        "“He got to nine.”",
        "— Sam Holt, investigator, NHRC",
    )
    lines = [Line(text, at, at, "quote") for at, text in enumerate(texts, start=1)]
    (quote,) = spoken(lines, "en").quotes
    assert (quote.speaker, quote.role, quote.organisation) == ("Sam Holt", "investigator", "NHRC")
    assert quote.parts == ("We asked one boy. He counted his meals.", "He got to nine.")
