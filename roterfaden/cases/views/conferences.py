"""Pages of preparing a conference: list, plan, invite, agenda, dates, call off."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.calendars import CONTENT_TYPE, as_calendar
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import conferences as acts
from roterfaden.cases.agenda import drawn_from
from roterfaden.cases.conference_mail import appointment_of
from roterfaden.cases.documents import paper_languages
from roterfaden.cases.forms.conferences import (
    AgendaForm,
    ConferenceForm,
    DatesForm,
    InviteForm,
    NewConferenceForm,
    SuitsForm,
)
from roterfaden.cases.forms.consents import recipients_for
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.free_times import DateLine, free_dates, lines_of
from roterfaden.cases.models import Case, Colleague, Conference, ConferenceInvitee, ConferenceState
from roterfaden.cases.views import reads
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.goals import page

ROWS = 25


def conferences(request: HttpRequest) -> HttpResponse:
    """Mine: those I plan, am invited to, or whose case I lead. First what comes, then what lacks its minutes."""
    user = user_of(request)
    mine = Conference.objects.visible_to(user).of(user)
    shown = request.GET.get("zeigen", "")
    late = Q(pk__in=Conference.objects.without_minutes().values("pk"))
    coming = Q(pk__in=Conference.objects.coming().values("pk"))
    counts = mine.aggregate(coming=Count("pk", filter=coming), late=Count("pk", filter=late), all=Count("pk"))
    wanted = {"ohne-protokoll": mine.filter(late), "alle": mine}.get(shown, mine.filter(coming))
    listed = Paginator(wanted.by_date().select_related("case__client"), ROWS).get_page(request.GET.get("seite"))
    reads.listed(request, [meeting.case for meeting in listed])
    tabs = {"late": shown == "ohne-protokoll", "all": shown == "alle"}
    context = {"page": listed, "counts": counts, "shown": {**tabs, "coming": not any(tabs.values())}}
    return render(request, "cases/conferences.html", context)


def conference_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a conference."""
    case = full_case(request, pk)
    form = NewConferenceForm(request.POST or None)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        planned = attempt(form, partial(acts.plan_conference, case, by=user_of(request), kind=kind, **form.wording))
        if planned:
            toast(request, _("Die Konferenz ist angelegt. Laden Sie jetzt ein."))
            return redirect("cases:conference", case.pk, planned.pk)
    return form_page(request, "cases/conference_form.html", form, **page(case, meeting=None))


