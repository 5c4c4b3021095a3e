"""Filters of the log. What they choose stands in the address, so no name and no reference of a person is among them."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import DateInput, KernForm
from roterfaden.logbook.models import ReadEntryQuerySet, ReadKind
from roterfaden.logbook.seals import logs

DAYS = 30
SHORT_ID = 8


class LogFilter(KernForm):
    """What both logs can be asked: who, when, with a reason, about whom (an identifier, never a name)."""

    wer = forms.ModelChoiceField(
        get_user_model().objects.order_by("name", "id"), label=_("Wer"), required=False, empty_label=_("alle")
    )
    von = forms.DateField(label=_("von"), required=False, widget=DateInput())
    bis = forms.DateField(label=_("bis"), required=False, widget=DateInput())
    grund = forms.BooleanField(label=_("nur mit angegebenem Grund"), required=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked and can be understood; the rest is left out."""
        return self.cleaned_data

    @property
    def since(self) -> date:
        """The first day; without one, the last thirty days."""
        return self.asked.get("von") or timezone.localdate() - timedelta(days=DAYS)

    @property
    def until(self) -> date:
        """The last day, today if none is named."""
        return self.asked.get("bis") or timezone.localdate()

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last."""
        return _midnight(self.since), _midnight(self.until + timedelta(days=1))

    @property
    def client(self) -> UUID | None:
        """Whose entries only."""
        return self.asked.get("person")


class ReadFilter(LogFilter):
    """Which entries of the read log."""

    art = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("alle")), *ReadKind.choices])
    ausserhalb = forms.BooleanField(label=_("nur außerhalb des Teams"), required=False)
    field_order = ["wer", "art", "von", "bis", "grund", "ausserhalb", "person"]

    def of(self, entries: ReadEntryQuerySet) -> ReadEntryQuerySet:
        """The entries asked for, newest first."""
        since, until = self.span
        entries = entries.filter(at__gte=since, at__lt=until)
        if self.asked.get("wer"):
            entries = entries.filter(reader_id=self.asked["wer"].pk)
        if self.asked.get("art"):
            entries = entries.filter(kind=self.asked["art"])
        if self.asked.get("grund"):
            entries = entries.exclude(reason="")
        if self.asked.get("ausserhalb"):
            entries = entries.filter(is_outside=True)
        if self.client:
            entries = entries.filter(client_id=self.client)
        return entries.order_by("-at", "-id")


class ChangeFilter(LogFilter):
    """Which changes."""

    art = forms.ChoiceField(label=_("Was"), required=False)
    field_order = ["wer", "art", "von", "bis", "grund", "person"]

    def __init__(self, data: Any) -> None:
        self.base_fields["art"].choices = [("", _("alles")), *sorted(kinds_of_record().items(), key=_by_label)]  # type: ignore[attr-defined]
        super().__init__(data)


class PersonForm(KernForm):
    """Whose entries. Posted, so that the reference stands in no address."""

    kennung = forms.CharField(
        label=_("Aktenzeichen oder Kennung"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "m"}),
    )

    def find(self, entries: ReadEntryQuerySet) -> UUID | None:
        """The person meant; ``None`` with an error at the field when the log knows none."""
        if not self.is_valid():
            return None
        text = self.cleaned_data["kennung"].strip()
        found = entries.filter(reference=text.upper()) | entries.filter(reference=text)
        if not found.exists() and len(text) >= SHORT_ID:
            found = _beginning_with(entries, text)
        person = found.exclude(client_id=None).values_list("client_id", flat=True).first()
        if person is None:
            self.add_error("kennung", _("Dazu steht nichts im Protokoll. Prüfen Sie die Schreibweise."))
        return person


def _beginning_with(entries: ReadEntryQuerySet, text: str) -> ReadEntryQuerySet:
    digits = text.replace("-", "")[:32]
    try:
        first, last = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    except ValueError:
        return entries.none()
    return entries.filter(client_id__gte=first, client_id__lte=last)


def kinds_of_record() -> dict[str, str]:
    """The tables of history, each with the name of what it tells about."""
    tracked = {
        model._meta.db_table: str(model.pgh_tracked_model._meta.verbose_name)
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    return {log: tracked[log] for log, _key in logs() if log in tracked}


def _by_label(kind: tuple[str, str]) -> str:
    return kind[1]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
