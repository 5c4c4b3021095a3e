"""Cells as people fill them in, read as facts. What can't be read is told in words that help to put it right."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from roterfaden.base.names import fold
from roterfaden.base.weekdays import Weekday
from roterfaden.offers.forms import LanguagesField
from roterfaden.offers.models import Frequency, GermanLevel, Offer, OfferKind
from roterfaden.offers.models.schedule import LAST, MOST_WEEKS
from roterfaden.offers.wanted import RhythmWanted

# Excel counts days from here (it believes that 1900 was a leap year); a cell formatted as a number shows the count.
EXCEL_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(36_526, 73_051)
_YES, _NO = (
    {"ja", "j", "x", "yes", "true", "wahr", "1", "vorhanden"},
    {"nein", "n", "no", "false", "falsch", "0", "keine"},
)
_MONTHS = ("januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
           "dezember")  # fmt: skip
_DAYS = {"mo": 1, "di": 2, "mi": 3, "do": 4, "fr": 5, "sa": 6, "so": 7}
_DAY = r"(mo|di|mi|do|fr|sa|so)(?:ntags?|enstags?|ttwochs?|nnerstags?|eitags?|mstags?|nnabends?|nntags?)?\.?"
_HOURS = (
    r"(?:von\s*)?(?P<h1>\d{1,2})(?:[:.](?P<m1>\d{2}))?\s*(?:uhr)?\s*(?:-|–|—|bis)"
    r"\s*(?P<h2>\d{1,2})(?:[:.](?P<m2>\d{2}))?\s*(?:uhr)?"
)
_TIMES = re.compile(rf"(?P<days>{_DAY}(?:\s*(?:,|/|\+|&|und|u\.|-|–|bis)\s*{_DAY})*)\s*:?\s*{_HOURS}", re.IGNORECASE)
NTH_WORDS = {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", LAST: "letzten"}
_DATE = r"\d{1,2}\.\d{1,2}\.\d{4}"
_RHYTHM = re.compile(
    rf"(?:(?P<on>{_DATE})|jeden\s+(?:(?P<nth>{'|'.join(NTH_WORDS.values())})|(?P<number>[1-4])\.)\s+(?P<of_month>{_DAY})"
    rf"(?:\s+im\s+monat)?|(?:alle\s+(?P<weeks>\d)\s+wochen\s+)?(?P<of_week>{_DAY}))"
    rf"\s*,?\s+{_HOURS}(?:\s+ab\s+(?P<first>{_DATE}))?(?:\s+bis\s+(?P<last>{_DATE}))?",
    re.IGNORECASE,
)


class NotReadable(Exception):
    """A cell that says something, but not what the column needs; the message is for whoever filled it in."""

    @property
    def message(self) -> str:
        """The sentence."""
        return str(self.args[0])


class Unknown(NotReadable):
    """A name nobody here has: ``names`` may be matched once for all rows."""

    def __init__(self, names: list[str], message: str) -> None:
        super().__init__(message)
        self.names = names


@dataclass(frozen=True)
class Span:
    """A weekly time."""

    weekday: int
    starts_at: time
    ends_at: time


def choice_of(words: Any) -> Callable[[str], Any]:
    """One of the words of a list."""

    def read(cell: str) -> Any:
        for value, label in words:
            if fold(cell) in {fold(str(label)), fold(str(value))}:
                return value
        told = _("„{cell}“ kennen wir nicht. Möglich sind: {words}.")
        raise NotReadable(told.format(cell=cell[:60], words="; ".join(str(label) for _value, label in words)))

    return read


def choices_of(words: Any) -> Callable[[str], list[Any]]:
    """Some of the words of a list; some of them have a comma in them."""
    read_one = choice_of(words)

    def read(cell: str) -> list[Any]:
        try:
            return [read_one(cell)]
        except NotReadable:
            return list(dict.fromkeys(map(read_one, items(cell))))

    return read


def items(cell: str) -> list[str]:
    """Several short texts in one cell: lines or semicolons, else commas."""
    parts = re.split(r"[\n;]" if re.search(r"[\n;]", cell) else ",", cell)
    return list(dict.fromkeys(part.strip(" •-–\t") for part in parts if part.strip(" •-–\t")))


def items_of(longest: int) -> Callable[[str], list[str]]:
    """Several texts, none longer than ``longest``."""
    read_one = text_of(longest)
    return lambda cell: [read_one(item) for item in items(cell)]


def text_of(longest: int) -> Callable[[str], str]:
    """A text no longer than ``longest``."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise NotReadable(
                _("Der Text ist zu lang: {n} von höchstens {most} Zeichen.").format(n=len(cell), most=longest)
            )
        return cell

    return read


