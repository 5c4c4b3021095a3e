"""The left navigation: groups by work, each entry shown to those who need it."""

from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import STAFF
from roterfaden.base.navigation import Entry, Group
from roterfaden.bodies.access import READERS as REPORT_READERS
from roterfaden.cases.access import CASE_WORK, COVERS, RECIPIENTS, WORKLOAD
from roterfaden.logbook.access import OVERSIGHT as OFFICERS
from roterfaden.needs.access import READERS as NEEDS
from roterfaden.network.access import ADMINISTRATION, DIRECTORY_CARE, OVERSIGHT
from roterfaden.offers.access import EDITORS, REVIEWING
from roterfaden.offers.translating.access import TRANSLATORS
from roterfaden.rights.access import RIGHTS_WORK, SUPERVISION

GROUPS = (
    Group(
        _("Arbeit"), (Entry(_("Heute"), "desk:today", icon="home", audience=STAFF, prefix="/app/heute/", phone=True),)
    ),
    Group(
        _("Menschen"),
        (
            Entry(
                _("Meine Fälle"), "cases:cases", icon="folder", audience=CASE_WORK, prefix="/app/faelle/", phone=True
            ),
            Entry(_("Aufnahme"), "cases:find", icon="add", audience=CASE_WORK, prefix="/app/aufnahme/", phone=True),
            Entry(_("Hausbesuche"), "cases:visits", icon="house", audience=CASE_WORK, prefix="/app/hausbesuche/"),
            Entry(
                _("Warteschlange"),
                "cases:queue",
                icon="people",
                audience=CASE_WORK,
                prefix="/app/beratungen/warteschlange/",
            ),
            Entry(_("Beratungen"), "cases:advice", icon="dialog", audience=CASE_WORK, prefix="/app/beratungen/"),
            Entry(
                _("Konferenzen"), "cases:conferences", icon="conference", audience=CASE_WORK, prefix="/app/konferenzen/"
            ),
            Entry(
                _("Einladungen"),
                "cases:invitations",
                icon="conference",
                audience=RECIPIENTS,
                prefix="/app/konferenzen/einladungen/",
                phone=True,
            ),
            Entry(
                _("An uns übermittelt"),
                "cases:disclosed",
                icon="mail",
                audience=RECIPIENTS,
                prefix="/app/uebermittelt/",
                phone=True,
            ),
            Entry(_("Rechte der Menschen"), "rights:mine", icon="shield", audience=RIGHTS_WORK, prefix="/app/rechte/"),
            Entry(
                _("Auslastung"),
                "cases:workload",
                icon="chart",
                audience=WORKLOAD,
                prefix="/app/auslastung/",
                phone=True,
            ),
            Entry(_("Beispiele für Ziele"), "cases:examples", icon="target", audience=COVERS, prefix="/app/beispiele/"),
            Entry(_("Vorlagen"), "cases:templates", icon="checklist", audience=WORKLOAD, prefix="/app/vorlagen/"),
            Entry(_("Vertretung"), "cases:covers", icon="people", audience=COVERS, prefix="/app/vertretung/"),
        ),
    ),
    Group(
        _("Datenschutz"),
        (
            Entry(
                _("Anfragen"),
                "rights:requests",
                icon="mail",
                audience=SUPERVISION,
                prefix="/app/datenschutz/anfragen/",
                phone=True,
            ),
            Entry(
                _("Notfallzugriffe"),
                "cases:emergencies",
                icon="danger",
                audience=OFFICERS,
                prefix="/app/notfallzugriffe/",
                phone=True,
            ),
            Entry(
                _("Auffälliges"),
                "logbook:unusual",
                icon="warning",
                audience=OFFICERS,
                prefix="/app/datenschutz/auffaelliges/",
            ),
            Entry(
                _("Lesezugriffe"),
                "logbook:reads",
                icon="visibility",
                audience=OFFICERS,
                prefix="/app/datenschutz/lesezugriffe/",
                phone=True,
            ),
            Entry(
                _("Änderungen"),
                "logbook:changes",
                icon="history",
                audience=OFFICERS,
                prefix="/app/datenschutz/aenderungen/",
            ),
            Entry(
                _("Anstehende Löschungen"),
                "retention:pending",
                icon="calendar",
                audience=OFFICERS,
                prefix="/app/loeschungen/",
            ),
            Entry(_("Löschfristen"), "retention:rules", icon="clock", audience=OFFICERS, prefix="/app/loeschfristen/"),
            Entry(
                _("Löschprotokoll"),
                "retention:protocol",
                icon="document",
                audience=OFFICERS,
                prefix="/app/loeschprotokoll/",
            ),
        ),
    ),
    Group(
        _("Angebote und Netzwerk"),
        (
            Entry(_("Angebote"), "offers:offers", icon="offer", audience=STAFF, prefix="/app/angebote/", phone=True),
            Entry(_("Entwürfe"), "offers:drafts", icon="edit", audience=EDITORS, prefix="/app/angebote/entwuerfe/"),
            Entry(
                _("Zu prüfen"),
                "offers:reviews",
                icon="checklist",
                audience=REVIEWING,
                prefix="/app/angebote/pruefen/",
            ),
            Entry(
                _("Angebote pflegen"),
                "offers:kept",
                icon="checklist",
                audience=EDITORS,
                prefix="/app/angebote/pflegen/",
            ),
            Entry(
                _("Lange nicht bestätigt"),
                "offers:overdue",
                icon="clock",
                audience=DIRECTORY_CARE,
                prefix="/app/angebote/lange-nicht-bestaetigt/",
            ),
            Entry(_("Programme"), "offers:programmes", icon="school", audience=STAFF, prefix="/app/programme/"),
            Entry(
                _("Übersetzungen"),
                "offers:translations",
                icon="language",
                audience=TRANSLATORS,
                prefix="/app/uebersetzungen/",
            ),
            Entry(
                _("Sprechstunden"),
                "offers:consultations",
                icon="calendar",
                audience=STAFF,
                prefix="/app/sprechstunden/",
            ),
            Entry(
                _("Organisationen"),
                "network:organisations",
                icon="network",
                audience=STAFF,
                prefix="/app/organisationen/",
            ),
            Entry(_("Orte"), "network:places", icon="place", audience=STAFF, prefix="/app/orte/"),
            Entry(_("Quartiere"), "network:districts", icon="house", audience=STAFF, prefix="/app/quartiere/"),
        ),
    ),
    Group(_("Steuerung"), (Entry(_("Bedarfe"), "needs:needs", icon="need", audience=NEEDS, prefix="/app/bedarfe/"),)),
    Group(
        _("Gremien"),
        (
            Entry(
                _("Fallberichte"),
                "bodies:reports",
                icon="document",
                audience=REPORT_READERS,
                prefix="/app/fallberichte/",
                phone=True,
            ),
        ),
    ),
    Group(
        _("Integrationskonzept"),
        (
            Entry(_("Konzept lesen"), "concept:overview", icon="document", audience=STAFF, prefix="/app/konzept/"),
            Entry(_("Ziele"), "concept:goals", icon="target", audience=STAFF, prefix="/app/ziele/"),
            Entry(_("Projekte"), "concept:projects", icon="checklist", audience=STAFF, prefix="/app/projekte/"),
        ),
    ),
    Group(
        _("Verwaltung"),
        (
            Entry(
                _("Konten und Rollen"),
                "network:users",
                icon="settings",
                audience=ADMINISTRATION,
                prefix="/app/konten/",
                phone=True,
            ),
            Entry(
                _("Funktionen bestätigen"),
                "network:recertification",
                icon="checklist",
                audience=OVERSIGHT,
                prefix="/app/konten/bestaetigen/",
            ),
            Entry(
                _("Vergebene Rechte"), "network:grants", icon="shield", audience=OVERSIGHT, prefix="/app/konten/rechte/"
            ),
        ),
    ),
    Group(
        _("Rechenschaft"),
        (
            Entry(
                _("Verarbeitungen"),
                "rights:records",
                icon="list",
                audience=SUPERVISION,
                prefix="/app/datenschutz/verzeichnis/",
            ),
            Entry(
                _("Schutzmaßnahmen"),
                "rights:measures",
                icon="shield",
                audience=SUPERVISION,
                prefix="/app/datenschutz/massnahmen/",
            ),
            Entry(
                _("Folgenabschätzung"),
                "rights:impact",
                icon="half-circle",
                audience=SUPERVISION,
                prefix="/app/datenschutz/folgenabschaetzung/",
            ),
        ),
    ),
)

