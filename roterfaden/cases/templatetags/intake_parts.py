"""What the pages of the intake say in the same way."""

from django import template
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.languages import country_name
from roterfaden.cases.models import Decision, Intake, Phase

register = template.Library()

DECISIONS = {
    "": Badge(_("noch offen"), Tone.WARNING, "clock"),
    Decision.ADVICE: Badge(_("Beratung"), Tone.SUCCESS, "check"),
    Decision.CASE_MANAGEMENT: Badge(_("Case Management"), Tone.INFO, "thread"),
}

# With soft hyphens: five long words have to stand side by side.
COLUMNS = {
    Phase.ASSESSMENT: _("Bestands\u00adaufnahme"),
    Phase.AGREEMENT: _("Ziel\u00advereinbarung"),
    Phase.PLANNING: _("Hilfe\u00adplanung"),
    Phase.STEERING: _("Begleitung"),
    Phase.EVALUATION: _("Abschluss"),
}


@register.filter
def column(phase: Phase) -> str:
    """The name of a phase as the head of a narrow column."""
    return str(COLUMNS.get(phase, phase.label))


@register.filter
def decision_sign(intake: Intake) -> Badge:
    """How a conversation ended, for ``{% badge %}``."""
    return DECISIONS[intake.decision]


@register.filter
def country(code: str) -> str:
    """The German name of a country."""
    return country_name(code) if code else ""
