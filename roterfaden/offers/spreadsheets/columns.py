"""What a column of a spreadsheet can be, in the words people put above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from roterfaden.base.badges import Text
from roterfaden.base.names import fold

APPEND = "append"
"""What no field has room for goes below the description, under the heading of its column, so that nothing is lost."""
# Below this likeness (of 100) a heading says nothing.
ALIKE = 85


@dataclass(frozen=True)
class Column:
    """A field of an offer with its heading in files that leave here, and what others call it."""

    key: str
    heading: Text
    also: Sequence[str] = ()


COLUMNS = (
    Column("key", _("Kennung"), ("id", "nr", "nummer", "schlüssel", "code")),
    Column("title", _("Titel"), ("name", "angebot", "name des angebots", "angebotstitel", "kurs", "bezeichnung")),
    Column("organisation", _("Anbieter"), ("träger", "organisation", "verein", "einrichtung", "institution", "wer")),
    Column("kind", _("Art"), ("angebotsart", "typ", "kategorie")),
    Column("description", _("Beschreibung"), ("inhalt", "text", "was", "kurzbeschreibung", "erläuterung")),
    Column("target_group", _("Für wen"), ("zielgruppe", "adressaten", "teilnehmende", "wen")),
    Column("only_for", _("Geschlecht"), ("nur für",)),
    Column("age_from", _("Alter von"), ("ab alter", "mindestalter", "ab jahren")),
    Column("age_to", _("Alter bis"), ("höchstalter", "bis jahre")),
    Column("any_residence", _("Für jeden Aufenthaltsstatus")),
    Column("residence", _("Nur mit diesem Aufenthalt"), ("aufenthalt", "aufenthaltsstatus")),
    Column("eligibility", _("Voraussetzungen"), ("bedingungen", "zugang")),
    Column("fields_of_action", _("Handlungsfelder"), ("handlungsfeld", "bereich", "feld")),
    Column("topics", _("Themen"), ("thema", "anliegen")),
    Column("target_groups", _("Zielgruppen des Konzepts")),
    Column("districts", _("Nur für Menschen aus"), ("einzugsgebiet",)),
    Column("languages", _("Sprachen"), ("sprache", "fremdsprachen")),
    Column("german_level", _("Deutschniveau"), ("niveau", "sprachniveau", "deutschkenntnisse", "deutsch", "level")),
    Column("interpreting", _("Sprachmittlung"), ("dolmetschen", "dolmetscher")),
    Column("childcare", _("Kinderbetreuung"), ("betreuung", "kinder")),
    Column("childcare_note", _("Hinweis zur Kinderbetreuung")),
    Column("fee", _("Kostet es etwas?"), ("kostenlos", "kostenpflichtig")),
    Column("cost", _("Kosten"), ("preis", "gebühr", "beitrag", "entgelt")),
    Column("access_ways", _("Wie man hinkommt"), ("zugangsweg",)),
    Column("contact_by", _("Wer sich melden darf")),
    Column("registration", _("Anmeldung"), ("kontakt", "ansprechpartner", "telefon", "anmelden bei")),
    Column("registration_url", _("Anmeldung im Internet"), ("link", "webseite", "internet", "homepage", "url")),
    Column("documents", _("Was man mitbringt"), ("unterlagen", "mitbringen")),
    Column("rhythm", _("Rhythmus"), ("turnus", "häufigkeit")),
    Column("schedules", _("Termine"), ("zeiten", "uhrzeit", "wann", "tag und uhrzeit", "öffnungszeiten", "zeit")),
    Column("rhythms", _("Weitere Termine"), ("einzeltermine",)),
    Column("in_school_breaks", _("Auch in den Schulferien"), ("ferien", "schulferien")),
    Column("on_holidays", _("Auch an Feiertagen"), ("feiertage",)),
    Column("places", _("Orte"), ("ort", "wo", "veranstaltungsort", "standort", "adresse")),
    Column("is_online", _("Online"), ("online-angebot",)),
    Column("online_url", _("Adresse im Internet"), ("online-adresse",)),
    Column("capacity", _("Plätze"), ("teilnehmerzahl", "anzahl plätze", "max teilnehmer")),
    Column("free_places", _("Freie Plätze")),
    Column("has_waiting_list", _("Warteliste")),
    Column("waiting_weeks", _("Wartezeit in Wochen"), ("wartezeit",)),
    Column("keywords", _("Stichworte"), ("schlagworte", "tags", "suchworte")),
    Column("project", _("Projekt")),
    Column("funding", _("gefördert durch"), ("förderung", "finanzierung")),
    Column("starts_on", _("Beginn"), ("ab", "start", "von datum")),
    Column("valid_until", _("letzter Tag"), ("ende", "bis datum", "gültig bis", "endet am")),
    Column("review_months", _("Angaben wieder bestätigen")),
)
BY_KEY = {column.key: column for column in COLUMNS}


def guessed(headings: Sequence[str]) -> list[str]:
    """For each heading the column it most likely is, each at most once; "" where nothing is alike."""
    names = [(fold(str(name)), column.key) for column in COLUMNS for name in (column.heading, *column.also)]
    likeness = [
        (score, place, names[index][1])
        for place, heading in enumerate(headings)
        for _name, score, index in process.extract(
            fold(heading), [name for name, _key in names], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5
        )
    ]
    keys = [""] * len(headings)
    for _score, place, key in sorted(likeness, key=lambda found: (-found[0], found[1])):
        if not keys[place] and key not in keys:
            keys[place] = key
    return keys
