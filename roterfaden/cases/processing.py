"""What case management processes, and why."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.processing import Activity, Basis

TASK = Basis(
    "Art. 6 Abs. 1 Buchst. e DSGVO, § 3 Abs. 1 DSG NRW", _("Aufgabe der Kommune: Menschen beraten und begleiten")
)
SOCIAL = Basis("§ 35 SGB I, §§ 67a bis 67c SGB X", _("Sozialdaten: erheben, speichern, nutzen für die eigene Aufgabe"))
CONSENT = Basis(
    "Art. 6 Abs. 1 Buchst. a, Art. 9 Abs. 2 Buchst. a DSGVO, § 67b Abs. 2 SGB X",
    _("Einwilligung: Gesundheit, Religion, Weitergabe an andere"),
)
SEEKERS = _("Menschen, die Beratung suchen")
AROUND = _("Menschen aus ihrem Umfeld, soweit sie selbst davon erzählen")
STAFF = _("Fachkräfte, die damit arbeiten")
THEMSELVES = _("die Person selbst; andere Stellen mit ihrer Einwilligung")
WITHIN = _("das Team des Falls")

ACTIVITIES = (
    Activity(
        key="advice",
        name=_("Aufnahme und Beratung"),
        purpose=_("Menschen wiederfinden, ihr Anliegen verstehen, beraten, über die weitere Begleitung entscheiden"),
        bases=(TASK, SOCIAL, CONSENT),
        persons=(SEEKERS, STAFF),
        models=("cases.Client", "cases.ClientMerge", "cases.Intake", "cases.Advice", "cases.Waiting"),
        recipients=(
            _("wer das Gespräch geführt hat"),
            _("Case Management: Name, Geburtsdatum, Quartier bei der Suche"),
        ),
        source=THEMSELVES,
        pages=("cases",),
        periods=("advice", "undecided_intake", "registration"),
    ),
    Activity(
        key="case_management",
        name=_("Case Management"),
        purpose=_("Lage erheben, Ziele vereinbaren, Hilfen planen, vermitteln, überprüfen und auswerten"),
        bases=(TASK, SOCIAL, CONSENT),
        persons=(SEEKERS, AROUND, STAFF),
        rest_of=("cases",),
        recipients=(WITHIN, _("Träger von Angeboten: was bei der Vermittlung mitgeteilt wird, mit Einwilligung")),
        source=THEMSELVES,
        pages=("cases", "answers"),
        periods=("closed_case",),
    ),
)
