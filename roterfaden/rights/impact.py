"""The impact assessment (Art. 35 GDPR): what the system knows is filled in, what only the municipality knows is asked.

Needed because of the sensitive data of people in need of protection and the list of the supervisory authorities
(Datenschutzkonferenz, "Muss-Liste", no. 3: Träger großer sozialer Einrichtungen). Contents after Art. 35 (7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from roterfaden import __version__
from roterfaden.base.badges import Text
from roterfaden.rights import measures, register

DESCRIPTION, NECESSITY, RISKS, CONCLUSION = _("Beschreibung"), _("Notwendigkeit"), _("Risiken"), _("Ergebnis")


@dataclass(frozen=True)
class Question:
    """Something only the municipality knows."""

    key: str
    section: Text
    label: Text
    help: Text


@dataclass(frozen=True)
class Risk:
    """A risk for the person, what the code does about it, and what that rests on."""

    name: Text
    harm: Text
    answer: Text


OPEN = (
    Question(
        "controller",
        DESCRIPTION,
        _("Verantwortliche Stelle"),
        _("Name, Anschrift, wer vertritt; Datenschutzbeauftragte"),
    ),
    Question("operation", DESCRIPTION, _("Betrieb"), _("Wo die Server stehen, wer sie betreibt, Auftragsverarbeitung")),
    Question("scale", DESCRIPTION, _("Umfang"), _("Wie viele Menschen im Jahr, wie viele Beschäftigte mit Zugang")),
    Question(
        "bases",
        NECESSITY,
        _("Rechtsgrundlagen geprüft"),
        _("Die Vorschläge unten: bestätigt, von wem, mit welchen Änderungen"),
    ),
    Question("alternatives", NECESSITY, _("Mildere Mittel"), _("Was geprüft wurde und warum es nicht genügt")),
    Question(
        "likelihood", RISKS, _("Einschätzung der Risiken"), _("Wie wahrscheinlich und wie schwer, nach den Maßnahmen")
    ),
    Question("further", RISKS, _("Weitere Maßnahmen"), _("Schulung, Dienstanweisung, Räume, Sicherungen")),
    Question(
        "views",
        CONCLUSION,
        _("Standpunkt der Betroffenen"),
        _("Wen Sie gefragt haben, zum Beispiel den Integrationsrat"),
    ),
    Question("officer", CONCLUSION, _("Rat der Datenschutzbeauftragten"), _("Art. 35 Abs. 2 DSGVO")),
    Question(
        "result",
        CONCLUSION,
        _("Entscheidung"),
        _("Ob die Verarbeitung beginnt, wer entscheidet, wann neu geprüft wird"),
    ),
)

RISK_LIST = (
    Risk(
        _("Unbefugte lesen eine Akte"),
        _("Bloßstellung, Nachteile bei Aufenthalt, Arbeit oder Wohnung, Gefahr durch Gewalttäter"),
        _("Team statt Rolle, Zeilenschutz in der Datenbank, zweiter Faktor, Ende der Sitzung"),
    ),
    Risk(
        _("Angaben gelangen an die Ausländerbehörde"),
        _("Menschen meiden Beratung; aufenthaltsrechtliche Folgen"),
        _("Andere Ämter haben keine Seite, die Beratungsakten zeigt; Weitergabe nur einzeln, mit Grund und Nachweis"),
    ),
    Risk(
        _("Weitergabe ohne oder gegen den Willen"),
        _("Verlust der Kontrolle, Benachteiligung"),
        _(
            "Vermittlung nur mit Einwilligung (Bedingung der Datenbank); nach "
            "Widerspruch verweigert der Server die Weitergabe"
        ),
    ),
    Risk(
        _("Falsche oder einseitige Angaben"),
        _("Falsche Hilfe, falsches Bild der Person"),
        _("Eigene Worte, Gegendarstellung neben dem Eintrag, Geschichte jeder Änderung, Berichtigung mit Frist"),
    ),
    Risk(
        _("Zu lange gespeichert"),
        _("Frühere Notlagen bleiben sichtbar"),
        _("Fristen je Art der Unterlage, Freigabe zur Löschung auf Antrag, vollständiges Löschen über alle Tabellen"),
    ),
    Risk(
        _("Rückschluss aus Zahlen"),
        _("Einzelne werden in kleinen Gruppen erkennbar"),
        _(
            "Zählende und veröffentlichende Module können Akten nicht erreichen "
            "(Importvertrag); Leitung sieht Zahlen ohne Namen"
        ),
    ),
    Risk(
        _("Daten gehen verloren oder werden unbemerkt geändert"),
        _("Hilfe bricht ab, Nachweise fehlen"),
        _("Nichts wird überschrieben, nur wachsende Protokolle, Sicherungen nach Anleitung"),
    ),
)


def blocks(answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The whole assessment as blocks of a paper; what the municipality has to add is marked."""
    found: list[dict[str, Any]] = [_p(_why())]
    found += [_h2(__("1 Systematische Beschreibung (Art. 35 Abs. 7 Buchst. a)")), *_asked(DESCRIPTION, answers)]
    found += [_h3(__("Verarbeitungstätigkeiten")), *_lower(register.blocks())]
    found += [_h3(__("Wege der Daten")), {"kind": "list", "items": _flows()}]
    found += [_h2(__("2 Notwendigkeit und Verhältnismäßigkeit (Buchst. b)")), {"kind": "list", "items": _necessity()}]
    found += [*_asked(NECESSITY, answers), _h2(__("3 Risiken für die Menschen (Buchst. c)"))]
    header = [__("Risiko"), __("Möglicher Schaden"), __("Was die Software dagegen tut")]
    rows = [[str(risk.name), str(risk.harm), str(risk.answer)] for risk in RISK_LIST]
    found += [{"kind": "table", "header": header, "rows": rows}, *_asked(RISKS, answers)]
    found += [_h2(__("4 Maßnahmen in dieser Installation (Buchst. d)")), *measures.blocks()]
    return [*found, _h2(__("5 Beteiligung und Ergebnis")), *_asked(CONCLUSION, answers)]


