"""Forms of the Rechtskreiswechsel: which one and when, another day, own steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm
from roterfaden.base.forms import KernForm
from roterfaden.cases.area_changes import Template, template, templates
from roterfaden.cases.models import Case, ChecklistStep, LegalAreaChange, StepWho

NOW, LATER = "now", "later"


class StartForm(KernForm):
    """Which change, on which day, and whether its steps begin now."""

    template = forms.ChoiceField(label=_("Welcher Wechsel?"), widget=forms.RadioSelect)
    changes_on = forms.DateField(
        label=_("Ab welchem Tag gilt der neue Rechtskreis?"),
        help_text=_(
            "Steht er noch nicht fest, nehmen Sie den wahrscheinlichen. Die Fristen ziehen mit, wenn er sich ändert."
        ),
    )
    begins = forms.ChoiceField(
        label=_("Wie sicher ist der Wechsel?"),
        choices=[
            (NOW, _("Er kommt: die Checkliste jetzt anlegen")),
            (LATER, _("Er wird erwartet: nur vormerken")),
        ],
        widget=forms.RadioSelect,
        initial=NOW,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [one for one in templates() if one.fits(case.client.legal_area)]
        self.fields["template"].choices = [(one.key, one.title) for one in fitting]  # type: ignore[attr-defined]
        if len(fitting) == 1:
            self.initial.setdefault("template", fitting[0].key)

    @property
    def has_templates(self) -> bool:
        """Whether there is a checklist for the person."""
        return bool(self.fields["template"].choices)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Template:
        """The template as chosen."""
        found = template(self.cleaned_data["template"])
        assert found is not None
        return found


class DayForm(SeenForm):
    """The change comes on another day."""

    changes_on = forms.DateField(label=_("Ab welchem Tag gilt der neue Rechtskreis?"))

    def __init__(self, *args: Any, change: LegalAreaChange, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": change.revision, "changes_on": change.changes_on}, **kwargs)


class StepForm(KernForm):
    """A step of one's own."""

    text = forms.CharField(label=_("Was ist zu tun?"), max_length=300)
    who = forms.ChoiceField(label=_("Wer macht es?"), choices=StepWho, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("Bis wann?"))


class NotNeededForm(SeenForm):
    """Why a step is not needed."""

    reason = forms.CharField(
        label=_("Warum ist der Schritt nicht nötig?"),
        max_length=300,
        help_text=_("zum Beispiel: Ein Konto ist schon da."),
    )

    def __init__(self, *args: Any, step: ChecklistStep, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": step.revision}, **kwargs)
