"""Handing a case over: to whom and why, and the colleague's answer."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.forms import KernForm
from roterfaden.cases.models import OfferedCase

A_WEEK = timedelta(days=7)


class HandOverForm(KernForm):
    """To whom, what they have to know, until when."""

    receiver = forms.ModelChoiceField(
        label=_("Wer soll übernehmen?"), queryset=User.objects.none(), empty_label=_("bitte wählen")
    )
    note = forms.CharField(
        label=_("Übergabenotiz"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=4000,
        help_text=_(
            "Warum Sie übergeben und was jetzt wichtig ist. Die angefragte Person liest das, bevor sie zusagt: "
            "ohne Namen und ohne Gesundheit."
        ),
    )
    due_on = forms.DateField(label=_("Bis wann soll übergeben sein?"))
    stays_until = forms.DateField(
        label=_("Bis wann arbeitet die bisherige Fallführung noch mit?"),
        required=False,
        help_text=_(
            "Leer: Der Zugang endet mit der Zusage. Ein Tag gilt nur, wenn auch die angefragte Person zustimmt."
        ),
    )

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]
        self.fields["due_on"].initial = timezone.localdate() + A_WEEK


class AcceptForm(KernForm):
    """Whether the former lead goes on working along, where that was proposed."""

    stays = forms.BooleanField(required=False)

    def __init__(self, *args: Any, offered: OfferedCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offered.stays_until is None:
            del self.fields["stays"]
            return
        day = date_format(offered.stays_until, "j. F Y")
        label = _("Einverstanden: {name} arbeitet bis {day} noch mit und sieht bis dahin die ganze Akte.")
        self.fields["stays"].label = label.format(name=offered.former, day=day)


class DeclineForm(KernForm):
    """Why not."""

    answer = forms.CharField(
        label=_("Warum nicht?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        help_text=_("Das Team des Falls liest es. Kennen Sie die Person privat, genügt: befangen."),
    )
