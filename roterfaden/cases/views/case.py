"""The page of a person's case: goals and help plan, what matters now, the history, a note or task in two clicks."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import reswap, retarget

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt
from roterfaden.base.badges import Text
from roterfaden.base.erasing import announcement_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import monitoring
from roterfaden.cases.attention import what_matters
from roterfaden.cases.forms.case import FullNoteForm, HistoryFilter, IntensityForm, NoteForm, TaskForm
from roterfaden.cases.masking import name_for
from roterfaden.cases.models import Act, AfterTalk, AfterTalkState, Appointment, Case, ContactNote, Phase, Referral
from roterfaden.cases.models.safeguards import statements_on
from roterfaden.cases.overview import Overview, appointments_of, overview_of
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.reads import listed

ROWS = 25
NOTE_ACTS = [Act.NOTE_ADDED, Act.NOTE_CHANGED, Act.NOTE_WITHDRAWN, Act.NOTE_RESTORED]
REFERRAL_ACTS = {Act.REFERRED, Act.REFERRAL_ANSWERED}
PHASE_ACTS = [
    Act.OPENED,
    Act.ASSESSMENT_COMPLETED,
    Act.ASSESSMENT_REOPENED,
    Act.GOALS_AGREED,
    Act.GOALS_REOPENED,
    Act.PLAN_FIXED,
    Act.EVALUATED,
    Act.EVALUATION_REOPENED,
    Act.CLOSED,
    Act.REOPENED,
]


@dataclass(frozen=True)
class Focus:
    """Which control one comes back to, of the Rahmenziel, goal or step with this ``key``.

    ``edit``, ``up`` and ``down`` of any of them; ``add`` a Rahmenziel (its key is ``rahmenziel``) or a goal below one;
    ``help`` and ``own`` add a step of others, or one that the person takes, below a goal.
    """

    what: str = ""
    key: str = ""

    @classmethod
    def read(cls, asked: str) -> "Focus":
        """Out of an address: ``edit-<key>``."""
        what, _dash, key = asked.partition("-")
        return cls(what, key)


@dataclass(frozen=True)
class NextAct:
    """The one primary act of the page."""

    label: Text
    url: str
    icon: str


NEXT_ACTS: dict[str, tuple[Text, str, str]] = {
    Phase.ASSESSMENT: (gettext_lazy("Bestandsaufnahme ausfüllen"), "cases:assessment", "document"),
    Phase.AGREEMENT: (gettext_lazy("Ziele vereinbaren"), "cases:agree", "target"),
    Phase.STEERING: (gettext_lazy("Überprüfung planen"), "cases:follow_up_add", "calendar"),
    Phase.EVALUATION: (gettext_lazy("Fall abschließen"), "cases:close", "lock"),
}


def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Goals and help plan of a case on one page; for those with their own contributions only, these."""
    found = find_case(request, pk, overview=True, own=True)
    if not found.sees_file:  # type: ignore[attr-defined]
        return _own_contributions(request, found)
    return render(request, "cases/case.html", _plan(request, found, Focus.read(request.GET.get("fokus", ""))))


def plan_part(request: HttpRequest, pk: UUID, focus: Focus) -> HttpResponse:
    """Goals and plan as they are after a change that was made inside the page, for htmx; ``focus``: where one was."""
    found = find_case(request, pk, overview=True)
    part = render(request, "cases/plan_part.html", _plan(request, found, focus))
    return retarget(reswap(part, "outerHTML"), "#plan")


def _plan(request: HttpRequest, found: Case, focus: Focus) -> dict[str, Any]:
    overview = overview_of(found, user_of(request))
    talks = [] if found.is_open else [AfterTalk.read(each) for each in found.talks_shown]  # type: ignore[attr-defined]
    return frame(
        found,
        overview=overview,
        household=overview.household,
        points=what_matters(found, overview),
        negotiable=found.is_open and found.agreed_at is None,
        next_act=_next_act(found, overview),
        talks=talks,
        planned_talk=next((talk for talk in talks if talk.state == AfterTalkState.PLANNED), None),
        deletion=None if found.is_open else announcement_of(found),
        intensity_form=IntensityForm(initial={"state": found.intensity}),
        note_form=NoteForm(),
        task_url=f"{reverse('cases:quick_task')}?fall={found.pk}",
        focus=focus,
    )


def _own_contributions(request: HttpRequest, found: Case) -> HttpResponse:
    user = user_of(request)
    referrals = Referral.objects.visible_to(user).filter(measure__action_goal__frame_goal__case=found)
    context = frame(
        found,
        notes=found.contact_notes.visible_to(user).current().order_by("-at", "pk")[:ROWS],
        tasks=found.tasks.visible_to(user).open().select_related("owner"),
        follow_ups=found.follow_ups.visible_to(user).planned(),
        appointments=appointments_of(found),
        referrals=referrals.select_related("offer__organisation").order_by("-sent_at", "pk"),
        team=found.members.current().select_related("user").order_by("part", "starts_on", "pk"),
        note_form=NoteForm(),
        task_url=f"{reverse('cases:quick_task')}?fall={found.pk}",
    )
    return render(request, "cases/case_own.html", context)