def conference(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Everything about one conference, and what comes next."""
    case, meeting = find_conference(request, pk, conference)
    invitees = list(meeting.invitees.current().select_related("user", "recipient").prefetch_related("disclosures"))
    context = frame(
        case,
        meeting=meeting,
        invitees=invitees,
        planner=_planner(case, meeting, invitees),
        dates=[_answers(line, invitees) for line in _proposed(meeting, invitees)],
        minutes=list(meeting.minutes.select_related("closed_by")),
        decisions=list(meeting.decisions.current().select_related("owner", "task")),
        languages=paper_languages(case.client.language),
    )
    return render(request, "cases/conference.html", context)


def _planner(case: Case, meeting: Conference, invitees: list[ConferenceInvitee]) -> UUID | None:
    """As whom whoever plans takes part; nobody once they have handed the case over or left the team."""
    of_team = case.members.current().filter(user=meeting.planned_by_id).exists()
    return next((one.pk for one in invitees if of_team and one.user_id == meeting.planned_by_id), None)


def _proposed(meeting: Conference, invitees: list[ConferenceInvitee]) -> list[DateLine]:
    return lines_of(meeting, meeting.dates, invitees) if meeting.state == ConferenceState.PROPOSED else []


def _answers(line: DateLine, invitees: list[ConferenceInvitee]) -> dict[str, Any]:
    """One proposed date: whom it suits, whom not, who has not said."""
    answered = [one for one in invitees if one.answered_at]
    return {
        "at": line.starts_at,
        "key": line.starts_at.isoformat(),
        "suits": [one for one in answered if line.starts_at in one.suits],
        "suits_not": [one for one in answered if line.starts_at not in one.suits],
        "open": [one for one in invitees if not one.answered_at],
        "busy": line.busy,
        "has_passed": line.starts_at <= timezone.now(),
    }


def conference_edit(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Change what it is about, where, how long."""
    case, meeting = find_conference(request, pk, conference)
    form = ConferenceForm(request.POST or None, instance=meeting)
    if form.is_valid():
        act = partial(
            acts.change_conference,
            meeting,
            by=user_of(request),
            seen=form.seen_revision,
            site=site_of(request),
            **form.wording,
        )
        if done(form, act):
            toast(request, _("Gespeichert."))
            return redirect("cases:conference", case.pk, meeting.pk)
    return form_page(request, "cases/conference_form.html", form, **page(case, meeting=meeting))


def conference_agenda(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Choose what is to be talked about."""
    case, meeting = find_conference(request, pk, conference)
    possible = drawn_from(case, user_of(request))
    form = AgendaForm(request.POST or None, meeting=meeting, possible=possible)
    if form.is_valid():
        act = partial(acts.set_agenda, meeting, by=user_of(request), seen=form.seen_revision, topics=form.topics)
        if done(form, act):
            toast(request, _("Tagesordnung gespeichert."))
            return redirect("cases:conference", case.pk, meeting.pk)
    return form_page(request, "cases/conference_agenda.html", form, **page(case, meeting=meeting))


def conference_invite(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Invite somebody."""
    case, meeting = find_conference(request, pk, conference)
    user = user_of(request)
    invited = meeting.invitees.current().exclude(user=None).values("user")
    colleagues = Colleague.objects.visible_to(user).exclude(user__in=invited).select_related("organisation")
    recipients = recipients_for(user, case)
    form = InviteForm(
        request.POST or None, colleagues=colleagues.order_by("organisation__name", "name", "pk"), recipients=recipients
    )
    if form.is_valid():
        act = partial(acts.invite, meeting, by=user, site=site_of(request), **form.cleaned_data)
        if invitee := attempt(form, act):
            undo = reverse("cases:conference_uninvite", args=[case.pk, meeting.pk, invitee.pk])
            toast(request, _("{name} ist eingeladen.").format(name=invitee), undo=undo)
            return redirect("cases:conference", case.pk, meeting.pk)
    return form_page(request, "cases/conference_invite.html", form, **page(case, meeting=meeting))


@require_POST
def conference_uninvite(request: HttpRequest, pk: UUID, conference: UUID, invitee: UUID) -> HttpResponse:
    """They do not come after all."""
    _case, meeting, found = find_invitee(request, pk, conference, invitee)
    act = partial(acts.uninvite, found, by=user_of(request), site=site_of(request))
    return do(request, where(meeting), act, said=_("{name} ist nicht mehr eingeladen.").format(name=found))


def conference_dates(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Propose dates, seeing who is busy when."""
    case, meeting = find_conference(request, pk, conference)
    invitees = list(meeting.invitees.current().exclude(user=None))
    proposed = meeting.dates if meeting.state == ConferenceState.PROPOSED else free_dates(meeting)
    form = DatesForm(request.POST or None, meeting=meeting, proposed=proposed)
    checks = request.htmx or "pruefen" in request.POST  # type: ignore[attr-defined]
    if not checks and form.is_valid():
        act = partial(
            acts.propose_dates,
            meeting,
            by=user_of(request),
            seen=form.seen_revision,
            dates=form.dates,
            site=site_of(request),
        )
        if done(form, act):
            toast(request, _("Die Termine sind vorgeschlagen."))
            return redirect("cases:conference", case.pk, meeting.pk)
    context = page(case, meeting=meeting, invitees=invitees, lines=lines_of(meeting, form.entered, invitees))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/parts/free_times.html", context)
    return form_page(request, "cases/conference_dates.html", form, **context)


def conference_answer(request: HttpRequest, pk: UUID, conference: UUID, invitee: UUID) -> HttpResponse:
    """Enter which dates suit somebody who said so by word of mouth."""
    case, meeting, found = find_invitee(request, pk, conference, invitee)
    form = SuitsForm(request.POST or None, asked=found, dates=meeting.dates)
    if form.is_valid():
        act = partial(acts.record_answer, found, by=user_of(request), seen=form.seen_revision, suits=form.chosen)
        if done(form, act):
            toast(request, _("Antwort eingetragen."))
            return redirect("cases:conference", case.pk, meeting.pk)
    return form_page(request, "cases/conference_answer.html", form, **page(case, meeting=meeting, invitee=found))


@require_POST
def conference_fix(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """One of the proposed dates it is."""
    _case, meeting = find_conference(request, pk, conference)
    try:
        starts_at = parse_datetime(request.POST.get("termin", ""))
    except ValueError as error:
        raise BadRequest from error
    if starts_at is None or timezone.is_naive(starts_at):
        raise BadRequest
    act = partial(acts.fix_date, meeting, by=user_of(request), starts_at=starts_at, site=site_of(request))
    return do(request, where(meeting), act, said=_("Der Termin steht. Alle mit einer E-Mail-Adresse bekommen ihn."))


def conference_cancel(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """Call it off, with the reason."""
    case, meeting = find_conference(request, pk, conference)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        act = partial(acts.cancel_conference, meeting, by=user_of(request), reason=reason, site=site_of(request))
        if done(form, act):
            toast(request, _("Die Konferenz ist abgesagt."))
            return redirect("cases:conference", case.pk, meeting.pk)
    return form_page(request, "cases/conference_cancel.html", form, **page(case, meeting=meeting))


def conference_ics(request: HttpRequest, pk: UUID, conference: UUID) -> HttpResponse:
    """The fixed date as a file, to hand on to those without an address here."""
    _case, meeting = find_conference(request, pk, conference)
    if meeting.starts_at is None:
        raise Http404
    called_off = meeting.state == ConferenceState.CANCELLED
    return calendar_file(as_calendar(appointment_of(meeting, is_cancelled=called_off), stamp=timezone.now()))


def calendar_file(content: bytes) -> HttpResponse:
    """A file for the calendar. Its name names nobody, and no shared computer keeps it."""
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=f"{CONTENT_TYPE}; charset=utf-8", headers=headers)


def full_case(request: HttpRequest, pk: UUID) -> Case:
    """The case, if the user reads all of it; otherwise 404: agenda and minutes may tell anything."""
    case = find_case(request, pk)
    if not case.sees_sensitive:  # type: ignore[attr-defined]
        raise Http404
    return case


def find_conference(request: HttpRequest, pk: UUID, conference: UUID) -> tuple[Case, Conference]:
    """A conference with its case."""
    case = full_case(request, pk)
    meeting = get_object_or_404(Conference.objects.visible_to(user_of(request)).filter(case=case), pk=conference)
    meeting.case = case
    return case, meeting


def find_invitee(
    request: HttpRequest, pk: UUID, conference: UUID, invitee: UUID
) -> tuple[Case, Conference, ConferenceInvitee]:
    """Somebody who is invited."""
    case, meeting = find_conference(request, pk, conference)
    found = get_object_or_404(meeting.invitees.current().select_related("recipient", "user"), pk=invitee)
    found.conference = meeting
    return case, meeting, found


def where(meeting: Conference) -> str:
    """The page of a conference."""
    return reverse("cases:conference", args=[meeting.case_id, meeting.pk])


def site_of(request: HttpRequest) -> str:
    """Where this installation is served: the beginning of links in mails."""
    return request.build_absolute_uri("/")
