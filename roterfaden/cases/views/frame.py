"""What every page of a person's file shares: finding the case, the person's head, the phase bar, the tabs."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.badges import Step
from roterfaden.cases.models import Case, Phase, Safeguard, SafeguardKind
from roterfaden.cases.models.case import CaseQuerySet
from roterfaden.cases.signs import sign_of

ORDER = [Phase.ASSESSMENT, Phase.AGREEMENT, Phase.PLANNING, Phase.STEERING, Phase.EVALUATION]


def find_case(request: HttpRequest, pk: UUID) -> Case:
    """The case, if its team includes the user; otherwise 404, as if it did not exist (one query)."""
    return get_object_or_404(cases_of(request), pk=pk)


def cases_of(request: HttpRequest) -> CaseQuerySet:
    """The user's cases with what the head of the page shows."""
    people = ("client", "client__district", "client__accommodation", "lead", "intake")
    in_force = Safeguard.objects.in_force().on_whole_file().filter(client=OuterRef("client")).order_by("kind")
    cases = Case.objects.visible_to(user_of(request)).select_related(*people)
    return cases.annotate(safeguard_kinds=ArraySubquery(in_force.values("kind")))


def frame(case: Case, *, tab: str = "", **more: Any) -> dict[str, Any]:
    """The context that ``cases/case_base.html`` needs, plus ``more``. ``tab``: the tab a page below it belongs to."""
    return {
        "tabs": dict.fromkeys(["assessment", "map", "history", "documents", "evaluation"]) | {tab: True},
        "case": case,
        "client": case.client,
        "steps": phase_steps(case),
        "sign": sign_of(case),
        "is_restricted": SafeguardKind.RESTRICTION in getattr(case, "safeguard_kinds", ()),
        "has_objected": SafeguardKind.OBJECTION in getattr(case, "safeguard_kinds", ()),
        **more,
    }


def phase_steps(case: Case) -> list[Step]:
    """The phase bar: what is done, what is going on, what is still ahead. Derived from the case's dated facts."""
    done = {
        Phase.ASSESSMENT: case.assessed_at,
        Phase.AGREEMENT: case.agreed_at,
        Phase.PLANNING: case.planned_at,
        Phase.STEERING: case.evaluated_at,
        Phase.EVALUATION: case.closed_at,
    }
    links = {
        Phase.ASSESSMENT: "cases:assessment",
        Phase.AGREEMENT: "cases:case",
        Phase.PLANNING: "cases:case",
        Phase.STEERING: "cases:history",
        Phase.EVALUATION: "cases:evaluation",
    }
    steps = [Step(_("Aufnahme"), "done", url=reverse("cases:intake", args=[case.intake_id]))]
    for phase in ORDER:
        state = (
            "current" if case.phase == phase else "done" if done[phase] else "skipped" if not case.is_open else "open"
        )
        steps.append(Step(str(phase.label), state, url=reverse(links[phase], args=[case.pk])))
    if not case.is_open:
        steps[-1] = Step(str(Phase.CLOSED.label), "current", url=steps[-1].url)
    return steps
