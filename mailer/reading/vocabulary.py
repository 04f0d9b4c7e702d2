"""What the words of a language are for: the shapes that its file is read into."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Speech:
    """How a language attributes words to a person. Words are lower case; patterns are searched."""

    verbs: frozenset[str]
    auxiliaries: frozenset[str]
    before: tuple[str, ...]
    pronouns: frozenset[str]
    honorifics: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]
    role_openers: frozenset[str]
    at: tuple[tuple[str, ...], ...]
    """Words between a role and its organisation; groups, the surest first."""
    loose: frozenset[str]
    """Roles whose `of` names a place or a field, not an organisation."""
    clauses: frozenset[str]
    """Words that end a role after a comma."""
    collectives: frozenset[str]
    articles: frozenset[str]
    parts_of_names: frozenset[str]
    has_compounds: bool
    """Whether a role also ends a longer word."""
    drops_subject: bool
    """Whether a verb alone means the one who spoke before."""
    houses: frozenset[str]
    """What kinds of organisations are called: `hospital`; also in small letters, before their name."""
    fields: frozenset[str]
    """What a department works on: `director of Communications` names no organisation yet."""
    relations: frozenset[str]
    """What people are to somebody, where no blank parts it from the name."""
    given: frozenset[str]
    """Given names, in Arabic, where the article or another meaning hides one: `أمين`, `الطيب`."""
    organs: frozenset[str]
    """Boards inside an organisation, `_` for a blank: `مجلس_الإدارة`."""
    bodies: frozenset[str]
    """Names of organisations that need no kind beside them: `اليونيسف`."""
    surnames: frozenset[str]
    """In Chinese, where nothing else tells a name from the job before it."""
    places: frozenset[str]
    """Words that open a place: `in the province of` names no organisation."""
    job_ends: tuple[str, ...]
    """How words for whoever does something end."""
    role_ends: tuple[str, ...]
    """How words for learned jobs end, in every language: `pulmonologist`."""
    ages: Pattern
    """Whole: between commas behind a name."""
    letters: Pattern
    """Searched: what stands beside a title or a name and is neither: `(Rtd)`, `i. R.`"""
    works: frozenset[str]
    """Verbs of having a job, in a clause on somebody: `who teaches at the University of`."""
    origins: frozenset[str]
    """Words that lead from a role to a town, never to a house."""
    nows: frozenset[str]
    """Before a role, and no part of it: `now head of the clinic`."""
    has_small_roles: bool
    """Whether roles are written small, so that with a capital they are part of a name."""
    definites: tuple[str, ...]
    """Words that lead to one thing that is known: `du grenier de Bira`."""
    openers: frozenset[str]
    """Words that a sentence opens with and that are no name."""
    presents: frozenset[str]
    """Verbs that present somebody: `One of them is Ana Reis.`"""
    plurals: frozenset[str]
    """Articles before more than one: they open nothing that one person is."""
    stressed: frozenset[str]
    """Pronouns between commas behind a name."""
    prefixes: frozenset[str]
    """What stands before a job with a hyphen and is no house: `Klima-Expertin`."""
    guarded: frozenset[str]
    """Words that lead to a house only where its kind follows: `am Institut`, not `in Berlin`."""
    generics: frozenset[str]
    """What somebody works at, in capitals before the job, and no house: `Youth worker`."""
    towards: frozenset[str]
    """Words that lead to a town, where one name alone follows."""
    links: frozenset[str]
    """Small words inside the name of a house, behind one of its other words: `Nuit blanche pour`."""
    relatives: frozenset[str]
    """Words that open a clause on somebody."""
    copulas: frozenset[str]
    """`who is`, `who has been`."""
    addressing: frozenset[str]
    """Verbs behind which stands whom somebody speaks to: `told MPs`."""
    naming: frozenset[str]
    """Verbs that say how somebody calls a thing: `called it “reform”`."""
    writings: frozenset[str]
    """What says something and is no person: `the report says`."""
    small_words: frozenset[str]
    """The language's commonest words: alone they are no name."""
    has_inserts: bool
    """Whether words about the speaker stand inside the marks."""
    reflexives: frozenset[str]
    """Small words between a speaker's words and the verb: `se`, `s’est`."""
    has_dialogues: bool
    """Whether dashes stand in place of marks."""
    leads: frozenset[str]
    """Words right before a quotation that lead to it."""
    that: frozenset[str]
    """Words that open what was said, where a clause follows the verb at once."""
    kinship: frozenset[str]
    """Words inside a name that take the next one with them: `son of`."""
    tails: frozenset[str]
    """Words inside a name that belong to the one before them: `Salah ad-Din`."""
    occasions: frozenset[str]
    """What opens the occasion of a speech: `in a statement`, in Arabic."""
    bare_of: frozenset[str]
    """Words for `of` without an article."""
    heads: frozenset[str]
    """Verbs of having a house to lead, whose object it is: `who chairs the School Forum`."""
    chosen: frozenset[str]
    """Participles before a role: `appointed treasurer`."""
    spans: Pattern
    """Searched: since when somebody is what they are, and for how long."""
    coloured: Pattern
    """Whole: an adjective before a job, in capitals where it opens a sentence, and no house."""
    family_names: frozenset[str]
    """Words for jobs that, in capitals behind a first name, are the last name."""
    turns: Pattern
    """Searched: what opens a sentence that turns to somebody: `for his part`."""


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    direction: Literal["ltr", "rtl"]
    stop_words: frozenset[str]
    speech: Speech
    upcoming: Pattern | None
    """Searched: words that speak of what is still to come."""
    appeal: Pattern | None
    gives: Pattern
    """Searched: words of giving money."""
    you: Pattern
    """Searched: whoever reads it is spoken to."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of all languages together; whole trimmed lines unless said otherwise."""

    furniture: Pattern
    furniture_sections: Pattern
    labels: Pattern
    dated: frozenset[str]
    """Words between a label and its day."""
    ends: Pattern
    contacts: Pattern
    press_sections: Pattern
    about: Pattern
    portraits: tuple[Pattern, ...]
    """Searched, each telling another thing of a house: since when, how many, what it is."""
    legal_forms: Pattern
    """At the end of a house's name."""
    press_lines: Pattern
    addresses: Pattern
    """Below the text: where a house is."""
    captions: Pattern
    bylines: Pattern
    salutations: Pattern
    """How a letter begins."""
    appeals: Pattern
    tax: Pattern
    """Searched."""
    consent: Pattern
    """Searched."""
    continues: Pattern
    """Searched in an end mark: the text goes on behind it."""
    subtitles: Pattern
    """At the start of a line, before a colon."""
    mail_heads: Pattern
    """At the start of a line."""
    forwarded: Pattern
    menu: Pattern
    """What a page's menu offers, in words that may head a part of a text as well."""
    networks: Pattern
    """Where a page is shared, in the words of its buttons."""
    goodbyes: Pattern
    """How the sender of an e-mail ends it."""
    pays: Pattern
    """Searched: ways to give that are no link: an account, a number to call."""
    greetings: Pattern
    """What whoever passes it on writes above it."""
    accounts: Pattern
    """At the start of what stands before the number of a bank account."""
    currencies: Pattern
    """Behind a figure."""
    sums: Pattern
    """Searched."""
    embargo: Pattern
    """At the start of a line."""
    embargo_inside: Pattern
    """Searched in short lines."""
    embargo_dated: Pattern
    """Searched; they count where a day is named too."""
    embargo_from: Pattern
    """At the start of a line or behind its label; they count where a day is named too."""
    embargo_loose: Pattern
    """Searched; they count where a day is named and a text is spoken of, or where they open the line."""
    embargo_weak: Pattern
    """At the start of a line or behind its label; they count beside a day and nothing else."""
    embargo_texts: Pattern
    """Searched: what can be published."""
    embargo_goods: Pattern
    """Searched: an embargo that is none of words."""
    embargo_polite: frozenset[str]
    embargo_lifted: Pattern
    hours: tuple[str, ...]
    """How the hours from one to twelve are called, `_` for a blank."""
    past_the_hour: Mapping[str, Pattern]
    """Minutes in two figures -> searched: an hour, as its group, with words for them: `half past 8`."""
    day_parts: Mapping[str, Pattern]
    """`mornings`, `noons`, `afternoons`, `evenings`, `nights` -> right beside an hour."""
    late: Pattern
    """Searched: a clause that speaks of an evening, wherever its hour stands."""
    midnight: Pattern
    noon: Pattern
    statement: Pattern
    """Searched."""
    months: Mapping[str, int]
    weekdays: frozenset[str]
    not_places: frozenset[str]
    place_openers: frozenset[str]
    """Words before a place that are none of it: `À Lyon, le 4 mai`."""
    particles: frozenset[str]
    """Small words inside the name of a place."""
    regions: frozenset[str]
    """Names that are no organisation by themselves."""
    leading_words: Pattern
    """Small words that always stand before another one."""
    holes: Pattern
    """Searched: what leads to other words, and none follow."""
    place_labels: Pattern
    """At the start of a paragraph: how it is called, or who tells it, before its dateline."""
    binders: frozenset[str]
    """Words before which a hyphen at a line's end stands for a part left out."""
    abbreviations: frozenset[str]
    """Words whose stop ends no sentence, as they are written."""
    glued_pronouns: Pattern
    """Searched: `-t-elle` behind a verb."""
    outlets: frozenset[str]
    """Whom people talk to."""
    asides: frozenset[str]
    """Words that go on to what somebody does, and not what they are."""
    plain_articles: frozenset[str]
    """Articles that say of nobody whose relation it is."""
