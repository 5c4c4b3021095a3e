"""Home visits: their rhythm, the plan of a day and its order, what a visit showed; problems and their solution."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import monitoring
from roterfaden.cases.actions.ordering import change_places, number_anew
from roterfaden.cases.actions.timeline import locked, locked_open, tell
from roterfaden.cases.models import (
    Act,
    Case,
    ContactNote,
    HomeCare,
    HomeVisit,
    Problem,
    ProblemKind,
    ProblemState,
    VisitState,
    Way,
)
from roterfaden.cases.models.visits import rhythm_in_words
from roterfaden.cases.routes import suggested

NOON = time(12)


@transaction.atomic
def set_home_care(
    case: Case, *, by: Any, seen: int, weeks: int, starts_on: date, visitor: User | None = None, way_in: str = ""
) -> HomeCare:
    """Visit the person at home in this rhythm from now on; what was agreed before is replaced."""
    case = locked_open(case)
    _refuse_outside_the_team(case, visitor)
    known = HomeCare.objects.filter(case=case).first()
    care = HomeCare.claim(known.pk, seen) if known else HomeCare(case=case)
    care.weeks, care.starts_on, care.visitor, care.way_in, care.ended_on = weeks, starts_on, visitor, way_in, None
    care.due_on = starts_on
    care.save()
    care.refresh_from_db(fields=["due_on"])
    tell(case, Act.HOME_CARE_SET, by=by, text=rhythm_in_words(weeks), subject=care.pk)
    return care


@transaction.atomic
def end_home_care(care: HomeCare, *, by: Any, reason: str) -> HomeCare:
    """No more visits in a rhythm; what is planned comes off the plans."""
    case = locked_open(care.case)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    current = HomeCare.claim(care.pk, None)
    current.ended_on = timezone.localdate()
    current.save()
    end_visits(case)
    tell(case, Act.HOME_CARE_ENDED, by=by, text=str(current), reason=reason, subject=current.pk)
    return current


def end_visits(case: Case) -> None:
    """What is planned comes off the plans, and the rhythm ends: the case is closed, or nobody goes there any more."""
    case.home_visits.planned().update(state=VisitState.CANCELLED)
    HomeCare.objects.running().filter(case=case).update(ended_on=timezone.localdate())


@transaction.atomic
def plan_visit(case: Case, *, by: User, on_day: date, at: time | None = None) -> HomeVisit:
    """Put a visit on one's plan of a day, at its end; one that stands there already stays where it is.

    A time that was agreed on meanwhile is kept there.
    """
    case = locked_open(case)
    if known := HomeVisit.objects.planned().filter(case=case, visitor=by, on_day=on_day).first():
        return _at_a_time(known, at, by=by)
    if on_day < timezone.localdate():
        raise RuleBroken(_("Dieser Tag ist vorbei. Planen Sie den Besuch für heute oder später."))
    last = HomeVisit.objects.of_day(by, on_day).aggregate(last=Max("position"))["last"] or 0
    visit = HomeVisit.objects.create(case=case, visitor=by, on_day=on_day, at=at, position=last + 1)
    tell(case, Act.VISIT_PLANNED, by=by, text=_day(visit), subject=visit.pk)
    return visit


def _at_a_time(visit: HomeVisit, at: time | None, *, by: User) -> HomeVisit:
    if at is None or at == visit.at:
        return visit
    current = HomeVisit.claim(visit.pk, None)
    current.at = at
    current.save()
    tell(current.case, Act.VISIT_PLANNED, by=by, text=_day(current), subject=current.pk)
    return current


@transaction.atomic
def plan_household(cases: Iterable[Case], *, by: User, on_day: date) -> list[HomeVisit]:
    """Everybody who lives at one address, one after the other."""
    return [plan_visit(case, by=by, on_day=on_day) for case in cases]


@transaction.atomic
def take_off(visit: HomeVisit, *, by: Any) -> HomeVisit:
    """The visit comes off the plan."""
    return _move(visit, VisitState.CANCELLED, Act.VISIT_CANCELLED, by)


@transaction.atomic
def put_back(visit: HomeVisit, *, by: Any) -> HomeVisit:
    """The visit stands on the plan again, where it stood."""
    return _move(visit, VisitState.PLANNED, Act.VISIT_REOPENED, by)


def _move(visit: HomeVisit, state: VisitState, act: Act, by: Any) -> HomeVisit:
    case = locked_open(visit.case)
    current = HomeVisit.claim(visit.pk, None)
    if current.note_id is not None:
        raise RuleBroken(_("Dieser Besuch ist schon festgehalten."))
    if state == VisitState.PLANNED:
        _refuse_planned_twice(current)
    current.move(state)
    current.save()
    tell(case, act, by=by, text=_day(current), subject=current.pk)
    return current


@transaction.atomic
def move_visit(visit: HomeVisit, *, by: User, upwards: bool) -> bool:
    """One place earlier (or later) on one's own plan; ``False`` at its end: then nothing changes."""
    gone = _("Dieser Besuch steht nicht auf Ihrem Plan.")
    return change_places(_locked_day(by, visit.on_day), visit, upwards=upwards, gone=gone)


