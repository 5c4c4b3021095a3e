"""What names the person outright: names in all spellings, numbers, addresses, dates. None of it may be told."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from roterfaden.base.letters import words
from roterfaden.base.names import parse_birth_date, phone_digits, query_keys, typed_words
from roterfaden.cases.anonymity.known import KnownCase, KnownName
from roterfaden.cases.anonymity.wording import (
    MONTHS,
    Passage,
    folded,
    is_ordinary,
    is_written_like_a_name,
    names_a_thing,
    opens_a_sentence,
    tokens,
)
from roterfaden.cases.kinship import Kinship

_SHORTEST, _SHORTEST_SMALL = 2, 5
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<!\w)(?:\+|0)[\d\s()/.–-]{5,}\d")
_REFERENCE = re.compile(r"\b20\d{2}\s?[-/]\s?\d{3,5}\b")
_POSTAL_CODE = re.compile(r"\b\d{5}\b")
_ADDRESS = re.compile(r"\b[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|allee|platz|gasse|ring|ufer)\s?\d+\s?[a-z]?\b")
_DIGITS = re.compile(r"\b(?:\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}|\d{8})\b")
_MONTH = "|".join(MONTHS)
_SPELLED = re.compile(rf"\b(?:(?P<day>\d{{1,2}})\.\s?)?(?P<month>{_MONTH})\s(?P<year>(?:19|20)\d{{2}})\b")
_DAY = re.compile(rf"\b(?P<day>\d{{1,2}})\.\s?(?P<month>{_MONTH}|(?:1[0-2]|0?[1-9])\.)(?!\s?\d{{2}})")
_BORN = re.compile(r"\b(?:geboren|geb\.|Jahrgang)\s+(?:\w+\s+)?(?P<year>(?:19|20)\d{2})\b", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"\b(?:Frau|Herrn?|Familie|Dr\.|Onkel|Tante|(?:[A-ZÄÖÜ]\w*)?(?:[Bb]ruder|[Ss]chwester|[Cc]ousine?|[Kk]ollegin|[Kk]ollege"
    r"|[Nn]achbar|[Nn]achbarin|[Ff]reund|[Ff]reundin|[Ll]ehrer|[Ll]ehrerin|[Tt]rainer|[Tt]rainerin|[Cc]hef|[Cc]hefin"
    r"|[Vv]ermieter|[Vv]ermieterin))\s+([A-ZÄÖÜ][\w’'-]+)"
)
# What stands for somebody of the family whose name is not known.
_KIN = re.compile(
    r"(?:(?:ur|groß|schwieger|stief|halb|pflege|adoptiv|zwillings|paten|ehe|ex|mit|lebens)-?)*"
    r"(?:vater|mutter|eltern|elternteil|sohn|tochter|kind|bruder|schwester|geschwister|enkel(?:in|kind)?|onkel|tante"
    r"|neffe|nichte|cousine?|oma|opa|mama|papa|baby|partner(?:in)?|frau|mann|vormund(?:in)?|bewohner(?:in)?"
    r"|freund(?:in)?|schwager|schwägerin|verlobter?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """Something in the report that could point at the person; ``is_hard``: it has to go, no reason can save it.

    Without words it is about the facts chosen above, or the report as a whole.
    """

    passage: Passage
    message: str
    proposal: str
    is_hard: bool = False


def named_outright(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    """Every identifier in one part of the report."""
    yield from people_named(field, text, known)
    yield from _colleagues(field, text, known)
    yield from _numbers(field, text, known)
    yield from _addresses(field, text, known)
    yield from _dates(field, text, known)
    yield from _directory(field, text, known.organisations, known)
    yield from _directory(field, text, known.places, known)


def people_named(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    """The person, the family and others of the file, where a text names them."""
    yield from _names(field, text, known)
    yield from _relatives(field, text, known)
    yield from _contacts(field, text, known)


def _hard(passage: Passage, what: str, proposal: str) -> Finding:
    message = _("„{words}“ ist {what}. Das darf nicht im Bericht stehen.").format(words=passage.words, what=what)
    return Finding(passage, message, proposal, is_hard=True)


def _match(field: str, match: "re.Match[str]", group: int = 0) -> Passage:
    return Passage(field, match.start(group), match.end(group), match[group].strip())


def _names(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    for passage in _named_like(field, text, known.names):
        yield _hard(passage, _("ein Name der Person oder klingt so"), _("Schreiben Sie „die Person“."))


def _relatives(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    """Names of the family. Who is entered without one is called by what they are: "Kind", "Großmutter"."""
    no_names = {*known.texts, *map(str, Kinship.labels)}
    named = [name for name in known.relatives if name not in no_names and not _KIN.fullmatch(name)]
    for passage in _named_like(field, text, " ".join(named)):
        what = _("ein Name aus der Familie oder klingt so")
        yield _hard(passage, what, _("Schreiben Sie, wer es für die Person ist: „ein Kind“, „die Schwester“."))


def _named_like(field: str, text: str, names: str) -> Iterator[Passage]:
    """Words that are one of these names, in any spelling and script, or sound like one."""
    telling = typed_words(names)
    plain = {part for word, _keys_of_word in telling for part in word.split() if len(part) >= _SHORTEST}
    keys = {key for _word, keys_of_word in telling for key in keys_of_word}
    found = (token for token in tokens(field, text) if _is_one_of(token, text, plain, keys))
    return _joined(found, text)


def _is_one_of(token: Passage, text: str, plain: set[str], keys: set[str]) -> bool:
    """Whether a word is one of the names in ``plain``, or sounds like one of ``keys``."""
    spelled, written = folded(token.words), is_written_like_a_name(token.words)
    exact = bool(spelled & plain) and (written or max(map(len, spelled)) >= _SHORTEST_SMALL)
    # A capital letter at the beginning of a sentence makes a name of no ordinary word: Nur ist dort kein Name.
    if exact and is_ordinary(token.words):
        return not opens_a_sentence(text, token.start)
    return exact or (written and not is_ordinary(token.words) and bool(keys & _keys(token.words)))


def _joined(passages: Iterable[Passage], text: str) -> Iterator[Passage]:
    """Names that stand side by side are one passage."""
    last: Passage | None = None
    for passage in passages:
        if last and text[last.end : passage.start].isspace():
            last = Passage(last.field, last.start, passage.end, text[last.start : passage.end])
            continue
        if last:
            yield last
        last = passage
    if last:
        yield last


def _keys(word: str) -> frozenset[str]:
    forms = {word, word.removesuffix("s")} if len(word) > 3 else {word}
    return frozenset(key for form in forms for key in query_keys(form).skeletons)


def _contacts(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    people = {
        part
        for label in known.contacts
        if label.strip().casefold() not in known.listed
        for name in _people_in(label)
        for part in folded(name)
    }
    for token in tokens(field, text):
        if is_written_like_a_name(token.words) and folded(token.words) & people and not is_ordinary(token.words):
            what = _("ein Name aus der Akte")
            yield _hard(token, what, _("Schreiben Sie, was jemand für die Person ist: „eine Nachbarin“."))


def _people_in(label: str) -> Iterator[str]:
    """Names where the file names others: behind who somebody is, or where nothing else stands in it.

    "Vermieter" and "Kollege aus der Gärtnerei" name nobody, "Kollege Dombrowski", "Olga" and "Peter Beck" do.
    """
    written = [token.words for token in tokens("", label)]
    alone = len(written) == 1
    if all(word[:1].isupper() for word in written):
        yield from (word for word in written if not is_ordinary(word) and not (alone and names_a_thing(word)))
    yield from _INTRODUCED.findall(label)


def _colleagues(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    names = {part for name in known.colleagues for word in words(name) for part in folded(word) if len(part) > 2}
    for token in tokens(field, text):
        if is_written_like_a_name(token.words) and not is_ordinary(token.words) and folded(token.words) & names:
            what = _("der Name einer Fachkraft dieses Falls")
            yield _hard(token, what, _("Schreiben Sie „das Case Management“."))


def _numbers(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    without = _("Lassen Sie die Angabe weg.")
    for match in _MAIL.finditer(text):
        yield _hard(_match(field, match), _("eine E-Mail-Adresse"), without)
    for match in _PHONE.finditer(text):
        if len(phone_digits(match[0])) >= 6 and not _DIGITS.fullmatch(match[0].strip()):
            yield _hard(_match(field, match), _("eine Telefonnummer"), without)
    for match in _REFERENCE.finditer(text):
        yield _hard(_match(field, match), _("ein Aktenzeichen"), without)


def _addresses(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    nearby = _("Schreiben Sie „in einer Gemeinschaftsunterkunft“ oder „in einer Mietwohnung“.")
    seen: set[int] = set()
    for match in _ADDRESS.finditer(text):
        seen.add(match.start())
        yield _hard(_match(field, match), _("eine Anschrift"), nearby)
    home = known.client.accommodation
    street = re.sub(r"\s*\d+\s*\w?$", "", known.client.street)
    where = [street, *([home.name, home.address] if home else [])]
    for match in _named(text, where):
        if match.start() not in seen:
            yield _hard(_match(field, match), _("die Anschrift oder Unterkunft der Person"), nearby)
    for match in _POSTAL_CODE.finditer(text):
        if match[0] == known.client.postal_code:
            yield _hard(_match(field, match), _("die Postleitzahl der Person"), nearby)


def _dates(field: str, text: str, known: KnownCase) -> Iterator[Finding]:
    born, arrived = known.client.birth_date, known.client.arrived_on
    roughly = _("Schreiben Sie ungefähr: „vor einigen Monaten“, „im Frühjahr“.")
    generally = _("Das Alter steht oben in allgemeinen Worten.")
    for match in [*_DIGITS.finditer(text), *_SPELLED.finditer(text), *_DAY.finditer(text)]:
        passage, day = _match(field, match), _date_in(match)
        is_birthday = bool(born and (day == born or _is_day_of(match, born)))
        if is_birthday:
            yield _hard(passage, _("der Geburtstag der Person"), generally)
        elif day and day == arrived:
            yield _hard(passage, _("der Tag der Einreise"), roughly)
        else:
            message = _("„{words}“ ist ein genaues Datum.").format(words=passage.words)
            yield Finding(passage, message, roughly)
    for match in _BORN.finditer(text):
        if born and match["year"] == str(born.year):
            yield _hard(_match(field, match), _("das Geburtsjahr der Person"), generally)


def _date_in(match: "re.Match[str]") -> date | None:
    if match.re is _SPELLED and match["day"]:
        return parse_birth_date(f"{match['day']}.{MONTHS.index(match['month']) + 1}.{match['year']}")
    return parse_birth_date(re.sub(r"\s", "", match[0])) if match.re is _DIGITS else None


def _is_day_of(match: "re.Match[str]", born: date) -> bool:
    """A month and year without a day, or a day and month without a year, of the date of birth."""
    if match.re is _DIGITS:
        return False
    name = match["month"]
    month = MONTHS.index(name) + 1 if name in MONTHS else int(name.rstrip("."))
    same_day = match["day"] is None or int(match["day"]) == born.day
    same_year = match.re is _DAY or int(match["year"]) == born.year
    return month == born.month and same_day and same_year


def _directory(field: str, text: str, names: tuple[KnownName, ...], known: KnownCase) -> Iterator[Finding]:
    sensitive = {known_name.name for known_name in names if known_name.is_sensitive}
    home = known.client.accommodation
    for match in _named(text, [each.name for each in names if not is_ordinary(each.name)]):
        passage = _match(field, match)
        if home and passage.words.casefold() == home.name.casefold():
            continue
        proposal = _("Schreiben Sie, was es ist: „ein Träger“, „eine Schule“, „ein Verein“.")
        if passage.words.casefold() in {name.casefold() for name in sensitive}:
            yield _hard(passage, _("der Name einer vertraulichen Stelle"), proposal)
        else:
            message = _("„{words}“ nennt eine Stelle beim Namen.").format(words=passage.words)
            yield Finding(passage, message, proposal)


def _named(text: str, names: list[str]) -> Iterator["re.Match[str]"]:
    wanted = sorted({name.strip() for name in names if len(name.strip()) > 3}, key=len, reverse=True)
    if wanted:
        pattern = "|".join(map(re.escape, wanted))
        yield from re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
