"""Pages of a person's home: the rhythm of visits, what they showed, problems and their solution."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import visits as acts
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.forms.visits import HomeCareForm, ProblemForm, SolveForm
from roterfaden.cases.models import Case, ContactNote, HomeCare, HomeVisit, Mediation, Problem, ProblemState, VisitState
from roterfaden.cases.views.conference_minutes import team_of
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.visiting import where_lives

ROWS = 12


def home(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything around a person's home."""
    case, user = find_case(request, pk), user_of(request)
    problems = Problem.objects.visible_to(user).filter(case=case).select_related("owner")
    solved = problems.filter(state=ProblemState.SOLVED).order_by("-solved_on", "-created_at", "pk")
    recorded = HomeVisit.objects.visible_to(user).filter(case=case).exclude(state=VisitState.CANCELLED)
    visits = Paginator(recorded.select_related("visitor"), ROWS).get_page(request.GET.get("besuche"))
    notes: dict[UUID | None, ContactNote] = {
        note.pk: note for note in ContactNote.objects.visible_to(user).filter(home_visit__in=list(visits))
    }
    context = frame(
        case,
        where=where_lives(case.client),
        care=_care(request, case),
        visits=visits,
        lines=[(visit, notes.get(visit.note_id)) for visit in visits],
        open_problems=list(problems.open()),
        solved=Paginator(solved, ROWS).get_page(request.GET.get("geloest")),
        shows_solved="geloest" in request.GET,
        mediations=list(Mediation.objects.visible_to(user).filter(case=case)),
    )
    return render(request, "cases/home.html", context)


def home_care(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How often the person is visited, by whom, and how one gets in."""
    case = find_case(request, pk)
    form = HomeCareForm(request.POST or None, case=case, care=_any_care(request, case), team=team_of(case))

    def act() -> HomeCare:
        return acts.set_home_care(case, by=request.user, seen=form.seen_revision, **form.wording)

    words = {"heading": _("Hausbesuche vereinbaren"), "submit": _("Speichern")}
    return _form(request, case, form, act, words, _("Die Hausbesuche sind vereinbart."))


def home_care_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No more visits in a rhythm."""
    case = find_case(request, pk)
    care = get_object_or_404(HomeCare.objects.visible_to(user_of(request)).filter(case=case).select_related("case"))
    form = ReasonForm(request.POST or None)

    def act() -> HomeCare:
        return acts.end_home_care(care, by=request.user, **form.cleaned_data)

    words = {
        "heading": _("Hausbesuche beenden"),
        "lead": _("Was geplant ist, kommt von den Plänen. Die Notizen bleiben."),
        "submit": _("Hausbesuche beenden"),
    }
    return _form(request, case, form, act, words, _("Die Hausbesuche sind beendet."))


def problem_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down a problem."""
    case = find_case(request, pk)
    form = ProblemForm(request.POST or None, team=team_of(case))

    def act() -> Problem:
        return acts.find_problem(case, by=request.user, **form.wording)

    words = {"heading": _("Problem festhalten"), "submit": _("Problem festhalten")}
    return _form(request, case, form, act, words, _("Problem festgehalten."))


def problem(request: HttpRequest, pk: UUID, problem: UUID) -> HttpResponse:
    """Read a problem, or correct what is written of it while it is open."""
    case, found = _find(request, pk, problem)
    form = ProblemForm(request.POST or None, instance=found, team=team_of(case))

    def act() -> Problem:
        return acts.change_problem(found, by=request.user, seen=form.seen_revision, **form.wording)

    if form.is_valid() and done(form, act):
        toast(request, _("Gespeichert."))
        return redirect(home_url(case))
    return form_page(request, "cases/problem.html", form, **frame(case, problem=found))


def problem_solve(request: HttpRequest, pk: UUID, problem: UUID) -> HttpResponse:
    """It is solved: when and how."""
    case, found = _find(request, pk, problem)
    form = SolveForm(request.POST or None, problem=found)

    def act() -> Problem:
        return acts.solve_problem(found, by=request.user, seen=form.seen_revision, **form.wording)

    words = {"heading": _("Problem lösen"), "lead": found.text, "submit": _("Als gelöst festhalten")}
    undo = reverse("cases:problem_reopen", args=[pk, found.pk])
    return _form(request, case, form, act, words, _("Das Problem ist gelöst."), undo=undo)


@require_POST
def problem_reopen(request: HttpRequest, pk: UUID, problem: UUID) -> HttpResponse:
    """It is not solved after all."""
    case, found = _find(request, pk, problem)
    act = partial(acts.reopen_problem, found, by=request.user)
    return do(request, home_url(case), act, said=_("Das Problem ist wieder offen."))


def home_url(case: Case) -> str:
    """The page of the person's home."""
    return reverse("cases:home", args=[case.pk])


def _form(
    request: HttpRequest,
    case: Case,
    form: BaseForm,
    act: Callable[[], object],
    words: dict[str, str],
    said: str,
    undo: str = "",
) -> HttpResponse:
    if form.is_valid() and done(form, act):
        toast(request, said, undo=undo)
        return redirect(home_url(case))
    return form_page(request, "cases/home_form.html", form, **frame(case, there=home_url(case), **words))


def _any_care(request: HttpRequest, case: Case) -> HomeCare | None:
    return HomeCare.objects.visible_to(user_of(request)).filter(case=case).select_related("visitor").first()


def _care(request: HttpRequest, case: Case) -> HomeCare | None:
    care = _any_care(request, case)
    return care if care is not None and care.ended_on is None else None


def _find(request: HttpRequest, pk: UUID, problem: UUID) -> tuple[Case, Problem]:
    case = find_case(request, pk)
    visible = Problem.objects.visible_to(user_of(request)).filter(case=case).select_related("case", "owner")
    return case, get_object_or_404(visible, pk=problem)