def number_of(most: int) -> Callable[[str], int | None]:
    """A whole number from 0 to ``most``: also "ca. 12" and "12 Plätze"."""

    def read(cell: str) -> int | None:
        found = re.findall(r"\d+", cell)
        if len(found) != 1 or int(found[0]) > most:
            raise NotReadable(
                _("Hier steht keine einzelne Zahl bis {most}: „{cell}“.").format(most=most, cell=cell[:60])
            )
        return int(found[0])

    return read


def yes_or_no(cell: str) -> bool | None:
    """Ja, nein, x; "?" and "-" mean that nobody knows."""
    word = fold(cell)
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not word or word in {"unbekannt", "weiss nicht"}:
        return None
    raise NotReadable(_("Hier steht weder Ja noch Nein: „{cell}“.").format(cell=cell[:60]))


def surely_yes_or_no(cell: str) -> bool:
    """Ja or nein; nothing in between."""
    said = yes_or_no(cell)
    if said is None:
        raise NotReadable(_("Hier steht weder Ja noch Nein: „{cell}“.").format(cell=cell[:60]))
    return said


def address_of(cell: str) -> str:
    """An address in the internet, also without "https://"."""
    found = cell if "://" in cell else f"https://{cell}"
    try:
        return str(Offer._meta.get_field("online_url").clean(found, None))
    except ValidationError as error:
        raise NotReadable(_("Das ist keine Internetadresse: „{cell}“.").format(cell=cell[:60])) from error


def day_of(cell: str) -> date | None:
    """12.3.2026, 12.03.26, 2026-03-12, 12. März 2026, or the number Excel shows for it."""
    text = cell.strip().removesuffix(" 00:00:00").split(" 00:00")[0]
    if text.isdigit() and int(text) in EXCEL_DAYS:
        return EXCEL_ZERO + timedelta(days=int(text))
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        parts = tuple(map(int, found.groups()))
    elif found := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})", text):
        day, month, year = map(int, found.groups())
        parts = (year + 2000 if year < 100 else year, month, day)
    elif (found := re.fullmatch(r"(\d{1,2})\.? *([^\W\d]+)\.? *(\d{4})", text)) and (month := _month(found[2])):
        parts = (int(found[3]), month, int(found[1]))
    else:
        raise NotReadable(_("Das ist kein Datum: „{cell}“. Gut ist zum Beispiel 12.03.2026.").format(cell=cell[:60]))
    try:
        return date(*parts)
    except ValueError as error:
        raise NotReadable(_("Diesen Tag gibt es nicht: „{cell}“.").format(cell=cell[:60])) from error


def kind_of(cell: str) -> str:
    """What an offer is, by its word or a part of it."""
    word = fold(cell)
    for kind in OfferKind:
        if word in {fold(str(kind.label)), fold(kind.value)} or fold(str(kind.label)) in word:
            return kind
    raise NotReadable(_("Die Art „{cell}“ kennen wir nicht. Möglich sind: {kinds}.").format(
        cell=cell[:60], kinds=", ".join(str(label) for label in OfferKind.labels)))  # fmt: skip


def level_of(cell: str) -> str:
    """A level of the Common European Framework; of a span the lower end, since that is what one needs."""
    found = re.search(r"\b([ABC][0-2])\b", cell.upper())
    if found and found[1] in GermanLevel.values:
        return found[1]
    if any(word in fold(cell) for word in ("ohne", "keine", "anfanger", "niemand")):
        return GermanLevel.A0
    told = _("Das Deutschniveau „{cell}“ kennen wir nicht. Gut ist A0, A1, A2, B1, B2, C1 oder C2.")
    raise NotReadable(told.format(cell=cell[:60]))


def languages_of(cell: str) -> list[str]:
    """Languages by name or code."""
    field = LanguagesField()
    found: list[str] = []
    for name in items(cell.replace("/", ",").replace(" und ", ",")):
        try:
            found.append(field.item(name))
        except ValidationError as error:
            raise NotReadable(" ".join(error.messages)) from error
    return list(dict.fromkeys(found))


def spans_of(cell: str) -> list[Span]:
    """Weekly times: "Mo, Mi 9-11:30 Uhr; Freitag 14:00 bis 16:00"."""
    rest = cell
    found: list[Span] = []
    for match in _TIMES.finditer(cell):
        rest = rest.replace(match[0], " ")
        found += _spans(match)
    if not found or re.search(r"\w{2,}", rest.replace("uhr", "").replace("Uhr", "").replace("und", "")):
        raise NotReadable(_("Als feste Zeiten nicht lesbar: „{cell}“.").format(cell=cell[:80]))
    return sorted(found, key=lambda span: (span.weekday, span.starts_at))


def rhythms_of(cell: str) -> list[RhythmWanted]:
    """Times that are not simply every week, each in a line, as ``cells.py`` writes them."""
    return list(dict.fromkeys(_rhythm(line.strip()) for line in re.split(r"[\n;]", cell) if line.strip()))


