"""What jobs process, and why."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="jobs",
        name=_("Aufträge"),
        purpose=_("Lange Arbeit im Hintergrund erledigen und sagen, wie weit sie ist"),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 18 DSG NRW", _("Beschäftigte: Organisation der Arbeit")),),
        persons=(_("Beschäftigte, die einen Auftrag geben"),),
        rest_of=("jobs",),
        recipients=(_("wer den Auftrag gegeben hat"),),
        source=_("die Anwendung"),
        pages=("jobs",),
        periods=("ended_jobs",),
    ),
)
