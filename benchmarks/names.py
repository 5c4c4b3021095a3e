"""Invented persons for measuring: names of many languages and scripts, frequent and rare, spelled this way and that.

The frequent names come from the stories of the demo, with their own script. Of five persons two have a rare family
name, put together of beginnings and endings; every eighth name is written in another usual way; every fiftieth person
is one who is there already, entered a second time.
"""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from roterfaden.base.names import fold, name_keys, phone_digits
from roterfaden.demo.stories.material import Namen, material

COLUMNS = (
    "given_name", "family_name", "other_names", "birth_date", "phone", "phone_digits", "search_text", "skeletons",
)  # fmt: skip
RARE, RESPELLED, DOUBLE, TWO_NAMES, EVERY_DOUBLE = 0.4, 0.12, 0.5, 0.08, 50

# fmt: off
_ENDINGS = {
    "ukrainisch": ("Kowal Petr Schew Bond Lys Hont Mosk Tkatsch Kraw Sawtsch Pol Rud Bil Tscher Hor Wasyl Ost Hry Jur "
                   "Danyl", "enko tschuk skyj ak iw uk enjuk yschyn"),
    "syrisch": ("Al-Ham Al-Nadj Al-Sabb Hall Khay Att Qas Bakr Jab Mas Om Ghan Sal Rif Harir Sham Halab Homs Dah Zein",
                "id ar agh aq at oud ari em eh i ani oun"),
    "tuerkisch": ("Ak Kara Öz Yıl Demir Gün Kaya Taş Al Er Koç Tur Bay Şen Gök",
                  "türk demir can kan maz oğlu soy tekin gül bulut"),
    "afghanisch": ("Rahim Karim Amir Nazir Sultan Habib Yusuf Akbar Jalal Noor Wali Qadir Faiz Sadiq",
                   "i zai zada khel yar pur"),
    "rumaenisch": ("Pop Ion Dumitr Sto Rad Mih Nicol Vasil Const Lup Mold Ung", "escu eanu ici oiu aru ut"),
    "serbisch": ("Mil Rad Vuk Jov Pav Niko Luk Mark Teod Bran", "ović ević anović inac ac ski"),
    "deutsch": ("Neu Alt Hof Wald Berg Stein Kirch Brock Linden Eich Hagen", "mann meier berg kamp feld haus bach"),
}
# fmt: on
# The town's own code for every fourth number.
_CODES = ("02365", "02365", "0151", "0152", "0157", "0163", "0172", "0176")
_SPELLINGS = (
    ("ou", "u"),
    ("u", "ou"),
    ("ee", "i"),
    ("ie", "y"),
    ("kh", "ch"),
    ("sch", "sh"),
    ("sh", "sch"),
    ("ch", "kh"),
    ("dj", "j"),
    ("j", "dsch"),
    ("y", "i"),
    ("w", "v"),
    ("q", "k"),
    ("ö", "oe"),
    ("ü", "ue"),
    ("ı", "i"),
    ("ş", "s"),
    ("ss", "s"),
    ("l", "ll"),
    ("m", "mm"),
    ("ff", "f"),
    ("-", " "),
)  # fmt: skip
BEGINNINGS = ("wohn", "schul", "kinder", "arbeits", "sprach", "eltern", "jugend", "nachbar", "pflege", "garten", "lese")
ENDINGS = ("gruppe", "treff", "kurs", "beratung", "begleitung", "werkstatt", "stunde", "cafe", "hilfe", "dienst")


def persons(dice: random.Random) -> Iterator[tuple[Any, ...]]:
    """One after the other, as :data:`COLUMNS`."""
    groups = list(material().namen.values())
    before: tuple[str, str, date] | None = None
    number = 0
    while True:
        number += 1
        if before and number % EVERY_DOUBLE == 0:
            given, family, born = before
            given, family, own = _other_spelling(given, dice), _other_spelling(family, dice), ""
        else:
            given, family, own = _name(dice.choice(groups), dice)
            born = date(1948, 1, 1) + timedelta(days=dice.randrange(25_000))
            before = given, family, born
        phone = f"{dice.choice(_CODES)} {dice.randrange(10**6, 10**7)}" if number % 12 else ""
        search, skeletons = keys(given, family, own)
        yield given, family, own, born, phone, phone_digits(phone)[-20:], search, skeletons


def _name(group: Namen, dice: random.Random) -> tuple[str, str, str]:
    given, given_own = _spelled(dice.choice(group.frauen if dice.random() < 0.5 else group.maenner), dice)
    family, family_own = _spelled(dice.choice(group.familie), dice)
    if group.key in _ENDINGS and dice.random() < RARE:
        beginnings, endings = _ENDINGS[group.key]
        family, family_own = dice.choice(beginnings.split()) + dice.choice(endings.split()), ""
    if dice.random() < TWO_NAMES:
        family, family_own = f"{family} {_spelled(dice.choice(group.familie), dice)[0]}", ""
    if dice.random() < RESPELLED:
        family = _other_spelling(family, dice)
    own = f"{given_own} {family_own}" if given_own and family_own and dice.random() < DOUBLE else ""
    return given, family, own


def _spelled(written: str, dice: random.Random) -> tuple[str, str]:
    """A name of the demo's material: Latin, and in its own script; one of its two forms."""
    latin, _bar, own = written.partition("|")
    form = dice.randrange(2)
    return tuple(part.strip().split("/")[form if "/" in part else 0].strip() for part in (latin, own))  # type: ignore[return-value]


def _other_spelling(name: str, dice: random.Random) -> str:
    """One of two other spellings of each word: as in a town, where the same ones come again and again."""
    return " ".join(respelled(word, random.Random(f"{word}{dice.randrange(2)}")) for word in name.split())


def respelled(name: str, dice: random.Random) -> str:
    """The name as somebody else would write it, or with two letters changed about."""
    usual = [(one, other) for one, other in _SPELLINGS if one in name.lower()]
    if usual and dice.random() < 0.8:
        one, other = dice.choice(usual)
        return re.sub(re.escape(one), other, name, count=1, flags=re.IGNORECASE).title()
    at = dice.randrange(1, len(name) - 1) if len(name) > 2 else 0
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


def keys(given: str, family: str, own: str) -> tuple[str, list[str]]:
    """The search keys as ``Client.save`` computes them, each name once: there are far fewer names than persons."""
    skeletons = {key for part in (given, *_names(family), *own.split()) for key in _keys(part)}
    return _search(given, family, own), sorted(skeletons)


def _names(family: str) -> Iterator[str]:
    """The words of a double name; an article stays with what follows."""
    words = family.split()
    while words:
        article = words.pop(0) if len(words) > 1 and words[0].lower() in ("el", "al") else ""
        yield f"{article} {words.pop(0)}".strip()


@cache
def _keys(part: str) -> tuple[str, ...]:
    return name_keys(part).skeletons


@cache
def _words(part: str) -> tuple[str, ...]:
    return tuple(fold(part).split())


def _search(*parts: str) -> str:
    return " ".join(sorted({word for part in parts for one in part.split() for word in _words(one)}))