def _rhythm(line: str) -> RhythmWanted:
    found = _RHYTHM.fullmatch(line)
    if not found:
        told = _(
            "Als Termin nicht lesbar: „{line}“. Gut ist zum Beispiel „jeden ersten Mo im Monat 9:00-11:00“, „alle 2 "
            "Wochen Mo 9:00-11:00 ab 05.01.2026“ oder „24.12.2026 9:00-11:00“."
        )
        raise NotReadable(told.format(line=line[:80]))
    starts_at, ends_at = _clocks(found)
    first, last = (day_of(found[name]) if found[name] else None for name in ("first", "last"))
    if first and last and last < first:
        raise NotReadable(_("Der letzte Tag liegt vor dem ersten: „{line}“.").format(line=line[:80]))
    bounds: dict[str, Any] = {"starts_on": first, "ends_on": last}
    if found["on"]:
        return RhythmWanted(Frequency.ONCE, starts_at, ends_at, on_date=day_of(found["on"]))
    (weekday,) = _days(found["of_month"] or found["of_week"])
    if found["of_month"]:
        named = {word: number for number, word in NTH_WORDS.items()}
        nth = int(found["number"]) if found["number"] else named[found["nth"].lower()]
        return RhythmWanted(Frequency.MONTHLY, starts_at, ends_at, weekday, nth=nth, **bounds)
    weeks = int(found["weeks"] or 1)
    if weeks > 1 and first is None:
        raise NotReadable(_("Ab welchem Tag wird gezählt? „{line}“.").format(line=line[:80]))
    if not 1 <= weeks <= MOST_WEEKS or (weeks == 1 and not (first or last)):
        raise NotReadable(_("Das gehört in die Spalte „Termine“: „{line}“.").format(line=line[:80]))
    return RhythmWanted(Frequency.WEEKLY, starts_at, ends_at, weekday, weeks, **bounds)


def _clocks(match: "re.Match[str]") -> tuple[time, time]:
    try:
        starts_at = time(int(match["h1"]), int(match["m1"] or 0))
        ends_at = time(int(match["h2"]), int(match["m2"] or 0))
    except ValueError as error:
        raise NotReadable(_("Diese Uhrzeit gibt es nicht: „{cell}“.").format(cell=match[0])) from error
    if ends_at <= starts_at:
        raise NotReadable(_("Das Ende liegt vor dem Beginn: „{cell}“.").format(cell=match[0]))
    return starts_at, ends_at


def _spans(match: "re.Match[str]") -> Iterator[Span]:
    starts_at, ends_at = _clocks(match)
    for weekday in _days(match["days"]):
        yield Span(weekday, starts_at, ends_at)


def _days(text: str) -> list[int]:
    found: list[int] = []
    ranged = False
    for part in re.findall(rf"{_DAY}|(-|–|bis)", text, re.IGNORECASE):
        day, dash = part[0].lower(), part[1]
        if dash:
            ranged = True
        elif day:
            number = _DAYS[day]
            found += range(found[-1] + 1, number + 1) if ranged and found else [number]
            ranged = False
    return [Weekday(number).value for number in dict.fromkeys(found)]


def _month(word: str) -> int:
    name = fold(word)
    return next(
        (number for number, month in enumerate(_MONTHS, start=1) if len(name) >= 3 and month.startswith(name)), 0
    )


class Names:
    """Rows of a table by their names, and what people of the import said a name means."""

    def __init__(self, called: str, rows: Iterable[tuple[Any, str]], answers: dict[str, str] | None = None) -> None:
        self.called = called
        self.by_name: dict[str, Any] = {}
        self.labels: dict[str, str] = {}
        for row, name in rows:
            if name:
                self.by_name.setdefault(fold(name), row)
                self.labels.setdefault(fold(name), name)
        self.by_key = {str(row.pk): row for row in self.by_name.values()}
        self.answers = answers or {}

    def find(self, names: list[str]) -> list[Any]:
        """The rows. Raises ``Unknown`` with all names that are not there; one that was answered with "" is left out."""
        found: list[Any] = []
        unknown: list[str] = []
        for name in names:
            folded = fold(name)
            if folded in self.answers:
                found += [self.by_key[self.answers[folded]]] if self.answers[folded] in self.by_key else []
            elif folded in self.by_name:
                found.append(self.by_name[folded])
            else:
                unknown.append(name)
        if unknown:
            raise Unknown(unknown, self._unknown(unknown[0]))
        return list(dict.fromkeys(found))

    def nearest(self, name: str) -> Any:
        """The row that is most likely meant, or ``None``: letters lost on the way ("Caf? Welcome") are forgiven."""
        near = process.extractOne(fold(name), list(self.by_name), scorer=fuzz.token_sort_ratio, score_cutoff=80)
        return self.by_name[near[0]] if near else None

    def _unknown(self, name: str) -> str:
        near = self.nearest(name)
        hint = _(" Meinten Sie „{name}“?").format(name=near) if near else ""
        return _("{called} „{name}“ kennen wir nicht.").format(called=self.called, name=name[:80]) + hint
