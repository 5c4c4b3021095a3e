"""What stands in the closing report: the way, the goals, what was done, what stays open. Page and papers read it here.

The letter for the person takes its part of the same values and leaves out what the office thinks of its own work.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.languages import language_name
from roterfaden.cases.agreed_words import words_of_goal
from roterfaden.cases.document_content import own_activity, party_of, person_of
from roterfaden.cases.documents.content import (
    ClosingReportContent,
    Help,
    Judged,
    OpenMatter,
    ReachedFrame,
    ReachedGoal,
    ReferralOutcome,
    SaidAboutIt,
    Station,
)
from roterfaden.cases.masking import name_on_record
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    AfterTalk,
    Case,
    Evaluation,
    GoalAgreement,
    GoalRating,
    GoalState,
    Measure,
    OwnView,
    StepState,
    TimelineEntry,
)
from roterfaden.cases.models.own_view import QUESTIONS
from roterfaden.cases.overview import FrameLine, GoalLine, MeasureLine, frames_of
from roterfaden.cases.results import FrameResult, GoalResult, Result, as_rated

STATIONS = [
    Act.OPENED,
    Act.ASSESSMENT_COMPLETED,
    Act.GOALS_AGREED,
    Act.GOALS_REOPENED,
    Act.PLAN_FIXED,
    Act.LEAD_CHANGED,
    Act.EVALUATED,
    Act.CLOSED,
    Act.REOPENED,
]


def report_of(case: Case, user: User) -> ClosingReportContent:
    """The report of a case found by ``Case.objects.for_overview``, as ``user`` may read it. Seven queries."""
    frames = frames_of(case, user)
    evaluation = _latest_evaluation(case)
    results = _results(frames, evaluation)
    beside = _beside(case, user)
    guiding = getattr(case, "guiding_goal", None)
    return ClosingReportContent(
        person=person_of(case.client),
        case_manager=party_of(case.lead),
        reference=case.reference,
        as_of=timezone.localdate(),
        opened_on=timezone.localdate(case.opened_at),
        closed_on=timezone.localdate(case.closed_at) if case.closed_at else None,
        reason_label=str(case.get_close_reason_display()),
        note=case.close_note,
        stations=tuple(map(_station, beside.entries)),
        contacts=beside.contacts,
        guiding_goal=str(guiding) if guiding else "",
        guiding_goal_own_words=guiding.own_words if guiding else "",
        guiding_goal_language=guiding.language if guiding else "de",
        baseline=results.baseline,
        value=results.value,
        frames=tuple(_frame(line, result) for line, result in zip(frames, results.frames, strict=True)),
        helped=tuple(_help(line, measure) for frame in frames for line in frame.goals for measure in line.measures),
        own_activities=tuple(
            own_activity(own) for frame in frames for line in frame.goals for own in line.own_activities
        ),
        views=tuple(map(_view, beside.views)),
        open_matters=tuple(matters_in(case.stays_open if case.closed_at else _suggested(frames))),
        talk_on=beside.talk_on,
        **_judgement(evaluation),
    )


def open_matters(case: Case, user: User) -> str:
    """What the plan says has not been done yet, a line for each matter with who does it (five queries)."""
    return _suggested(frames_of(case, user))


def matters_in(lines: str) -> Iterable[OpenMatter]:
    """Each line is a matter; what follows its last colon is who takes it over."""
    for line in filter(None, map(str.strip, lines.splitlines())):
        what, colon, who = line.rpartition(":")
        yield OpenMatter(what.strip(), who.strip()) if colon and what.strip() else OpenMatter(line, "")


def _suggested(frames: list[FrameLine]) -> str:
    lines = []
    for line in (goal for frame in frames for goal in frame.goals):
        lines += [
            _line(each.measure.title, _by_whom(each.measure))
            for each in line.measures
            if each.measure.state != StepState.DONE
        ]
        lines += [_line(own.text, _("Sie selbst")) for own in line.own_activities if own.state != StepState.DONE]
    return "\n".join(lines)


def _line(what: str, who: str) -> str:
    words = " ".join(what.split())
    return f"{words.rstrip('.')}: {who}" if who else words


def _by_whom(measure: Measure) -> str:
    if measure.responsible:
        return measure.responsible
    return name_on_record(measure.offer.organisation) if measure.offer else ""


def _beside(case: Case, user: User) -> Any:
    """What stands beside the goals, in one query: the stations, how many contacts, the person's views, the talk."""
    of_case = {"case": OuterRef("pk")}
    entries = TimelineEntry.objects.filter(**of_case, act__in=STATIONS).order_by("at", "pk")
    contacts = TimelineEntry.objects.filter(**of_case, act=Act.NOTE_ADDED).order_by().values("case")
    views = OwnView.objects.visible_to(user).current().filter(**of_case).order_by("given_on", "pk")
    said = {name: name for name in ("language", "given_by", "given_on", "words", *QUESTIONS)}
    talks = AfterTalk.objects.planned().filter(**of_case)
    return Case.objects.annotate(
        entries=ArraySubquery(entries.values(line=JSONObject(act="act", at="at", reason="reason"))),
        contacts=Coalesce(Subquery(contacts.values(count=Count("pk"))), 0),
        views=ArraySubquery(views.values(line=JSONObject(**said))),
        talk_on=Subquery(talks.values("due_on")[:1]),
    ).get(pk=case.pk)


