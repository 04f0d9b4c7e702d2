"""What a translation or a variant leaves out is told by its key, before anybody reads it."""

import pytest

from mailer.drafting import parse_campaign
from mailer.model.finding import Finding
from tests.unit.checking.samples import facts, findings

OWN = """
subject = "The council votes on Thursday"
bridge = "People like you keep watch at 26 bridges."
"""
SPANISH = """
[translations.es]
subject = "El concejo vota el jueves"
bridge = "Personas como tú vigilan 26 puentes."
"""


def found(text: str, rule: str = "translation-incomplete") -> list[Finding]:
    whole = parse_campaign(text, slug="rivers", file="rivers.toml")
    return findings(facts(whole=whole), rule)


def told(text: str, rule: str = "translation-incomplete") -> list[str]:
    return [f"{each.severity}: {each.message}" for each in found(text, rule)]


def test_a_campaign_in_one_language_lacks_nothing() -> None:
    assert told(OWN) == told(OWN, "variants-alike") == []
    assert findings(facts(whole=None), "translation-incomplete") == []


def test_a_whole_translation_lacks_nothing() -> None:
    assert told(OWN + SPANISH) == []


def test_a_text_that_a_translation_does_not_give_is_an_error_with_its_key() -> None:
    assert told(OWN + '[translations.es]\nsubject = "El concejo vota"') == [
        "error: translations.es.bridge is missing: in 'es' people would read "
        "'People like you keep watch at 26 brid...'"
    ]
    (finding,) = found(OWN + '[translations.es]\nsubject = "El concejo vota"')
    assert finding.where == "campaigns/rivers.toml"
    assert finding.fix == "Write it below [translations.es]."


@pytest.mark.parametrize(
    ("key", "own"),
    [
        ("why_now", 'why_now = ["The council meets."]'),
        ("postscript", 'postscript = "Before Thursday."'),
        ("quote.parts", '[quote]\nparts = ["We were lucky"]\nspeaker = "Marta Quill"'),
        ("quote.role", '[quote]\nspeaker = "Marta Quill"\nrole = "director"'),
        ("points.items", '[points]\nitems = ["Pay for all gauges"]'),
        ("ask.button", '[ask]\nbutton = "Keep watch"'),
        ("ask.purposes", '[ask]\npurposes = ["a lamp"]'),
        ("signature.role", '[signature]\nname = "Marta Quill"\nrole = "Director"'),
        ("picture.alt", '[picture]\nfile = "a.jpg"\nalt = "A bridge"\nlicence = "own work"'),
        ("figures", '[[figures]]\nnumber = "26"\nwhat = "bridges"'),
        ("progress.as_of", '[progress]\nraised = 5\ngoal = 10\nas_of = "4 May"'),
        ("blocks", '[[blocks]]\nto = { segment = "monthly" }\notherwise = "Join them."'),
        ("blocks", '[[blocks]]\nrows = { field = "towns", text = "in {{ item }}" }'),
        ("blocks", '[[blocks]]\npicture = { file = "a.jpg", alt = "A bridge" }'),
        ("fields.first_name.fallback", '[fields.first_name]\nfallback = "friend"'),
    ],
)  # fmt: skip
def test_every_text_that_a_reader_reads_is_asked_for(key: str, own: str) -> None:
    head, _, rest = own.partition("\n") if own.startswith("[") else ("", "", "")
    text = f"{own if not head else ''}\n{OWN}\n{head}\n{rest}\n{SPANISH}"
    assert [each.partition(" is missing")[0] for each in told(text)] == [
        f"error: translations.es.{key}"
    ]


@pytest.mark.parametrize(
    "own",
    [
        '[quote]\nspeaker = "Marta Quill"\norganisation = "River Watch"',
        '[link]\nurl = "https://example.org/news"',
        '[ask]\nurl = "https://give.example.org"\namounts = [25, 50]\nplatform = "stripe"',
        '[signature]\nname = "Marta Quill"',
        '[sender]\nname = "Marta Quill, River Watch"',
        '[picture]\nfile = "a.jpg"\ncredit = "M. Quill"\nlicence = "own work"',
        '[[figures]]\nnumber = "26"',
        "[progress]\nraised = 5\ngoal = 10",
        '[[blocks]]\nplace = "after-bridge"\nrows = { field = "towns" }',
        '[fields.first_name]\nfallback = ""',
    ],
)
def test_names_amounts_addresses_and_figures_are_nobodys_to_translate(own: str) -> None:
    assert told(f"{OWN}\n{own}\n{SPANISH}") == []


