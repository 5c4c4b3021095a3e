"""What the story files may contain. Field names are the words of the files, which people write in German."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from roterfaden.demo.stories.reading import Text, read_directory

DIRECTORY = Path(__file__).parents[3] / "demo" / "geschichten"
Variants = dict[str, list[dict[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Weg:
    """On what a stay rests, with what follows from it: the rules a social worker would nod at.

    ``jahre``: for how many years the person has been here at the first talk. ``gilt``: for how many months from today
    the paper still holds. ``ankunft``: an arrival between two days instead. ``unterkunft``: share of persons in shared
    accommodation.
    """

    key: str
    aufenthalt: str
    papier: str
    rechtskreis: dict[str, float]
    jahre: list[float] = field(default_factory=list)
    ankunft: list[str] = field(default_factory=list)
    gilt: list[int] = field(default_factory=list)
    gilt_bis: str = ""
    arbeit: str = ""
    unterkunft: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Land:
    """A country persons come from. ``sprachen`` and ``wege`` weigh what is how frequent."""

    land: str
    namen: str
    sprachen: dict[str, float]
    wege: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Namen:
    """Names that go together; ``Rania | رانيا`` adds the own script, ``Ivanov/Ivanova`` the form for women."""

    key: str
    frauen: list[str]
    maenner: list[str]
    frauen_aelter: list[str] = field(default_factory=list)
    maenner_aelter: list[str] = field(default_factory=list)
    familie: list[str]


@dataclass(frozen=True, kw_only=True)
class Wer:
    """To whom a story may happen."""

    herkunft: dict[str, float]
    geschlecht: str = "beide"
    alter: list[int]
    wege: list[str] = field(default_factory=list)
    deutsch: list[str]
    rechtskreis: list[str] = field(default_factory=list)
    unterkunft: str = ""


@dataclass(frozen=True, kw_only=True)
class Beginn:
    """The first talk."""

    weg: list[str]
    dringlichkeit: dict[str, float]
    felder: list[str]
    anliegen: Text
    original: dict[str, str] = field(default_factory=dict)
    gruende: list[str]
    begruendung: Text


@dataclass(frozen=True, kw_only=True)
class Kontakt:
    """Someone on the network map; ``immer: true`` belongs to the story, others appear now and then."""

    wer: Text
    bereich: str
    naehe: int
    gefuehl: str = "supportive"
    hilft: Text | None = None
    immer: bool = False


@dataclass(frozen=True, kw_only=True)
class Schritt:
    """A measure: an offer, help, or a gap.

    ``angebot`` holds words to search the directory by, in order of preference. If an offer declines (``absage`` says
    why), ``dann`` is tried, else ``fehlt`` recorded.
    """

    angebot: list[str] = field(default_factory=list)
    hilfe: Text | None = None
    wer: Text | None = None
    hinweis: Text | None = None
    botschaft: Text | None = None
    absage: Text | None = None
    dann: list[str] = field(default_factory=list)
    fehlt: Text | None = None
    stattdessen: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Pruefung:
    """What a look at the goal asks, and what it may show."""

    frage: Text
    laeuft: Text
    nachsteuern: Text
    stockt: Text
    erreicht: Text


@dataclass(frozen=True, kw_only=True)
class Handlungsziel:
    """An action goal with its five steps from −2 to +2, due ``wochen`` weeks after the agreement.

    ``danach`` says what changes for the person when it is reached: ``rechtskreis: sgb_ii``, ``wohnung: eigene``.
    """

    titel: Text
    eigene_worte: Text | None = None
    wochen: int
    wichtig: int
    schwer: int
    ausgang: int = -2
    skala: list[Text]
    schritte: list[Schritt]
    selbst: list[Text]
    pruefung: Pruefung
    danach: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rahmenziel:
    """A frame goal. ``selten: true``: only some persons want it."""

    feld: str
    titel: Text
    worum: Text
    selten: bool = False
    handlungsziele: list[Handlungsziel]


@dataclass(frozen=True, kw_only=True)
class Notiz:
    """A contact note; without ``weg`` people met in the office or on the telephone.

    ``nur: sprachmittlung`` keeps it for persons for whom somebody interprets.
    """

    text: Text
    weg: str = ""
    mit: Text | None = None
    kontakt: bool = True
    nur: str = ""


@dataclass(frozen=True, kw_only=True)
class Notizen:
    """Notes by the part of the way in which they fit; within a part in the order in which things happen."""

    kennenlernen: list[Notiz]
    ziele: list[Notiz]
    begleitung: list[Notiz]


@dataclass(frozen=True, kw_only=True)
class Auswertung:
    """What an evaluation says."""

    vorgehen: Text
    verstaendigung: Text
    zeit: Text
    person: Text
    gelernt: Text


@dataclass(frozen=True, kw_only=True)
class Geschichte:
    """One kind of story: what brings a person, what they want, and what may come of it.

    ``still: true`` keeps to the story's own few words: nothing general is added.
    """

    key: str
    titel: str
    anteil: int = 1
    wer: Wer
    varianten: Variants = field(default_factory=dict)
    aufnahme: Beginn
    bestandsaufnahme: dict[str, dict[str, Text]]
    netzwerk: list[Kontakt]
    mottoziel: list[dict[str, str]]
    rahmenziele: list[Rahmenziel]
    notizen: Notizen
    aufgaben: list[Text]
    auswertung: Auswertung
    abschluss: dict[str, Text]
    wiederaufnahme: Text
    neue_ziele: Text
    still: bool = False

    @property
    def longest_days(self) -> int:
        """How long the slowest goal takes that everybody in this story has."""
        frames = [frame for frame in self.rahmenziele if not frame.selten]
        return 7 * max(goal.wochen for frame in frames for goal in frame.handlungsziele)


@dataclass(frozen=True, kw_only=True)
class Gespraech:
    """What somebody asked, and what they were told."""

    anliegen: Text
    ergebnis: Text


@dataclass(frozen=True, kw_only=True)
class Beratung:
    """A concern for which one talk is enough."""

    key: str
    wer: Wer
    varianten: Variants = field(default_factory=dict)
    weg: list[str]
    felder: list[str]
    gespraeche: list[Gespraech]


@dataclass(frozen=True, kw_only=True)
class Allgemein:
    """Texts that fit every story."""

    varianten: Variants
    notizen: list[Notiz]
    keine_antwort: Text
    vorzeitig: Text
    verschoben: Text
    vertretung: list[Notiz]
    pruefung: dict[str, Text]
    abschluss: dict[str, Text]
    neuer_anfang: Text
    wieder_da: Text


@dataclass(frozen=True)
class Material:
    """Everything the files hold."""

    wege: dict[str, Weg]
    laender: dict[str, Land]
    namen: dict[str, Namen]
    allgemein: Allgemein
    beratungen: list[Beratung]
    geschichten: list[Geschichte]


@lru_cache(maxsize=4)
def material(directory: Path = DIRECTORY) -> Material:
    """All story files of the directory; raises ``MaterialError`` naming file and place of the first fault."""
    files = read_directory(directory)
    return Material(
        wege={entry.key: entry for entry in files.many("herkunft", "wege", Weg)},
        laender={entry.land: entry for entry in files.many("herkunft", "laender", Land)},
        namen={entry.key: entry for entry in files.many("namen", "namen", Namen)},
        allgemein=files.whole("allgemein", Allgemein),
        beratungen=files.many("beratungen", "beratungen", Beratung),
        geschichten=[files.whole(name, Geschichte) for name in files.stories()],
    )
