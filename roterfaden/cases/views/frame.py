"""What every page of a person's file shares: finding the case, the person's head, the phase bar, the tabs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.ready import Ready, ReadyObjects
from roterfaden.accounts.requests import user_of
from roterfaden.base.badges import Step
from roterfaden.cases.models import Case, HouseholdLink, Phase, Safeguard, SafeguardKind
from roterfaden.cases.models.case import CaseQuerySet
from roterfaden.cases.signs import sign_of
from roterfaden.cases.views.reads import opened
from roterfaden.cases.worklist import with_facts
from roterfaden.logbook.models import ReadKind

ORDER = [Phase.ASSESSMENT, Phase.AGREEMENT, Phase.PLANNING, Phase.STEERING, Phase.EVALUATION]


def find_case(
    request: HttpRequest, pk: UUID, *, overview: bool = False, own: bool = False, kind: ReadKind = ReadKind.OPENED
) -> Case:
    """The case, if the user may open its file; otherwise 404, as if it did not exist (one query).

    Pages that also work for those who see their own contributions only say so with ``own``, and ask ``visible_to`` for
    everything they show. Raises 404 for them everywhere else. That the file was opened is noted for the log; ``kind``
    says so when it is made into a paper.
    """
    found = _FILE.of(pk, user_of(request), overview=overview, own=own)
    if not found:
        raise Http404
    case = entered(request, found[0])
    opened(request, case, kind)
    return case


def leading_case(request: HttpRequest, pk: UUID) -> Case:
    """The case, if the user leads it, as deputy or for somebody absent too; otherwise 404."""
    case = find_case(request, pk)
    if not case.leads:  # type: ignore[attr-defined]
        raise Http404
    return case


def entered(request: HttpRequest, case: Case) -> Case:
    """Note on the request how the user came into the file: the log of reading and the banner of the page use it."""
    found: Any = case
    if found.emergency:
        request.banner = Running.of(case)  # type: ignore[attr-defined]
        request.access_reason = found.emergency["reason"]  # type: ignore[attr-defined]
    return case


@dataclass(frozen=True)
class Running:
    """An emergency that keeps a file open: until when, and where it can be ended."""

    ends_at: datetime
    end_url: str
    template: str = "cases/parts/emergency_banner.html"

    @classmethod
    def of(cls, case: Any) -> "Running":
        """The one of a case that came with ``with_access_of``."""
        ends_at = datetime.fromisoformat(case.emergency["ends_at"])
        return cls(ends_at, reverse("cases:emergency_end", args=[case.pk, case.emergency["id"]]))

    @property
    def minutes_left(self) -> int:
        """Full minutes until the file closes by itself."""
        return max(0, int((self.ends_at - timezone.now()).total_seconds() // 60))


def cases_of(request: HttpRequest, *, own: bool = True) -> CaseQuerySet:
    """The cases entrusted to the user, with what the head of the page shows and what they may do.

    With ``own`` also those of which they see their own contributions only; without, those whose file they may open.
    """
    return _cases_of(user_of(request), own=own)


def _cases_of(user: Any, *, own: bool) -> CaseQuerySet:
    people = ("client", "client__district", "client__accommodation", "lead")
    # One of the two, though a file one may open is always among all: with both, PostgreSQL looks for the person first.
    cases = Case.objects.visible_to(user) if own else Case.objects.file_visible_to(user)
    return cases.with_access_of(user).select_related(*people).annotate(**_HEAD.of())


def _head(_user: Any) -> dict[str, Any]:
    in_force = Safeguard.objects.in_force().on_whole_file().filter(client=OuterRef("client")).order_by("kind")
    joined = HouseholdLink.objects.agreed().filter(Q(case=OuterRef("pk")) | Q(other_case=OuterRef("pk")))
    return {"safeguard_kinds": ArraySubquery(in_force.values("kind")), "is_joined": Exists(joined)}


_HEAD = Ready("cases.Case", _head)


def _file(user: Any, pk: UUID, *, overview: bool, own: bool) -> CaseQuerySet:
    cases = _cases_of(user, own=own).filter(pk=pk)
    return with_facts(cases.for_overview(user)) if overview else cases


_FILE = ReadyObjects(_file)


def frame(case: Case, *, tab: str = "", **more: Any) -> dict[str, Any]:
    """The context that ``cases/case_base.html`` needs, plus ``more``. ``tab``: the tab a page below it belongs to."""
    sees_file = case.sees_file  # type: ignore[attr-defined]
    return {
        "tabs": dict.fromkeys(
            ["plan", "assessment", "household", "map", "history", "documents", "passing_on", "evaluation"]
        )
        | {tab: True},
        "case": case,
        "client": case.client,
        "sees_file": sees_file,
        "household": "",
        "steps": phase_steps(case) if sees_file else [],
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
