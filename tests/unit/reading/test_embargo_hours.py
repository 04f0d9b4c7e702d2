"""The hour of an embargo, as each language writes it: each with every instant that it can mean, worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from mailer.reading import read
from tests.unit.reading.test_embargo_lines import BODY

D = "1 December 2026"
SURE = [
    # 24:00 is the end of the day
    ("de", "Sperrfrist: 1. Dezember 2026, 24 Uhr MEZ", "2026-12-01T23:00"),
    ("de", "Sperrfrist: 1. Dezember 2026, 24:00 Uhr MEZ", "2026-12-01T23:00"),
    ("de", "Sperrfrist: 1. Dezember 2026, 24.00 Uhr MEZ", "2026-12-01T23:00"),
    ("es", "Embargo hasta las 24:00 del 1 de diciembre de 2026, hora de Lima", "2026-12-02T05:00"),
    ("pt", "Embargo até às 24h de 1 de dezembro de 2026, hora de Lisboa", "2026-12-02T00:00"),
    ("fr", "Sous embargo jusqu’au 1er décembre 2026 à 24h (heure de Paris)", "2026-12-01T23:00"),
    ("zh", "禁止在2026年12月1日24时（北京时间）前发布", "2026-12-01T16:00"),
    ("zh", "禁止在2026年12月1日24:00（北京时间）前发布", "2026-12-01T16:00"),
    ("zh", "禁止在2026年12月1日二十四时（北京时间）前发布", "2026-12-01T16:00"),
    ("en", f"Embargoed until 24:00 UTC on {D}", "2026-12-02T00:00"),
    ("en", f"Embargoed until 2400 GMT, {D}", "2026-12-02T00:00"),
    ("ar", "محظور النشر حتى 1 ديسمبر 2026، الساعة 24:00 بتوقيت بيروت", "2026-12-01T22:00"),
    # evening and afternoon
    ("zh", "禁止在2026年12月1日晚8点（北京时间）前发布", "2026-12-01T12:00"),
    ("zh", "禁止在2026年12月1日晚上八点半（北京时间）前发布", "2026-12-01T12:30"),
    ("zh", "禁止在2026年12月1日傍晚6点（北京时间）前发布", "2026-12-01T10:00"),
    ("zh", "禁止在2026年12月1日夜间10时（北京时间）前发布", "2026-12-01T14:00"),
    ("zh", "禁止在2026年12月1日午后3点（北京时间）前发布", "2026-12-01T07:00"),
    ("zh", "禁止在2026年12月1日下午3点（北京时间）前发布", "2026-12-01T07:00"),
    ("zh", "請勿於2026年12月1日晚間8時（臺灣時間）前刊登", "2026-12-01T12:00"),
    ("de", "Sperrfrist: 1. Dezember 2026, 8 Uhr abends, MEZ", "2026-12-01T19:00"),
    ("de", "Sperrfrist: 1. Dezember 2026, 8.30 Uhr abends (MEZ)", "2026-12-01T19:30"),
    ("de", "Sperrfrist: 1. Dezember 2026, 3 Uhr nachmittags MEZ", "2026-12-01T14:00"),
    ("de", "Sperrfrist: 1. Dezember 2026, 20 Uhr abends MEZ", "2026-12-01T19:00"),
    ("fr", "Embargo : 1er décembre 2026, 8 heures du soir, heure de Paris", "2026-12-01T19:00"),
    ("fr", "Embargo : 1er décembre 2026, 8 h 30 du soir, heure de Paris", "2026-12-01T19:30"),
    ("fr", "Embargo : 1er décembre 2026, 3 h de l’après-midi, heure de Paris", "2026-12-01T14:00"),
    ("en", f"Embargo: 8 o'clock in the evening GMT, {D}", "2026-12-01T20:00"),
    ("en", f"Embargo: 8 o’clock in the evening, {D}, GMT", "2026-12-01T20:00"),
    ("en", f"Embargo: 10 at night GMT, {D}", "2026-12-01T22:00"),
    ("en", f"Embargo: 3 in the afternoon GMT, {D}", "2026-12-01T15:00"),
    ("es", "Embargo hasta las 8 de la noche (hora de Lima) del 1 de diciembre de 2026", "2026-12-02T01:00"),
    ("es", "Embargo hasta las 3 de la tarde (hora de Lima) del 1 de diciembre de 2026", "2026-12-01T20:00"),
    ("es", "Embargo hasta las 12:30 de la tarde (hora de Lima) del 1 de diciembre de 2026", "2026-12-01T17:30"),
    ("pt", "Embargo até às 8 da noite (hora de Lisboa) de 1 de dezembro de 2026", "2026-12-01T20:00"),
    ("ar", "محظور النشر حتى 1 ديسمبر 2026، الساعة 8 مساءً بتوقيت بيروت", "2026-12-01T18:00"),
    ("ar", "محظور النشر حتى 1 ديسمبر 2026، الساعة 3 بعد الظهر بتوقيت بيروت", "2026-12-01T13:00"),
    ("ar", "محظور النشر حتى 1 ديسمبر 2026، الساعة 10 ليلاً بتوقيت بيروت", "2026-12-01T20:00"),
    # twelve at night is the end of the day
    ("es", "Embargo hasta las 12 de la noche (hora de Lima) del 1 de diciembre de 2026", "2026-12-02T05:00"),
    ("pt", "Embargo até às 12 da noite (hora de Lisboa) de 1 de dezembro de 2026", "2026-12-02T00:00"),
    ("zh", "禁止在2026年12月1日晚上12点（北京时间）前发布", "2026-12-01T16:00"),
    ("de", "Sperrfrist: 1. Dezember 2026, 12 Uhr nachts, MEZ", "2026-12-01T23:00"),
    # `later` is no evening
    ("es", "Embargo: no más tarde de las 10:00 h del 1 de diciembre de 2026, hora de Lima", "2026-12-01T15:00"),
    # the headline behind a dash says nothing of the hour
    ("en", f"Embargo: 9:00 GMT, {D} - night shift survey", "2026-12-01T09:00"),
    # noon
    ("zh", "禁止在2026年12月1日中午1点（北京时间）前发布", "2026-12-01T05:00"),
    ("zh", "禁止在2026年12月1日中午12点（北京时间）前发布", "2026-12-01T04:00"),
    ("zh", "禁止在2026年12月1日中午（北京时间）前发布", "2026-12-01T04:00"),
    ("ar", "محظور النشر حتى 1 ديسمبر 2026، الساعة 1 ظهرا بتوقيت بيروت", "2026-12-01T11:00"),
    ("ar", "محظور النشر حتى 1 ديسمبر 2026، الساعة 12 ظهرا بتوقيت بيروت", "2026-12-01T10:00"),
    ("en", f"Embargo: 12 noon GMT, {D}", "2026-12-01T12:00"),
    ("es", "Embargo hasta la 1 del mediodía (hora de Lima) del 1 de diciembre de 2026", "2026-12-01T18:00"),
    ("de", "Sperrfrist: 12:00 am 1. Dezember 2026 (MEZ)", "2026-12-01T11:00"),
    ("zh", "禁止在2026年12月1日下午0时30分（北京时间）前发布", "2026-12-01T04:30"),
    # morning
    ("zh", "禁止在2026年12月1日早8点（北京时间）前发布", "2026-12-01T00:00"),
    ("de", "Sperrfrist: 1. Dezember 2026, 8 Uhr morgens MEZ", "2026-12-01T07:00"),
    ("pt", "Embargo até às 9 da manhã (hora de Lisboa) de 1 de dezembro de 2026", "2026-12-01T09:00"),
    ("en", f"Embargo: 12:30 a.m. GMT, {D}", "2026-12-01T00:30"),
    ("ar", "محظور النشر حتى 1 ديسمبر 2026، الساعة 12 صباحا بتوقيت بيروت", "2026-11-30T22:00"),
    # minutes behind the hour's own word
    ("de", "Sperrfrist: 1. Dezember 2026, 10 Uhr 30 MEZ", "2026-12-01T09:30"),
    ("fr", "Embargo : 1er décembre 2026, 20 heures 30, heure de Paris", "2026-12-01T19:30"),
    ("fr", "Embargo : 1er décembre 2026, 8 heures et demie du soir, heure de Paris", "2026-12-01T19:30"),
    ("es", "Embargo hasta las 8 y media de la noche (hora de Lima) del 1 de diciembre de 2026", "2026-12-02T01:30"),
    ("pt", "Embargo até às 8 e meia da noite (hora de Lisboa) de 1 de dezembro de 2026", "2026-12-01T20:30"),
    ("en", f"Embargo: half past 8 in the evening GMT, {D}", "2026-12-01T20:30"),
    ("zh", "禁止在2026年12月1日10时30分（北京时间）前发布", "2026-12-01T02:30"),
    ("zh", "禁止在2026年12月1日下午三时三十分（北京时间）前发布", "2026-12-01T07:30"),
    ("zh", "禁止在2026年12月1日十七时（北京时间）前发布", "2026-12-01T09:00"),
    ("zh", "北京时间2026年12月1日17时前禁止发布", "2026-12-01T09:00"),
    ("zh", "禁止在2026年12月1日二十时（北京时间）前发布", "2026-12-01T12:00"),
]  # fmt: skip
UNSURE = [
    # an evening that doesn't stand by its hour: both halves of the day
    ("en", f"Embargo: on the evening of {D}, at 8:00 GMT", ["2026-12-01T08:00", "2026-12-01T20:00"]),
    ("de", "Sperrfrist: am Abend des 1. Dezember 2026 um 8 Uhr MEZ", ["2026-12-01T07:00", "2026-12-01T19:00"]),
    ("fr", "Embargo : le soir du 1er décembre 2026 à 8 h, heure de Paris", ["2026-12-01T07:00", "2026-12-01T19:00"]),
    ("en", f"Embargo: on the afternoon of {D}, 3 o'clock GMT", ["2026-12-01T03:00", "2026-12-01T15:00"]),
    ("de", "Sperrfrist: am Nachmittag des 1. Dezember 2026 um 3 Uhr MEZ", ["2026-12-01T02:00", "2026-12-01T14:00"]),
    # the small hours belong to the day that begins, or to the one that ends
    ("de", "Sperrfrist: 1. Dezember 2026, 2 Uhr nachts MEZ", ["2026-12-01T01:00", "2026-12-02T01:00"]),
    ("pt", "Embargo até às 0:30 da noite (hora de Lisboa) de 1 de dezembro de 2026", ["2026-12-01T00:30", "2026-12-02T00:30"]),
    # noon in Spain, the small hours elsewhere
    ("es", "Embargo hasta las 12 de la mañana (hora de Madrid) del 1 de diciembre de 2026", ["2026-11-30T23:00", "2026-12-01T11:00"]),
    # noon or midnight
    ("de", "Sperrfrist: 1. Dezember 2026, 12 Uhr abends MEZ", ["2026-12-01T11:00", "2026-12-01T23:00"]),
    ("zh", "禁止在2026年12月1日零时（北京时间）前发布", ["2026-11-30T16:00", "2026-12-01T16:00"]),
    ("en", f"Embargo: 12 midnight GMT, {D}", ["2026-12-01T00:00", "2026-12-02T00:00"]),
]  # fmt: skip


def _held(language: str, line: str, today: date) -> tuple[list[datetime], bool]:
    source = f"{line}\n\nA headline about nine towns and gauges\n\n{BODY[language]}\n\n{BODY[language]}\n"
    embargo = read(source.encode(), filename="a.txt", today=today).embargo
    assert embargo is not None
    assert embargo.instant == (embargo.candidates[-1] if embargo.candidates else None)
    return list(embargo.candidates), embargo.ambiguous


def _at(instant: str) -> datetime:
    return datetime.fromisoformat(f"{instant}:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(("language", "line", "instant"), SURE)
def test_an_hour_is_read_as_the_language_means_it(language: str, line: str, instant: str) -> None:
    assert _held(language, line, date(2026, 11, 25)) == ([_at(instant)], False)


@pytest.mark.parametrize(("language", "line", "instants"), UNSURE)
def test_an_hour_with_two_halves_of_the_day_is_held_to_the_later_and_asked_about(
    language: str, line: str, instants: list[str]
) -> None:
    assert _held(language, line, date(2026, 11, 25)) == ([_at(one) for one in instants], True)


@pytest.mark.parametrize(
    ("line", "instants", "is_unsure"),
    [
        # 02:00 becomes 01:00: the hour comes twice
        ("Embargo: 01:30 on 31 October 2027 (London)", ["2027-10-31T00:30", "2027-10-31T01:30"], True),
        ("Embargo: 7 November 2027, 01:30 New York time", ["2027-11-07T05:30", "2027-11-07T06:30"], True),
        ("Embargo: 7 November 2027, 01:30 ET", ["2027-11-07T05:30", "2027-11-07T06:30"], True),
        # its own abbreviation says which
        ("Embargo: 7 November 2027, 01:30 EDT", ["2027-11-07T05:30"], False),
        ("Embargo: 31 October 2027, 02:30 CET", ["2027-10-31T01:30"], False),
        ("Embargo: 31 October 2027, 02:30 UTC+1", ["2027-10-31T01:30"], False),
        # an hour before and after it comes once
        ("Embargo: 00:30 on 31 October 2027 (London)", ["2027-10-30T23:30"], False),
        ("Embargo: 02:30 on 31 October 2027 (London)", ["2027-10-31T02:30"], False),
        # 02:00 becomes 03:00: the hour never comes
        ("Embargo: 28 March 2027, 02:30 (Berlin)", ["2027-03-28T00:30", "2027-03-28T01:30"], True),
        ("Embargo: 28 March 2027, 03:30 (Berlin)", ["2027-03-28T01:30"], False),
    ],
)  # fmt: skip
def test_an_hour_that_comes_twice_or_never_is_held_to_the_later_and_asked_about(
    line: str, instants: list[str], is_unsure: bool
) -> None:
    assert _held("en", line, date(2027, 1, 4)) == ([_at(one) for one in instants], is_unsure)


@pytest.mark.parametrize(
    ("subject", "is_unsure"),
    [("EMBARGOED to 1 Dec - night shift survey", False), ("EMBARGOED 8.00 1 Dec evening", True)],
)
def test_the_end_of_a_day_is_the_same_day_in_short(subject: str, is_unsure: bool) -> None:
    mail = (
        f"From: Press Desk <press@riverwatch.example.org>\nSubject: {subject}\n\n"
        f"STRICTLY EMBARGOED UNTIL 24:00 GMT, {D}\n\nNight staff go eleven hours without a break\n\n{BODY['en']}\n"
    )
    embargo = read(mail.encode(), filename="a.txt", today=date(2026, 11, 25)).embargo
    assert embargo is not None
    assert embargo.ambiguous is is_unsure
    assert embargo.instant is not None
    assert embargo.instant >= _at("2026-12-02T00:00")
