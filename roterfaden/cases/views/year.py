"""The figures of a year for the head of unit: tables to read and a file to take along. Nobody is named."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.base.forms import KernForm
from roterfaden.cases.year_figures import csv_of, explanations, figures_of

YEARS = 5


class YearForm(KernForm):
    """Which year."""

    jahr = forms.TypedChoiceField(label=gettext_lazy("Jahr"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        this = timezone.localdate().year
        self.fields["jahr"].choices = [(year, str(year)) for year in range(this, this - YEARS, -1)]  # type: ignore[attr-defined]


def year_figures(request: HttpRequest) -> HttpResponse:
    """The tables of a year."""
    year = _year(request)
    context = {
        "figures": figures_of(year),
        "form": YearForm({"jahr": year}),
        "explanations": explanations(),
    }
    return render(request, "cases/year_figures.html", context)


def year_csv(request: HttpRequest) -> HttpResponse:
    """The same tables as one file."""
    year = _year(request)
    name = _("case-management-{year}.csv").format(year=year)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(csv_of(figures_of(year)), content_type="text/csv; charset=utf-8", headers=headers)


def _year(request: HttpRequest) -> int:
    """The year asked for; one that is not offered is this year."""
    form = YearForm(request.GET)
    return (form.cleaned_data["jahr"] if form.is_valid() else None) or timezone.localdate().year