def _next_act(found: Case, overview: Overview) -> NextAct | None:
    if found.phase == Phase.AGREEMENT and overview.guiding_goal is None:
        return NextAct(_("Mottoziel festhalten"), reverse("cases:guiding_goal", args=[found.pk]), "star")
    if found.phase == Phase.AGREEMENT and not overview.goals:
        return NextAct(_("Rahmenziel hinzufügen"), reverse("cases:frame_goal_add", args=[found.pk]), "target")
    if found.phase not in NEXT_ACTS:
        return None
    label, name, icon = NEXT_ACTS[found.phase]
    return NextAct(label, reverse(name, args=[found.pk]), icon)


def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that happened, newest first; the notes in full."""
    found, user = find_case(request, pk, own=True), user_of(request)
    chosen = HistoryFilter(request.GET)
    entries = found.timeline.visible_to(user).select_related("by")
    kind = request.GET.get("art")
    if kind == "notes":
        entries = entries.filter(act__in=NOTE_ACTS)
    elif kind == "steps":
        entries = entries.filter(act__in=PHASE_ACTS)
    elif kind == "goals":
        entries = entries.exclude(act__in=[*NOTE_ACTS, *PHASE_ACTS])
    page = Paginator(entries, ROWS).get_page(request.GET.get("seite"))
    added = [entry.subject for entry in page if entry.subject and entry.act == Act.NOTE_ADDED]
    notes: dict[UUID | None, ContactNote] = {
        note.pk: note for note in ContactNote.objects.visible_to(user).filter(case=found, pk__in=added)
    }
    confidential = _confidential(
        found, user, [entry.subject for entry in page if entry.subject and entry.act in REFERRAL_ACTS]
    )
    statements = statements_on(found, [entry.subject or entry.pk for entry in page])
    lines = [
        (
            entry,
            notes.get(entry.subject) if entry.act == Act.NOTE_ADDED else None,
            confidential.get(entry.subject, ""),
            statements.get(entry.subject or entry.pk, []),
        )
        for entry in page
    ]
    return render(
        request, "cases/history.html", frame(found, page=page, lines=lines, filters=chosen, note_form=NoteForm())
    )


def _confidential(found: Case, user: User, referrals: list[UUID]) -> dict[UUID | None, str]:
    """What to call the offers whose names the timeline does not hold, or must not show to everybody."""
    sensitive = Referral.objects.visible_to(user).filter(pk__in=referrals, offer__organisation__is_sensitive=True)
    return {one.pk: name_for(one.offer, found) for one in sensitive.select_related("offer__organisation")}


def quick_note(request: HttpRequest) -> HttpResponse:
    """Write a contact note from anywhere; on a person's page the case is already chosen."""
    known = {"case": request.GET.get("fall"), **_of_appointment(request)}
    form = FullNoteForm(request.POST or None, user=request.user, initial=known)
    if form.is_valid():
        said = {**form.cleaned_data}
        chosen = said.pop("case")
        if note := attempt(form, partial(monitoring.write_note, chosen, by=request.user, **said)):
            toast(request, _("Notiz gespeichert."), undo=reverse("cases:note_withdraw", args=[chosen.pk, note.pk]))
            return redirect("cases:case", chosen.pk)
    listed(request, form.cases)
    return render(request, "cases/quick_note.html", {"form": form}, status=422 if form.errors else 200)


def _of_appointment(request: HttpRequest) -> dict[str, Any]:
    """When and how one met, for the note about an appointment that took place (``?termin=``)."""
    try:
        key = UUID(request.GET["termin"]) if request.method == "GET" and "termin" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    if key is None:
        return {}
    met = get_object_or_404(Appointment.objects.visible_to(user_of(request)), pk=key)
    return {"case": met.case_id, "way": met.way, "at": min(met.starts_at, timezone.now())}


def quick_task(request: HttpRequest) -> HttpResponse:
    """Write down something to do, with or without a person."""
    form = TaskForm(request.POST or None, user=request.user, initial={"case": request.GET.get("fall")})
    if task := attempt(form, lambda: monitoring.add_task(by=request.user, **form.cleaned_data)):
        toast(request, _("Aufgabe angelegt."), undo=reverse("cases:task_withdraw", args=[task.pk]))
        return redirect("cases:case", task.case_id) if task.case_id else redirect("desk:today")
    listed(request, form.cases)
    return render(request, "cases/quick_task.html", {"form": form}, status=422 if form.errors else 200)