# On a person's page the case is chosen already.
CASE = ("/app/faelle/", "fall")

QUICK_ADD = (
    Entry(_("Kontaktnotiz"), "cases:quick_note", icon="note", audience=CASE_WORK, key="n", about=CASE),
    Entry(_("Aufgabe"), "cases:quick_task", icon="checklist", audience=CASE_WORK, key="a", about=CASE),
    Entry(_("Vermittlung"), "cases:quick_referral", icon="hand-over", audience=CASE_WORK, key="v", about=CASE),
    Entry(_("Termin"), "cases:quick_appointment", icon="calendar", audience=CASE_WORK, key="t", about=CASE),
    Entry(_("Überprüfung"), "cases:quick_follow_up", icon="visibility", audience=CASE_WORK, key="u", about=CASE),
    Entry(_("Aufnahme oder Beratung"), "cases:find", icon="person", audience=CASE_WORK, key="b"),
    Entry(_("Kurzberatung ohne Namen"), "cases:advice_add", icon="dialog", audience=CASE_WORK, key="k"),
)

ACCOUNT = (
    Entry(_("Meine Aufträge"), "jobs:jobs", icon="checklist", audience=STAFF),
    Entry(_("Anmeldung und zweiter Faktor"), "mfa_index", icon="shield", audience=STAFF),
)

SEARCH = "desk:search"


def house_name() -> str:
    """The name beside the product's: whose installation this is. Remembered for a minute; it hardly ever changes."""
    return str(caches["memory"].get_or_set("house_name", _stored_name, 60))


def _stored_name() -> str:
    from roterfaden.network.models import Municipality

    municipality = Municipality.objects.first()
    return municipality.name if municipality else ""
