"""A colleague for a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.forms import KernForm
from roterfaden.cases.models import Case, Part
from roterfaden.network.models import Seat


class JoinForm(KernForm):
    """Who joins the team, as what, until when."""

    user = forms.ModelChoiceField(label=_("Wer?"), queryset=User.objects.none(), empty_label=_("bitte wählen"))
    part = forms.ChoiceField(
        label=_("Als was?"),
        choices=[(part.value, part.label) for part in (Part.DEPUTY, Part.MEMBER)],
        initial=Part.DEPUTY,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    ends_on = forms.DateField(
        label=_("Bis wann?"),
        required=False,
        help_text=_("zum Beispiel bis zum Ende des Urlaubs; leer heißt: ohne Ende"),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers = Seat.objects.current().filter(role=Role.CASE_MANAGER).values("user")
        free = User.objects.filter(pk__in=workers, is_active=True).exclude(pk__in=case.members.current().values("user"))
        self.fields["user"].queryset = free.order_by("name", "pk")  # type: ignore[attr-defined]
