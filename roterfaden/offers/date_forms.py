"""Forms of the dates: a rhythm or a single day, what differs on one day, days on which all is closed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from roterfaden.base.edits import SeenForm
from roterfaden.base.forms import KernForm, Section, TimeInput
from roterfaden.base.weekdays import Weekday
from roterfaden.network.models import Place
from roterfaden.offers.forms.choices import NOTHING
from roterfaden.offers.models import Frequency, Offer, OfferSchedule
from roterfaden.offers.models.schedule import MOST_WEEKS, NTH

OF_FREQUENCY = {
    Frequency.WEEKLY: ("weekday", "every_weeks", "starts_on", "ends_on"),
    Frequency.MONTHLY: ("nth", "weekday", "starts_on", "ends_on"),
    Frequency.ONCE: ("on_date",),
}
"""What each rhythm asks for, beside the hours and the place."""
DAYS = ("weekday", "every_weeks", "nth", "on_date", "starts_on", "ends_on")
BLANK = {"weekday": None, "every_weeks": 1, "nth": None, "on_date": None, "starts_on": None, "ends_on": None}


def place_choices() -> list[tuple[Any, str]]:
    """All places, looked up once for a page."""
    return [(place.pk, place.name) for place in Place.objects.only("name")]


def _weeks() -> list[tuple[int, str]]:
    numbers = range(1, MOST_WEEKS + 1)
    return [(n, ngettext("jede Woche", "alle %(n)d Wochen", n) % {"n": n}) for n in numbers]


class ScheduleForm(SeenForm):
    """One time of an offer. Which days it asks for depends on the rhythm, chosen before."""

    weekday = forms.TypedChoiceField(
        label=_("Wochentag"), coerce=int, choices=[NOTHING, *Weekday.choices], widget=forms.Select
    )
    every_weeks = forms.TypedChoiceField(label=_("Wie oft"), coerce=int, choices=_weeks, initial=1)
    nth = forms.TypedChoiceField(label=_("Welcher im Monat"), coerce=int, choices=[NOTHING, *NTH])
    on_date = forms.DateField(label=_("Tag"))
    starts_at = forms.TimeField(label=_("von"), widget=TimeInput)
    ends_at = forms.TimeField(label=_("bis"), widget=TimeInput)
    place = forms.ModelChoiceField(Place.objects.all(), label=_("Ort"), required=False)
    staffed_by = forms.CharField(
        label=_("Wer da ist"), required=False, max_length=120, help_text=_("Nur für Fachkräfte sichtbar.")
    )
    note = forms.CharField(label=_("Hinweis"), required=False, max_length=120)
    starts_on = forms.DateField(
        label=_("Zum ersten Mal ab"),
        required=False,
        help_text=_("Wer nur alle paar Wochen da ist, nennt hier den ersten Termin."),
    )
    ends_on = forms.DateField(label=_("Zum letzten Mal am"), required=False)

    sections = [
        Section(_("Wann"), ["nth", "weekday", "every_weeks", "on_date", "starts_at", "ends_at"]),
        Section(_("Wo und wer"), ["place", "staffed_by", "note"]),
        Section(_("Von wann bis wann"), ["starts_on", "ends_on"], why=_("Bleibt frei, wenn es immer gilt.")),
    ]

    def __init__(
        self, typed: Any, *, offer: Offer, frequency: str, places: Any, schedule: OfferSchedule | None = None
    ) -> None:
        super().__init__(typed, initial=_initial(offer, schedule))
        self.frequency, self.schedule = Frequency(frequency), schedule
        fields: dict[str, Any] = self.fields
        for name in set(DAYS) - set(OF_FREQUENCY[self.frequency]):
            del fields[name]
        fields["place"].choices = [NOTHING, *places]

    def clean(self) -> dict[str, Any]:
        """What PostgreSQL insists on as well, told at the field."""
        values: dict[str, Any] = super().clean() or {}
        errors = {}
        if _after(values, "starts_at", "ends_at", strictly=True):
            errors["ends_at"] = _("Das Ende liegt vor dem Beginn.")
        if _after(values, "starts_on", "ends_on"):
            errors["ends_on"] = _("Der letzte Tag liegt vor dem ersten.")
        if values.get("every_weeks", 1) > 1 and not values.get("starts_on") and "starts_on" not in self.errors:
            errors["starts_on"] = _("Bitte den ersten Termin nennen: Von ihm an wird gezählt.")
        if errors:
            raise ValidationError(errors)
        return values

    @property
    def wording(self) -> dict[str, Any]:
        """The schedule as it shall be; what does not belong to its rhythm is empty."""
        return {"frequency": self.frequency, **BLANK, **super().wording}

    def saved(self, current: Any) -> dict[str, Any]:
        """What the schedule holds now; its offer was changed, perhaps in other points only."""
        if self.schedule is None:
            return {}
        fresh = OfferSchedule.objects.select_related("place").get(pk=self.schedule.pk)
        return {name: getattr(fresh, name) for name in self.fields if name != "seen"}


def _initial(offer: Offer, schedule: OfferSchedule | None) -> dict[str, Any]:
    values: dict[str, Any] = {"seen": offer.revision}
    if schedule is not None:
        values |= {name: getattr(schedule, name) for name in (*DAYS, "starts_at", "ends_at", "staffed_by", "note")}
        values["place"] = schedule.place_id
    elif len(places := offer.places.all()) == 1:
        values["place"] = places[0].pk
    return values


class CancelForm(KernForm):
    """This one day does not take place."""

    reason = forms.CharField(
        label=_("Grund"),
        required=False,
        max_length=200,
        help_text=_("Steht öffentlich beim Termin. Keine Namen, keine Krankheiten."),
    )

    def __init__(self, typed: Any = None) -> None:
        # Stands on one page with the other form, which has a reason as well.
        super().__init__(typed, auto_id="ausfall_%s")


class MoveForm(KernForm):
    """What is different on one day. What stays as usual is left as it is."""

    new_date = forms.DateField(label=_("Tag"))
    new_starts_at = forms.TimeField(label=_("von"), widget=TimeInput)
    new_ends_at = forms.TimeField(label=_("bis"), widget=TimeInput)
    new_place = forms.ModelChoiceField(Place.objects.all(), label=_("Ort"), required=False)
    staffed_by = forms.CharField(
        label=_("Wer da ist"), required=False, max_length=120, help_text=_("Nur für Fachkräfte sichtbar.")
    )
    reason = forms.CharField(label=_("Grund"), required=False, max_length=200, help_text=_("Steht öffentlich dabei."))

    def __init__(self, typed: Any, *, schedule: OfferSchedule, day: date, places: Any, initial: dict[str, Any]) -> None:
        super().__init__(typed, initial=initial)
        self.schedule, self.day = schedule, day
        fields: dict[str, Any] = self.fields
        fields["new_place"].choices = [NOTHING, *places]

    def clean(self) -> dict[str, Any]:
        """A date ends after it begins."""
        values: dict[str, Any] = super().clean() or {}
        if _after(values, "new_starts_at", "new_ends_at", strictly=True):
            raise ValidationError({"new_ends_at": _("Das Ende liegt vor dem Beginn.")})
        return values

    @property
    def differing(self) -> dict[str, Any]:
        """Only what differs from the rhythm, so that a later change of it reaches this day as well."""
        usual = {
            "new_date": self.day,
            "new_starts_at": self.schedule.starts_at,
            "new_ends_at": self.schedule.ends_at,
            "new_place": self.schedule.place,
        }
        values = dict(self.cleaned_data)
        if (values["new_starts_at"], values["new_ends_at"]) == (usual["new_starts_at"], usual["new_ends_at"]):
            values["new_starts_at"] = values["new_ends_at"] = None
        for name in ("new_date", "new_place"):
            if values[name] == usual[name]:
                values[name] = None
        if values["staffed_by"] == self.schedule.staffed_by:
            values["staffed_by"] = ""
        return values


class ClosureForm(KernForm):
    """From when until when it is closed."""

    starts_on = forms.DateField(label=_("vom"))
    ends_on = forms.DateField(label=_("bis einschließlich"))
    reason = forms.CharField(
        label=_("Grund"), required=False, max_length=200, help_text=_("Steht öffentlich dabei, etwa „Betriebsferien“.")
    )

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        values: dict[str, Any] = super().clean() or {}
        if _after(values, "starts_on", "ends_on"):
            raise ValidationError({"ends_on": _("Der letzte Tag liegt vor dem ersten.")})
        return values


def _after(values: dict[str, Any], first: str, last: str, *, strictly: bool = False) -> bool:
    """Whether the first of two values lies after the last; with ``strictly`` also when both are the same."""
    begin, end = values.get(first), values.get(last)
    if begin is None or end is None:
        return False
    return bool(begin >= end if strictly else begin > end)
