"""Lines that ask for gifts in words that no list knows, and lines that only look so."""

from datetime import date

import pytest

from mailer.reading import read
from tests.unit.reading.test_quotes import LEDE

ASKS = [
    ("en", "Every $40 you send buys one gauge for one bridge."),
    ("en", "Please donate at https://river.example.org/give"),
    ("de", "Mit 50 Euro schenken Sie einem Dorf einen Pegel. Jetzt spenden!"),
    ("es", "Con 25 dólares usted ayuda a instalar un medidor: https://rio.example.org/donar"),
    ("fr", "Avec 30 euros, vous offrez une échelle à un village."),
    ("pt", "Contribua: com 15 euros oferece uma régua a uma aldeia."),
    ("ar", "ساهم معنا في حماية النهر: تبرع الآن"),
    (
        "en",
        "A gauge is paid for by its neighbours: help fund the next one at https://river.example.org/next",
    ),
    ("en", "Become a member and walk the river with us: https://river.example.org/join"),
    ("en", "Sign the open letter or give £10 to the gauge fund."),
    (
        "de",
        "Wer helfen will: Spendenkonto IBAN DE00 0000 0000 0000 0000 00, Stichwort „Pegel“.",
    ),
    ("en", "Give a bed tonight: https://river.example.org/bed"),
    ("de", "Wir messen, damit Sie trocken schlafen: Werden Sie jetzt Fördermitglied!"),
    ("fr", "Devenez membre du réseau : https://fleuve.example.org/adhesion"),
    ("es", "Hazte miembro de la red del río: https://rio.example.org/red"),
    ("pt", "Torne-se sócio e leve uma régua à sua aldeia: https://rio.example.org/socio"),
    ("ar", "كونوا أعضاء في شبكة النهر: https://river.example.org/ar"),
    ("zh", "一根水尺，就能让一个村庄安睡。请支持我们：https://river.example.org/zh"),
    ("zh", "您的一份愛心，就是沿岸孩子的一夜安眠。捐款帳號：0000 0000 0000"),
]
TELLS = [
    ("en", "The ministry gave 40,000 dollars for gauges last year."),
    ("en", "Residents can donate blood at https://clinic.example.org/blood until Friday."),
    ("es", "Quienes deseen donar leche pueden registrarse en https://hospital.example.org/banco."),
    ("de", "Das Land zahlt 50 Euro für jeden gemeldeten Pegel."),
    ("en", "Members help fund the gauges, and one in three has done so for years."),
    (
        "de",
        "Unsere 400 Fördermitglieder lesen die Pegel selbst ab: https://fluss.example.org/pegel",
    ),
    (
        "fr",
        "Les membres du réseau relèvent les échelles chaque matin : https://fleuve.example.org/releves",
    ),
    ("zh", "縣政府去年撥款五百萬元。"),
]


def _release(language: str, line: str) -> bytes:
    return f"{LEDE[language]}\n\n{LEDE[language].split(' ', 1)[-1]}\n\n{line}\n".encode()


@pytest.mark.parametrize(("language", "line"), ASKS)
def test_a_line_that_asks_for_gifts_leaves_the_text(language: str, line: str) -> None:
    release = read(_release(language, line), filename="a.txt", today=date(2026, 11, 25))
    assert release.appeal_line == line
    assert line not in [block.text for block in release.body]


@pytest.mark.parametrize(("language", "line"), TELLS)
def test_a_line_that_tells_of_money_stays(language: str, line: str) -> None:
    release = read(_release(language, line), filename="a.txt", today=date(2026, 11, 25))
    assert release.appeal_line is None
    assert release.body[-1].text == line


def test_a_bank_account_is_no_telephone() -> None:
    line = "Bitte helfen Sie mit Ihrer Spende: IBAN DE00 0000 0000 0000 0000 00."
    release = read(_release("de", line), filename="a.txt", today=date(2026, 11, 25))
    assert release.appeal_line == line
    assert release.press_only == ()