def test_a_text_without_a_word_of_its_own_is_the_same_in_every_language() -> None:
    assert told('date = "25.11.2026"\nsalutation = "{{ first_name }},"' + OWN + SPANISH) == []


def test_what_the_template_shows_nowhere_needs_no_translation() -> None:
    assert told('template = "update"\npostscript = "Give before Thursday."' + OWN + SPANISH) == []


def test_an_empty_text_is_pointed_out_where_no_usual_words_stand_in_for_it() -> None:
    own = 'postscript = "Give before Thursday."' + OWN + '[ask]\nbutton = "Keep watch"\n'
    text = own + SPANISH + 'postscript = ""\n[translations.es.ask]\nbutton = ""'
    assert told(text) == [
        "warning: translations.es.postscript is empty: in 'es' nothing stands there"
    ]


def test_a_copied_text_is_pointed_out() -> None:
    text = OWN + SPANISH.replace("Personas como tú vigilan 26 puentes.", "People like you keep watch at 26 bridges.")  # fmt: skip
    assert told(text) == ["warning: translations.es.bridge says the same as in 'en', word for word"]


def test_a_list_with_fewer_entries_is_pointed_out() -> None:
    own = '[[figures]]\nnumber = "26"\nwhat = "bridges"\n' * 2
    there = '[[translations.es.figures]]\nnumber = "26"\nwhat = "puentes"'
    assert told(OWN + own + SPANISH + there) == [
        "warning: translations.es.figures: 1 in the list, 2 in 'en'"
    ]


def test_an_entry_of_a_list_that_says_nothing_is_an_error() -> None:
    own = '[[figures]]\nnumber = "26"\nwhat = "bridges"\n[[figures]]\nnumber = "310"\nwhat = "people"\n'
    there = own.replace("[figures]", "[translations.es.figures]").replace("bridges", "puentes")
    text = OWN + own + SPANISH + there.replace('"people"', '""')
    assert told(text) == ["error: translations.es.figures, item 2: what is missing or empty"]


def test_a_text_that_a_variant_changes_is_asked_for_in_each_language() -> None:
    german = SPANISH.replace("translations.es", "translations.de")
    variant = '[variants.b]\nsubject = "Who calls when it rises?"\n[variants.b.ask]\nurl = "https://b.example.org"\n'
    text = OWN + SPANISH + german + variant
    assert [each.partition(":")[0] + each.partition(" is missing")[0][6:] for each in told(text)] == [
        "error variants.b.translations.es.subject",
        "error variants.b.translations.de.subject",
    ]  # fmt: skip
    given = '[variants.b.translations.es]\nsubject = "¿Quién llama?"\n[variants.b.translations.de]\nsubject = "Wer ruft an?"'  # fmt: skip
    assert told(text + given) == []


def test_a_variant_that_leaves_a_text_out_leaves_it_out_in_every_language() -> None:
    assert told(OWN + SPANISH + '[variants.b]\nbridge = ""') == []


@pytest.mark.parametrize(
    "changed",
    [
        "",
        'subject = "  The council votes on Thursday "',
        'what_changed = ["Nothing of it is shown"]',
    ],
)
def test_a_variant_between_which_and_the_campaign_nobody_can_tell_is_told(changed: str) -> None:
    assert told(f"{OWN}[variants.b]\n{changed}", "variants-alike") == [
        "warning: variant b shows readers the same as variant a"
    ]


def test_two_variants_that_are_alike_are_told_and_others_not() -> None:
    text = (
        OWN
        + '[variants.b]\nsubject = "One"\n[variants.c]\nsubject = "One"\n[variants.d]\nask.button = "Two"'
    )
    assert told(text, "variants-alike") == [
        "warning: variant c shows readers the same as variant b"
    ]  # fmt: skip
