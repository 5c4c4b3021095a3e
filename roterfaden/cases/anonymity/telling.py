"""What a text tells of a person without naming them: number of children, age, country, language, profession, district.

Each fact becomes a condition that is counted in the caseload. Words of the file that few other files know are facts
too. It reads German as one writes it in a report, not every sentence there is; a second person reads it as well.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.utils.translation import gettext as _

from roterfaden.base.languages import FREQUENT_LANGUAGES, LANGUAGE_NAMES
from roterfaden.cases.anonymity.counting import Condition
from roterfaden.cases.anonymity.facets import MANY, born_between
from roterfaden.cases.anonymity.known import KnownCase
from roterfaden.cases.anonymity.regions import regions, regions_of
from roterfaden.cases.anonymity.wording import (
    NUMBER,
    Passage,
    is_ordinary,
    numbers,
    opens_a_sentence,
    stem,
    tokens,
)
from roterfaden.cases.models import Gender, ResidenceTitle

_CHILD = r"(?:Kind(?:er[n]?|ern)?|S[öo]hne?n?|T[öo]chtern?|Jungen|M[äa]dchen)"
_CHILDREN = re.compile(
    rf"\b(?P<n>{NUMBER})\s+(?:[a-zäöüß]+e[nrms]?\s+)?(?P<what>{_CHILD})"
    rf"(?:(?:\s+und\s+|,\s+)(?P<m>{NUMBER}|eine[nmr]?|ein)\s+(?P<other>{_CHILD}))?\b",
    re.IGNORECASE,
)
_PARENT = re.compile(rf"\b(?P<n>{NUMBER})fache[rn]?\s+(?:Mutter|Vater|Mutter)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    rf"\b(?:(?P<n>{NUMBER})(?:köpfige\w*\s+Familie|\s+Personen)|zu\s+(?P<m>dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt))\b",
    re.IGNORECASE,
)
_TOGETHER = {"dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "acht": 8, "neunt": 9, "zehnt": 10}
_AGE = re.compile(
    rf"\b(?:(?:im\s+)?Alter\s+von\s+(?P<a>{NUMBER})|(?P<b>{NUMBER})[\s-]?jährig\w*|(?P<c>{NUMBER})\s+Jahre?\s+alt"
    rf"|(?P<d>{NUMBER})-Jährige\w*|mit\s+(?P<e>{NUMBER})\s+Jahren)\b",
    re.IGNORECASE,
)
# "Die Mutter, 34 Jahre, wartet", "Die Mutter (34)", "Sie ist 34 Jahre".
_ASIDE = re.compile(
    rf"(?:(?<=[(,;])\s?|\b(?:ist|war|wird|Person|Frau|Mann|Mutter|Vater)\s)(?P<n>{NUMBER})"
    r"(?:(?P<unit>\s(?:Jahre\b|J\.))(?!\s(?:alt|lang|später|zuvor|her)\b)|(?=\s?[),]))",
    re.IGNORECASE,
)
_GENDER = (
    (Gender.FEMALE, re.compile(r"\b(?:[Dd]ie|[Ee]ine[r]?)\s+(?:[a-zäöüß]+e[nr]?\s+)?(?:Frau|Mutter|Witwe)\b")),
    (
        Gender.MALE,
        re.compile(r"\b(?:[Dd]er|[Dd]em|[Dd]en|[Ee]in(?:em|en)?)\s+(?:[a-zäöüß]+e[nr]?\s+)?(?:Mann|Vater|Witwer)\b"),
    ),
)
_SPOKEN = re.compile(r"(?:spr(?:icht|echen|ache|achig)|muttersprache|dolmetsch|sprachmittl|übersetz)", re.IGNORECASE)
_WORK = re.compile(
    r"(?:\bals\b|\bist\b|\bwar\b|gelernte|ausgebildete|beruf|arbeite|studier|ausbildung|selbstständig)", re.IGNORECASE
)
_SOMEWHERE = re.compile(r"\b(?:im|am|ins|vom|beim|zum|zur)\s+$", re.IGNORECASE)
_NEAR = 48
GROWN_UP = 18
_ROUGHLY = re.compile(rf"\b(?P<part>Anfang|Mitte|Ende)\s+(?P<ten>{NUMBER})\b(?!\.|\s+Jahre)", re.IGNORECASE)
_PART_OF_TEN = {"anfang": (0, 3), "mitte": (4, 6), "ende": (7, 9)}
_FROM = re.compile(r"\b(?:aus|Stadt|Dorf|Region|Provinz|Gegend)\s+(?P<place>[A-ZÄÖÜ][\w’'-]{2,})")
_A_REASON = re.compile(r"(?:ung|heit|keit|schaft|tion|tät|nis|gründen?|mangel|sicht)$")
_RESIDENCE = (
    (ResidenceTitle.TOLERATED, re.compile(r"\b(?:Duldung|geduldet\w*)", re.IGNORECASE)),
    (ResidenceTitle.IN_PROCEDURE, re.compile(r"\bAufenthaltsgestattung", re.IGNORECASE)),
    (ResidenceTitle.BAN_ON_REMOVAL, re.compile(r"\bAbschiebungsverbot", re.IGNORECASE)),
    (ResidenceTitle.SETTLEMENT, re.compile(r"\bNiederlassungserlaubnis", re.IGNORECASE)),
)
# Faith, people, illness, love, violence (Art. 9 GDPR and what is as close): counted by the files that tell it, too.
_TRAIT = re.compile(
    r"\b(?:un)?(?P<stem>blind|gehörlos|taubstumm|schwerhörig|gelähmt|behindert|querschnitt|rollstuhl|amputiert|prothese"
    r"|krebs|epilep|diabet|dialyse|tuberkulos|hepatitis|psychisch|psychiatr|traumatisiert|depress|schizophren|autis|süchtig"
    r"|hiv\b|aids|parkinson|multiple sklerose|demen(?:z|t(?!sprech|ier))|trisomie|down-syndrom|schlaganfall|transplant"
    r"|taub\b"
    r"|kleinwüchsig|posttraum|suizid|selbstmord|essstörung|magersucht|spielsucht|suchtkrank|alkohol|drogen|adhs|asperger"
    r"|schwanger|zwilling|drilling|verwitwet|witwe|waise|unbegleitet|analphabet"
    r"|drus|kopt|mandä|sikh|hindu(?!rch)|buddhis|schiit|sunnit|ahmadi|baptist|belutsch|aramä|assyr|tscherkess|krimtatar"
    r"|intergeschlecht"
    r"|jesid|êzid|alevit|christlich|christin|muslim|jüdisch|konvertier|bahai|zeugen jehovas|schwul|lesbisch|homosexuell"
    r"|bisexuell|transgender|transfrau|transmann|queer|nichtbinär|kurd|tschetschen|hazara|paschtun|tadschik|uigur|romni|roma\b"
    r"|gefoltert|folter|vergewaltig|zwangsheirat|zwangsprostit|genitalverst|menschenhandel|frauenhaus|inhaftiert"
    r"|gefängnis|desertiert|kindersoldat|vorbestraft)\w*",
    re.IGNORECASE,
)
_NO_PROFESSION = re.compile(r"(?:jährig|lich|los|ierend|ziehend|hörig|suchend|flüchtet|wandt)er$", re.IGNORECASE)
_PROFESSION = re.compile(
    r"^[A-ZÄÖÜ][\w-]*(?:arzt|ärztin|anwalt|anwältin|koch|köchin|kraft|hilfe|bauer|bäuerin|schmied|wirt|hebamme|soldat"
    r"|chirurg(?:in)?|pädagog(?:e|in)|philosoph(?:in)?|notar(?:in)?|sekretär(?:in)?|thekar(?:in)?|pilot(?:in)?|kapitän(?:in)?"
    r"|(?:e|eu|o)r(?:in)?|ekt(?:in)?|ist(?:in)?|ent(?:in)?|ant(?:in)?|at(?:in)?|olog(?:e|in)|nom(?:in)?|graf(?:in)?|kauffrau|kaufmann"
    r"|fachfrau|fachmann|assistent(?:in)?|leiterin|leiter|frau|mann)(?:s|n|en|nen)?$"
)

# The stem of who comes from there and of the adjective; with the name of the country that is what people write.
_STEMS = """
    AF:afghan AL:alban AM:armen AO:angolan AZ:aserbaidschan BA:bosn BA:bosni BA:herzegow BD:bengal BD:bangladesch
    BG:bulgar BR:brasilian BY:belaruss BY:weißruss CD:kongoles CG:kongoles CI:ivor CM:kamerun CN:chines CO:kolumbian
    CU:kuban CZ:tschech DZ:alger EG:ägypt ER:eritre ES:span ET:äthiop FR:franzos FR:französ GE:georg GH:ghana
    GM:gamb GN:guine GR:griech HR:kroat HU:ungar ID:indones IN:ind IQ:irak IR:iran IT:italien JO:jordan KE:kenian
    KG:kirgis KZ:kasach LB:libanes LK:ceylon LK:lanka LR:liberian LT:litau LV:lett LY:liby MA:marokkan MD:moldau
    MD:moldaw ME:montenegrin MK:mazedon MK:nordmazedon ML:mali MM:birman MN:mongol NG:nigerian NL:niederländ NP:nepales
    PE:peruan PH:philippin PK:pakistan PL:pol PL:poln PS:palästinens PT:portugies RO:rumän RS:serb RU:russ RW:ruand
    SD:sudan SI:slowen SK:slowak SL:sierra-leon SN:senegales SO:somal SS:südsudan SY:syr TG:togo TH:thailänd
    TH:thai TJ:tadschik TM:turkmen TN:tunes TR:türk UA:ukrain UG:ugand US:amerikan UZ:usbek VE:venezolan VN:vietnames
    XK:kosovar YE:jemenit ZW:simbabw
