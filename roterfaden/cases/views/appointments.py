"""Pages of appointments: arranged, moved, what became of them, and as a file for one's own calendar."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.calendars import as_calendar
from roterfaden.base.edits import seen_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import appointments as acts
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.appointment_calendar import calendar_entry
from roterfaden.cases.appointment_paper import appointment_content
from roterfaden.cases.documents import appointment_pdf, paper_languages
from roterfaden.cases.forms.appointments import AppointmentForm, WhoseAppointmentForm
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.meeting_place import office_of
from roterfaden.cases.models import Appointment, Case
from roterfaden.cases.views.conferences import calendar_file
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.papers import inline, language_of, titled
from roterfaden.cases.views.reads import listed
from roterfaden.logbook.models import ReadKind

AT_ONCE_SHOWN = 3


def quick_appointment(request: HttpRequest) -> HttpResponse:
    """Begun from anywhere: choose with whom, then arrange it; on a person's page that is known already."""
    chosen = request.GET.get("fall")
    form = WhoseAppointmentForm(None if chosen is None else request.GET, user=user_of(request))
    if chosen and form.is_valid():
        return redirect("cases:appointment_add", form.cleaned_data["fall"].pk)
    listed(request, form.cases)
    return form_page(request, "cases/quick_appointment.html", form)


def appointment_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Arrange to meet the person; ``?wie=`` names an appointment that did not take place, to begin with its words."""
    case, user = find_case(request, pk), user_of(request)
    form = _form(request, case, initial=_like(request, case) | {"owner": user.pk})
    arranged = attempt(form, lambda: acts.arrange_appointment(case, by=user, **form.wording))
    if arranged:
        toast(request, _("Termin vereinbart. Drucken Sie den Zettel für die Person."))
        return redirect("cases:appointment", case.pk, arranged.pk)
    return form_page(request, "cases/appointment_form.html", form, **frame(case, appointment=None))


def appointment(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """When and where, and what else stands at that time; from its day on: did it take place?"""
    case, found = _find(request, pk, arranged)
    languages, at_once = paper_languages(case.client.language), _at_once(request, found)
    return render(
        request, "cases/appointment.html", frame(case, appointment=found, languages=languages, at_once=at_once)
    )


def appointment_move(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """Another time, another place, or other words."""
    case, found = _find(request, pk, arranged)
    form = _form(request, case, known=found)

    def act() -> Appointment:
        return acts.move_appointment(found, by=user_of(request), seen=form.seen_revision, **form.wording)

    if attempt(form, act):
        toast(request, _("Termin geändert. Geben Sie der Person den neuen Zettel."))
        return redirect("cases:appointment", case.pk, found.pk)
    return form_page(request, "cases/appointment_form.html", form, **frame(case, appointment=found))


@require_POST
def appointment_keep(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """It took place."""
    return _end(request, pk, arranged, acts.keep_appointment, _("Der Termin hat stattgefunden."))


@require_POST
def appointment_miss(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """The person did not come."""
    return _end(request, pk, arranged, acts.miss_appointment, _("Festgehalten: nicht gekommen."))


@require_POST
def appointment_excuse(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """The person called it off."""
    return _end(request, pk, arranged, acts.excuse_appointment, _("Festgehalten: Die Person hat abgesagt."))


@require_POST
def appointment_reopen(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """It is planned again."""
    case, found = _find(request, pk, arranged)
    act = partial(acts.reopen_appointment, found, by=user_of(request))
    return do(request, _page(case, found), act, said=_("Der Termin ist wieder geplant."))


def appointment_cancel(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """We call it off, with the reason."""
    case, found = _find(request, pk, arranged)
    form = ReasonForm(request.POST or None)
    cancel = partial(acts.cancel_appointment, found, by=user_of(request))
    if form.is_valid() and done(form, lambda: cancel(**form.cleaned_data)):
        toast(request, _("Termin abgesagt. Sagen Sie es auch der Person."), undo=_undo(case, found))
        return redirect(_page(case, found))
    return form_page(request, "cases/appointment_cancel.html", form, **frame(case, appointment=found))


def appointment_paper(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """What the person takes home, in German or beside their language; of one that is not planned there is no paper."""
    case, found = _find(request, pk, arranged, kind=ReadKind.PRINTED)
    if not found.is_planned:
        raise Http404
    language = language_of(request)
    paper = appointment_pdf(appointment_content(found), language)
    tell_document_made(case, by=request.user, text=titled(_("Ihr Termin"), language), subject=found.pk)
    return inline(paper, _("ihr-termin"), language)


def appointment_ics(request: HttpRequest, pk: UUID, arranged: UUID) -> HttpResponse:
    """The appointment for the calendar of whoever holds it: it names nobody."""
    case, found = _find(request, pk, arranged)
    url = request.build_absolute_uri(_page(case, found))
    return calendar_file(as_calendar(calendar_entry(found, url=url), stamp=timezone.now()))


def _at_once(request: HttpRequest, found: Appointment) -> list[Appointment]:
    """What its holder has planned besides at the time of one still to come, as far as whoever looks may know of it."""
    if not found.is_planned or found.ends_at <= timezone.now():
        return []
    known = Appointment.objects.visible_to(user_of(request)).at_the_time_of(found)
    return list(known.order_by("starts_at", "pk")[:AT_ONCE_SHOWN])


def _end(request: HttpRequest, pk: UUID, arranged: UUID, act: Any, said: str) -> HttpResponse:
    case, found = _find(request, pk, arranged)
    ended = partial(act, found, by=user_of(request), seen=seen_of(request))
    return do(request, _page(case, found), ended, said=said, undo=_undo(case, found))


def _form(request: HttpRequest, case: Case, known: Appointment | None = None, **more: Any) -> AppointmentForm:
    user = user_of(request)
    holders, own = acts.possible_holders(case, user), office_of(case.client.organisation, user)
    return AppointmentForm(request.POST or None, case=case, holders=holders, own_place=own, known=known, **more)


def _like(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What a new appointment takes over from one that did not take place."""
    try:
        former = UUID(request.GET["wie"]) if "wie" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    if former is None:
        return {}
    found = get_object_or_404(case.appointments.visible_to(user_of(request)), pk=former)
    return AppointmentForm.words_of(found)


def _find(request: HttpRequest, pk: UUID, arranged: UUID, kind: ReadKind = ReadKind.OPENED) -> tuple[Case, Appointment]:
    case = find_case(request, pk, own=True, kind=kind)
    found = get_object_or_404(case.appointments.visible_to(user_of(request)).select_related("owner"), pk=arranged)
    found.case = case
    return case, found


def _page(case: Case, found: Appointment) -> str:
    return reverse("cases:appointment", args=[case.pk, found.pk])


def _undo(case: Case, found: Appointment) -> str:
    return reverse("cases:appointment_reopen", args=[case.pk, found.pk])
