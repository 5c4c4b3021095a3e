"""Filters of the lists around people and cases. What they choose stands in the address, so no name is among them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm
from roterfaden.cases.models import Decision, Phase, Urgency
from roterfaden.cases.worklist import Order
from roterfaden.concept.models import FieldOfAction

OPEN_PHASES = [(phase.value, phase.label) for phase in Phase if phase != Phase.CLOSED]


class CaseFilter(KernForm):
    """Which of my open cases, in which order."""

    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("alle")), *OPEN_PHASES])
    dringlichkeit = forms.ChoiceField(
        label=_("Dringlichkeit"), required=False, choices=[("", _("alle")), *Urgency.choices]
    )
    sortierung = forms.ChoiceField(label=_("Reihenfolge"), required=False, choices=Order)

    @property
    def narrows(self) -> bool:
        """Whether some of the cases are left out."""
        return any(self.data.get(name) for name in ("phase", "dringlichkeit"))


class NameFilter(KernForm):
    """Look for a name among the own cases. Posted, never in the address."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "data-width": "m"}),
    )


class AdviceFilter(KernForm):
    """Which of my conversations."""

    entscheidung = forms.ChoiceField(
        label=_("Entscheidung"), required=False, choices=[("", _("alle")), *Decision.choices]
    )
    handlungsfeld = forms.ModelChoiceField(
        FieldOfAction.objects.all(),
        label=_("Handlungsfeld"),
        required=False,
        to_field_name="key",
        empty_label=_("alle"),
    )
