"""A note or a task in two clicks."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm, not_to_come
from roterfaden.cases.models import Case, Intensity, Way


class NoteForm(KernForm):
    """A contact note: what was said, and how people met."""

    text = forms.CharField(
        label=_("Notiz"),
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": _("Was ist geschehen, was folgt daraus?"), "dir": "auto"}
        ),
    )
    way = forms.ChoiceField(label=_("Kontakt"), choices=Way, initial=Way.OFFICE)
    is_sensitive = forms.BooleanField(label=_("nur für Teammitglieder mit vollem Einblick"), required=False)


class FullNoteForm(NoteForm):
    """A contact note with the case to choose."""

    case = forms.ModelChoiceField(label=_("Zu wem?"), queryset=Case.objects.none(), empty_label=_("bitte wählen"))
    at = forms.DateTimeField(label=_("Wann war das?"), required=False, help_text=_("nur wenn es nicht gerade eben war"))
    field_order = ["case", "text", "way", "at", "is_sensitive"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = (
            Case.objects.visible_to(user)
            .select_related("client")
            .order_by("client__family_name", "client__given_name", "id")
        )
        self.cases = cases
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]

    def clean_at(self) -> datetime:
        """Now, unless something else is said."""
        return not_to_come(self.cleaned_data["at"] or timezone.now())


class IntensityForm(KernForm):
    """How closely the person is accompanied from now on."""

    state = forms.ChoiceField(
        label=_("Wie eng begleiten Sie?"), choices=[(one.value, one.in_words) for one in Intensity]
    )


class RestForm(KernForm):
    """Until when nobody expects a contact, and why."""

    until = forms.DateField(label=_("Pause bis"), help_text=_("Höchstens drei Monate."))
    reason = forms.CharField(
        label=_("Warum ruht die Begleitung?"),
        max_length=200,
        help_text=_("zum Beispiel: Reise zur Familie, Klinik, auf eigenen Wunsch"),
    )


class TaskForm(KernForm):
    """Something to do, with or without a person."""

    title = forms.CharField(label=_("Aufgabe"), max_length=240)
    due_on = forms.DateField(label=_("Bis wann"), required=False)
    case = forms.ModelChoiceField(
        label=_("Gehört zu"), queryset=Case.objects.none(), required=False, empty_label=_("keiner Akte")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = (
            Case.objects.visible_to(user)
            .open()
            .select_related("client")
            .order_by("client__family_name", "client__given_name", "id")
        )
        self.cases = cases
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]


class HistoryFilter(KernForm):
    """What part of the timeline to show."""

    KINDS = [("", _("alles")), ("notes", _("Kontakte")), ("goals", _("Ziele und Plan")), ("steps", _("Phasen"))]
    art = forms.ChoiceField(label=_("Zeigen"), choices=KINDS, required=False)
