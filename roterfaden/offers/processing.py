"""What the directory of offers processes, and why."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="offers",
        name=_("Verzeichnis der Angebote"),
        purpose=_("Passende Hilfe finden; festhalten, wer eine Angabe geändert oder bestätigt hat"),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Zusammenarbeit im Netzwerk")),),
        persons=(_("Ansprechpersonen der Träger"), _("Beschäftigte, die das Verzeichnis pflegen")),
        rest_of=("offers",),
        recipients=(_("alle Angemeldeten"),),
        source=_("Träger, Kommune, Integrationskonzept"),
        pages=("offers",),
    ),
)
