"""Filters of the lists around people and cases. What they choose stands in the address, so no name is among them."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm, not_past
from roterfaden.cases.models import Decision, Intensity, LegalArea, Phase, SavedList, Urgency
from roterfaden.cases.worklist import Order, WorkList
from roterfaden.concept.models import FieldOfAction

OPEN_PHASES = [(phase.value, phase.label) for phase in Phase if phase != Phase.CLOSED]


class CaseFilter(KernForm):
    """Which of my open cases, in which order."""

    liste = forms.ChoiceField(required=False, choices=WorkList, widget=forms.HiddenInput)
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("alle")), *OPEN_PHASES])
    dringlichkeit = forms.ChoiceField(
        label=_("Dringlichkeit"), required=False, choices=[("", _("alle")), *Urgency.choices]
    )
    begleitung = forms.ChoiceField(label=_("Begleitung"), required=False, choices=[("", _("alle")), *Intensity.choices])
    rechtskreis = forms.ChoiceField(
        label=_("Rechtskreis"), required=False, choices=[("", _("alle")), *LegalArea.choices]
    )
    sortierung = forms.ChoiceField(label=_("Reihenfolge"), required=False, choices=Order)

    @property
    def narrows(self) -> bool:
        """Whether some of the cases are left out."""
        return any(self.data.get(name) for name in self.fields if name != "sortierung")

    @property
    def is_plain(self) -> bool:
        """Whether a list stands there as it is, with nobody on it left out."""
        return not any(value for column, value in self.asked.items() if column not in {"worklist", "order"})

    @property
    def is_used(self) -> bool:
        """Whether anything in the bar is set: then it stands open."""
        return any(self.data.get(name) for name in self.fields if name != "liste")

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for, by column of :class:`SavedList`; words that do not exist ask for nothing."""
        self.is_valid()
        return {column: self.cleaned_data.get(word) or "" for word, column in SavedList.ASKED.items()}


class KeepListForm(KernForm):
    """Under which name the filters are kept, and for whom."""

    title = forms.CharField(
        label=_("Name der Liste"), max_length=60, help_text=_("Ohne Namen von Menschen."), strip=True
    )
    share = forms.BooleanField(
        label=_("mit meinem Team teilen"),
        required=False,
        help_text=_("Geteilt werden nur die Filter. Jede und jeder sieht damit die eigenen Fälle."),
    )


class WeeklyOverviewForm(KernForm):
    """Whether the overview comes by mail."""

    is_on = forms.BooleanField(label=_("Jeden Montag per Mail"), required=False)
    paused_until = forms.DateField(
        label=_("Pause bis"), required=False, help_text=_("Danach kommt die Mail wieder, zum Beispiel nach dem Urlaub.")
    )

    def clean_paused_until(self) -> date | None:
        """A pause that is over is none."""
        day: date | None = self.cleaned_data["paused_until"]
        return day and not_past(day)


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
