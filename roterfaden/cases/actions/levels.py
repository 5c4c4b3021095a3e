"""What follows from levels of risk and urgency: a task with its day, a second pair of eyes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.cover import away_today
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.figures import case_managers
from roterfaden.cases.models import (
    Act,
    Assessment,
    Basis,
    Case,
    CaseAccess,
    CaseTask,
    Level,
    LookAppointment,
    LookState,
    Scope,
    SecondLook,
)
from roterfaden.cases.questionnaire import Consequence, Kind, Question, Section

LOOK_GONE = gettext_lazy("Diese Anfrage ist nicht mehr offen. Nichts wurde geändert.")


def follow_levels(assessment: Assessment, section: Section, answers: Mapping[str, Any], *, by: Any) -> None:
    """Bring levels, tasks and days to what a section says now. Runs inside the transaction that saves the section."""
    asked = [question for question in section.questions if question.kind is Kind.LEVEL]
    if not asked:
        return
    known = {level.question: level for level in assessment.levels.filter(section=section.key)}
    for question in asked:
        answer = str(answers.get(question.key, ""))
        level = known.get(question.key)
        if answer != (level.key if level else ""):
            _set_level(level or Level(assessment=assessment, section=section.key), section, question, answer, by=by)


def _set_level(level: Level, section: Section, question: Question, answer: str, *, by: Any) -> None:
    if not level._state.adding:
        level = Level.claim(level.pk, None)
    follows = question.follows_from(answer)
    level.question, level.about, level.is_sensitive = question.key, question.label, section.sensitive
    level.key, level.label = answer, question.label_of(answer) if answer else ""
    level.needs_look, level.set_by, level.set_at = follows.second_look, by, timezone.now()
    level.task = _task_of(level, follows, by=by)
    level.save()
    if follows or level.task:
        text = "" if level.is_sensitive else f"{level.about} {level.label}"  # the timeline is read by more people
        tell(level.assessment.case, Act.LEVEL_SET, by=by, text=text, subject=level.pk)


def _task_of(level: Level, follows: Consequence, *, by: Any) -> CaseTask | None:
    """The task that follows, with its day: the open one moved along, or a new one. Without any, the open one goes."""
    task = level.task
    still_open = task is not None and task.done_at is None and not task.is_withdrawn
    if not follows.task and not still_open:
        return task
    current = CaseTask.claim(task.pk, None) if task is not None and still_open else CaseTask(created_by=by)
    if follows.task:
        current.case, current.title = level.assessment.case, _title_of(level, follows)
        current.due_on = None if follows.days is None else timezone.localdate() + timedelta(days=follows.days)
        if current._state.adding:
            current.owner = level.assessment.case.lead
    else:
        current.withdrawn_at, current.withdrawn_by = timezone.now(), by
    current.save()
    return current


def _title_of(level: Level, follows: Consequence) -> str:
    # A task is read by more people than a protected section.
    return _("Bitte in der Bestandsaufnahme nachsehen") if level.is_sensitive else follows.task


def levels_without_look(assessment: Assessment) -> set[UUID]:
    """Levels at which somebody else still has to look, also those the user may not read (one query)."""
    with connection.cursor() as cursor:
        cursor.execute("select rf.levels_without_look(%s)", [assessment.pk])
        return {key for (key,) in cursor.fetchall()}


def refuse_without_second_look(assessment: Assessment, by: User) -> None:
    """Raise ``RuleBroken`` while somebody else still has to look at a level, whether ``by`` may read it or not."""
    missing = levels_without_look(assessment)
    if not missing:
        return
    named = Level.objects.visible_to(by).filter(pk__in=missing).first()
    if named is None:
        raise RuleBroken(_("Es fehlt noch ein zweiter Blick. Darum bitten kann, wer vollen Einblick in die Akte hat."))
    said = _("Zu „{level}“ fehlt noch der zweite Blick. Bitten Sie eine Kollegin oder einen Kollegen darum.")
    raise RuleBroken(said.format(level=named.label))


def possible_lookers(case: Case, *involved: User) -> Any:
    """Colleagues of the team with full insight, and whoever the head of unit has appointed; nobody on leave today.

    Never one of ``involved``: neither who asks nor who has set the level has the second pair of eyes.
    """
    team = CaseAccess.objects.filter(case=case, basis=Basis.TEAM, scope=Scope.FULL).values("user")
    appointed = LookAppointment.objects.in_force().values("user")
    able = case_managers().filter(Q(pk__in=team) | Q(pk__in=appointed)).alias(away=away_today()).filter(away=False)
    return able.exclude(pk__in=[user.pk for user in involved])


@transaction.atomic
def ask_second_look(level: Level, *, by: User, asked_of: User, words: str) -> SecondLook:
    """Ask a colleague, who is told at once. They read ``words`` and the level, nothing else of the file."""
    case = locked_open(level.assessment.case)
    current = Level.claim(level.pk, None)
    if not current.key:
        raise RuleBroken(_("Diese Einstufung wurde zurückgenommen. Es gibt nichts anzusehen."))
    if current.looks.open().exists():
        raise RuleBroken(_("Es ist schon jemand gefragt."))
    if (
        not possible_lookers(case, by, current.set_by).filter(pk=asked_of.pk).exists()
        or asked_of.serves_immigration_authority
    ):
        raise RuleBroken(_("{name} kann dafür nicht gefragt werden.").format(name=asked_of))
    current.save()
    asked = SecondLook.objects.create(
        level=current,
        key=current.key,
        about=current.about,
        label=current.label,
        words=words,
        asked_of=asked_of,
        asked_by=by,
        due_on=_day_of(current),
    )
    tell(case, Act.LOOK_ASKED, by=by, text=str(asked_of), subject=asked.pk)
    said = _("{name} bittet Sie um einen zweiten Blick.").format(name=by)
    notify([asked_of], said, path=reverse("cases:second_look", args=[asked.pk]))
    return asked


def _day_of(level: Level) -> date | None:
    return level.task.due_on if level.task is not None else None


@transaction.atomic
def take_second_look(look: SecondLook, *, by: User, seen: int, agrees: bool, answer: str = "") -> SecondLook:
    """Say whether one sees it the same way; otherwise, how. Only whoever was asked; who asked is told.

    PostgreSQL writes it, for afterwards the look is closed to whoever is not of the team.
    """
    if look.asked_of_id != by.pk:
        raise RuleBroken(_("Gefragt ist {name}.").format(name=look.asked_of))
    if not agrees and not answer.strip():
        raise RuleBroken(_("Sagen Sie, wie Sie es sehen."))
    with connection.cursor() as cursor:
        # "with": a statement that begins with "select" is not told to the history as a change of this person.
        statement = "with said as (select rf.answer_look(%s, %s, %s, %s) as so) select so from said"
        cursor.execute(statement, [look.pk, seen, agrees, answer])
        if not cursor.fetchone()[0]:
            raise RuleBroken(LOOK_GONE)
    look.state = LookState.AGREES if agrees else LookState.DIFFERS
    look.answer, look.revision = answer, seen + 1
    said = _("{name} hat Ihre Einschätzung angesehen: {state}.").format(name=by, state=look.get_state_display())
    notify([look.asked_by], said, path=reverse("cases:assessment", args=[look.case_id]))
    return look


@transaction.atomic
def withdraw_second_look(look: SecondLook, *, by: User) -> SecondLook:
    """Nobody needs to look any more, or somebody else shall be asked."""
    case = locked_open(look.level.assessment.case)
    current = SecondLook.claim(look.pk, None)
    if current.state != LookState.ASKED:
        raise RuleBroken(LOOK_GONE)
    current.state = LookState.WITHDRAWN
    current.save()
    tell(case, Act.LOOK_WITHDRAWN, by=by, text=str(current.asked_of), subject=current.pk)
    return current


@transaction.atomic
def keep_level(look: SecondLook, *, by: User, seen: int, reason: str) -> SecondLook:
    """A colleague sees it otherwise; the level stays all the same, with the reason why."""
    case = locked_open(look.level.assessment.case)
    current = SecondLook.claim(look.pk, seen)
    if current.state != LookState.DIFFERS:
        raise RuleBroken(_("Dazu gibt es keine andere Sicht. Nichts wurde geändert."))
    current.kept_reason = reason
    current.save()
    tell(case, Act.LEVEL_KEPT, by=by, text=str(current.asked_of), subject=current.pk)
    return current


@transaction.atomic
def appoint_looker(*, by: User, user: User, purpose: str) -> LookAppointment:
    """Name somebody whom all case managers may ask for a second look."""
    if LookAppointment.objects.in_force().filter(user=user).exists():
        raise RuleBroken(_("Diese Person ist schon benannt."))
    if user.serves_immigration_authority or Role.CASE_MANAGER not in user.roles:
        raise RuleBroken(_("{name} arbeitet nicht im Case Management.").format(name=user))
    return LookAppointment.objects.create(user=user, purpose=purpose, appointed_by=by)


@transaction.atomic
def end_appointment(appointment: LookAppointment) -> LookAppointment:
    """They are not asked any more; what they were asked already stays theirs to answer."""
    current = LookAppointment.claim(appointment.pk, None)
    current.ended_at = current.ended_at or timezone.now()
    current.save()
    return current
