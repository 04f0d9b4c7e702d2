"""A table of sentences: `text | name/role/house | ...`, `=` between answers that are as good, `-` for none, `*` for any;
a fourth part where a quotation has more than one stretch."""

from mailer.reading.lines import Line
from mailer.reading.quotes import spoken


def rows_of(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.strip().splitlines()]


def assert_told(row: list[str], language: str) -> None:
    text, *expected = row
    lines = [Line(part, 2 * at + 1, 2 * at + 1) for at, part in enumerate(text.split("\\n"))]
    found = [
        (quote.speaker or "-", quote.role or "-", quote.organisation or "-", str(len(quote.parts)))
        for quote in spoken(lines, language).quotes
    ]
    wanted = [told.split("/") for told in expected]
    assert len(found) == len(wanted)
    for got, told in zip(found, wanted, strict=True):
        parts = told[3] if len(told) == 4 else "1"
        fits = [
            choice == "*" or value in choice.split("=")
            for value, choice in zip(got, [*told[:3], parts], strict=True)
        ]
        assert all(fits), (got, told)
