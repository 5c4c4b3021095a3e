"""Words as the search compares them: folded to ASCII, without the endings of their language.

Latin words keep their endings in the index, since one cannot tell the language of a query: ``stems`` names what is left
without German (and English) or Turkish ones. Arabic and Cyrillic script say more about the language, so those words
lose articles and endings when they are folded: Arabic after Larkey, Ballesteros and Connell, "Light Stemming for Arabic
Information Retrieval" (2007, light10), Ukrainian and Russian by the endings of cases.
"""

import re
from functools import lru_cache

from roterfaden.base.letters import words as letters_of
from roterfaden.base.names import fold

LONGEST_WORD = 60
SHORTEST_STEM = 4
BACKWARDS = "<"

# Without its ending a word finds its other forms: Wohnung(en), such(e), Frau(en), Kind(er), course(s).
_ENDING = re.compile(r"(?<=...)(?:innen|in|ern|en|er|em|es|e|n|s)$")
_TURKISH = re.compile(r"(?<=....)(?:l[ae]r(?:i|in|ini|a|e|da|de|dan|den)?|si|su|[uiy]|[dt][ae]n?|y[aei])$")
# Letters that do not stand so in Turkish: "Schulden" is no case of "Schule".
_NOT_TURKISH = re.compile(r"ch|ck|ie|pf|tz|[qwx]")
_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")
_ARABIC_ARTICLE = re.compile("^(?:وال|بال|كال|فال|ال|لل)(?=...)|^و(?=....)")
_ARABIC_ENDING = re.compile("(?<=..)(?:ها|ان|ات|ون|ين|يه|ية|ه|ة|ي|ی)$")
_ARABIC_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك"})
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CYRILLIC_ENDING = re.compile(
    "(?<=...)(?:ами|ями|ого|ому|ими|іми|ння|нню|ння|ий|ій|ої|ою|ею|єю|ах|ях|ам|ям|ів|їв|ом|ем|ый|ой|ая|ое|ые|их|"
    "[аеиіїоуюяйьыє])$"
)


def terms(text: str) -> list[str]:
    """The words of ``text`` as they stand in the index and are looked for, in their order."""
    return [folded for word in letters_of(text) if (folded := _term(word[:LONGEST_WORD]))]


@lru_cache(maxsize=50_000)
def _term(word: str) -> str:
    if _ARABIC.search(word):
        word = _without_arabic_frame(word.translate(_ARABIC_SAME))
    elif _CYRILLIC.search(word):
        word = _CYRILLIC_ENDING.sub("", word)
    return fold(word).replace(" ", "")


def _without_arabic_frame(word: str) -> str:
    word = _ARABIC_ARTICLE.sub("", word)
    return _ARABIC_ENDING.sub("", _ARABIC_ENDING.sub("", word)) if len(word) > 3 else word


def stem_of(word: str) -> str:
    """The folded word without its German ending; short words stay as they are."""
    return _ENDING.sub("", word) if len(word) > SHORTEST_STEM else word


@lru_cache(maxsize=100_000)
def stems(word: str) -> tuple[str, ...]:
    """What is left of a folded word without its ending, by the rules of German and of Turkish. The likeliest first."""
    if len(word) <= SHORTEST_STEM:
        return (word,)
    german = _ENDING.sub("", word)
    # "Kurs" loses its s as well, so "Kurse" has to lose both to meet it.
    shorter = german.removesuffix("s") if len(german) > SHORTEST_STEM else german
    turkish = word if _NOT_TURKISH.search(word) else _TURKISH.sub("", word)
    return tuple(dict.fromkeys((german, shorter, turkish)))


@lru_cache(maxsize=100_000)
def backwards(word: str) -> tuple[str, ...]:
    """A word from its end, with and without its ending: so "kurs" finds "Deutschkurs" as the beginning of a key."""
    return tuple(BACKWARDS + form[::-1] for form in dict.fromkeys((word, stem_of(word))))
