"""How the files of a municipality are laid out: which file holds which list, and what each entry says.

The field names are German because the files are kept by people of the municipality. The comment at the head of each
file explains the same fields to them.
"""
# ruff: noqa: RUF009  (``must`` and ``may`` return ``dataclasses.field``)

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import ClassVar

from roterfaden.base.residence import ResidenceTitle
from roterfaden.concept.models import ChapterKind, Horizon
from roterfaden.demo.loading.fields import Choice, Clock, Day, Flag, ListOf, Number, Pattern, Reference, Text
from roterfaden.demo.loading.problems import Problem
from roterfaden.demo.loading.sheets import Entry, Nested, Sheet, check_links, may, must, raise_problems
from roterfaden.network.models import OrganisationKind, PlaceKind
from roterfaden.offers.models import (
    AccessWay,
    Fee,
    GermanLevel,
    Interpreting,
    OfferKind,
    OnlyFor,
    Whoever,
)
from roterfaden.offers.models.offer import OLDEST
from roterfaden.offers.shipped import shipped_topics

KEY = Pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "ein Wort aus Kleinbuchstaben, Ziffern und Bindestrichen wie „cafe-welcome“")
SHORT_KEY = Pattern(rf"(?=.{{1,50}}$){KEY.form}", f"{KEY.example}, höchstens 50 Zeichen")
LINES = Pattern(r"\d+(-\d+)?(, ?\d+(-\d+)?)*", 'eine Fundstelle wie "490-512"')
LANGUAGE = Pattern(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", "ein Sprachkürzel wie „de“, „ar“ oder „uk“")
WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
KINDS_OF_COMMITMENT = (ChapterKind.KODEX, ChapterKind.SELF_UNDERSTANDING, ChapterKind.DEFINITION)
WEB_ADDRESS = Pattern(r"https?://\S{1,190}", "eine Adresse wie „https://www.marl.de“")
MAIL = Pattern(r"[^@\s]+@[^@\s]+\.[^@\s]+", "eine Adresse wie „name@example.org“")
# What the files say in German, by the values of the tables.
ONLY_FOR = {"frauen": OnlyFor.WOMEN, "maenner": OnlyFor.MEN, "maedchen": OnlyFor.GIRLS, "jungen": OnlyFor.BOYS}
INTERPRETING = {
    "immer": Interpreting.ALWAYS,
    "auf-anfrage": Interpreting.ON_REQUEST,
    "mitbringen": Interpreting.BRING,
    "nein": Interpreting.NONE,
}
FEES = {"kostenlos": Fee.FREE, "kostet-etwas": Fee.PAID, "kommt-darauf-an": Fee.DEPENDS}
ACCESS_WAYS = {
    "einfach-kommen": AccessWay.WALK_IN,
    "termin": AccessWay.APPOINTMENT,
    "telefon": AccessWay.PHONE,
    "e-mail": AccessWay.MAIL,
    "internet": AccessWay.FORM,
    "fachstelle": AccessWay.REFERRAL,
}
CONTACT_BY = {"selbst": Whoever.PERSON, "angehoerige": Whoever.RELATIVES, "fachkraefte": Whoever.PROFESSIONALS}
RESIDENCE = {
    "deutsch": ResidenceTitle.GERMAN,
    "eu": ResidenceTitle.EU,
    "niederlassung": ResidenceTitle.SETTLEMENT,
    "anerkannt": ResidenceTitle.RECOGNISED,
    "abschiebungsverbot": ResidenceTitle.BAN_ON_REMOVAL,
    "voruebergehender-schutz": ResidenceTitle.TEMPORARY_PROTECTION,
    "andere-erlaubnis": ResidenceTitle.OTHER_PERMIT,
    "gestattung": ResidenceTitle.IN_PROCEDURE,
    "duldung": ResidenceTitle.TOLERATED,
}
TOPICS = tuple(topic.key for topic in shipped_topics() if topic.family_id)
# Offers invented to show what a full entry looks like stand in a file of their own and are marked on every page.
EXAMPLES = "angebote-beispiele.yaml"
# A municipality that knows no programmes has no such file.
PROGRAMMES = "programme.yaml"


@dataclass(frozen=True, kw_only=True)
class MunicipalityEntry(Entry):
    """Whose data these are."""

    called: ClassVar[str] = "Kommune"
    name: str = must(Text(120))
    gemeindeschluessel: str = must(Pattern(r"\d{8}", "der achtstellige amtliche Gemeindeschlüssel"))
    fachdienst: str = must(Text(160))
    anschrift: list[str] = may(ListOf(Text(120)))


@dataclass(frozen=True, kw_only=True)
class DistrictEntry(Entry):
    """A district."""

    called: ClassVar[str] = "Quartier"
    key: str = must(SHORT_KEY)
    name: str = must(Text(120))
    beschreibung: str | None = may(Text())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry(Entry):
    """An organisation."""

    called: ClassVar[str] = "Organisation"
    key: str = must(KEY)
    name: str = must(Text(200))
    kurzname: str | None = may(Text(60))
    art: str = must(Choice(tuple(OrganisationKind.values)))
    beschreibung: str | None = may(Text())
    sensibel: bool | None = may(Flag())
    auslaenderbehoerde: bool | None = may(Flag())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class RoomEntry(Entry):
    """A room of a place."""

    called: ClassVar[str] = "Raum"
    name: str = must(Text(120))
    plaetze: int | None = may(Number())


@dataclass(frozen=True, kw_only=True)
class PlaceEntry(Entry):
    """A place."""

    called: ClassVar[str] = "Ort"
    key: str = must(KEY)
    name: str = must(Text(200))
    art: str = must(Choice(tuple(PlaceKind.values)))
    quartier: str | None = may(Reference("quartiere"))
    adresse: str | None = may(Text(200))
    betreiber: str | None = may(Reference("organisationen"))
    beschreibung: str | None = may(Text())
    sammeleintrag: bool | None = may(Flag())
    raeume: list[RoomEntry] = may(ListOf(Nested(RoomEntry)))
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class ConceptEntry(Entry):
    """The concept and its version."""

    called: ClassVar[str] = "Konzept"
    key: str = must(SHORT_KEY)
    titel: str = must(Text(200))
    kommune: str = must(Text(120))
    fassung: str = must(Pattern(r"[1-9]\d{0,3}", "eine ganze Zahl, die mit jeder Fassung um eins wächst"))
    quelle: str | None = may(Text(300))
    stand: str | None = may(Text(80))


@dataclass(frozen=True, kw_only=True)
class ChapterEntry(Entry):
    """A chapter; the text is Markdown."""

    called: ClassVar[str] = "Kapitel"
    key: str = must(KEY)
    art: str = must(Choice(tuple(ChapterKind.values)))
    titel: str = must(Text(200))
    text: str = must(Text())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class CommitmentEntry(Entry):
    """A commitment in the concept's wording."""

    called: ClassVar[str] = "Selbstverpflichtung"
    key: str = must(KEY)
    art: str = must(Choice(tuple(kind.value for kind in KINDS_OF_COMMITMENT)))
    text: str = must(Text())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class TargetGroupEntry(Entry):
    """A target group of the concept."""

    called: ClassVar[str] = "Zielgruppe"
    key: str = must(KEY)
    name: str = must(Text(200))
    text: str | None = may(Text())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class FieldOfActionEntry(Entry):
    """A field of action."""

    called: ClassVar[str] = "Handlungsfeld"
    key: str = must(SHORT_KEY)
    titel: str = must(Text(200))
    kurz: str = must(Text(60))
    text: str | None = may(Text())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class GoalEntry(Entry):
    """A goal of a field of action."""

    called: ClassVar[str] = "Ziel"
    key: str = must(KEY)
    handlungsfeld: str = must(Reference("handlungsfelder"))
    titel: str = must(Text())
    text: str | None = may(Text())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class ProjectEntry(Entry):
    """A project."""

    called: ClassVar[str] = "Projekt"
    key: str = must(KEY)
    handlungsfeld: str = must(Reference("handlungsfelder"))
    titel: str = must(Text(300))
    horizont: str = must(Choice(tuple(Horizon.values)))
    verantwortlich: str | None = may(Reference("organisationen"))
    partner: list[str] = may(ListOf(Reference("organisationen")))
    orte: list[str] = may(ListOf(Reference("orte")))
    zielgruppen: list[str] = may(ListOf(Reference("zielgruppen")))
    ziele: list[str] = may(ListOf(Reference("ziele")))
    zusammenfassung: str = must(Text())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class ScheduleEntry(Entry):
    """A weekly time of an offer."""

    called: ClassVar[str] = "Termin"
    wochentag: str = must(Choice(WEEKDAYS))
    von: time = must(Clock())
    bis: time = must(Clock())
    ort: str | None = may(Reference("orte"))
    hinweis: str | None = may(Text(120))


@dataclass(frozen=True, kw_only=True)
class ContactEntry(Entry):
    """Who answers questions about an offer."""

    called: ClassVar[str] = "Ansprechperson"
    name: str = must(Text(120))
    funktion: str | None = may(Text(120))
    telefon: str | None = may(Text(40))
    mail: str | None = may(MAIL)
    sprachen: list[str] = may(ListOf(LANGUAGE))
    oeffentlich: bool | None = may(Flag())


@dataclass(frozen=True, kw_only=True)
class OfferEntry(Entry):
    """An offer."""

    called: ClassVar[str] = "Angebot"
    key: str = must(KEY)
    titel: str = must(Text(200))
    anbieter: str = must(Reference("organisationen"))
    orte: list[str] = may(ListOf(Reference("orte")))
    handlungsfelder: list[str] = must(ListOf(Reference("handlungsfelder"), least=1))
    themen: list[str] = may(ListOf(Choice(TOPICS)))
    zielgruppe: str | None = may(Text(300))
    zielgruppen: list[str] = may(ListOf(Reference("zielgruppen")))
    nur_fuer: str | None = may(Choice(tuple(ONLY_FOR)))
    alter_von: int | None = may(Number())
    alter_bis: int | None = may(Number())
    jeder_aufenthalt: bool | None = may(Flag())
    aufenthalt: list[str] = may(ListOf(Choice(tuple(RESIDENCE))))
    voraussetzungen: str | None = may(Text())
    nur_aus: list[str] = may(ListOf(Reference("quartiere")))
    art: str = must(Choice(tuple(OfferKind.values)))
    beschreibung: str | None = may(Text())
    sprachen: list[str] = may(ListOf(LANGUAGE))
    niveau: str | None = may(Choice(tuple(GermanLevel.values)))
    sprachmittlung: str | None = may(Choice(tuple(INTERPRETING)))
    kinderbetreuung: bool | None = may(Flag())
    kinderbetreuung_hinweis: str | None = may(Text(200))
    gebuehr: str | None = may(Choice(tuple(FEES)))
    kosten: str | None = may(Text(200))
    zugang: list[str] = may(ListOf(Choice(tuple(ACCESS_WAYS))))
    wer_meldet_sich: list[str] = may(ListOf(Choice(tuple(CONTACT_BY))))
    anmeldung: str | None = may(Text(300))
    anmeldung_internet: str | None = may(WEB_ADDRESS)
    mitbringen: list[str] = may(ListOf(Text(200)))
    termine: list[ScheduleEntry] = may(ListOf(Nested(ScheduleEntry)))
    rhythmus: str | None = may(Text(200))
    in_den_ferien: bool | None = may(Flag())
    an_feiertagen: bool | None = may(Flag())
    beginnt: date | None = may(Day())
    letzter_tag: date | None = may(Day())
    im_internet: bool | None = may(Flag())
    internetadresse: str | None = may(WEB_ADDRESS)
    plaetze: int | None = may(Number())
    freie_plaetze: int | None = may(Number())
    warteliste: bool | None = may(Flag())
    wartezeit_wochen: int | None = may(Number())
    projekt: str | None = may(Reference("projekte"))
    foerderung: str | None = may(Text(200))
    ansprechpersonen: list[ContactEntry] = may(ListOf(Nested(ContactEntry)))
    stichworte: list[str] = may(ListOf(Text(80)))
    programm: str | None = may(Reference("programme"))
    programm_seit: int | None = may(Number())
    zeilen: str | None = may(LINES)


@dataclass(frozen=True, kw_only=True)
class ProgrammeEntry(Entry):
    """A programme."""

    called: ClassVar[str] = "Programm"
    key: str = must(SHORT_KEY)
    name: str = must(Text(120))
    programm: str | None = may(Text())
    einrichtungen: list[str] = must(ListOf(Choice(tuple(PlaceKind.values)), least=1))
    nicht_in: list[str] = may(ListOf(Reference("orte")))
    traeger: str | None = may(Reference("organisationen"))
    handlungsfelder: list[str] = must(ListOf(Reference("handlungsfelder"), least=1))
    zielgruppen: list[str] = may(ListOf(Reference("zielgruppen")))
    art: str = must(Choice(tuple(OfferKind.values)))
    zielgruppe: str | None = may(Text(300))
    alter_von: int | None = may(Number())
    alter_bis: int | None = may(Number())
    beschreibung: str | None = may(Text())
    rhythmus: str | None = may(Text(200))
    kosten: str | None = may(Text(200))
    anmeldung: str | None = may(Text(300))
    stichworte: list[str] = may(ListOf(Text(80)))
    zeilen: str | None = may(LINES)


@dataclass
class Files:
    """Everything the files of a municipality say."""

    municipality: MunicipalityEntry | None = None
    districts: list[DistrictEntry] = field(default_factory=list)
    organisations: list[OrganisationEntry] = field(default_factory=list)
    places: list[PlaceEntry] = field(default_factory=list)
    concept: ConceptEntry | None = None
    chapters: list[ChapterEntry] = field(default_factory=list)
    commitments: list[CommitmentEntry] = field(default_factory=list)
    target_groups: list[TargetGroupEntry] = field(default_factory=list)
    fields_of_action: list[FieldOfActionEntry] = field(default_factory=list)
    goals: list[GoalEntry] = field(default_factory=list)
    projects: list[ProjectEntry] = field(default_factory=list)
    offers: list[OfferEntry] = field(default_factory=list)
    examples: list[OfferEntry] = field(default_factory=list)
    programmes: list[ProgrammeEntry] = field(default_factory=list)
    example_places: list[PlaceEntry] = field(default_factory=list)


def read_files(directory: Path) -> Files:
    """Read all files of the directory. Raises ``LoadingFailed`` with every mistake of every file."""
    names = ["kommune.yaml", "sozialraeume.yaml", "organisationen.yaml", "orte.yaml", "konzept.yaml", "projekte.yaml"]
    sheets = [Sheet(directory / name) for name in [*names, "angebote.yaml"]]
    files = _read_sections(*sheets)
    if (directory / EXAMPLES).exists():
        sheets.append(examples := Sheet(directory / EXAMPLES))
        files.examples = examples.many("angebote", OfferEntry)
        files.example_places = examples.many("weitere_orte", PlaceEntry)
    if (directory / PROGRAMMES).exists():
        sheets.append(programmes := Sheet(directory / PROGRAMMES))
        files.programmes = programmes.many("programme", ProgrammeEntry)
    for sheet in sheets:
        sheet.refuse_other_sections()
    noted = [problem for sheet in sheets for problem in sheet.page.problems]
    raise_problems(
        [*noted, *check_links(sheets), *_wrong_times(files), *_contradictions(files), *_repeated_offers(files)]
    )
    return files


def _read_sections(
    municipality: Sheet,
    districts: Sheet,
    organisations: Sheet,
    places: Sheet,
    concept: Sheet,
    projects: Sheet,
    offers: Sheet,
) -> Files:
    return Files(
        municipality=municipality.one("kommune", MunicipalityEntry),
        districts=districts.many("quartiere", DistrictEntry),
        organisations=organisations.many("organisationen", OrganisationEntry),
        places=places.many("orte", PlaceEntry),
        concept=concept.one("konzept", ConceptEntry),
        chapters=concept.many("kapitel", ChapterEntry),
        commitments=concept.many("selbstverpflichtungen", CommitmentEntry),
        target_groups=concept.many("zielgruppen", TargetGroupEntry),
        fields_of_action=concept.many("handlungsfelder", FieldOfActionEntry),
        goals=concept.many("ziele", GoalEntry),
        projects=projects.many("projekte", ProjectEntry),
        offers=offers.many("angebote", OfferEntry),
    )


def _wrong_times(files: Files) -> Iterator[Problem]:
    for name, offers in (("angebote.yaml", files.offers), (EXAMPLES, files.examples)):
        for span in (span for offer in offers for span in offer.termine):
            if span.bis <= span.von:
                yield Problem(name, span.line, "Das Ende („bis“) liegt nicht nach dem Beginn („von“).")


def _contradictions(files: Files) -> Iterator[Problem]:
    for name, offers in (("angebote.yaml", files.offers), (EXAMPLES, files.examples)):
        for offer in offers:
            for message in _contradicting(offer):
                yield Problem(name, offer.line, message)
            for contact in offer.ansprechpersonen:
                if not (contact.telefon or contact.mail):
                    yield Problem(name, contact.line, "Bitte „telefon“ oder „mail“ der Ansprechperson angeben.")


def _contradicting(offer: OfferEntry) -> Iterator[str]:
    """What PostgreSQL would refuse, in the words of the files."""
    if offer.alter_von is not None and offer.alter_bis is not None and offer.alter_bis < offer.alter_von:
        yield "„alter_bis“ liegt unter „alter_von“."
    if max(offer.alter_von or 0, offer.alter_bis or 0) > OLDEST:
        yield "Bei „alter_von“ und „alter_bis“ wird ein Alter in Jahren erwartet."
    if offer.aufenthalt and offer.jeder_aufenthalt:
        yield "Entweder „jeder_aufenthalt: true“ oder eine Liste bei „aufenthalt“, nicht beides."
    if offer.freie_plaetze is not None and offer.plaetze is not None and offer.freie_plaetze > offer.plaetze:
        yield "Es sind mehr Plätze frei („freie_plaetze“), als es gibt („plaetze“)."
    if offer.beginnt and offer.letzter_tag and offer.letzter_tag < offer.beginnt:
        yield "„letzter_tag“ liegt vor „beginnt“."


def _repeated_offers(files: Files) -> Iterator[Problem]:
    real = {offer.key: offer.line for offer in files.offers}
    for example in files.examples:
        if example.key in real:
            message = f"Den key „{example.key}“ gibt es schon in angebote.yaml, Zeile {real[example.key]}."
            yield Problem(EXAMPLES, example.line, message)
