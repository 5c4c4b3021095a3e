"""The forms on the way of a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm
from roterfaden.base.forms import KernForm
from roterfaden.network.models import Organisation
from roterfaden.offers.models import OfferImport
from roterfaden.offers.spreadsheets.actions import NEW
from roterfaden.offers.spreadsheets.checking import Checked, Row
from roterfaden.offers.spreadsheets.columns import APPEND, COLUMNS

MOST_NAMES = 40
SAMPLES = 3
LEAVE_OUT = "weg"
LONG = 80


class UploadForm(KernForm):
    """The file."""

    file = forms.FileField(
        label=_("Tabelle"),
        help_text=_("Aus Excel oder LibreOffice (xlsx, xls, ods) oder als CSV, so wie sie ist."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def clean_file(self) -> Any:
        """Of a file that is too large only its size arrives."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > settings.FILE_SIZE_LIMIT:
            most = settings.FILE_SIZE_LIMIT // 1024 // 1024
            raise ValidationError(_("Die Datei ist zu groß: höchstens {most} MB.").format(most=most))
        return file


class MappingForm(SeenForm):
    """For each column what it means, and who offers what stands there without a provider."""

    all_optional = True

    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"),
        label=_("Anbieter, wo keiner genannt ist"),
        required=False,
        empty_label=_("steht in jeder Zeile"),
    )

    def __init__(self, *args: Any, of: OfferImport, **kwargs: Any) -> None:
        initial = {"seen": of.revision, "organisation": of.organisation_id}
        super().__init__(
            *args, initial={**initial, **{f"spalte{n}": key for n, key in enumerate(of.mapping)}}, **kwargs
        )
        choices = [("", _now("nicht übernehmen")), (APPEND, _now("an die Beschreibung anhängen"))]
        choices += [(column.key, str(column.heading)) for column in COLUMNS]
        for number, heading in enumerate(of.headings):
            samples = list(dict.fromkeys(row[number] for row in of.rows if row[number]))[:SAMPLES]
            self.fields[f"spalte{number}"] = forms.ChoiceField(
                label=heading[:120],
                choices=choices,
                required=False,
                help_text=escape(" · ".join(text[:60] for text in samples)),
            )
        self.count = len(of.headings)
        self.order_fields(["seen", *(f"spalte{n}" for n in range(self.count)), "organisation"])

    @property
    def mapping(self) -> list[str]:
        """The meaning of each column, in order."""
        return [self.cleaned_data[f"spalte{number}"] for number in range(self.count)]


class NamesForm(SeenForm):
    """What the names mean that nobody here knows: the most frequent first."""

    all_optional = True

    def __init__(self, *args: Any, of: OfferImport, checked: Checked, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": of.revision}, **kwargs)
        self.asked: dict[str, tuple[str, str]] = {}
        for number, (column, name, times) in enumerate(_most_frequent(checked)):
            names = checked.names[column]
            near = names.nearest(name)
            field = forms.ChoiceField(
                label=_now("{called} „{name}“").format(called=_CALLED[column], name=name[:80]),
                choices=[
                    *_first(column),
                    *sorted({(str(row.pk), str(row)) for row in names.by_key.values()}, key=_label),
                ],
                required=False,
                initial=str(near.pk) if near else "",
                help_text=_now("steht in {n} Zeilen").format(n=times) if times > 1 else "",
            )
            self.fields[f"name{number}"] = field
            self.asked[f"name{number}"] = (column, name)

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        """What was answered, by column and name."""
        told: dict[str, dict[str, str]] = {}
        for field, (column, name) in self.asked.items():
            if key := self.cleaned_data[field]:
                told.setdefault(column, {})[name] = "" if key == LEAVE_OUT else key
        return told


class RowForm(SeenForm):
    """One row, cell by cell; what does not fit is told at its cell."""

    all_optional = True

    def __init__(self, *args: Any, of: OfferImport, row: Row, **kwargs: Any) -> None:
        cells = {f"zelle{number}": cell for number, cell in enumerate(row.cells)}
        super().__init__(*args, initial={"seen": of.revision, **cells}, **kwargs)
        for number, heading in enumerate(of.headings):
            widget: forms.Widget = (
                forms.Textarea(attrs={"rows": 3}) if len(row.cells[number]) > 80 else forms.TextInput()
            )
            self.fields[f"zelle{number}"] = forms.CharField(
                label=heading[:120],
                required=False,
                widget=widget,
                help_text=escape(" ".join(one.message for one in row.problems if one.place == number and one.is_hint)),
            )
        self.count = len(of.headings)
        if not self.is_bound:
            for problem in row.problems:
                if problem.place is not None and not problem.is_hint:
                    self.errors.setdefault(f"zelle{problem.place}", self.error_class()).append(problem.message)

    @property
    def cells(self) -> list[str]:
        """The row as it is now."""
        return [self.cleaned_data[f"zelle{number}"] for number in range(self.count)]


_CALLED = {
    "organisation": _("Anbieter"),
    "places": _("Ort"),
    "fields_of_action": _("Handlungsfeld"),
    "target_groups": _("Zielgruppe"),
    "topics": _("Thema"),
    "districts": _("Quartier"),
    "project": _("Projekt"),
}


def _first(column: str) -> list[tuple[str, str]]:
    choices = [("", _now("noch offen"))]
    if column == "organisation":
        return [*choices, (NEW, _now("als neuen Anbieter aufnehmen"))]
    return [*choices, (LEAVE_OUT, _now("weglassen"))]


def _most_frequent(checked: Checked) -> Iterator[tuple[str, str, int]]:
    found = [(column, name, times) for column, names in checked.unknown.items() for name, times in names.items()]
    yield from sorted(found, key=lambda one: (-one[2], one[0], one[1]))[:MOST_NAMES]


def _label(choice: tuple[str, str]) -> str:
    return choice[1].lower()
