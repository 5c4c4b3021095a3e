"""Pages of a day of home visits: the plan in its order, who is due, and what a visit showed."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import visits as acts
from roterfaden.cases.forms.visits import DayForm, PlanForm, VisitForm
from roterfaden.cases.models import Case, ContactNote, HomeCare, HomeVisit, Problem
from roterfaden.cases.views import reads
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.home import home_url
from roterfaden.cases.views.saving import move
from roterfaden.cases.visiting import by_district, days_left_open, due_of, stops_of, where_lives

ROWS = 50


def visits(request: HttpRequest) -> HttpResponse:
    """My plan of a day, with a form for each visit: once opened, it needs no connection any more. Below, who is due."""
    asked, user = DayForm(request.GET), user_of(request)
    day, today = asked.day, timezone.localdate()
    stops = stops_of(user, day)
    due = due_of(user, day, everybody=asked.everybody) if day >= today else HomeCare.objects.none()
    page = Paginator(due, ROWS).get_page(request.GET.get("seite"))
    reads.listed(request, [*(stop.visit.case for stop in stops), *(care.case for care in page)])
    context = {
        "day": day,
        "is_today": day == today,
        "can_plan": day >= today,
        "before": visits_url(day - timedelta(days=1)),
        "after": visits_url(day + timedelta(days=1)),
        "here": visits_url(day),
        "everybody": asked.everybody,
        "stops": stops,
        "ahead": sum(stop.visit.is_planned for stop in stops),
        "page": page,
        "due": by_district(list(page)),
        "left_open": [(left, visits_url(left), count) for left, count in days_left_open(user)] if day == today else [],
    }
    return render(request, "cases/visits.html", context)


@require_POST
def visits_plan(request: HttpRequest) -> HttpResponse:
    """Everybody who lives at one address comes onto my plan of a day; on to the next one in the list."""
    asked, cases = DayForm(request.POST), _cases(request)
    act = partial(acts.plan_household, cases, by=user_of(request), on_day=asked.day)
    back = f"{reverse('cases:visits')}?{urlencode(asked.due_query)}#faellig"
    return do(request, back, act, said=_("Steht auf Ihrem Plan."))


def _cases(request: HttpRequest) -> list[Case]:
    try:
        wanted = {UUID(key) for key in request.POST.getlist("case")}
    except ValueError:
        raise Http404 from None
    found = list(Case.objects.file_visible_to(user_of(request)).filter(pk__in=wanted).select_related("client"))
    if not found or len(found) != len(wanted):
        raise Http404
    return sorted(found, key=lambda case: str(case.client))


@require_POST
def visits_suggest(request: HttpRequest) -> HttpResponse:
    """The order that the addresses suggest."""
    day = DayForm(request.POST).day
    act = partial(acts.suggest_order, by=user_of(request), on_day=day)
    return do(request, visits_url(day), act, said=_("Nach Quartier und Adresse geordnet."))


def visit_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a person on my plan, on a day of my choice."""
    case = find_case(request, pk)
    form = PlanForm(request.POST or None)
    if form.is_valid():
        planned = attempt(form, partial(acts.plan_visit, case, by=user_of(request), **form.cleaned_data))
        if planned:
            toast(request, _("Hausbesuch geplant."), undo=reverse("cases:visit_take_off", args=[pk, planned.pk]))
            return redirect(visits_url(planned.on_day))
    words = {"heading": _("Hausbesuch planen"), "submit": _("Auf meinen Plan"), "there": home_url(case)}
    return form_page(request, "cases/home_form.html", form, **frame(case, **words))


@require_POST
def visit_now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """I stand at the door: a visit of today, and straight to its note."""
    case = find_case(request, pk)
    visit: list[HomeVisit] = []

    def act() -> None:
        visit.append(acts.plan_visit(case, by=user_of(request), on_day=timezone.localdate()))

    answer = do(request, home_url(case), act, said=_("Der Besuch steht auf dem Plan von heute."))
    return redirect("cases:visit", pk, visit[0].pk) if visit else answer


def visit(request: HttpRequest, pk: UUID, visit: UUID) -> HttpResponse:
    """Record what a visit showed, or read it. A phone sends what was written without a connection here as well."""
    case, found = _find(request, pk, visit)
    form = VisitForm(request.POST or None, visit=found)
    if form.is_valid() and (
        kept := attempt(form, partial(acts.record_visit, found, by=user_of(request), **form.recorded))
    ):
        return _recorded(request, case, kept, _said(case, form))
    if request.method == "POST" and "X-Autosave" in request.headers:
        return HttpResponse(form.in_one_line, status=422, content_type="text/plain; charset=utf-8")
    return form_page(request, "cases/visit.html", form, **frame(case, **_around(request, case, found)))


