"""The first conversation and the decision made in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, status_of
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.cases import search
from roterfaden.cases.actions import intake as acts
from roterfaden.cases.forms.intake import DecisionForm, IntakeForm
from roterfaden.cases.models import Case, Decision, Intake, IntakeCriterion
from roterfaden.cases.views import reads
from roterfaden.cases.views.advice import begin, taken_up
from roterfaden.cases.weighing import weigh


def start_intake(request: HttpRequest, client: UUID) -> HttpResponse:
    """Begin a conversation with a known person; one that I have not finished yet is taken up again."""
    user = user_of(request)
    hit = search.hit_of(client, user)
    if hit is None:
        raise Http404
    if request.method != "POST":
        reads.found(request, [hit])
        return render(request, "cases/intake_start.html", {"hit": hit, "taken_up": taken_up(request)})
    unfinished = Intake.objects.visible_to(user).open().filter(client=client, taken_by=user)
    try:
        begun = begin(request, client, unfinished.order_by("-taken_at").first())
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
        return redirect("cases:find")
    return redirect("cases:intake", begun.pk)


def intake(request: HttpRequest, intake: UUID) -> HttpResponse:
    """Hold the conversation while it is undecided, read it afterwards."""
    given = Intake.objects.visible_to(user_of(request)).given_away(user_of(request)).filter(pk=intake).first()
    if given:
        return _given(request, given)
    found = _find(request, intake)
    if found.decision and request.method != "POST":
        return render(request, "cases/intake_done.html", _read(found, request.user))
    form = IntakeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: acts.save_intake(found, by=request.user, seen=form.seen_revision, **form.wording))
        if saved is not None:
            return _saved(request, saved)
    if "X-Autosave" in request.headers and request.method == "POST":
        return HttpResponse(status=status_of(form))
    others = Intake.objects.visible_to(user_of(request)).filter(client=found.client).exclude(pk=found.pk)
    context = {"intake": found, "client": found.client, "form": form, "others": others.order_by("-taken_at")[:5]}
    return render(request, "cases/intake.html", context, status=status_of(form))


def _saved(request: HttpRequest, saved: Intake) -> HttpResponse:
    if "X-Autosave" in request.headers:
        # The page goes on from this revision; without it the next save would conflict with this one.
        return HttpResponse(status=204, headers={"X-Seen": str(saved.revision)})
    if "later" in request.POST:
        toast(request, _("Gespräch gespeichert. Sie finden es unter Beratungen."))
        return redirect("cases:advice")
    return redirect("cases:decide", saved.pk)


def decide(request: HttpRequest, intake: UUID) -> HttpResponse:
    """Decide with the person: one-off advice, or case management."""
    found = _find(request, intake)
    if found.decision:
        return redirect("cases:intake", found.pk)
    form = DecisionForm(
        request.POST or None,
        initial={"seen": found.revision, "criteria": found.criteria, "result": found.result},
        leads=acts.possible_leads(found),
    )
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/decide_hint.html", {"hint": weigh(request.POST.getlist("criteria"))})
    if request.method == "POST" and form.chosen and form.is_valid():
        decided = _decide(request, found, form)
        if decided is not None:
            return decided
    ticked = request.POST.getlist("criteria") if form.is_bound else found.criteria
    context = {"intake": found, "client": found.client, "form": form, "hint": weigh(ticked), "decisions": Decision}
    return render(request, "cases/decide.html", context, status=422 if form.chosen and form.errors else 200)


def _decide(request: HttpRequest, found: Intake, form: DecisionForm) -> HttpResponse | None:
    """The answer after the act, or nothing when a rule forbade it and the form says why."""
    values = form.wording
    common = {
        "by": request.user,
        "seen": form.seen_revision,
        "criteria": values["criteria"],
        "decision_note": values["decision_note"],
    }
    try:
        if form.chosen == Decision.ADVICE:
            advised = acts.decide_advice(found, result=values["result"], **common)
            undo = reverse("cases:reopen_intake", args=[advised.pk])
            toast(request, _("Beratung abgeschlossen und gezählt."), undo=undo)
            return redirect("cases:intake", advised.pk)
        case = acts.open_case(found, client_agrees=values["client_agrees"], lead=values["lead"], **common)
    except RuleBroken as error:
        form.add_error(None, error.message)
        return None
    except EditConflict as error:
        form.add_error(
            None, _("Das Gespräch wurde inzwischen geändert. Lesen Sie es noch einmal, bevor Sie entscheiden.")
        )
        form.go_on_from(error.current)
        return None
    if case.lead != request.user:
        said = _("Case Management begonnen. {name} führt den Fall {reference} und hat es erfahren.")
        toast(request, said.format(name=case.lead, reference=case.reference))
        return redirect("cases:intake", found.pk)
    toast(request, _("Case Management begonnen. Der nächste Schritt ist die Bestandsaufnahme."))
    return redirect("cases:case", case.pk)


def _given(request: HttpRequest, found: Intake) -> HttpResponse:
    """What I wrote down before a colleague took the lead: with the name as search-before-create would give it to me,
    and nothing of the file.
    """
    hit = search.hit_of(found.client_id, user_of(request))
    reads.found(request, [hit] if hit else [])
    return render(request, "cases/intake_given.html", {**_said(found), "hit": hit})


@require_POST
def reopen_intake(request: HttpRequest, intake: UUID) -> HttpResponse:
    """Take a decision for advice back."""
    found = _find(request, intake)
    back = reverse("cases:intake", args=[found.pk])
    return do(
        request, back, lambda: acts.reopen_intake(found, by=request.user), said=_("Das Gespräch ist wieder offen.")
    )


def _find(request: HttpRequest, pk: UUID) -> Intake:
    people = ("client__district", "client__accommodation", "taken_by")
    intakes = Intake.objects.visible_to(user_of(request))
    found = get_object_or_404(intakes.select_related(*people), pk=pk)
    reads.opened_person(request, found.client_id)
    return found


@dataclass(frozen=True)
class Moment:
    """What happened to the conversation, and when."""

    at: datetime
    title: str
    icon: str


def _read(found: Intake, user: Any) -> dict[str, Any]:
    case = Case.objects.visible_to(user).filter(intake=found).first()
    return {**_said(found), "client": found.client, "case": case, "hint": weigh(found.criteria)}


def _said(found: Intake) -> dict[str, Any]:
    return {
        "intake": found,
        "reasons": [reason.label for reason in IntakeCriterion if reason in found.criteria],
        "fields": found.fields_of_action.all(),
        "moments": _moments(found),
    }


def _moments(found: Intake) -> list[Moment]:
    """Begun, decided, opened again: out of the history, which keeps every earlier state."""
    moments = [Moment(found.taken_at, _("Gespräch begonnen"), "dialog")]
    before = ""
    versions = found.events.order_by("pgh_id").values_list("pgh_created_at", "decision")  # type: ignore[attr-defined]
    for at, decision in versions:
        if decision != before:
            title = Decision(decision).label if decision else _("Wieder geöffnet")
            moments.append(Moment(at, str(title), "check" if decision else "undo"))
        before = decision
    return moments[::-1]
