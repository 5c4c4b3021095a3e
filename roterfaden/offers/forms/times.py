"""Rows of weekly times."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm
from roterfaden.base.weekdays import Weekday
from roterfaden.network.models import Place
from roterfaden.offers.forms.choices import NOTHING, Choices
from roterfaden.offers.models import Offer
from roterfaden.offers.wanted import TimeWanted

MORE_TIMES = 2


class TimeForm(KernForm):
    """One weekly time. Times have no identity of their own: saving replaces all of them."""

    weekday = forms.TypedChoiceField(
        label=_("Wochentag"),
        coerce=int,
        choices=[NOTHING, *Weekday.choices],
        widget=forms.Select(attrs={"data-width": "s"}),
    )
    starts_at = forms.TimeField(label=_("von"))
    ends_at = forms.TimeField(label=_("bis"))
    place = forms.ModelChoiceField(
        Place.objects.all(), label=_("Ort"), required=False, widget=forms.Select(attrs={"data-width": "m"})
    )
    note = forms.CharField(
        label=_("Hinweis"), required=False, max_length=120, widget=forms.TextInput(attrs={"data-width": "m"})
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [NOTHING, *places]  # type: ignore[attr-defined]

    @property
    def legend(self) -> str:
        """What stands above the row."""
        days = {str(number): str(day) for number, day in Weekday.choices}
        return days.get(str(self["weekday"].value()), gettext("Weitere Zeit"))

    def clean(self) -> dict[str, Any]:
        """A time ends after it begins."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("starts_at") and values.get("ends_at") and values["starts_at"] >= values["ends_at"]:
            raise ValidationError({"ends_at": _("Das Ende liegt vor dem Beginn.")})
        return values


TimeFormSet = forms.formset_factory(TimeForm, extra=MORE_TIMES, can_delete=True, can_delete_extra=False)


def times_wanted(rows: Any) -> list[TimeWanted]:
    """The weekly times that were entered and not struck out."""
    kept = (row.cleaned_data for row in rows if row.cleaned_data.get("weekday") and not row.cleaned_data.get("DELETE"))
    return [TimeWanted(one["weekday"], one["starts_at"], one["ends_at"], one["place"], one["note"]) for one in kept]


def time_rows(post: Any, offer: Offer | None, places: Choices) -> Any:
    """The rows of weekly times for a page."""
    saved = offer.schedules.plain().values("weekday", "starts_at", "ends_at", "place", "note") if offer else ()
    return TimeFormSet(post, initial=list(saved), prefix="zeiten", form_kwargs={"places": places})
