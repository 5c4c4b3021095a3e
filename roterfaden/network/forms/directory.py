"""Forms of the directory."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm, KernModelForm, Section, TimeInput
from roterfaden.base.weekdays import Weekday
from roterfaden.network.models import (
    ACCESS_FIELDS,
    BarrierFree,
    District,
    OpeningHours,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    Room,
)

EVERY = ("", _("alle"))
MORE_ROOMS = 2


class OrganisationFilter(KernForm):
    """Which organisations the list shows."""

    suche = forms.CharField(label=_("Name"), required=False, max_length=100)
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[EVERY, *OrganisationKind.choices])

    def chosen(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """The organisations that fit."""
        wanted = self.cleaned_data if self.is_valid() else {}
        if kind := wanted.get("art"):
            organisations = organisations.filter(kind=kind)
        return organisations.named_like(wanted.get("suche", ""))  # type: ignore[attr-defined, no-any-return]


class PlaceFilter(KernForm):
    """Which places the list shows."""

    suche = forms.CharField(label=_("Name oder Adresse"), required=False, max_length=100)
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[EVERY, *PlaceKind.choices])
    quartier = forms.ModelChoiceField(
        District.objects.all(), label=_("Quartier"), required=False, to_field_name="key", empty_label=_("alle")
    )
    stufenlos = forms.BooleanField(label=_("nur stufenlos"), required=False)

    def chosen(self, places: QuerySet[Place]) -> QuerySet[Place]:
        """The places that fit."""
        wanted = self.cleaned_data if self.is_valid() else {}
        if kind := wanted.get("art"):
            places = places.filter(kind=kind)
        if district := wanted.get("quartier"):
            places = places.filter(district=district)
        if wanted.get("stufenlos"):
            places = places.filter(step_free=BarrierFree.YES)
        return places.named_like(wanted.get("suche", ""))  # type: ignore[attr-defined, no-any-return]


class OrganisationForm(SeenModelForm):
    """Everything about an organisation."""

    sections = [
        Section(
            _("Wer es ist"), ["name", "short_name", "kind", "description", "is_sensitive", "is_immigration_authority"]
        ),
        Section(_("Wie man sie erreicht"), ["phone", "email", "website"]),
        Section(_("Pflege der Angebote"), ["is_reviewed"]),
    ]

    class Meta:
        model = Organisation
        fields = [
            "name", "short_name", "kind", "description", "is_sensitive", "is_immigration_authority", "phone", "email",
            "website", "is_reviewed",
        ]  # fmt: skip


class OrganisationContactForm(SeenModelForm):
    """What the staff of an organisation keep up to date themselves."""

    class Meta:
        model = Organisation
        fields = ["description", "phone", "email", "website"]


class PlaceForm(SeenModelForm):
    """Everything about a place but its rooms and hours."""

    sections = [
        Section(_("Der Ort"), ["name", "kind", "is_collective", "district", "operator", "description"]),
        Section(_("Wie man hinkommt"), ["address", "latitude", "longitude", "phone"]),
        Section(
            _("Barrierefreiheit"),
            [*ACCESS_FIELDS, "access_note"],
            why=_("Wer darauf angewiesen ist, verlässt sich darauf. „Noch nicht geprüft“ ist eine ehrliche Antwort."),
        ),
    ]

    class Meta:
        model = Place
        fields = [
            "name", "kind", "is_collective", "district", "operator", "description", "address", "phone",
            *ACCESS_FIELDS, "access_note", "latitude", "longitude",
        ]  # fmt: skip


class RoomForm(KernModelForm):
    """One room."""

    @property
    def legend(self) -> str:
        """What stands above the row."""
        return gettext("Weiterer Raum") if self.empty_permitted else str(self.instance.name)

    class Meta:
        model = Room
        fields = ["name", "seats", "equipment"]
        widgets = {"name": forms.TextInput(attrs={"data-width": "m"})}


class SpanForm(KernModelForm):
    """One span of a weekday."""

    weekday = forms.TypedChoiceField(label=_("Wochentag"), coerce=int, choices=[("", "---------"), *Weekday.choices])

    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens_at", "closes_at", "note"]
        widgets = {
            "opens_at": TimeInput(attrs={"data-width": "s"}),
            "closes_at": TimeInput(attrs={"data-width": "s"}),
            "note": forms.TextInput(attrs={"data-width": "m"}),
        }

    def has_changed(self) -> bool:
        """A row for something new in which only the day stands is an empty row."""
        return bool(set(self.changed_data) - {"weekday"}) if self.empty_permitted else super().has_changed()

    @property
    def legend(self) -> str:
        """What stands above the row."""
        day = self.initial.get("weekday")
        return str(Weekday(day).label) if day else gettext("Weitere Zeit")

    def clean(self) -> dict[str, Any]:
        """A place closes after it opens."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("opens_at") and values.get("closes_at") and values["opens_at"] >= values["closes_at"]:
            raise ValidationError({"closes_at": _("Das Ende liegt vor dem Beginn.")})
        return values


RoomFormSet = forms.inlineformset_factory(Place, Room, form=RoomForm, extra=MORE_ROOMS, can_delete_extra=False)
SpanFormSet = forms.inlineformset_factory(Place, OpeningHours, form=SpanForm, extra=0, can_delete_extra=False)


def week_of(place: Place, typed: Any) -> Any:
    """The rows of a week: those that are saved, an empty one for each day without, and one more."""
    known = {span.weekday for span in place.opening_hours.all()}
    empty = [{"weekday": day.value} for day in Weekday if day not in known] + [{}]
    rows = SpanFormSet(typed, instance=place, initial=empty)
    rows.extra = len(empty)
    return rows
