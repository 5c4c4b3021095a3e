"""Filters of goals and projects; they live in the address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.concept.models import FieldOfAction, Goal, Horizon, Project
from roterfaden.network.models import Organisation

Choices = list[tuple[str, Any]]


class GoalFilter(forms.Form):
    """By words and field of action."""

    q = forms.CharField(label=_("Suche"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)

    def __init__(self, values: Mapping[str, Any], goals: QuerySet[Goal]) -> None:
        super().__init__(values)
        self.goals = goals
        _offer(self, "feld", _fields(goals))

    def found(self) -> QuerySet[Goal]:
        """The goals that are left; a filter nobody knows leaves all."""
        self.is_valid()
        found = Goal.objects.filter(pk__in=self.goals).search(self.cleaned_data.get("q", ""))
        if key := self.cleaned_data.get("feld"):
            found = found.filter(field_of_action__key=key)
        return found


class ProjectFilter(forms.Form):
    """By words, field of action, horizon and who answers for it."""

    q = forms.CharField(label=_("Suche"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    verantwortlich = forms.ChoiceField(label=_("Verantwortlich"), required=False)
    horizont = forms.ChoiceField(choices=Horizon.choices, required=False, widget=forms.HiddenInput)

    NOBODY = "offen"

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        projects = Project.objects.all()
        _offer(self, "feld", _fields(projects))
        _offer(self, "verantwortlich", self._responsible())

    def found(self) -> QuerySet[Project]:
        """What is left before the horizon is asked for: the horizons are tabs with counts."""
        self.is_valid()
        found = Project.objects.search(self.cleaned_data.get("q", ""))
        if key := self.cleaned_data.get("feld"):
            found = found.filter(field_of_action__key=key)
        if key := self.cleaned_data.get("verantwortlich"):
            nobody = key == self.NOBODY
            found = found.filter(responsible=None) if nobody else found.filter(responsible__key=key)
        return found

    @property
    def horizon(self) -> str:
        """The chosen horizon, or nothing for all."""
        return str(self.cleaned_data.get("horizont", ""))

    def _responsible(self) -> Choices:
        leading = Organisation.objects.filter(projects_led__isnull=False).order_by("name", "id")
        named = leading.annotate(number=Count("projects_led")).values_list("key", "short_name", "name", "number")
        choices: Choices = [(key, f"{short or name} ({number})") for key, short, name, number in named]
        if without := Project.objects.filter(responsible=None).count():
            choices.append((self.NOBODY, _("noch niemand ({number})").format(number=without)))
        return choices


def _fields(rows: QuerySet[Any]) -> Choices:
    counted = dict(rows.order_by().values_list("field_of_action").annotate(Count("pk")))
    return [(field.key, f"{field} ({counted.get(field.pk, 0)})") for field in FieldOfAction.objects.all()]


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("alle")), *choices]
