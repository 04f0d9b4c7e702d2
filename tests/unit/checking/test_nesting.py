"""Comments for Word and deep trees."""

import pytest

from mailer.checking.nesting import only_word, word_view
from tests.unit.checking.samples import HTML, facts, findings, with_html

GHOST = (
    '<!--[if mso]><table role="presentation" width="600"><tr><td><![endif]-->'
    '<div style="max-width:600px">Words</div>'
    "<!--[if mso]></td></tr></table><![endif]-->"
)


def told(added: str, rule: str = "mso-broken") -> list[str]:
    broken = with_html("<h2>Why now</h2>", f"<h2>Why now</h2>{added}")
    return [finding.message for finding in findings(broken, rule)]


def test_word_reads_its_own_comments_and_not_what_is_hidden_from_it() -> None:
    html = "a<!--[if mso]>b<![endif]-->c<!--[if !mso]><!-->d<!--<![endif]-->e"
    assert word_view(html) == "abce"
    assert list(only_word(html)) == ["b"]


def test_a_ghost_table_that_pairs_up_and_is_as_wide_as_its_inside_is_no_fault() -> None:
    assert told(GHOST) == []


@pytest.mark.parametrize(
    ("added", "fact"),
    [
        ("<!--[if mso]>a", "1 Word comments are opened, 0 closed"),
        ("<![if !mso]>a<![endif]-->", "<![if outside a comment"),
        (GHOST.replace("</table>", ""), "in Word 1 <table> stay open"),
        (GHOST.replace("</td>", "</td></td>"), "in Word 1 <td> are closed that were never opened"),
        (GHOST.replace('width="600"', 'width="640"'), "Word's table is 640 wide"),
        (
            '<!--[if mso]><v:roundrect href="https://give.example.org">a</v:roundrect><![endif]-->',
            "a link drawn in VML",
        ),
        ("<!--[if gte mso 9]><h2>a</h2><![endif]-->", "a heading for Word alone"),
    ],
)
def test_what_word_would_stumble_over_is_told(added: str, fact: str) -> None:
    assert any(message.startswith(fact) for message in told(added)), told(added)


def test_a_tag_of_word_that_closes_itself_is_paired() -> None:
    assert told('<!--[if mso]><v:fill type="tile" /><![endif]-->') == []


@pytest.mark.parametrize(
    ("added", "is_told"),
    [
        ('<table role="presentation"><tr><td height="20"></td></tr></table>', True),
        ('<table role="presentation"><tr><td height="20">&nbsp;</td></tr></table>', False),
        (
            '<table role="presentation"><tr>'
            '<td style="height:1px;border-top:1px solid #000"></td></tr></table>',
            False,
        ),
        ('<table role="presentation"><tr><td></td></tr></table>', False),
    ],
)
def test_an_empty_cell_that_keeps_a_distance_is_mentioned(added: str, is_told: bool) -> None:
    assert bool(told(added, "structure-risky")) is is_told


def test_the_sample_is_sound() -> None:
    assert findings(facts(HTML), "mso-broken") == []
    assert findings(facts(HTML), "structure-risky") == []
