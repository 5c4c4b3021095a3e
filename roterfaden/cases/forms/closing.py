"""Forms of the end: evaluate, close, re-open."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater, SeenForm, SeenModelForm
from roterfaden.base.forms import KernForm, Section, not_ahead
from roterfaden.cases.models import AfterTalk, AfterTalkState, CloseReason, Evaluation, Holds
from roterfaden.cases.models.after_talk import usual_day
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
            *args, prefix=f"ziel-{result.goal.id}", initial={"level": result.level, "note": result.note}, **kwargs
        )
        self.result = result
        level: Any = self.fields["level"]
        level.choices = [
            (step, f"{step:+d}".replace("-", "−").replace("+0", "0") + f"  {text}")
            for step, text in reversed(result.goal.scale)
        ]
        level.label = result.goal.title


class ReviewRatingForm(GoalRatingForm):
    """The same at a review, where not every goal is looked at every time.

    What was rated at this review before it was opened again can be rated otherwise, not unsaid: the level stays.
    """

    def __init__(self, *args: Any, result: GoalResult, **kwargs: Any) -> None:
        super().__init__(*args, result=result, **kwargs)
        level: Any = self.fields["level"]
        level.choices = [
            *(
                (step, _("{step} (zuletzt)").format(step=label) if step == result.before else label)
                for step, label in level.choices
            ),
        ]
        if result.level is None:
            level.choices = [*level.choices, ("", _("heute nicht eingeschätzt"))]
            self.initial["level"] = ""
        else:
            level.required = True


def rated(forms_of_goals: Iterable[GoalRatingForm]) -> dict[UUID, tuple[int, str]]:
    """What was chosen, for the acts: the goals that were rated with level and remark."""
    chosen = [form for form in forms_of_goals if form.cleaned_data["level"] is not None]
    return {form.result.goal.id: (form.cleaned_data["level"], form.cleaned_data["note"]) for form in chosen}


class CloseForm(KernForm):
    """Why the case ends, what stays open, and when one asks how it goes on."""

    sections = [
        Section(_("Abschluss"), ["reason", "note"]),
        Section(
            _("Wie es weitergeht"),
            ["stays_open", "talk_on", "no_talk"],
            why=_("Steht im Abschlussbericht und auf dem Blatt für die Person."),
        ),
    ]

    reason = forms.ChoiceField(label=_("Warum endet die Begleitung?"), choices=CloseReason, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Was ist zum Abschluss zu sagen?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ohne Auswertung ist hier eine kurze Begründung nötig."),
    )
    stays_open = forms.CharField(
        label=_("Was bleibt offen, und wer übernimmt es?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Eine Zeile für jede Sache, hinter dem Doppelpunkt, wer sich kümmert. "
            "Der Vorschlag kommt aus dem Hilfeplan. Die Person liest die Zeilen auch."
        ),
    )
    talk_on = forms.DateField(
        label=_("Nachgespräch am"),
        required=False,
        help_text=_("Nach drei Monaten fragen Sie, wie es geht. Der Fall bleibt dabei abgeschlossen."),
    )
    no_talk = forms.CharField(
        label=_("Warum kein Nachgespräch?"),
        required=False,
        max_length=300,
        help_text=_("Nur wenn keines sein soll: Datum löschen und hier den Grund nennen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["talk_on"] = usual_day()
        for name in ("talk_on", "no_talk"):
            self.fields[name].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """Either a day for the talk, or why there is none; after a death nobody asks."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == CloseReason.DECEASED or "talk_on" in self.errors:
            return cleaned
        day, why = cleaned.get("talk_on"), cleaned.get("no_talk", "").strip()
        if day and why:
            self.add_error("no_talk", _("Löschen Sie das Datum des Nachgesprächs oder diesen Grund."))
        elif not day and not why:
            self.add_error("no_talk", _("Nennen Sie bitte kurz, warum kein Nachgespräch geplant wird."))
        elif day and day <= timezone.localdate():
            self.add_error("talk_on", _("Der Tag liegt nicht in der Zukunft."))
        return cleaned


class AfterTalkForm(SeenForm):
    """A talk after the end, in a few touches."""

    sections = [
        Section(_("War die Person zu erreichen?"), ["state", "held_on"]),
        Section(
            _("Wenn ja"),
            ["wellbeing", "holds", "news"],
            why=_("Die Person muss nichts sagen. Was sie nicht sagen möchte, bleibt leer."),
        ),
        Section(_("Wenn nein"), ["again_on"]),
    ]

    state = forms.ChoiceField(
        label=_("Erreicht?"),
        choices=[(AfterTalkState.REACHED, _("erreicht")), (AfterTalkState.UNREACHED, _("nicht erreicht"))],
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    held_on = forms.DateField(label=_("Wann war das?"), initial=timezone.localdate)
    wellbeing = forms.TypedChoiceField(
        label=_("Wie geht es der Person?"),
        choices=RATINGS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    holds = forms.ChoiceField(
        label=_("Hält, was erreicht wurde?"),
        choices=Holds,
        required=False,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    news = forms.CharField(
        label=_("Was ist neu?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    again_on = forms.DateField(label=_("Noch einmal versuchen am"), required=False)

    def __init__(self, *args: Any, talk: AfterTalk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = talk.revision
        self.takes_up_again = "reopen" in self.data

    def clean_held_on(self) -> date:
        """A talk cannot have happened in the future."""
        return not_ahead(self.cleaned_data["held_on"])

    def clean(self) -> dict[str, Any]:
        """Who was not reached said nothing. To take the case up again, it needs to be said what is new."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") == AfterTalkState.UNREACHED:
            cleaned |= {"wellbeing": None, "holds": "", "news": ""}
            if self.takes_up_again:
                self.add_error("state", _("Wieder aufgenommen wird ein Fall nur mit der Person."))
        elif self.takes_up_again and not cleaned.get("news", "").strip():
            self.add_error("news", _("Sagen Sie bitte kurz, was neu ist: Das wird der Grund der Wiederaufnahme."))
        if (again := cleaned.get("again_on")) and again <= timezone.localdate():
            self.add_error("again_on", _("Der Tag liegt nicht in der Zukunft."))
        return cleaned


class AfterTalkDayForm(KernForm):
    """On which day to ask."""

    due_on = forms.DateField(label=_("Nachgespräch am"), initial=usual_day)
