"""Which language a text is written in, told from its signs and its smallest words. No network."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from mailer.reading.languages import languages

_RTL = frozenset(("ar", "he", "fa", "ur", "yi", "ps", "dv"))
_SAMPLE = 20_000
"""Signs; enough for a sure answer."""
_SCRIPTS = {
    "ARABIC": "ar",
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "BENGALI": "bn",
    "TAMIL": "ta",
}
_OTHERS = {
    "it": "di il che la in per un è una del con non sono alla della nel dei gli più anche delle",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als bij door naar",
    "sv": "och i att det som en på är av för med till den har inte om ett var från kommer",
    "pl": "w i na z się do nie to jest że o jak po co od za przez są dla ich oraz",
    "tr": "ve bir bu için ile da de olarak daha olan gibi kadar çok en ne sonra",
    "ca": "de la i el que en a les els per un amb una del no és al dels ha són",
    "id": "yang dan di untuk dengan dari pada ini itu tidak dalam akan oleh ke juga",
    "ro": "de și în a la cu pe că din nu este care pentru sunt mai au fi prin",
}
"""Told apart only, so that none of them is taken for a language whose patterns we know."""


def language_of(texts: Iterable[str], declared: str | None = None) -> str:
    """Primary subtag, lower case. declared: what the file itself says; it decides where the text
    doesn't. `en` where nothing is known."""
    sample = "\n".join(texts)[:_SAMPLE]
    by_script = _by_script(sample)
    if by_script is not None:
        related = {"ar": ("fa", "ur", "ps"), "ru": ("uk", "bg", "sr", "be"), "zh": ("ja",)}
        return declared if declared in related.get(by_script, ()) and declared else by_script
    words = Counter(re.findall(r"[^\W\d_]+", sample.casefold()))
    scores = {code: sum(words[w] for w in stops) for code, stops in _stop_words().items() if stops}
    best, second = sorted(scores.values(), reverse=True)[:2]
    code = max(scores, key=lambda known: (scores[known], known == "en"))
    is_sure = best >= 4 and best > second * 1.15
    if not is_sure and declared and (declared not in scores or scores[declared] >= best * 0.6):
        return declared
    return code if best else declared or "en"


def direction_of(code: str) -> Literal["ltr", "rtl"]:
    return "rtl" if code in _RTL else "ltr"


def _by_script(sample: str) -> str | None:
    """Where most letters are of a script that names its language."""
    counts: Counter[str] = Counter()
    for sign, number in Counter(sample).items():
        if sign.isalpha():
            counts[unicodedata.name(sign, "LATIN").split(" ", 1)[0]] += number
    if not counts:
        return None
    total = counts.total()
    if (counts["HIRAGANA"] + counts["KATAKANA"]) * 10 > total:
        return "ja"
    script, number = max(
        ((name, count) for name, count in counts.items()), key=lambda pair: pair[1]
    )
    if script == "LATIN" or number * 3 < total:
        return None
    return _SCRIPTS.get(script)


def _stop_words() -> dict[str, frozenset[str]]:
    known = {code: language.stop_words for code, language in languages().items()}
    return known | {code: frozenset(words.split()) for code, words in _OTHERS.items()}
