"""Asking for a second look, taking it, and naming who may be asked."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import SeenForm
from roterfaden.base.forms import KernForm, KernModelForm
from roterfaden.cases.models import LookAppointment, SecondLook


class AskLookForm(KernForm):
    """Whom to ask, and what they need to know."""

    asked_of = forms.ModelChoiceField(label=_("Wer soll es ansehen?"), queryset=User.objects.none())
    words = forms.CharField(
        label=_("Worum geht es?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Ohne Namen und ohne Einzelheiten, die erkennbar machen. Wer nicht zum Team gehört, liest nur das hier."
        ),
    )

    def __init__(self, colleagues: Any, appointed: Iterable[LookAppointment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = {appointment.user_id: appointment.purpose for appointment in appointed}
        choice: Any = self.fields["asked_of"]
        choice.queryset = colleagues
        choice.empty_label = _("bitte wählen")
        choice.label_from_instance = lambda user: (
            f"{user}, {purposes[user.pk]}" if user.pk in purposes else _now("{name}, im Team").format(name=user)
        )

    @property
    def has_colleagues(self) -> bool:
        """Whether anybody can be asked (one query)."""
        choice: Any = self.fields["asked_of"]
        return bool(choice.queryset.exists())


class TakeLookForm(SeenForm):
    """Whether one sees it the same way."""

    agrees = forms.TypedChoiceField(
        label=_("Wie sehen Sie es?"),
        choices=[("1", _("Ich sehe es auch so")), ("0", _("Ich sehe es anders"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Was möchten Sie dazu sagen?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Another view needs its reason."""
        if self.cleaned_data.get("agrees") is False and not self.cleaned_data.get("answer"):
            self.add_error("answer", _("Sagen Sie, wie Sie es sehen."))
        return self.cleaned_data


class KeepLevelForm(SeenForm):
    """Why a level stays although a colleague sees it otherwise."""

    reason = forms.CharField(
        label=_("Warum bleiben Sie dabei?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, look: SecondLook, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": look.revision}, **kwargs)


class AppointForm(KernModelForm):
    """Whom all case managers may ask."""

    class Meta:
        model = LookAppointment
        fields = ["user", "purpose"]

    def __init__(self, candidates: Iterable[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["user"]
        choice.queryset = candidates
        choice.empty_label = _("bitte wählen")
