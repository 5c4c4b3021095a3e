"""Forms of monitoring: plan a look, record it, correct a note."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm, SeenModelForm
from roterfaden.base.forms import KernForm, Rating, not_ahead, not_past, not_to_come
from roterfaden.cases.models import ActionGoal, Case, ContactNote, FollowUp, FollowUpResult, Intensity

SATURDAY = 5


class FollowUpForm(KernForm):
    """When to look at what."""

    question = forms.CharField(
        label=_("Was schauen wir uns an?"), max_length=240, help_text=_("zum Beispiel: Hat der Deutschkurs begonnen?")
    )
    action_goal = forms.ModelChoiceField(
        label=_("Zu welchem Handlungsziel?"),
        queryset=ActionGoal.objects.none(),
        required=False,
        empty_label=_("zum ganzen Plan"),
    )
    due_on = forms.DateField(label=_("Am"))
    at = forms.TimeField(label=_("Um"), required=False, help_text=_("nur wenn Sie sich fest verabreden"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_goal"].queryset = goals_to_look_at(case)  # type: ignore[attr-defined]
        intensity = Intensity(case.intensity)
        self.fields["due_on"].initial = next_look(intensity)
        self.fields["due_on"].help_text = _("Vorschlag, weil Sie so begleiten: {rhythm}.").format(
            rhythm=intensity.in_words
        )

    def clean_due_on(self) -> date:
        """One looks again from today on."""
        return not_past(self.cleaned_data["due_on"])


class FollowUpResultForm(SeenForm):
    """What the look showed."""

    held_on = forms.DateField(label=_("Wann war das?"), initial=timezone.localdate)
    result = forms.ChoiceField(label=_("Wie steht es?"), choices=FollowUpResult, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Was haben Sie gesehen, was folgt daraus?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    self_rating = forms.TypedChoiceField(
        label=_("Wie nah fühlt sich die Person ihrem Mottoziel heute?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(n, str(n)) for n in range(11)],
        widget=Rating(low=_("ganz fern"), high=_("angekommen")),
    )
    next_on = forms.DateField(label=_("Nächste Überprüfung am"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposed = date_format(next_look(Intensity(case.intensity)), "j. F Y")
        self.fields["next_on"].help_text = _(
            "Wird gleich mit derselben Frage geplant. So, wie Sie begleiten, passt der {day}."
        ).format(day=proposed)

    def clean_held_on(self) -> Any:
        """A look cannot have happened in the future."""
        return not_ahead(self.cleaned_data["held_on"])

    def clean_next_on(self) -> date | None:
        """The next look lies ahead."""
        day: date | None = self.cleaned_data["next_on"]
        return day and not_past(day)


class ReasonForm(KernForm):
    """An act that needs its reason."""

    reason = forms.CharField(label=_("Grund"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300)


class NoteCorrectionForm(SeenModelForm):
    """Correct a contact note; earlier wordings stay readable."""

    class Meta:
        model = ContactNote
        fields = ["at", "way", "interpreting", "with_whom", "is_contact", "text", "is_sensitive"]

    def clean_at(self) -> datetime:
        """A contact has been."""
        return not_to_come(self.cleaned_data["at"])


def goals_to_look_at(case: Case) -> QuerySet[ActionGoal]:
    """What a look can be about: the action goals of a case, in their order."""
    return ActionGoal.objects.standing().filter(case=case).order_by("position", "id")


def next_look(intensity: Intensity) -> date:
    """When to look next in the rhythm of a case: counted from today, on a working day."""
    day = timezone.localdate() + timedelta(weeks=intensity.weeks)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def open_follow_up_values(follow_up: FollowUp) -> dict[str, Any]:
    """What a form for recording a follow-up starts with; one that was reopened keeps what was noted."""
    return {
        "seen": follow_up.revision,
        "held_on": min(follow_up.due_on, timezone.localdate()),
        "note": follow_up.note,
        "self_rating": follow_up.self_rating,
    }
