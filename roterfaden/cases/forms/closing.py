"""Forms of the end: evaluate, close, re-open."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.models import CloseReason, Evaluation
from roterfaden.cases.models.evaluation import RATINGS
from roterfaden.cases.results import GoalResult

THREE_SIGHTS = ("procedure", "communication", "time")


class EvaluationForm(SeenModelForm):
    """Procedure, communication and time: what the concept asks of every evaluation."""

    sections = [
        Section(
            _("Vorgehen, Verständigung, Zeit"),
            ["procedure", "procedure_note", "communication", "communication_note", "time", "time_note"],
            why=_(
                "Daran sehen wir, was wir an unserer Arbeit besser machen können. Es geht nicht um Noten für Menschen."
            ),
        ),
        Section(
            _("Rückblick"),
            ["client_view", "learned", "held_on", "with_client"],
            why=_("Das Wort hat zuerst die Person."),
        ),
    ]

    class Meta:
        model = Evaluation
        fields = [
            "procedure",
            "procedure_note",
            "communication",
            "communication_note",
            "time",
            "time_note",
            "client_view",
            "learned",
            "held_on",
            "with_client",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in THREE_SIGHTS:
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=RATINGS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect(attrs={"data-inline": ""}),
            )
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2


class GoalRatingForm(KernForm):
    """How far one action goal was reached, in the words of its own scale."""

    all_optional = True

    level = forms.TypedChoiceField(
        label=_("Wie weit sind wir gekommen?"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Anmerkung"), required=False, max_length=300)

    def __init__(self, *args: Any, result: GoalResult, **kwargs: Any) -> None:
        super().__init__(
            *args, prefix=f"ziel-{result.goal.pk}", initial={"level": result.level, "note": result.note}, **kwargs
        )
        self.result = result
        level: Any = self.fields["level"]
        level.choices = [
            (step, f"{step:+d}".replace("-", "−").replace("+0", "0") + f"  {text}")
            for step, text in reversed(result.goal.scale)
        ]
        level.label = result.goal.title


class CloseForm(KernForm):
    """Why the case ends."""

    reason = forms.ChoiceField(label=_("Warum endet die Begleitung?"), choices=CloseReason, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Was ist zum Abschluss zu sagen?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ohne Auswertung ist hier eine kurze Begründung nötig."),
    )