@transaction.atomic
def suggest_order(*, by: User, on_day: date) -> None:
    """Bring one's plan of a day into the order that the addresses suggest."""
    number_anew(suggested(_locked_day(by, on_day)))


def _locked_day(by: User, on_day: date) -> list[HomeVisit]:
    related = ("case__client__district", "case__client__accommodation")
    day = HomeVisit.objects.visible_to(by).of_day(by, on_day).planned()
    return list(day.select_related(*related).select_for_update(of=("self",), no_key=True))


@dataclass(frozen=True)
class Found:
    """A problem that a visit showed."""

    kind: str
    text: str
    due_on: date

    @property
    def in_words(self) -> str:
        """As a note says it where it cannot be followed any more."""
        return _("Problem in der Wohnung ({kind}): {text}").format(kind=ProblemKind(self.kind).label, text=self.text)


@transaction.atomic
def record_visit(
    visit: HomeVisit,
    *,
    by: User,
    key: UUID,
    met: bool,
    text: str,
    at: time | None = None,
    with_whom: str = "",
    is_sensitive: bool = False,
    problem: Found | None = None,
) -> HomeVisit:
    """Record what a visit showed, once: the same form sent again is answered as if it were the first time.

    On closed cases too, as every note: one written on the way may arrive late. Nobody sees to a problem there any more;
    what was found then stands in the note.
    """
    case = locked(visit.case)
    current = HomeVisit.claim(visit.pk, None)
    with_problem = f"{text}\n\n{problem.in_words}" if problem is not None else text
    if current.note_id is not None:
        return _recorded_already(current, key, text, with_problem)
    current.on_day = min(current.on_day, timezone.localdate())
    note = monitoring.write_note(
        case,
        by=by,
        text=text if case.is_open else with_problem,
        at=_moment(current, at),
        way=Way.HOME_VISIT,
        with_whom=with_whom,
        is_contact=met,
        is_sensitive=is_sensitive,
    )
    current.move(VisitState.MET if met else VisitState.ABSENT)
    current.note, current.key, current.visitor = note, key, by
    current.save()
    if problem is not None and case.is_open:
        find_problem(case, by=by, kind=problem.kind, text=problem.text, since=current.on_day, due_on=problem.due_on)
    return current


def _recorded_already(visit: HomeVisit, key: UUID, *texts: str) -> HomeVisit:
    if visit.key == key and visit.note is not None and any(_same(visit.note.text, text) for text in texts):
        return visit
    raise RuleBroken(_("Dieser Besuch ist schon festgehalten. Ihr Text steht noch hier: Ergänzen Sie damit die Notiz."))


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def _moment(visit: HomeVisit, at: time | None) -> datetime:
    if at is None and visit.on_day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(visit.on_day, at or visit.at or NOON))


