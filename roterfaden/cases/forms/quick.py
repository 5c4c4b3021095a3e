"""Forms for what one begins from anywhere, with the person to choose."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm, not_past
from roterfaden.cases.forms.monitoring import next_look
from roterfaden.cases.models import Case, Intensity


class ChosenCaseForm(KernForm):
    """Something about one of the running cases whose file is open to the user."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = Case.objects.file_visible_to(user).open().select_related("client")
        self.cases = cases.order_by("client__family_name", "client__given_name", "id")
        self.fields[self.chosen].queryset = self.cases  # type: ignore[attr-defined]

    chosen = "case"


class QuickFollowUpForm(ChosenCaseForm):
    """When to look at what with whom."""

    case = forms.ModelChoiceField(label=_("Mit wem?"), queryset=Case.objects.none(), empty_label=_("bitte wählen"))
    question = forms.CharField(
        label=_("Worum geht es?"), max_length=240, help_text=_("zum Beispiel: Hat der Deutschkurs begonnen?")
    )
    due_on = forms.DateField(label=_("Am"))
    at = forms.TimeField(label=_("Um"), required=False, help_text=_("nur wenn Sie sich fest verabreden"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = next_look(Intensity.REGULAR)

    def clean_due_on(self) -> date:
        """One looks again from today on."""
        return not_past(self.cleaned_data["due_on"])


class WhoseReferralForm(ChosenCaseForm):
    """For whom an offer is wanted."""

    fall = forms.ModelChoiceField(label=_("Für wen?"), queryset=Case.objects.none(), empty_label=_("bitte wählen"))
    chosen = "fall"
