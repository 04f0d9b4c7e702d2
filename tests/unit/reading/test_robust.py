"""Whatever the bytes are: an answer or one line with a cure, soon, and every piece in its place."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.errors import SourceError
from mailer.model.release import PressRelease, Span
from mailer.reading import as_json, read

TODAY = date(2026, 11, 25)
SUFFIXES = (".txt", ".md", ".html")
LONG_RUN = 200_000 if settings.default.max_examples > 10 else 50_000  # type: ignore[union-attr]
"""Signs; fewer where the tests are to be brief."""
PIECES = [
    "“", "”", '"', "«", "»", "„", "‘", "’", "(", ")", "[", "]", "# ", "- ", "• ", "1. ", "> ", "*", "**", "_", "`",
    "\n", "\n\n", " – ", "—", "(Lisbon) – ", "LISBON, May 4, 2026 /Wire/ -- ", "said Marta Quill, director of River Watch",
    "Quill said.", "she added", "EMBARGOED until 7 July 2026, 12:01 AM EST", "Sperrfrist: 10. Dezember 2026, 10 Uhr",
    "embargo", "31 February 2026", "2026-13-45", "5/4/2026", "Your gift can help keep watch on every river.",
    "Skip to main content", "Most Viewed", "Notes to editors", "About River Watch", "###", "ENDS", "Contact:",
    "press@example.org", "+351 21 555 01 00", "https://example.org/a(b)", "<p>", "</p>", "<ul><li>", "<h1>", "&nbsp;", "{{ x }}",
    "[a](https://example.org)", "---", "title: x", "===", "قال سامي نور، مدير المنظمة: ", "说：“", "（台北）", "2026年5月4日",
    "Nine towns asked for gauges on every bridge today, after a winter in which the river rose three times. ", "\u200f", "\ufeff", "\t", "\r\n",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=40).map("".join)


def _answer(data: bytes, name: str) -> PressRelease | str:
    """The release, or the words with which it is refused."""
    try:
        return read(data, filename=name, today=TODAY)
    except SourceError as problem:
        return str(problem)


def _spans(release: PressRelease) -> Iterator[Span]:
    pieces = (*release.body, *release.quotes, *release.press_only, *release.furniture)
    yield from (piece.span for piece in pieces if piece.span is not None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, suffix=st.sampled_from(SUFFIXES))
def test_any_text_is_read_or_refused_in_one_line(text: str, suffix: str) -> None:
    release = _answer(text.encode("utf-8", "replace"), f"a{suffix}")
    if isinstance(release, str):
        assert "\n" not in release
        return
    last = len(text.replace("\r\n", "\n").splitlines()) + 1
    for span in _spans(release):
        assert (
            1 <= span.first_line <= span.last_line <= last + text.count("\r") + text.count("\x0b")
        )
    assert (release.lede is None) == (not release.body or release.body[0].kind != "paragraph")
    if release.lede is not None:
        assert release.body[0].text == release.lede
    assert as_json(release)["warnings"] is not None


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300), suffix=st.sampled_from((*SUFFIXES, "", ".pdf", ".docx")))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, suffix: str) -> None:
    answer = _answer(data, f"a{suffix}")
    assert not isinstance(answer, str) or "\n" not in answer


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "piece",
    [
        "“", '"', "“a b\" ", "“a b c d e f g h,” Quill said.\n\n", "“a b c d e f,” said X Y, director of Z. ",
        "(", "(a) ", "- ", "May 4, 2026 ", "+1 222 333 ", "a@", "*a ", "[", "[a](b ", "**", "<p>", "<div>a", "<",
        "A, B, C, D ", "EMBARGOED until 7 July 2026\n", "a\n===\n", "> a\n", "说：“", "قال ", "Lima, ", "1", "é",
    ],
)  # fmt: skip
def test_a_long_run_of_one_sign_takes_seconds_at_most(piece: str, suffix: str) -> None:
    data = (piece * (LONG_RUN // len(piece))).encode()
    started = time.perf_counter()
    with suppress(SourceError):
        read(data, filename=f"a{suffix}", today=TODAY)
    assert time.perf_counter() - started < 30


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "empty"),
        (b"  \n\t ", "a.txt", "empty"),
        (b"%PDF-1.7 ...", "a.txt", "PDF"),
        (b"PK\x03\x04....", "a.txt", "Word"),
        (b"text\x00with nul", "a.txt", "binary"),
        (b"\xff\xfea", "a.txt", "UTF-16"),
        (b"a" * 5_000_001, "a.txt", "5 MB"),
        (b"anything", "release.docx", ".docx"),
        (b"anything", "release.pdf", ".pdf"),
        (b"<html><body></body></html>", "a.html", "no text"),
    ],
)
def test_what_is_no_text_is_refused_with_the_cure(data: bytes, name: str, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(data, filename=name, today=TODAY)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert says in message
    assert "\n" not in message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    text = (
        "(Málaga) – Nueve municipios pidieron hoy medidores en todos los puentes del río, después de un "
        "invierno en el que el agua subió tres veces y nadie avisó.\r\n"
    )
    release = read(text.encode(encoding), filename="a.txt", today=TODAY)
    assert release.dateline is not None
    assert release.dateline.place == "Málaga"
    assert release.lede is not None
    assert "después" in release.lede


def test_a_page_under_another_name_is_still_read_as_a_page() -> None:
    page = (
        b"<!DOCTYPE html><html><body><h1>Nine towns ask for gauges</h1><p>Short.</p></body></html>"
    )
    assert read(page, filename="page", today=TODAY).headline == "Nine towns ask for gauges"


def test_a_span_never_leaves_the_page() -> None:
    """Older parsers count a paragraph that the page only implies from where it ends."""
    release = read("“\n0\x0c".encode(), filename="a.html", today=date(2026, 11, 25))
    assert all(span.last_line <= 3 for span in _spans(release))
