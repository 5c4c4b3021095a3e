"""Letters of the world as Latin text and as sounds: the tables under :mod:`roterfaden.base.names`.

Two readings of a letter are needed. *Romanised* it becomes plain lower-case ASCII for similarity search. As a *sound*
it keeps what tells names apart, and where a letter is read in more than one way (Cyrillic г, Arabic و) all its
readings.

Sounds are written so: upper case for a consonant (``X`` = sch, ``C`` = tsch, ``J`` = j or dsch, ``S`` = s or z, ``H``
= h or ach-ch), lower case for a vowel, ``?`` for a vowel that the script leaves out, ``*`` for the Arabic ayn, next
to which Latin spellings vary freely, ``ū`` and ``ī`` for Arabic waw and ya. Lower-case consonants are Latin spelling
still to be read.

Sources: ICAO Doc 9303-3 (8th edition 2021), section 6, for letters as they stand in passports; DIN 91379 for the Latin
letters a German register must know; DIN 31635 and the German transcription of the Duden for other readings. Every
letter that has no row here is romanised by ``anyascii``.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# An apostrophe is left out and its parts are joined (ICAO 9303-3, 4.6). So are the marks for hamza and ayn in scholarly
# transliteration, the Arabic tatweel, and characters that only steer the layout.
IGNORED = frozenset("'`´’‘‛ʹʺʻʼʽʾʿˈˊˋ′ـ\u00ad\u061c\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")


def _table(entries: str) -> dict[str, tuple[str, ...]]:
    """Letters and their readings: ``г=G/H`` is g or h, the likelier one first."""
    return {entry[0]: tuple(entry[2:].split("/")) for entry in entries.split()}


LATIN = _table(
    """
    ä=ä ö=ö ü=ü ß=ss ű=ü ő=ö ø=ö œ=ö æ=ä å=å ı=i ə=e ł=l ħ=H þ=t ð=d ç=C/c č=C/c ć=C/c ş=X/s š=X/s ș=X/s
    ś=X/s ž=X/J/z ż=X/z đ=J/d
    """
)

_ARABIC_CONSONANTS = _table(
    """
    ب=B پ=P ت=T ٹ=T ټ=T ث=T/S ج=J/G چ=C څ=S ځ=S ح=H خ=H د=D ڈ=D ډ=D ذ=D/S ر=R ڑ=R ړ=R ڕ=R ز=S ژ=X/J
    ږ=X/G س=S ش=X ښ=X/H ص=S ض=D/S ط=T ظ=S/D غ=G ف=F ڤ=V ق=K/G ك=K ک=K ګ=G گ=G ل=L ڵ=L م=M ن=N ں=N ڼ=N
    ه=H ہ=H ھ=H ە=a
    """
)
_ARABIC_VOWELS = _table(
    """
    ا=a أ=a ٱ=a إ=i آ=a ئ=ī ؤ=ū ء= ع=* و=ū/V? ۆ=o ي=ī ی=ī ى=ī ێ=e ې=e ۍ=i ے=e ة=a ۀ=a ۃ=a
    """
)
_ARABIC_AT_START = _table(
    """
    ا=? أ=? إ=? ٱ=? آ=a ع=? و=V? ي=J? ی=J?
    """
)
# A final h is usually a mere vowel (فاطمه Fatemeh) and rarely spoken (طه Taha).
_ARABIC_AT_END: dict[str, tuple[str, ...]] = {"ه": ("a", "Ha"), "ہ": ("a", "Ha"), "ع": ("",)}

_CYRILLIC = _table(
    """
    а=a б=B в=V г=G/H ґ=G ғ=G д=D ђ=J ѓ=G/J е=e є=e ё=ö/e ж=X/J җ=J ҷ=J з=S ѕ=S и=i і=i ї=i ӣ=i й=y ј=y
    к=K қ=K ќ=K/C л=L љ=L м=M н=N ң=N њ=N о=o ө=ö п=P р=R с=S т=T ћ=C у=u ў=u ү=ü ұ=u ӯ=u ф=F х=H ҳ=H
    һ=H ц=S ч=C џ=J ш=X щ=X ъ= ы=i ь= э=e ә=ä ю=ü я=ä
    """
)
_CYRILLIC_AT_START = _table(
    """
    е=e/Je є=Je/e ё=Jo/e ї=Ji й=J ј=J ю=Ju я=Ja
    """
)
_CYRILLIC_AFTER_VOWEL = _table(
    """
    ю=yu я=ya ё=yo
    """
)
_CYRILLIC_VOWELS = frozenset("аеєёиіїйјоөуўүұыэәюя")

# Hebrew and Arabic; the gaps hold letters and punctuation.
_VOWEL_POINTS = (
    ("\u0591", "\u05bd"),
    ("\u0610", "\u061a"),
    ("\u064b", "\u065f"),
    ("\u0670", "\u0670"),
    ("\u06d6", "\u06dc"),
)

_ROMANISED: dict[str, str] = {
    "ä": "a", "ö": "o", "ü": "u", "ø": "o", "œ": "o", "æ": "a", "ю": "yu", "я": "ya", "ё": "yo", "є": "ye", "щ": "shch",
    "ج": "j", "ژ": "zh", "چ": "ch", "ش": "sh", "خ": "kh", "غ": "gh", "ث": "th", "ذ": "dh", "ة": "a", "ه": "h", "ع": "a",
    "و": "u", "ي": "i", "ی": "i", "ى": "a", "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ئ": "i", "ؤ": "u", "ء": "",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a name in composed lower case, apostrophes closed up, split at all that is no letter or digit.

    Vowel points of Arabic and Hebrew are left out, because most writers leave them out.
    """
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(_word_character(character) for character in composed)
    return kept.split()