def markdown(answers: Mapping[str, str]) -> str:
    """The same as text to go on writing with."""
    lines = [f"# {title()}", "", lead(), ""]
    for block in blocks(answers):
        lines += _markdown(block)
    return "\n".join(lines)


def title() -> str:
    """Its title."""
    return __("Datenschutz-Folgenabschätzung")


def lead(number: int = 0) -> str:
    """Which state it shows."""
    draft = __("Angaben der Kommune: Fassung {number}.").format(number=number) if number else ""
    today = f"{timezone.localdate():%d.%m.%Y}"
    stand = __("Stand {day}, Roter Faden {version}.").format(day=today, version=__version__)
    return " ".join(filter(None, [stand, draft]))


def _why() -> str:
    return __(
        "Nach Art. 35 Abs. 1 und 3 Buchst. b DSGVO: besondere Kategorien "
        "von Daten schutzbedürftiger Menschen; dazu die "
        "Liste der Datenschutzkonferenz zu Art. 35 Abs. 4 (Träger großer sozialer Einrichtungen). Blau hinterlegt ist, "
        "was die Kommune ergänzt; alles andere stammt aus dem Programm und stimmt mit ihm überein."
    )


def _flows() -> list[str]:
    return [
        __("Person → Fachkraft → Akte: im Gespräch, in ihrer Sprache, freiwillig."),
        __("Akte → Team des Falls: lesen und schreiben, für Fallarbeit und für die Rechte der Person."),
        __("Akte → Träger: nur was bei einer Vermittlung mitgeteilt wird, mit Einwilligung."),
        __("Akte → Person: Papiere, Auskunft, Antworten."),
        __("Akte → Zahlen: nur Zählungen ohne Namen; kein Weg zurück."),
        __("Keine Übermittlung in Drittländer, keine Dienste Dritter auf den Seiten, keine automatische Entscheidung."),
    ]


def _necessity() -> list[str]:
    return [
        __("Fast alle Felder sind freiwillig; Formulare sagen, warum etwas gefragt wird."),
        __("Wer beraten wird, ohne Begleitung zu wünschen, bekommt keine Akte."),
        __("Jede Person kann in zwei Schritten vollständige Auskunft bekommen, in ihrer Sprache."),
        __(
            "Berichtigung, Gegendarstellung, Einschränkung, Widerspruch und Löschung sind Vorgänge mit Frist und Grund."
        ),
    ]


def _asked(section: Text, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for question in OPEN:
        if question.section == section:
            found += [_h3(str(question.label)), {"kind": "open", "text": answers.get(question.key, "")}]
    return found


def _lower(of_register: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_h4ish(block) for block in of_register]


def _h4ish(block: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "h4", "text": block["text"]} if block["kind"] == "h2" else block


def _p(text: str) -> dict[str, Any]:
    return {"kind": "p", "text": text}


def _h2(text: str) -> dict[str, Any]:
    return {"kind": "h2", "text": text}


def _h3(text: str) -> dict[str, Any]:
    return {"kind": "h3", "text": text}


def _markdown(block: dict[str, Any]) -> list[str]:
    match block["kind"]:
        case "h2" | "h3" | "h4" as kind:
            return [f"{'#' * int(kind[1])} {block['text']}", ""]
        case "open":
            return [block["text"] or __("> **Von der Kommune auszufüllen.**"), ""]
        case "list":
            return [*(f"- {item}" for item in block["items"]), ""]
        case "facts":
            return [*(f"- **{label}:** {'; '.join(lines)}" for label, lines in block["items"]), ""]
        case "table":
            rows = [block["header"], ["---"] * len(block["header"]), *block["rows"]]
            return [*("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows), ""]
    return [block["text"], ""]
