"""Jetzt wichtig: the few things that matter now, computed from facts, most urgent first."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.base.badges import TONE_ICONS, Text, Tone
from roterfaden.cases.masking import name_for
from roterfaden.cases.models import (
    Case,
    FollowUpResult,
    GoalState,
    Intensity,
    Measure,
    OwnActivity,
    Phase,
    ReferralState,
)
from roterfaden.cases.overview import Overview

SHOWN = 3
WAITING_DAYS = 14
PAPER_WEEKS = 8


@dataclass(frozen=True)
class Point:
    """One thing that matters: what, where to deal with it, when it is or was due, and how grave (0 is gravest)."""

    text: Text
    url: str
    rank: int
    due: date | None = None

    @property
    def tone(self) -> Tone:
        """Overdue things warn, the rest informs."""
        return Tone.DANGER if self.rank == 0 else Tone.WARNING if self.rank <= 2 else Tone.INFO

    @property
    def icon(self) -> str:
        """The sign of the tone; what is simply next points forward."""
        return "arrow-forward" if self.tone == Tone.INFO else TONE_ICONS[self.tone]


def what_matters(case: Case, overview: Overview, today: date | None = None) -> list[Point]:
    """At most three points of a case found ``with_facts``; a closed one has none: nobody expects anything any more."""
    if not case.is_open:
        return []
    today = today or timezone.localdate()
    points = [
        *_papers(case, today),
        *_appointments(case, overview, today),
        *_follow_ups(case, overview, today),
        *_tasks(case, overview, today),
        *_visits(case, overview, today),
        *_referrals(case, overview, today),
        *_consents(case, overview),
        *_area_change(case, overview, today),
        *_received(case, overview),
        *_problems(case, overview, today),
        *_goals(case, overview, today),
        *_steps(case, overview),
        *_silence(case, today),
        *_stalled(case),
        *_next_step(case, overview),
    ]
    return sorted(points, key=lambda point: (point.rank, point.due or date.max))[:SHOWN]


def _papers(case: Case, today: date) -> list[Point]:
    until = case.client.residence_until
    if until is None or until > today + timedelta(weeks=PAPER_WEEKS):
        return []
    text = _("Aufenthaltspapier ist abgelaufen") if until < today else _("Aufenthaltspapier läuft ab")
    return [Point(text, reverse("cases:client_edit", args=[case.client_id]), 0 if until < today else 1, until)]


def _appointments(case: Case, overview: Overview, today: date) -> list[Point]:
    """Those of which nobody has said what became of them, and those of the coming days."""
    points = []
    for met in overview.appointments:
        where, day = reverse("cases:appointment", args=[case.pk, met.pk]), timezone.localdate(met.starts_at)
        if met.is_unanswered:
            points.append(Point(_("Hat der Termin stattgefunden? {about}").format(about=met.about), where, 0, day))
        elif day <= today + timedelta(days=7):
            points.append(Point(_("Termin: {about}").format(about=met.about), where, 3, day))
    return points


def _follow_ups(case: Case, overview: Overview, today: date) -> list[Point]:
    return [
        Point(
            follow_up.question,
            reverse("cases:follow_up", args=[case.pk, follow_up.pk]),
            0 if follow_up.due_on < today else 3,
            follow_up.due_on,
        )
        for follow_up in overview.follow_ups
        if follow_up.due_on <= today + timedelta(days=7)
    ]


def _tasks(case: Case, overview: Overview, today: date) -> list[Point]:
    there = f"{reverse('cases:case', args=[case.pk])}#aufgaben"
    return [
        Point(task.title, there, 0 if task.due_on < today else 3, task.due_on)
        for task in overview.tasks
        if task.due_on and task.due_on <= today + timedelta(days=7)
    ]


def _visits(case: Case, overview: Overview, today: date) -> list[Point]:
    care = overview.home_care
    if care is None or case.rests or care.due_on >= today:
        return []
    return [Point(_("Hausbesuch ist fällig"), reverse("cases:home", args=[case.pk]), 0, care.due_on)]


def _referrals(case: Case, overview: Overview, today: date) -> list[Point]:
    points = []
    for line in overview.measures:
        referral = line.referral
        if referral is None:
            continue
        where = reverse("cases:referral", args=[case.pk, referral.pk])
        if referral.lacks_consent:
            text = _("{offer}: Einwilligung gilt nicht mehr, beenden oder neu fragen")
            points.append(Point(text.format(offer=name_for(referral.offer, case)), where, 0))
        elif line.needs_steering:
            where = reverse("cases:steer_anew", args=[case.pk, line.measure.pk])
            points.append(
                Point(
                    _("{offer} hat nicht geklappt: nachsteuern").format(offer=name_for(referral.offer, case)), where, 1
                )
            )
        elif referral.state == ReferralState.SENT and timezone.localdate(referral.sent_at) <= today - timedelta(
            days=WAITING_DAYS
        ):
            points.append(
                Point(
                    _("{offer}: Antwort steht aus").format(offer=name_for(referral.offer, case)),
                    where,
                    2,
                    timezone.localdate(referral.sent_at),
                )
            )
    return points


def _consents(case: Case, overview: Overview) -> list[Point]:
    return [
        Point(
            _("Einwilligung für {recipient} läuft ab").format(recipient=consent.recipient_name),
            reverse("cases:consent", args=[case.pk, consent.pk]),
            2,
            consent.valid_until,
        )
        for consent in overview.ending_consents
    ]


def _area_change(case: Case, overview: Overview, today: date) -> list[Point]:
    return [
        Point(
            step.text,
            reverse("cases:area_change", args=[case.pk, step.change_id]),
            0 if step.due_on < today else 3,
            step.due_on,
        )
        for step in overview.checklist_steps
        if step.due_on <= today + timedelta(days=7)
    ]


def _received(case: Case, overview: Overview) -> list[Point]:
    here = reverse("cases:case", args=[case.pk])
    return [
        Point(
            _("Gemeinsamer Schritt ist überfällig: {title}").format(title=step.title),
            f"{here}#gemeinsam",
            2,
            step.due_on,
        )
        for step in overview.received
        if step.is_late
    ]


def _problems(case: Case, overview: Overview, today: date) -> list[Point]:
    return [
        Point(
            problem.text,
            reverse("cases:problem", args=[case.pk, problem.pk]),
            0 if problem.due_on < today else 3,
            problem.due_on,
        )
        for problem in overview.problems
        if problem.due_on <= today + timedelta(days=7)
    ]


def _goals(case: Case, overview: Overview, today: date) -> list[Point]:
    here = reverse("cases:case", args=[case.pk])
    return [
        Point(
            _("Handlungsziel ist überfällig: {title}").format(title=line.goal.title),
            f"{here}#ziel-{line.goal.pk}",
            2,
            line.goal.due_on,
        )
        for line in overview.goals
        if line.goal.state == GoalState.OPEN and line.goal.due_on and line.goal.due_on < today
    ]


def _steps(case: Case, overview: Overview) -> list[Point]:
    """Steps that should have begun, in one line: there may be many."""
    goals = [line for line in overview.goals if line.goal.state == GoalState.OPEN]
    steps: list[Measure | OwnActivity] = [line.measure for goal in goals for line in goal.measures]
    steps += [activity for goal in goals for activity in goal.own_activities]
    late = sorted((step for step in steps if step.is_late), key=lambda step: (step.due_on, step.pk))
    if not late:
        return []
    first, more = late[0], len(late) - 1
    said = _("Schritt ist überfällig: {title}").format(title=first.title)
    if more:
        said += ngettext(", dazu {n} weiterer", ", dazu {n} weitere", more).format(n=more)
    return [Point(said, f"{reverse('cases:case', args=[case.pk])}#schritt-{first.pk}", 2, first.due_on)]


def _silence(case: Case, today: date) -> list[Point]:
    last = timezone.localdate(case.last_contact_at or case.opened_at)
    if case.rests or last > today - timedelta(weeks=Intensity(case.intensity).silent_weeks):
        return []
    weeks = (today - last).days // 7
    return [
        Point(
            _("Seit {weeks} Wochen kein Kontakt").format(weeks=weeks),
            reverse("cases:quick_note") + f"?fall={case.pk}",
            1,
            last,
        )
    ]


def _stalled(case: Case) -> list[Point]:
    if case.last_result != FollowUpResult.STALLED:  # type: ignore[attr-defined]
        return []
    return [Point(_("Es stockt, sagt die letzte Überprüfung"), reverse("cases:follow_up_add", args=[case.pk]), 1)]


def _next_step(case: Case, overview: Overview) -> list[Point]:
    match Phase(case.phase):
        case Phase.ASSESSMENT:
            return [Point(_("Bestandsaufnahme gemeinsam ausfüllen"), reverse("cases:assessment", args=[case.pk]), 4)]
        case Phase.AGREEMENT if overview.guiding_goal is None:
            return [Point(_("Mottoziel festhalten"), reverse("cases:guiding_goal", args=[case.pk]), 4)]
        case Phase.AGREEMENT:
            return [Point(_("Ziele vereinbaren"), reverse("cases:agree", args=[case.pk]), 4)]
        case Phase.PLANNING:
            return [Point(_("Hilfeplan festlegen"), reverse("cases:case", args=[case.pk]) + "#hilfeplan", 4)]
        case Phase.STEERING if not overview.follow_ups:
            return [Point(_("Nächste Überprüfung planen"), reverse("cases:follow_up_add", args=[case.pk]), 4)]
        case Phase.EVALUATION:
            return [Point(_("Fall abschließen"), reverse("cases:close", args=[case.pk]), 4)]
        case _:
            return []