def _latest_evaluation(case: Case) -> Evaluation | None:
    """With its ratings as ``rated``, each with the agreement whose scale it was read from."""
    ratings = GoalRating.objects.readable().filter(evaluation=OuterRef("pk")).order_by("pk")
    line = JSONObject(goal="action_goal_id", level="level", note="note", agreed="agreement__content")
    found: Evaluation | None = (
        case.evaluations.annotate(rated=ArraySubquery(ratings.values(line=line))).order_by("-number").first()
    )
    return found


def _results(frames: list[FrameLine], evaluation: Any) -> Result:
    ratings = {rating.action_goal_id: rating for rating in map(_rating, evaluation.rated)} if evaluation else {}
    return Result(
        [
            FrameResult(line.frame, [_result(each.goal, ratings.get(each.goal.pk)) for each in line.goals])
            for line in frames
        ]
    )


def _rating(line: dict[str, Any]) -> GoalRating:
    agreement = GoalAgreement(content=line["agreed"])
    return GoalRating(action_goal_id=UUID(line["goal"]), agreement=agreement, level=line["level"], note=line["note"])


def _result(goal: ActionGoal, rating: GoalRating | None) -> GoalResult:
    return GoalResult(words_of_goal(goal), None, "") if rating is None else as_rated(goal, rating)


def _frame(line: FrameLine, result: FrameResult) -> ReachedFrame:
    return ReachedFrame(
        line.frame.field_of_action.short_title,
        line.frame.title,
        result.baseline,
        result.value,
        tuple(_goal(each.goal, reached) for each, reached in zip(line.goals, result.goals, strict=True)),
    )


def _goal(goal: ActionGoal, result: GoalResult) -> ReachedGoal:
    return ReachedGoal(
        title=result.goal.title,
        own_words=result.goal.own_words,
        language=result.goal.language,
        level=result.step,
        reached=result.reached_text,
        note=result.note,
        state_label=str(GoalState(goal.state).label),
    )


def _help(line: GoalLine, found: MeasureLine) -> Help:
    """A confidential place is never named: a report lies in more hands than the file."""
    measure = found.measure
    return Help(
        goal=line.goal.title,
        title=measure.title,
        kind_label=str(measure.get_kind_display()),
        by_whom=_by_whom(measure),
        state_label=str(measure.get_state_display()),
        referrals=tuple(
            ReferralOutcome(
                name_on_record(referral.offer),
                timezone.localdate(referral.sent_at),
                str(referral.get_state_display()),
                "" if referral.offer.organisation.is_sensitive else referral.reason,
            )
            for referral in reversed(found.referrals)
        ),
    )


def _station(entry: dict[str, Any]) -> Station:
    day = timezone.localdate(datetime.fromisoformat(entry["at"]))
    return Station(day, str(Act(entry["act"]).label), entry["reason"])


def _view(said: dict[str, Any]) -> SaidAboutIt:
    view = OwnView(**said)
    day, how = date.fromisoformat(said["given_on"]), str(view.get_given_by_display())
    return SaidAboutIt(day, how, language_name(view.language), tuple(view.answers), view.words)


def _judgement(evaluation: Evaluation | None) -> dict[str, Any]:
    if evaluation is None:
        return {"evaluated_on": None, "with_person": False, "judged": (), "client_view": "", "learned": ""}
    judged = (
        (_("Vorgehen"), evaluation.get_procedure_display(), evaluation.procedure_note),
        (_("Verständigung"), evaluation.get_communication_display(), evaluation.communication_note),
        (_("Zeit"), evaluation.get_time_display(), evaluation.time_note),
    )
    return {
        "evaluated_on": evaluation.held_on,
        "with_person": evaluation.with_client,
        "judged": tuple(Judged(label, str(value or "–"), note) for label, value, note in judged),
        "client_view": evaluation.client_view,
        "learned": evaluation.learned,
    }
