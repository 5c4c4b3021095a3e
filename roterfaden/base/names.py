"""Finding a person however the name is written.

محمد, Muhammad and Mohammed are one name; Müller, Mueller, Muller and Мюллер too; Müller and Miller are not. Two keys
serve the search, both computed from all names of a person and both free of their order:

* ``search`` is plain ASCII text for PostgreSQL's trigram similarity. It finds typing errors and beginnings of names.
* ``skeletons`` are phonetic keys for array overlap (``&&`` with a GIN index). They find other spellings and scripts.

A skeleton key is the word's consonants by sound, a colon and the first vowel's class: ``mlr:u``. A word of at most two
consonants keeps its last vowel (``sm:ai`` Sami, ``sm:aa`` Sama). A leading vowel is ``_``. Merging s with z and v
with w follows the Kölner Phonetik (Postel 1969); unlike it, d and t, b and p, g and k stay apart and vowels count,
because Mehmet is not Muhammad and Müller not Miller. Where a spelling can be read in several ways (ch, j, c; vowels
that Arabic script leaves out) the word has several keys, and one shared key is a find. Letter tables and their sources
are in :mod:`roterfaden.base.letters`.

Finds are candidates for a human eye, never proof that two people are one. Arabic script cannot tell محمد from محمود by
these keys, nor Latin Schulz from Scholz; the similarity of ``search`` puts the nearer one first. Pairs that differ by
region of speech (Gamal and Jamal, Ramadan and Ramazan) meet through similarity or through the Arabic spelling only.

The other two things people search by, telephone number and date of birth, are read here as well.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from roterfaden.base.letters import romanise, sounds_of_letters, words

# More readings than this happen only in made-up words; the bound keeps the index small and the cost constant.
MOST_READINGS = 16
MOST_KEYS = 48

# Articles are written apart from the name, joined to it, or not at all: al-Hassan, Alhassan, Hassan.
# fmt: off
_JOINING = frozenset({
    "al", "el", "ul", "ad", "ar", "as", "ash", "an", "at", "az", "abd", "abdul", "abdel", "abdol", "abdal", "abdoul",
})
# "bn", "abn" and "bu" are بن, ابن and بو, romanised.
_LINKING = frozenset({
    "von", "vom", "van", "zu", "zum", "zur", "und", "der", "den", "ter", "ten", "de", "del", "della", "di", "da", "dos",
    "do", "du", "la", "le", "y", "i", "bin", "ibn", "ben", "bint", "abu", "abi", "umm", "bn", "abn", "bu",
})
# fmt: on
_SERVANT_OF = re.compile(r"abd[aeiou]*(?:l|([rsntdz])(?=\1))(?P<rest>.{4,})")

_VOWELS = "aäåeioöuüyūī?*"
_VOWEL_RUN = re.compile(f"[{re.escape(_VOWELS)}]+")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-xz])\1+")

# Latin spellings and their sounds, longest first. Several sounds: languages differ (Charles, Bachmann, Chérif).
_SPELLINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("schtsch|shch", ("X",)),
    ("tsch|tch|cz", ("C",)),
    ("dsch|dzh|dj|xh", ("J",)),
    ("sch|sh", ("X",)),
    ("sz", ("S", "X")),
    ("zh", ("X", "J")),
    ("kh", ("H",)),
    ("ch(?=[rl])", ("K", "H")),
    ("ch", ("H", "C", "X")),
    ("gh", ("G",)),
    ("ph", ("F",)),
    ("th", ("T", "S")),
    ("dh", ("D", "S")),
    ("ck", ("K",)),
    ("dt", ("T",)),
    ("tz|ts|dz|[sz]", ("S",)),
    ("qu(?=[aeiou])", ("K",)),
    ("q", ("K", "G")),
    ("x", ("KS",)),
    ("c(?=[eiyäö])", ("S", "J")),  # Cemal without its dot is Dschemal
    ("c$", ("K", "C")),  # Jovanovic without its accent
    ("c", ("K", "J")),
    ("(?<=[aeo])w(?=[^aeiyäöü]|$)", ("V", "u")),  # Tawfik is Taufik, Dawud Daoud
    ("[vw]", ("V",)),
    ("(?<=[rvw])h", ("H", "G")),  # Ukrainian Serhij is Russian Sergej
    ("^[jy]e", ("Je", "e")),  # Jelena is Elena
    ("^j|^y(?=[aeiouäöü])|^i(?=[aeouäöü])", ("J",)),
    ("j", ("y", "J")),
    ("[bdfghklmnprt]", ()),  # themselves
)
_SPELLING = re.compile("|".join(f"({pattern})" for pattern, _ in _SPELLINGS))

# Two letters, one sound, also where the script has no spelling rule of its own: дж, тш, дт, لله. Schtein is Stein.
_JOINED_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (("D[XJ]", "J"), ("TX", "C"), ("[TD]S", "S"), ("DT", "T"), (r"L\?L", "L"), ("X(?=[TP])", "S"))
)
_FINAL_H = re.compile(f"(?<=[{re.escape(_VOWELS)}])H$")

# The first vowel's classes by how the vowels begin. Neighbours share a class (Mohammed, Muhammad; Kerim, Karim) and
# only they: o meets u and ö, but ö does not meet ü.
_VOWEL_CLASSES: tuple[tuple[str, str], ...] = (
    ("a[iī]", "ya"), ("ay|e[iyuī]|o[iy]|äu", "y"), ("ae|ä|aū", "a"), ("å", "ao"), ("a", "a"), ("e", "ai"),
    ("oe|ö", "o"), ("oo", "uo"), ("ou", "u"), ("o", "ou"), ("ue|ü|u", "u"), ("ū", "ua"), ("ī", "iy"), (r"\?", "aiou"),
    ("ie", "i"), ("i[aä]", "ai"), ("i[oö]", "iou"), ("i[uü]", "iu"), ("i", "i"),
    ("y[aä]", "a"), ("ye", "ai"), ("y[oö]", "ou"), ("y[uü]", "u"), ("y", "i"),
)  # fmt: skip
_LAST_VOWEL = (
    dict.fromkeys("aäå", "a") | {"e": "ai", "ī": "ia"} | dict.fromkeys("iy", "i") | dict.fromkeys("oöuüū", "u")
)


@dataclass(frozen=True)
class NameKeys:
    """What is stored beside a person's names, or asked for by a query: see the module's description."""

    search: str
    skeletons: tuple[str, ...]


def fold(text: str) -> str:
    """``text`` in lower-case ASCII words, one space between them; idempotent; empty when nothing can be read.

    ä, ae and a become a (likewise o and u), as ICAO 9303 allows each of them for the same passport. A hyphen separates
    and an apostrophe joins (ICAO 9303-3, 4.6), so that Sa'id is found as Said. Other scripts are romanised.
    """
    romanised = filter(None, map(romanise, words(text)))
    return " ".join(re.sub(r"([aou])e+", r"\1", word) for word in romanised)


def skeleton(token: str) -> str:
    """The consonants of one word by sound in their likeliest reading, without the vowel's class: ``mlr`` for Müller.

    Coarse on purpose; for finding people use the finer keys of :func:`name_keys`. Empty only when nothing can be read.
    """
    for reading in _readings("".join(words(token))):
        return _consonants(reading)
    return ""


def name_keys(*names: str) -> NameKeys:
    """The keys to store for a person: pass every name known, former names and other spellings too, in any order.

    To look for doubles compare the *query* keys of one person with the name keys of the others: name keys also hold
    the articles and particles ("al", "von"), which alone say nothing.
    """
    tokens = [word for name in names for word in words(name)]
    keys = {key for token in tokens for key in _keys(token)}
    keys.update(key for name in names for word in query_words(name) for key in word)
    return NameKeys(_search_text(names), tuple(sorted(keys)))


def query_keys(query: str) -> NameKeys:
    """The keys for what someone types: as :func:`name_keys`, but without particles and initials if there is more."""
    keys = {key for word in query_words(query) for key in word}
    return NameKeys(_search_text([query]), tuple(sorted(keys)))


def query_words(query: str) -> tuple[tuple[str, ...], ...]:
    """The keys of :func:`query_keys`, one tuple for each telling word: a person whose names share a key with every
    word fits the whole query, whatever the order.
    """
    return tuple(keys for _text, keys in typed_words(query))


def typed_words(query: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """As :func:`query_words`, each word with its plain text beside its keys: for similarity, where no key is shared."""
    tokens = words(query)
    if all(map(_is_particle, tokens)):
        return tuple((fold(token), _keys(token)) for token in tokens if _keys(token))
    found: list[tuple[str, tuple[str, ...]]] = []
    opening = ""
    for token in tokens:
        if not _is_particle(token):
            keys = tuple(dict.fromkeys((*_keys(token), *_joined_keys(opening, token))))
            found.append((fold(token), keys))
        opening = opening + token if fold(token) in _JOINING else ""
    return tuple((text, keys) for text, keys in found if keys)


def phone_digits(text: str) -> str:
    """A telephone number as bare digits: German ones national (``02365…``), others with country code (``00380…``).

    +49 and 0049 become 0, a bracketed trunk zero is dropped, digits of any script are read. A part of a number stays
    the same part, so that "contains" still finds it. Empty when there is no digit.
    """
    spelled = _with_ascii_digits(text)
    digits = re.sub(r"\D", "", spelled)
    if re.match(r"\D*\+", spelled):
        digits = "00" + digits
    if not digits.startswith("0049"):
        return digits
    national = digits.removeprefix("0049").lstrip("0")
    return "0" + national if national else ""


_OLDEST = 1900
_BIRTH_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<day>\d{1,2})[./ -]+(?P<month>\d{1,2})[./ -]+(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})[./ -]+(?P<month>\d{1,2})[./ -]+(?P<day>\d{1,2})",
        r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    )
)


def parse_birth_date(text: str, today: date | None = None) -> date | None:
    """The date of birth in ``text``, or None when it is none: not a date, before 1900, or after ``today``.

    Reads 01.02.1990, 1.2.90, 01/02/1990 (day first), 1990-02-01 and 01021990, in the digits of any script. Two digits
    of a year mean the latest year in which the date is not in the future.
    """
    today = today or date.today()
    spelled = _with_ascii_digits(text.strip())
    matches = (pattern.fullmatch(spelled) for pattern in _BIRTH_DATES)
    readings = (_date_of_birth(match.groupdict(), today) for match in matches if match)
    return next(filter(None, readings), None)


def _with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _date_of_birth(parts: dict[str, str], today: date) -> date | None:
    month, day = int(parts["month"]), int(parts["day"])
    two_digits = len(parts["year"]) == 2
    years = [2000 + int(parts["year"]), _OLDEST + int(parts["year"])] if two_digits else [int(parts["year"])]
    for year in years:
        try:
            born = date(year, month, day)
        except ValueError:
            continue
        if year >= _OLDEST and born <= today:
            return born
    return None


def _search_text(names: Iterable[str]) -> str:
    # Sorted and without repetition: the order in which names are given must not change the stored row.
    return " ".join(sorted({word for name in names for word in fold(name).split()}))


def _is_particle(token: str) -> bool:
    plain = fold(token)
    return len(token) == 1 or plain in _JOINING or plain in _LINKING


def _joined_keys(opening: str, token: str) -> Iterator[str]:
    """Keys of names written together here and apart elsewhere: al-Hassan, Abdul Rahman, عبدالرحمن."""
    yield from _keys_inside(token)
    if opening:
        yield from _keys(opening + token)
        yield from _keys_inside(opening + token)


def _keys_inside(word: str) -> tuple[str, ...]:
    """Keys of the name behind a joined article: Rahman in Abdurrahman, حسن in الحسن."""
    for article, shortest in (("عبدال", 8), ("ال", 5)):
        if word.startswith(article) and len(word) >= shortest:
            return _keys(word.removeprefix(article))
    servant = _SERVANT_OF.fullmatch(romanise(word))
    return _keys(servant["rest"]) if servant else ()


def _keys(word: str) -> tuple[str, ...]:
    keys = (
        f"{_consonants(reading)}:{vowel}{last}"
        for reading in _readings(word)
        for vowel in _first_vowel_classes(reading)
        for last in _last_vowel_classes(reading)
    )
    return tuple(islice(dict.fromkeys(keys), MOST_KEYS))


def _readings(word: str) -> Iterator[str]:
    """The word as sounds, likeliest reading first. A word of digits alone has none."""
    if not any(character.isalpha() for character in word):
        return
    seen: set[str] = set()
    for spelling in islice(product(*sounds_of_letters(word)), MOST_READINGS):
        for reading in _read_latin(_DOUBLED.sub(r"\1", "".join(spelling))):
            if reading and reading not in seen:
                seen.add(reading)
                yield reading


def _read_latin(spelling: str) -> Iterator[str]:
    parts: list[tuple[str, ...]] = []
    position = 0
    for match in _SPELLING.finditer(spelling):
        parts.append((spelling[position : match.start()],))
        parts.append(_SPELLINGS[(match.lastindex or 1) - 1][1] or (match[0].upper(),))
        position = match.end()
    parts.append((spelling[position:],))
    yield from (_settle("".join(choice)) for choice in islice(product(*parts), MOST_READINGS))


def _settle(sounds: str) -> str:
    for pattern, sound in _JOINED_SOUNDS:
        sounds = pattern.sub(sound, sounds)
    sounds = re.sub(r"([A-Z])\1+", r"\1", sounds.rstrip("?*") or sounds)
    # Ukrainian Ole- is Russian and German Ale-: Олександр, Alexander; Олексій, Alexej.
    return re.sub("^oLe", "aLe", sounds)


def _consonants(sounds: str) -> str:
    consonants = _VOWEL_RUN.sub("", _FINAL_H.sub("", sounds)).lower()
    return "_" + consonants if sounds[:1] in _VOWELS else consonants


def _first_vowel_classes(sounds: str) -> str | tuple[str, ...]:
    run = _VOWEL_RUN.search(sounds)
    if run is None:
        return ("",)
    if "*" in run[0]:
        return "aiouy"
    vowels = run[0].lstrip("?") or "?"
    return next(classes for pattern, classes in _VOWEL_CLASSES if re.match(pattern, vowels))


def _last_vowel_classes(sounds: str) -> str | tuple[str, ...]:
    if len(_consonants(sounds).lstrip("_")) > 2:
        return ("",)
    if _FINAL_H.search(sounds):  # Sarah is Sara, Saleh is صالح
        return (*_LAST_VOWEL.get(sounds[-2], ""), "")
    return _LAST_VOWEL.get(sounds[-1:], ("",))