@transaction.atomic
def reopen_visit(visit: HomeVisit, *, by: Any) -> HomeVisit:
    """Take back what was recorded: the visit stands on the plan again, its note is taken back with it."""
    case = locked_open(visit.case)
    current = HomeVisit.claim(visit.pk, None)
    if current.note_id is None:
        raise RuleBroken(_("Dieser Besuch ist noch nicht festgehalten."))
    _refuse_planned_twice(current)
    note = ContactNote.objects.get(pk=current.note_id)
    current.move(VisitState.PLANNED)
    current.note, current.key = None, None
    current.save()
    tell(case, Act.VISIT_REOPENED, by=by, text=_day(current), subject=current.pk)
    if not note.is_withdrawn:
        monitoring.withdraw_note(note, by=by)
    return current


def _refuse_planned_twice(visit: HomeVisit) -> None:
    same = HomeVisit.objects.planned().filter(case=visit.case_id, visitor=visit.visitor_id, on_day=visit.on_day)
    if same.exclude(pk=visit.pk).exists():
        raise RuleBroken(_("Dieser Besuch steht schon auf dem Plan."))


def _day(visit: HomeVisit) -> str:
    return date_format(visit.on_day, "j. F Y")


@transaction.atomic
def find_problem(case: Case, *, by: Any, kind: str, text: str, since: date, due_on: date, **fields: Any) -> Problem:
    """Write down a problem at home. ``owner`` sees to it, or whoever leads the case; ``has_to_act`` solves it."""
    case = locked_open(case)
    _refuse_outside_the_team(case, fields.get("owner"))
    problem = Problem.objects.create(
        case=case, kind=kind, text=text, since=since, due_on=due_on, created_by=by, **fields
    )
    tell(case, Act.PROBLEM_FOUND, by=by, text=problem.text, subject=problem.pk)
    return problem


@transaction.atomic
def change_problem(problem: Problem, *, by: Any, seen: int, **fields: Any) -> Problem:
    """Correct what is written of a problem that is not solved."""
    case = locked_open(problem.case)
    current = Problem.claim(problem.pk, seen)
    if not current.is_open:
        raise RuleBroken(_("Das Problem ist schon gelöst. Öffnen Sie es wieder, bevor Sie etwas ändern."))
    _refuse_outside_the_team(case, fields.get("owner"))
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    tell(case, Act.PROBLEM_CHANGED, by=by, text=current.text, subject=current.pk)
    return current


@transaction.atomic
def solve_problem(problem: Problem, *, by: Any, seen: int | None = None, solved_on: date, solution: str) -> Problem:
    """It is solved: when and how."""
    case = locked_open(problem.case)
    current = Problem.claim(problem.pk, seen)
    if not current.is_open:
        raise RuleBroken(_("Das Problem ist schon gelöst."))
    if not solution.strip():
        raise RuleBroken(_("Sagen Sie bitte, wie es gelöst wurde."))
    current.state, current.solved_on, current.solution = ProblemState.SOLVED, solved_on, solution
    current.save()
    tell(case, Act.PROBLEM_SOLVED, by=by, text=current.text, subject=current.pk)
    return current


@transaction.atomic
def reopen_problem(problem: Problem, *, by: Any) -> Problem:
    """It is not solved after all. The history keeps what was thought to be its solution."""
    case = locked_open(problem.case)
    current = Problem.claim(problem.pk, None)
    if current.is_open:
        raise RuleBroken(_("Das Problem ist noch offen."))
    current.state, current.solved_on, current.solution = ProblemState.OPEN, None, ""
    current.save()
    tell(case, Act.PROBLEM_REOPENED, by=by, text=current.text, subject=current.pk)
    return current


def _refuse_outside_the_team(case: Case, user: User | None) -> None:
    if user is not None and not case.members.current().filter(user=user).exists():
        raise RuleBroken(_("{name} gehört nicht zum Team.").format(name=user))
