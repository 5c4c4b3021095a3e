"""What the bodies process: reports without a person, and who took one back."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

ACTIVITIES = (
    Activity(
        key="case_reports",
        name=_("Anonyme Fallberichte für Gremien"),
        purpose=_("Fehlentwicklungen aufzeigen und Lösungen suchen, ohne von einer Person zu erzählen"),
        bases=(
            Basis(
                "Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW",
                _("Aufgabe der Kommune: Integrationsarbeit steuern"),
            ),
        ),
        persons=(_("Leitungen, die einen Bericht zurückgenommen haben"),),
        models=("bodies.CaseReport",),
        recipients=(_("Mitglieder des Gremiums, an das der Bericht ging"),),
        source=_("von einer zweiten Person freigegebene Berichte des Case Managements"),
        pages=("bodies",),
    ),
)
