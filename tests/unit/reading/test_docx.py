"""A Word file is read like a page; what is locked, broken or far too large is refused in one line."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from mailer.errors import SourceError
from mailer.model.release import PressRelease
from mailer.reading import read
from tests.unit.reading.word import item, link, paragraph, word_file

TODAY = date(2026, 11, 25)
LEDE = (
    "(Lisbon) – Nine towns asked the water council today for a gauge on every bridge, after a winter in "
    "which the river rose three times and nobody was told"
)
SECOND = (
    "Of the 41 bridges on the lower river, six have a gauge, and two of those have been broken since the "
    "spring, the towns said in a letter to the council."
)


def _read(data: bytes, name: str = "a.docx") -> PressRelease:
    return read(data, filename=name, today=TODAY)


def _codes(release: PressRelease) -> set[str]:
    return {warning.code for warning in release.warnings}


def test_title_text_list_and_links_come_out_as_they_were_set() -> None:
    release = _read(
        word_file(
            paragraph("Nine towns ask for gauges", "Titel"),
            paragraph(LEDE + ", ", more=link("a letter shows") + "<w:r><w:t>.</w:t></w:r>"),
            paragraph(SECOND),
            paragraph("The council should:"),
            item("Put a gauge on every bridge;"),
            item("Publish each reading."),
            paragraph(
                "“We stood in the kitchen and guessed,” said Marta Quill, director of River Watch."
            ),
        )
    )
    assert release.headline == "Nine towns ask for gauges"
    assert release.dateline is not None
    assert release.dateline.place == "Lisbon"
    assert [block.kind for block in release.body] == [
        "paragraph", "paragraph", "paragraph", "list", "paragraph",
    ]  # fmt: skip
    assert release.body[3].items == ("Put a gauge on every bridge;", "Publish each reading.")
    assert release.links == ("https://www.example.org/gauges",)
    assert release.quotes[0].speaker == "Marta Quill"
    assert release.lede is not None
    assert release.lede.endswith("nobody was told, a letter shows.")


def test_an_embargo_in_the_page_header_holds() -> None:
    release = _read(
        word_file(
            paragraph("Nine towns ask for gauges", "Titel"),
            paragraph(LEDE + "."),
            header="EMBARGOED until 8 December 2026, 10:00 GMT",
        )
    )
    assert release.embargo is not None
    assert release.embargo.instant == datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert release.headline == "Nine towns ask for gauges"


def test_a_letterhead_and_footnotes_are_for_the_press_only() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> They wait.</w:t></w:r>'
    release = _read(
        word_file(
            paragraph("Nine towns ask for gauges", "Titel"),
            paragraph(LEDE + "."),
            paragraph(SECOND, more=mark),
            header="River Watch, 12 Quay Street",
            note="Counted in October.",
        )
    )
    assert {(removed.rule, removed.text) for removed in release.press_only} == {
        ("page-header", "River Watch, 12 Quay Street"),
        ("footnote", "Counted in October."),
    }
    assert release.body[-1].text == SECOND + " They wait."


def test_what_a_reader_of_the_file_would_not_know_is_said() -> None:
    gone = '<w:del w:id="1" w:author="x"><w:r><w:delText>Ten</w:delText></w:r></w:del>'
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:comment w:id="0">secret</w:comment></w:comments>'
    )
    data = word_file(paragraph(LEDE + ".", more=gone), more={"word/comments.xml": comments})
    release = _read(data)
    assert {"tracked-changes", "comments-left-out"} <= _codes(release)
    assert "Ten" not in str(release)
    assert "secret" not in str(release)


def test_a_word_file_without_its_ending_is_known_by_its_parts() -> None:
    plain = io.BytesIO()
    made = io.BytesIO(word_file(paragraph(LEDE + ".")))
    with zipfile.ZipFile(made) as packed, zipfile.ZipFile(plain, "w") as archive:
        for name in packed.namelist():
            archive.writestr(name, packed.read(name))
    assert _read(plain.getvalue(), "release").dateline is not None


def _zip(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 64
LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (LOCKED, "a.docx", "password"),
        (LOCKED.replace(b"E\x00n", b"e\x00n"), "a.docx", "old Word document"),
        (word_file(paragraph(LEDE))[:-60], "a.docx", "broken"),
        (word_file(paragraph(LEDE), more={"word/document.xml": "<w:doc"}), "a.docx", "broken"),
        (b"PK\x03\x04", "a.docx", "broken"),
        (_zip(a="text"), "a.docx", "no Word document"),
        (word_file(paragraph("a"), more={"word/document.xml": LAUGHS}), "a.docx", "definitions"),
        (word_file(paragraph("a"), more={"word/document.xml": " " * 8_000_001}), "a.docx", "MB"),
        (word_file(paragraph("a"), more={"word/media/1.png": " " * 50_000_001}), "a.docx", "MB"),
        (word_file(paragraph("a"), more={f"word/{n}": "" for n in range(2001)}), "a.docx", "MB"),
        (word_file(paragraph(" ")), "a.docx", "no text"),
        (b"anything", "a.doc", "Save As, Word Document (.docx)"),
        (b"anything", "a.odt", "Save As, Word Document (.docx)"),
        (b"anything", "a.rtf", "Save As, Word Document (.docx)"),
        (b"anything", "a.pdf", "copy it into a .txt file"),
        (b"anything", "a.pages", "Export To, Word"),
    ],
    ids=range(16),  # a zip holds the time at which it was made
)
def test_what_can_not_be_read_is_refused_with_the_cure(data: bytes, name: str, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        _read(data, name)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
