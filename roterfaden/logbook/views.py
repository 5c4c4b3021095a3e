"""The log, for data protection: who read, what was changed, what is worth a question. Reading it is noted as well."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.tables import harmless
from roterfaden.logbook import unusual as facts
from roterfaden.logbook.changes import Changes
from roterfaden.logbook.forms import ChangeFilter, LogFilter, PersonForm, ReadFilter
from roterfaden.logbook.models import ReadEntry, ReadEntryQuerySet, ReadKind
from roterfaden.logbook.reading import note

PAGE = 50
EXPORTED = 100_000


def reads(request: HttpRequest) -> HttpResponse:
    """Who read what. A person is chosen by a reference that is posted; the address holds an identifier only."""
    filters = ReadFilter(request.GET)
    choice, moved = _choose_person(request)
    if moved:
        return moved
    page = Paginator(filters.of(_entries(request)), PAGE).get_page(request.GET.get("seite"))
    note(request, ReadKind.LOG, client=filters.client, listed=len(page))
    return _page(request, "logbook/reads.html", filters, choice, page=page)


def changes(request: HttpRequest) -> HttpResponse:
    """Who changed what kind of record, which fields, and why."""
    filters = ChangeFilter(request.GET)
    choice, moved = _choose_person(request)
    if moved:
        return moved
    found: Any = Changes(filters)
    page = Paginator(found, PAGE).get_page(request.GET.get("seite"))
    note(request, ReadKind.LOG, client=filters.client, listed=len(page))
    return _page(request, "logbook/changes.html", filters, choice, page=page)


def unusual(request: HttpRequest) -> HttpResponse:
    """Facts about reading that deserve a question."""
    filters = LogFilter({name: request.GET.get(name, "") for name in ("von", "bis")})
    since, until = filters.span
    entries = _entries(request).filter(at__gte=since, at__lt=until)
    note(request, ReadKind.LOG, client=None, listed=0)
    context = {
        "filters": filters,
        "many": facts.many_files_in_an_hour(entries),
        "outside": facts.many_found_outside_the_team(entries),
        "reasons": facts.with_a_reason(entries),
        "hours": facts.at_unusual_hours(entries),
        "limits": {"files": facts.MANY_FILES, "outside": facts.MANY_OUTSIDE},
    }
    return render(request, "logbook/unusual.html", context)


def reads_export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered read log as CSV, for a spreadsheet. That it was exported stands in the log."""
    filters = ReadFilter(request.GET)
    entries = list(filters.of(_entries(request))[:EXPORTED])
    note(request, ReadKind.EXPORTED, client=filters.client, listed=len(entries))
    name = _("lesezugriffe-{day}.csv").format(day=timezone.localdate().isoformat())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(_lines(entries), content_type="text/csv; charset=utf-8", headers=headers)


def _entries(request: HttpRequest) -> ReadEntryQuerySet:
    officer: Any = request.user  # signed in: the audience of the page has seen to it
    return ReadEntry.objects.visible_to(officer)


def _choose_person(request: HttpRequest) -> tuple[PersonForm, HttpResponse | None]:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and (person := form.find(_entries(request))):
        query = request.GET.copy()
        query["person"] = str(person)
        query.pop("seite", None)
        return form, redirect(f"{request.path}?{query.urlencode()}")
    return form, None


def _page(request: HttpRequest, template: str, filters: LogFilter, choice: PersonForm, **more: Any) -> HttpResponse:
    person = filters.client
    known = _entries(request).of_person(person).exclude(reference="").first() if person else None
    context = {
        "filters": filters,
        "choice": choice,
        "person": person,
        "person_label": known.person if known else str(person)[:8],
        "query": request.GET.urlencode(),
        **more,
    }
    return render(request, template, context, status=422 if choice.is_bound and choice.errors else 200)


class _Line:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


HEADER = (
    "wann",
    "wer",
    "Stelle und Rolle",
    "Person",
    "Art",
    "wofür",
    "Seite",
    "Grund",
    "außerhalb des Teams",
    "Aufruf",
)


def _lines(entries: list[ReadEntry]) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff" + str(writer.writerow(HEADER))
    for entry in entries:
        yield str(writer.writerow([harmless(cell) for cell in _cells(entry)]))


def _cells(entry: ReadEntry) -> tuple[str, ...]:
    at: datetime = timezone.localtime(entry.at)
    return (
        at.strftime("%d.%m.%Y %H:%M:%S"),
        entry.reader_name,
        entry.offices_and_roles,
        entry.person,
        entry.get_kind_display(),
        entry.get_purpose_display(),
        entry.page,
        entry.reason,
        _("ja") if entry.is_outside else "",
        str(entry.request),
    )