def _said(case: Case, form: VisitForm) -> str:
    if not case.is_open and form.recorded["problem"]:
        return _("Besuch festgehalten. Der Fall ist abgeschlossen, deshalb steht das Problem in der Notiz.")
    return _("Besuch festgehalten.")


def _recorded(request: HttpRequest, case: Case, kept: HomeVisit, said: str) -> HttpResponse:
    """What was sent later, by itself, is told where it waited and not on whatever page comes next."""
    if "X-Later" not in request.headers:
        undo = reverse("cases:visit_reopen", args=[case.pk, kept.pk]) if case.is_open else ""
        toast(request, said, undo=undo)
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204)
    return redirect(visits_url(kept.on_day, kept))


def _around(request: HttpRequest, case: Case, found: HomeVisit) -> dict[str, Any]:
    user = user_of(request)
    care = getattr(case, "home_care", None)
    return {
        "visit": found,
        "where": where_lives(case.client),
        "way_in": care.way_in if care else "",
        "note": ContactNote.objects.visible_to(user).filter(pk=found.note_id).first() if found.note_id else None,
        "problems": list(Problem.objects.visible_to(user).open().filter(case=case)),
        "plan_url": visits_url(found.on_day),
    }


@require_POST
def visit_take_off(request: HttpRequest, pk: UUID, visit: UUID) -> HttpResponse:
    """Off the plan."""
    _case, found = _find(request, pk, visit)
    undo = reverse("cases:visit_put_back", args=[pk, visit])
    act = partial(acts.take_off, found, by=request.user)
    return do(request, _back(request, found), act, said=_("Vom Plan genommen."), undo=undo)


@require_POST
def visit_put_back(request: HttpRequest, pk: UUID, visit: UUID) -> HttpResponse:
    """On the plan again."""
    return _do(request, pk, visit, acts.put_back, _("Steht wieder auf dem Plan."))


@require_POST
def visit_reopen(request: HttpRequest, pk: UUID, visit: UUID) -> HttpResponse:
    """What was recorded is taken back."""
    return _do(request, pk, visit, acts.reopen_visit, _("Der Besuch ist wieder offen, die Notiz ist zurückgenommen."))


def _do(request: HttpRequest, pk: UUID, visit: UUID, act: Callable[..., object], said: str) -> HttpResponse:
    _case, found = _find(request, pk, visit)
    return do(request, _back(request, found), partial(act, found, by=request.user), said=said)


@require_POST
def visit_earlier(request: HttpRequest, pk: UUID, visit: UUID) -> HttpResponse:
    """One place up."""
    return _reorder(request, pk, visit, upwards=True)


@require_POST
def visit_later(request: HttpRequest, pk: UUID, visit: UUID) -> HttpResponse:
    """One place down."""
    return _reorder(request, pk, visit, upwards=False)


def _reorder(request: HttpRequest, pk: UUID, visit: UUID, *, upwards: bool) -> HttpResponse:
    _case, found = _find(request, pk, visit)
    act = partial(acts.move_visit, found, by=user_of(request), upwards=upwards)
    move(request, act, said=_("Reihenfolge geändert."))
    return redirect(visits_url(found.on_day, found))


def visits_url(day: date, visit: HomeVisit | None = None) -> str:
    """The plan of a day, at one of its visits."""
    asked = f"?{urlencode({'tag': day.isoformat()})}" if day != timezone.localdate() else ""
    return reverse("cases:visits") + asked + (f"#besuch-{visit.pk}" if visit else "")


def _find(request: HttpRequest, pk: UUID, visit: UUID) -> tuple[Case, HomeVisit]:
    case = find_case(request, pk)
    visible = HomeVisit.objects.visible_to(user_of(request)).filter(case=case).select_related("case", "visitor")
    return case, get_object_or_404(visible, pk=visit)


def _back(request: HttpRequest, visit: HomeVisit) -> str:
    """Where the button was pressed: in the file, or on the plan."""
    in_file = "/wohnen/" in request.headers.get("Referer", "")
    return home_url(visit.case) if in_file else visits_url(visit.on_day, visit)