"""
_CALLED = {
    "Birma": "MM", "Weißrussland": "BY", "Elfenbeinküste": "CI", "Kongo": "CD", "Palästina": "PS", "USA": "US",
    "Mazedonien": "MK", "Moldawien": "MD", "Tschechien": "CZ", "Bosnien": "BA", "Burma": "MM", "Ruanda": "RW",
}  # fmt: skip
_ENDING = r"(?:i?sch(?:e[nrsm]?|sprachig\w*)?|i?er(?:n|s|in|innen)?|e[nr]?|in(?:nen)?|i(?:s|erin)?)"
_HOME = frozenset({"DE"})


@dataclass(frozen=True)
class Told:
    """A fact: the words that tell it, of whom it is true, and how it could be said instead.

    ``counts_together``: whether it is also counted beside other facts. A single rare word counts alone.
    """

    passage: Passage
    condition: Condition
    proposal: str
    counts_together: bool = True


def told_in(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    """Every fact one part of the report tells."""
    readers = (
        _children, _people, _ages, _rough_ages, _gender, _countries, _origins, _languages, _districts, _residence,
        _traits, _professions,
    )  # fmt: skip
    for reader in readers:
        yield from reader(field, text, known)


def other_ages(field: str, text: str, known: KnownCase) -> Iterator[Passage]:
    """Exact ages of somebody who is not the person: children, mostly."""
    for passage, age in _aged(field, text):
        if not _is_own(age, known):
            yield passage


def words_of_the_file(parts: Mapping[str, str], known: KnownCase) -> list[Told]:
    """Names of things and places that the file and the report share: an employer, a school, an illness."""
    written, needing = _with_a_capital((*known.texts, *known.contacts, *known.relatives))
    found: dict[str, Told] = {}
    for field, text in parts.items():
        for token in tokens(field, text):
            shared = token.words in (written if not opens_a_sentence(text, token.start) else needing)
            if shared and not is_ordinary(token.words):
                proposal = _("Sagen Sie es allgemeiner, ohne den Namen oder das seltene Wort.")
                condition = Condition(word=stem(token.words))
                found.setdefault(condition.word, Told(token, condition, proposal, counts_together=False))
    return list(found.values())


def _with_a_capital(texts: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """All words with a capital letter, and those that need it: every word has one where a sentence begins."""
    written: set[str] = set()
    needing: set[str] = set()
    for text in texts:
        for token in tokens("", text):
            if token.words[:1].isupper() and len(token.words) > 3:
                written.add(token.words)
                if not opens_a_sentence(text, token.start):
                    needing.add(token.words)
    return frozenset(written), frozenset(needing)


def _passage(field: str, match: "re.Match[str]") -> Passage:
    return Passage(field, match.start(), match.end(), match[0].strip())


def _children(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    for match in [*_CHILDREN.finditer(text), *_PARENT.finditer(text)]:
        count = numbers()[match["n"].lower()]
        groups = match.groupdict()
        if groups.get("m"):
            count += numbers().get(match["m"].lower(), 1)
        is_all = match.re is _PARENT or bool(groups.get("m")) or match["what"].lower().startswith("kind")
        wanted = Condition(children=(count, count if is_all else MANY))
        yield Told(_passage(field, match), wanted, _("Schreiben Sie „mit Kindern“ oder „mit mehreren Kindern“."))


def _people(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    for match in _PEOPLE.finditer(text):
        count = numbers()[match["n"].lower()] if match["n"] else _TOGETHER[match["m"].lower()]
        yield Told(_passage(field, match), Condition(people=(count, count)), _("Schreiben Sie „eine große Familie“."))


def _aged(field: str, text: str) -> Iterator[tuple[Passage, int]]:
    for match in _AGE.finditer(text):
        word = next(filter(None, match.groups()))
        yield _passage(field, match), numbers()[word.lower()]
    for match in _ASIDE.finditer(text):
        age = numbers()[match["n"].lower()]
        if age >= GROWN_UP or match["unit"]:
            yield Passage(field, match.start("n"), match.end(), text[match.start("n") : match.end()]), age


def _is_own(age: int, known: KnownCase) -> bool:
    """Adults are taken for the person; a child's age only if it is theirs."""
    return age >= GROWN_UP or (known.age is not None and abs(known.age - age) <= 1)


