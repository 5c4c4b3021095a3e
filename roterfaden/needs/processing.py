"""What the count of needs processes: of people seeking help nothing, of those who answer their name."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="needs",
        name=_("Bedarfe und was daraus wurde"),
        purpose=_("Zeigen, was Menschen fehlt, ohne dass jemand erkennbar ist; festhalten, wer was geantwortet hat"),
        bases=(Basis("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Planung der Integrationsarbeit")),),
        persons=(_("Beschäftigte, die Bedarfe beantworten"),),
        rest_of=("needs",),
        recipients=(_("Case Management, Leitung und Ehrenamtskoordination"),),
        source=_("die Kommune selbst"),
        pages=("needs",),
    ),
)
