"""What stands below the text: the house's description of itself, with and without a heading; and beside it."""

from datetime import date

import pytest

from mailer.model.release import PressRelease
from mailer.reading import read
from tests.unit.reading.test_embargo_lines import BODY

PORTRAITS = [
    (
        "en",
        "River Watch is a network of 240 volunteers. It was founded in 1998 and works in nine valleys.",
    ),
    (
        "de",
        "Die Flusswacht setzt sich seit 1978 für freie Flüsse ein. Sie hat 11.000 Mitglieder in 60 Ortsgruppen.",
    ),
    (
        "fr",
        "Rive Vive, fondée en 1987, est une association de défense des rivières. Elle rassemble 4 000 membres.",
    ),
    (
        "es",
        "Ríos Vivos es una asociación fundada en 1991. Reúne a 3.200 socios en catorce provincias del país.",
    ),
    (
        "pt",
        "A Rio Vivo é uma associação fundada em 1991. Reúne 14 mil profissionais de nove sindicatos.",
    ),
    (
        "ar",
        "تأسست شبكة الأنهار سنة 1996 وهي منظمة مستقلة تضم 240 متطوعا في تسع بلدات على ضفاف النهر.",
    ),
    ("zh", "河流守望成立于1998年，是一家由240名志愿者组成的民间组织，在九个城镇工作。"),
]
CONTACT = {
    "en": "Press contact: Ana Reis, press@example.org",
    "de": "Pressekontakt: Ana Reis, presse@example.org",
    "fr": "Contact presse : Ana Reis, presse@example.org",
    "es": "Contacto de prensa: Ana Reis, prensa@example.org",
    "pt": "Contato para a imprensa: Ana Reis, imprensa@example.org",
    "ar": "للتواصل: هند ناصر، press@example.org",
    "zh": "媒体联系人：林海 press@example.org",
}


def _read(language: str, *below: str) -> PressRelease:
    body = BODY[language]
    source = "\n\n".join(("Nine towns ask for gauges", body, body, *below))
    return read(source.encode(), filename="a.txt", today=date(2026, 11, 25))


@pytest.mark.parametrize(("language", "portrait"), PORTRAITS)
def test_a_house_that_describes_itself_below_the_contact_is_no_text(
    language: str, portrait: str
) -> None:
    release = _read(language, CONTACT[language], portrait)
    assert portrait in [removed.text for removed in release.press_only]
    assert len(release.body) == 2


@pytest.mark.parametrize(("language", "portrait"), PORTRAITS)
@pytest.mark.parametrize(
    "heading",
    [
        {
            "en": "About us",
            "de": "Über uns",
            "fr": "À propos",
            "es": "Quiénes somos",
            "pt": "Quem somos",
            "ar": "من نحن",
            "zh": "关于我们",
        }
    ],
)
def test_a_bare_heading_above_it_is_none_of_a_sites_buttons(
    language: str, portrait: str, heading: dict[str, str]
) -> None:
    release = _read(language, heading[language], portrait)
    assert [removed.text for removed in release.press_only] == [heading[language], portrait]


@pytest.mark.parametrize("number", range(2))
def test_the_text_that_goes_on_below_a_contact_stays(number: int) -> None:
    more = [
        "The ministry has promised to answer before the spring, and the councils say that they will count the days "
        "until then, on a board that hangs in every town hall of the valley.",
        "“We were founded in 1998 as a network of 240 members,” said Marta Quill, director of River Watch, “and we "
        "have counted every flood since then, by hand, at night, on nine bridges.”",
    ][number]
    release = _read("en", CONTACT["en"], more)
    assert more in [block.text for block in release.body]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "Compartir: WhatsApp Telegram Copiar enlace"),
        ("fr", "Partager : Facebook LinkedIn Copier le lien"),
        ("pt", "Partilhar: Facebook WhatsApp Copiar ligação"),
        ("ar", "شارك: فيسبوك إكس واتساب"),
        ("de", "Teilen: WhatsApp Mail Link kopieren"),
    ],
)
def test_buttons_for_sharing_are_no_second_headline(language: str, line: str) -> None:
    source = f"Nine towns ask for gauges\n\n{line}\n\n{BODY[language]}\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert release.subhead is None
    assert line in [removed.text for removed in release.furniture]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("À Lyon, le 4 mai 2026", "Lyon"),
        ("En Lima, 4 de mayo de 2026", "Lima"),
    ],
)
def test_a_place_is_told_without_the_word_before_it(line: str, place: str) -> None:
    language = "fr" if "mai " in line else "es"
    source = f"{line}\n\nNine towns ask for gauges\n\n{BODY[language]}\n"
    release = read(source.encode(), filename="a.txt", today=date(2026, 11, 25))
    assert release.dateline is not None
    assert (release.dateline.place, release.dateline.date) == (place, "2026-05-04")
