"""What the directory of organisations and seats processes, and why."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="network",
        name=_("Organisationen, Orte und Zugehörigkeiten"),
        purpose=_("Wissen, wer mitarbeitet, in welcher Funktion und wo; Rollen und Rechte daraus ableiten"),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Zusammenarbeit im Netzwerk")),),
        persons=(_("Beschäftigte der Kommune, der Träger und anderer Ämter"),),
        rest_of=("network",),
        recipients=(_("alle Angemeldeten: dienstliche Angaben der Organisationen und Orte"),),
        source=_("Administration, Träger"),
        pages=("network",),
    ),
)
