"""What the care for the person's rights processes, and why; reading log and periods with it."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="rights",
        name=_("Rechte der Person und Aufsicht"),
        purpose=_("Anfragen nach der DSGVO beantworten, Fristen halten, Zugriffe nachweisen, rechtzeitig löschen"),
        bases=(
            Basis("Art. 6 Abs. 1 Buchst. c, Art. 12 bis 22 DSGVO", _("Rechte der betroffenen Person")),
            Basis("Art. 5 Abs. 2, Art. 24, Art. 30, Art. 32 DSGVO", _("Rechenschaft und Sicherheit")),
        ),
        persons=(_("Menschen, die Beratung suchen"), _("Beschäftigte, die lesen, schreiben und entscheiden")),
        rest_of=("rights", "logbook", "retention"),
        recipients=(_("Datenschutz und Leitung: Zeichen und Fristen, keine Namen"), _("das Team des Falls")),
        source=_("die Person selbst; die Software bei jedem Zugriff"),
        pages=("rights", "logbook", "retention"),
    ),
)
