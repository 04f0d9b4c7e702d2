"""Words in quotation marks that nobody said to us: what a house calls a thing, the title of a report, words out of a
letter. None of them is a quotation."""

import pytest

from mailer.reading.lines import Line
from mailer.reading.quotes import spoken

TERMS = [
    (
        "en",
        "The ministry has called the cuts “a modest adjustment to the rhythm of care”, and the trust's own figures were “broadly in line with the national picture”.",
    ),
    ("en", "In its reply, the company said it took the claims “extremely seriously”."),
    (
        "en",
        "The report, “A Roof of One’s Own: Forty Years of Waiting for a Key”, can be read online.",
    ),
    (
        "en",
        "Staff were told to “manage expectations” and to “avoid the word shortage in all contact with families”.",
    ),
    (
        "de",
        "Das Unternehmen nannte die Entlassungen „einen behutsamen Umbau der Strukturen im Sinne aller Beteiligten“.",
    ),
    ("de", "Die Studie „Wer wartet, verliert: Zehn Jahre Terminvergabe auf dem Land“ liegt vor."),
    (
        "de",
        "In dem Schreiben heißt es, man prüfe „wohlwollend und ergebnisoffen alle vorliegenden Möglichkeiten“.",
    ),
    (
        "fr",
        "La préfecture évoque « des situations ponctuelles en voie de résolution dans tous les secteurs ».",
    ),
    (
        "fr",
        "L'entreprise a qualifié les départs de « simple ajustement du rythme des recrutements saisonniers ».",
    ),
    ("fr", "Le rapport « Un toit à soi : quarante ans d'attente » est disponible en ligne."),
    (
        "es",
        "La consejería habló de «incidencias puntuales en vías de solución en todos los centros».",
    ),
    (
        "es",
        "El informe «Un techo propio: cuarenta años esperando una llave» puede leerse en la web.",
    ),
    ("es", "La empresa sostiene que cumplió «escrupulosamente» la normativa."),
    (
        "pt",
        "A empresa classificou as demissões como “um ajuste natural do ritmo das contratações da época”.",
    ),
    ("pt", "O relatório “Um teto próprio: quarenta anos à espera de uma chave” está disponível."),
    ("pt", "A secretaria falou em “ocorrências pontuais em vias de solução em todas as unidades”."),
    ("ar", 'ووصفت الشركة عمليات التسريح بأنها "تعديل طبيعي في وتيرة التوظيف الموسمي في المصنع".'),
    ("ar", 'ويحمل التقرير عنوان "سقف لكل بيت: أربعون عاماً في انتظار المفتاح".'),
    ("zh", "公司称裁员是“对季节性招聘节奏的正常调整”。"),
    ("zh", "报告题为《一个自己的屋顶》，副题是“四十年等一把钥匙的人们”。"),
    ("zh", "教育局表示，相关安排属于“家校双方协商一致的结果”。"),
]


@pytest.mark.parametrize(("language", "text"), TERMS)
def test_a_term_is_no_quotation(language: str, text: str) -> None:
    assert spoken([Line(text, 1, 1)], language).quotes == ()