def _ages(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    for passage, age in _aged(field, text):
        if _is_own(age, known):
            decade = _("Lassen Sie das Alter weg; oben steht es in allgemeinen Worten.")
            yield Told(passage, born_between(known.today, age, age), decade)


def _rough_ages(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    for match in _ROUGHLY.finditer(text):
        ten = numbers()[match["ten"].lower()]
        if ten % 10 == 0:
            first, last = _PART_OF_TEN[match["part"].lower()]
            decade = _("Lassen Sie das Alter weg; oben steht es in allgemeinen Worten.")
            yield Told(_passage(field, match), born_between(known.today, ten + first, ten + last), decade)


def _gender(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    for gender, pattern in _GENDER:
        if known.client.gender == gender and (match := pattern.search(text)):
            yield Told(_passage(field, match), Condition(gender=gender.value), _("Schreiben Sie „die Person“."))


def _countries(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    pattern, codes = _names_of_countries()
    for match in pattern.finditer(text):
        # "Syrisch" with a small or a capital letter; "poln" and "ind" only as whole words with an ending.
        countries = codes(match)
        if not countries or countries & _HOME:
            continue
        regions_here = [name for code in sorted(countries) for name, _codes in regions_of(code)][:1]
        proposal = _("Schreiben Sie „aus {region}“ oder lassen Sie die Herkunft weg.").format(
            region=(regions_here or [_("einer anderen Weltregion")])[0]
        )
        yield Told(_passage(field, match), Condition(countries=tuple(sorted(countries))), proposal)


@cache
def _names_of_countries() -> tuple["re.Pattern[str]", Callable[["re.Match[str]"], frozenset[str]]]:
    """One pattern for all countries, and which countries a match means."""
    known = frozenset().union(*regions().values())
    names = {name.lower(): code for code, name in Locale("de").territories.items() if code in known}
    names |= {name.split(" (")[0]: code for name, code in names.items() if " (" in name}
    names |= {name.lower(): code for name, code in _CALLED.items()}
    stems: dict[str, set[str]] = {}
    for pair in _STEMS.split():
        code, stem_of = pair.split(":")
        stems.setdefault(stem_of, set()).add(code)
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    beginnings = "|".join(re.escape(one) for one in sorted(stems, key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![\w-])(?:(?P<name>{alternatives})s?|(?P<stem>{beginnings}){_ENDING})(?![\w])", re.IGNORECASE
    )

    def countries(match: "re.Match[str]") -> frozenset[str]:
        if match["name"]:
            return frozenset({names[match["name"].lower()]}) if match[0][:1].isupper() else frozenset()
        return frozenset(stems[match["stem"].lower()])

    return pattern, countries


def _origins(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    """A town or a village one comes from: finer than the country, and in no list."""
    countries, _codes = _names_of_countries()
    home = known.client.town.casefold()
    for match in _FROM.finditer(text):
        place = match["place"]
        if is_ordinary(place) or place in regions() or _A_REASON.search(place) or countries.match(place):
            continue
        if place.casefold() == home:
            continue
        proposal = _("Sagen Sie die Herkunft in allgemeinen Worten, oder lassen Sie sie weg.")
        yield Told(_passage(field, match), Condition(word=stem(place)), proposal)


def _languages(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    own = known.client.language
    for token in tokens(field, text):
        codes = _language_codes(token.words.lower())
        # "Syrisch" is a language, too, but means the country; that counts already.
        is_spoken = _SPOKEN.search(_around(text, token)) and not _is_of_a_country(token.words)
        if codes and (own in codes or is_spoken):
            proposal = _("Schreiben Sie „eine Sprache, die hier wenige sprechen“.")
            yield Told(token, Condition(languages=tuple(sorted(codes))), proposal)


def _language_codes(word: str) -> frozenset[str]:
    names = _names_of_languages()
    forms = (word, *(word.removesuffix(end) for end in ("e", "en", "er", "es", "em", "sprachig", "sprachige")))
    return next((names[form] for form in forms if form in names), frozenset())


@cache
def _names_of_languages() -> Mapping[str, frozenset[str]]:
    """Language codes by each word of a name: Kurdisch is Kurmandschi, Sorani and itself. German is everybody's."""
    named = {code: str(name) for code, name in Locale("de").languages.items()}
    named |= {code: str(name) for code, name in LANGUAGE_NAMES.items()}
    found: dict[str, set[str]] = {}
    for code, name in named.items():
        if code.startswith("de") or ("_" in code and code not in FREQUENT_LANGUAGES):
            continue
        for part in re.findall(r"[^\W\d_][\w’-]{2,}", name):
            if part[:1].isupper():
                found.setdefault(part.lower(), set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items() if not is_ordinary(word) and word != "deutsch"}


def _districts(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    by_name = {district.name.casefold(): district.id for district in known.districts}
    if not by_name:
        return
    names = "|".join(map(re.escape, sorted(by_name, key=len, reverse=True)))
    for match in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text, re.IGNORECASE):
        wanted = Condition(districts=(by_name[match[0].casefold()],))
        yield Told(_passage(field, match), wanted, _("Lassen Sie den Stadtteil weg; oben steht der Sozialraum."))


def _residence(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    for title, pattern in _RESIDENCE:
        if match := pattern.search(text):
            proposal = _("Lassen Sie das Aufenthaltsrecht weg, wenn es nicht darum geht.")
            yield Told(_passage(field, match), Condition(residence=title.value), proposal)


def _traits(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    for match in _TRAIT.finditer(text):
        proposal = _("Lassen Sie es weg, wenn es nicht darum geht, oder sagen Sie es allgemeiner.")
        yield Told(_passage(field, match), Condition(word=stem(match["stem"])), proposal)


def _professions(field: str, text: str, known: KnownCase) -> Iterator[Told]:
    own = {stem(token.words) for words in known.texts for token in tokens("", words)}
    for token in tokens(field, text):
        word = token.words
        if not _PROFESSION.match(word) or _NO_PROFESSION.search(word) or is_ordinary(word) or _is_of_a_country(word):
            continue
        before = _before(text, token)
        cue = _WORK.search(before) and not _SOMEWHERE.search(before)
        if cue or _stands_aside(text, token) or stem(word) in own:
            proposal = _("Nennen Sie nur das Berufsfeld: „in einem Gesundheitsberuf“, „im Handwerk“.")
            yield Told(token, Condition(word=stem(word)), proposal)


def _stands_aside(text: str, token: Passage) -> bool:
    """Between commas or in brackets, as one says what somebody is: the mother, a tailor, waits."""
    return text[: token.start].rstrip().endswith((",", "(")) and text[token.end :].lstrip()[:1] in (",", ")")


def _before(text: str, token: Passage) -> str:
    """What stands before a word in its sentence."""
    return re.split(r"[.!?:;]", text[max(0, token.start - _NEAR) : token.start])[-1]


def _around(text: str, token: Passage) -> str:
    """What stands around a word in its sentence."""
    return _before(text, token) + re.split(r"[.!?:;]", text[token.start : token.end + _NEAR // 2])[0]


def _is_of_a_country(word: str) -> bool:
    pattern, _codes = _names_of_countries()
    return bool(pattern.fullmatch(word))


def unique(facts: Iterable[Told]) -> list[Told]:
    """Each fact once, where it is told first."""
    first: dict[Condition, Told] = {}
    for told in facts:
        first.setdefault(told.condition, told)
    return list(first.values())