def romanise(word: str) -> str:
    """A word of :func:`words` in lower-case ASCII letters and digits; empty when nothing in it can be read."""
    return "".join(_romanised(character) for character in word)


def sounds_of_letters(word: str) -> list[tuple[str, ...]]:
    """For each letter of a word of :func:`words` the ways to read it, the likeliest first."""
    last = len(word) - 1
    return [_sound(character, word[index - 1] if index else "", index == last) for index, character in enumerate(word)]


@lru_cache(maxsize=4096)
def _word_character(character: str) -> str:
    if character in IGNORED or _is_vowel_point(character):
        return ""
    if unicodedata.category(character)[0] in "LM" or character.isdecimal():
        return character
    return " "


def _is_vowel_point(character: str) -> bool:
    # The general category Mn would not do: the vowels of Hindi, Tamil or Thai are such marks too.
    return any(first <= character <= last for first, last in _VOWEL_POINTS)


@lru_cache(maxsize=4096)
def _romanised(character: str) -> str:
    if character in _ROMANISED:
        return _ROMANISED[character]
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not "\u0300" <= c <= "\u036f")
    source = character if character in _CYRILLIC else bare
    return re.sub("[^a-z0-9]", "", anyascii(source).casefold())


def _sound(character: str, before: str, at_end: bool) -> tuple[str, ...]:
    if character in LATIN:
        return LATIN[character]
    if character in _ARABIC_CONSONANTS or character in _ARABIC_VOWELS:
        return _arabic_sound(character, at_start=not before, at_end=at_end)
    if character in _CYRILLIC:
        return _cyrillic_sound(character, before)
    romanised = _romanised(character)
    # Ge'ez letters are syllables; the sixth order has a short vowel or none, which romanisation leaves out.
    unwritten = "\u1200" <= character <= "\u137f" and romanised[-1:] not in ("", *"aeiou")
    return (romanised + "?" if unwritten else romanised,)


def _arabic_sound(character: str, *, at_start: bool, at_end: bool) -> tuple[str, ...]:
    if at_start and character in _ARABIC_AT_START:
        return _ARABIC_AT_START[character]
    if at_end and not at_start and character in _ARABIC_AT_END:
        return _ARABIC_AT_END[character]
    if character in _ARABIC_VOWELS:
        return _ARABIC_VOWELS[character]
    return tuple(reading + "?" for reading in _ARABIC_CONSONANTS[character])


def _cyrillic_sound(character: str, before: str) -> tuple[str, ...]:
    if not before and character in _CYRILLIC_AT_START:
        return _CYRILLIC_AT_START[character]
    if before in _CYRILLIC_VOWELS and character in _CYRILLIC_AFTER_VOWEL:
        return _CYRILLIC_AFTER_VOWEL[character]
    return _CYRILLIC[character]
