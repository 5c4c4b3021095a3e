"""German words a report is read with: numbers, months, ordinary words, and tokens with their place in the text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roterfaden.base.names import fold

_ONES = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TEENS = ("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")
_TENS = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip

# Vowel points of Arabic and accents written as a sign of their own belong to the word.
_TOKEN = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u064b-\u0652]+[^\W\d_]*|['’‘ʼʿʾ`-][^\W\d_]+)*")
_ENDINGS = ("innen", "in", "en", "n", "s")
_A_THING = re.compile(
    r"(ung|heit|keit|schaft|tion|stelle|amt|schule|verein|kirche|kreis|haus|gruppe|dienst|klasse|hof|laden|lager|markt"
    r"|kurs|zentrum|büro|rat|team|chor|kasse|treff|ei|er|erin|or|ist|istin|ent|entin|ant|eltern|kinder)(en|s|e|n)?$"
)
_PLAIN = str.maketrans("äöüß", "aous")


@dataclass(frozen=True)
class Passage:
    """Some words of one part of the report, and where they stand."""

    field: str
    start: int
    end: int
    words: str


def tokens(field: str, text: str) -> Iterator[Passage]:
    """The words of a text; a hyphen joins."""
    for match in _TOKEN.finditer(text):
        yield Passage(field, match.start(), match.end(), match[0])


@cache
def numbers() -> Mapping[str, int]:
    """Numbers from 2 to 99 by how one writes them, in words or figures."""
    words = {word: value for value, word in enumerate((*_ONES, *_TEENS)) if value > 1}
    for ten, name in enumerate(_TENS, start=2):
        words[name] = ten * 10
        words |= {f"{one}und{name}": ten * 10 + value for value, one in enumerate(_ONES) if value}
    return words | {str(value): value for value in range(2, 100)}


NUMBER = rf"(?:{'|'.join(sorted(numbers(), key=len, reverse=True))})"
"""A pattern for one of :func:`numbers`."""


@cache
def ordinary() -> frozenset[str]:
    """Words that everybody uses and that name nobody (``ordinary.txt``: an own list, in small letters)."""
    text = (Path(__file__).parent / "ordinary.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() for word in line.split())


def is_ordinary(word: str) -> bool:
    """Whether a word is in the list, also with an ending of the genitive or plural."""
    small = word.lower()
    return any(small.removesuffix(ending) in ordinary() for ending in ("", "s", "n", "es", "en"))


def opens_a_sentence(text: str, at: int) -> bool:
    """Whether a word at this place has a capital letter in any case."""
    before = text[:at].rstrip(" \t„\"'(»")
    return not before or before[-1] in ".!?:\n"


def names_a_thing(word: str) -> bool:
    """Whether a noun by its ending is a thing, an office or a trade: Gärtnerei, Kirche, Lehrerin."""
    return bool(_A_THING.search(word))


def is_written_like_a_name(word: str) -> bool:
    """Whether it begins with a capital letter, or is of a script without small letters."""
    return not word[:1].islower()


def folded(word: str) -> frozenset[str]:
    """How a word may be stored among search keys: as it is, without the genitive's s, and its parts."""
    plain = fold(word)
    parts = {plain, *plain.split()}
    return frozenset(parts | {part.removesuffix("s") for part in parts if len(part) > 3})


def stem(word: str) -> str:
    """What Zahnarzt, Zahnärztin and Zahnärztinnen have in common: ``zahnarzt``. Compared without umlauts."""
    plain = word.lower().translate(_PLAIN)
    ending = next((end for end in _ENDINGS if plain.endswith(end) and len(plain) - len(end) >= 4), "")
    return plain.removesuffix(ending)
