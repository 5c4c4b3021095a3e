"""Forms to put right or move what is planned: a follow-up, a task."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import SeenForm, SeenModelForm
from roterfaden.base.forms import not_past
from roterfaden.cases.actions.team import readers_of_the_file
from roterfaden.cases.forms.monitoring import goals_to_look_at
from roterfaden.cases.models import ActionGoal, Case, CaseTask, FollowUp
from roterfaden.cases.pushing import pushes


class MovingForm(SeenModelForm):
    """Something with a day and somebody who sees to it; ``case`` is empty for a task beside the files.

    To whom it goes decides who may open the file, and it goes to somebody who may.
    """

    def __init__(self, *args: Any, case: Case | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case is None or not case.sees_file:  # type: ignore[attr-defined]
            del self.fields["owner"]
            return
        owners = readers_of_the_file(case) | User.objects.filter(pk=self.instance.owner_id)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = None  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        """From today on, or the day that it had: whoever puts right a word of what is overdue need not move it."""
        day: date | None = self.cleaned_data["due_on"]
        return not_past(day) if day and day != self.instance.due_on else day


class FollowUpChangeForm(MovingForm):
    """When to look at what, and who sees to it."""

    class Meta:
        model = FollowUp
        fields = ["question", "action_goal", "due_on", "at", "owner"]
        labels = {"due_on": _("Am"), "at": _("Um"), "action_goal": _("Zu welchem Handlungsziel?")}
        help_texts = {"at": _("nur wenn Sie sich fest verabreden")}

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        if "owner" not in self.fields:  # goals are part of the file
            del self.fields["action_goal"]
            return
        chosen = ActionGoal.objects.filter(pk=self.instance.action_goal_id)
        self.fields["action_goal"].queryset = goals_to_look_at(case) | chosen  # type: ignore[attr-defined]
        self.fields["action_goal"].empty_label = _("zum ganzen Plan")  # type: ignore[attr-defined]


class TaskChangeForm(MovingForm):
    """What to do until when, and who does it."""

    class Meta:
        model = CaseTask
        fields = ["title", "due_on", "owner"]
        labels = {"due_on": _("Bis wann")}


class PushForm(SeenForm):
    """To which of the days of :func:`~roterfaden.cases.pushing.pushes` something is put off."""

    auf = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = {push.key: push.day for push in pushes()}
        self.fields["auf"].choices = [(key, key) for key in self.days]  # type: ignore[attr-defined]

    @property
    def day(self) -> date:
        """The day chosen."""
        return self.days[self.cleaned_data["auf"]]
