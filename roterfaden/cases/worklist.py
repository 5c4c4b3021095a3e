"""My cases in the order in which they need somebody, each with one line of why now and a light.

PostgreSQL computes the facts and the order, so that a page costs the same whether one leads five cases or five hundred.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case as Choice
from django.db.models import (
    Count,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roterfaden.accounts.ready import Ready
from roterfaden.base.dates import calendar_day
from roterfaden.cases.attention import PAPER_WEEKS, WAITING_DAYS
from roterfaden.cases.models import (
    ActionGoal,
    AfterTalk,
    Appointment,
    Case,
    CaseMember,
    CaseTask,
    ChecklistStep,
    Conference,
    ConferenceState,
    FollowUp,
    FollowUpResult,
    FollowUpState,
    GoalState,
    HomeCare,
    Measure,
    OwnActivity,
    Part,
    Problem,
    Referral,
    ReferralState,
    Urgency,
)
from roterfaden.cases.models.case import CaseQuerySet
from roterfaden.cases.models.intensity import is_silent, silent_filter
from roterfaden.cases.waits import WAITING, WAITS, waits_for

SOON_DAYS = 7
LATE_DAYS = 7
REASONS_SHOWN = 2


class Order(models.TextChoices):
    """How one may look at one's cases."""

    URGENT = "", gettext_lazy("Dringendes zuerst")
    NAME = "name", gettext_lazy("nach Namen")
    CONTACT = "kontakt", gettext_lazy("längster Abstand zum letzten Kontakt")
    NEWEST = "neu", gettext_lazy("neueste zuerst")


class WorkList(models.TextChoices):
    """The lists one works through. Each holds what its facts say, nobody puts a case on it by hand."""

    ALL = "", gettext_lazy("alle offenen")
    DRIFTING = "driftet", gettext_lazy("driftet")
    WEEK = "woche", gettext_lazy("diese Woche")
    WAITING = "wartet", gettext_lazy("wartet auf andere")

    @property
    def means(self) -> str:
        """Which cases stand on it, in a sentence."""
        return str(_MEANING[self])


_MEANING = {
    WorkList.ALL: gettext_lazy("Wer Sie jetzt braucht, steht oben."),
    WorkList.DRIFTING: gettext_lazy(
        "Etwas ist seit mehr als einer Woche überfällig, der Kontakt fehlt, oder es stockt."
    ),
    WorkList.WEEK: gettext_lazy(
        "Termine, Überprüfungen, Konferenzen und Aufgaben der nächsten sieben Tage, dazu alles Überfällige."
    ),
    WorkList.WAITING: gettext_lazy(
        "Andere sind dran: mit einer Antwort oder mit einem Schritt. Die Zeile sagt, womit."
    ),
}


class Light(models.TextChoices):
    """Where a case stands by its facts alone. An urgency somebody has set is no part of it."""

    RED = "red", gettext_lazy("driftet")
    YELLOW = "yellow", gettext_lazy("im Blick behalten")
    GREEN = "green", gettext_lazy("läuft")


class Rank(models.IntegerChoices):
    """Why a case needs somebody now, the gravest first."""

    OVERDUE = 0
    ACUTE = 1
    PAPER = 2
    SILENT = 3
    STALLED = 4
    WAITING = 5
    GOAL = 6
    SOON = 7
    QUIET = 8


_COMING = {
    "meeting_on": gettext_lazy("Konferenz steht an"),
    "appointment_on": gettext_lazy("Termin steht an"),
    "follow_up_on": gettext_lazy("Überprüfung steht an"),
    "task_on": gettext_lazy("Aufgabe steht an"),
    "step_on": gettext_lazy("Schritt zum Rechtskreiswechsel steht an"),
    "problem_on": gettext_lazy("Problem in der Wohnung steht an"),
    "visit_on": gettext_lazy("Hausbesuch steht an"),
}
_BEHIND = Q(goal_on__isnull=False) | Q(late_on__isnull=False)
"""A goal should have been reached, or a step of the plan should have begun."""
NEXT = tuple(_COMING)
"""The days of what comes next, as :func:`with_facts` finds them; of the same day the first one counts."""


def with_facts(cases: CaseQuerySet) -> CaseQuerySet:
    """Cases with what their light, their place in a list and :func:`reasons` follow from."""
    return cases.annotate(**_FACTS.of(), quiet_since=Coalesce("last_contact_at", "opened_at"))


def _facts(_user: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "meeting_on": _meeting_on(today),
        "appointment_on": _appointment_on(),
        "follow_up_on": _earliest(FollowUp.objects.planned()),
        "task_on": _earliest(CaseTask.objects.open().filter(due_on__isnull=False)),
        "step_on": _earliest(ChecklistStep.objects.waiting()),
        "problem_on": _earliest(Problem.objects.open()),
        "visit_on": _earliest(HomeCare.objects.expected(today)),
        "asked_at": _asked_at(),
        "last_result": _last_result(),
        "goal_on": _goal_on(today),
        "late_on": Least(_earliest(Measure.objects.late(today)), _earliest(OwnActivity.objects.late(today))),
    }


_FACTS = Ready("cases.Case", _facts)


def weighed(cases: CaseQuerySet) -> CaseQuerySet:
    """The same, with ``next_on``, and with what lists are made by in PostgreSQL: ``is_silent`` and ``light``.

    These two are asked for where they decide and are no columns: each would repeat its look-ups for every row.
    """
    silent = ExpressionWrapper(silent_filter(timezone.now()), output_field=models.BooleanField())
    cases = with_facts(cases).annotate(next_on=Least(*NEXT)).alias(is_silent=silent)
    return cases.alias(light=_light(timezone.localdate()))


def light_of(case: Case) -> Light:
    """The light of a case that came :func:`with_facts`, by the rule of :func:`_light`."""
    row: Any = case
    today, paper, due = timezone.localdate(), row.client.residence_until, next_day(case)
    if (
        (paper and paper < today)
        or (due and due < today - timedelta(days=LATE_DAYS))
        or is_silent(row, timezone.now())
        or row.last_result == FollowUpResult.STALLED
    ):
        return Light.RED
    if (
        (paper and paper <= today + timedelta(weeks=PAPER_WEEKS))
        or (due and due < today)
        or row.goal_on
        or row.late_on
        or (row.asked_at and row.asked_at < _long_ago())
    ):
        return Light.YELLOW
    return Light.GREEN


def next_day(case: Case) -> date | None:
    """The first day on which something is planned for a case that came :func:`with_facts`, also one that is past."""
    days = [day for name in NEXT if (day := getattr(case, name))]
    return min(days, default=None)


def ordered(cases: CaseQuerySet, order: str = Order.URGENT, worklist: str = WorkList.ALL) -> CaseQuerySet:
    """Open cases of a list with what :func:`why_now` needs, in the given order."""
    cases = weighed(with_team(cases)).filter(on_list(worklist)).annotate(rank=_rank(timezone.localdate()))
    if worklist == WorkList.WAITING:
        cases = cases.annotate(**WAITS.of())
    urgent = (F("rank").asc(), F("next_on").asc(nulls_last=True), F("quiet_since").asc(), F("pk").asc())
    orders: dict[str, tuple[Any, ...]] = {
        Order.NAME: ("client__family_name", "client__given_name", "pk"),
        Order.CONTACT: ("quiet_since", "pk"),
        Order.NEWEST: ("-opened_at", "pk"),
    }
    return cases.order_by(*orders.get(order, urgent))


def on_list(worklist: str) -> Q:
    """Which cases stand on a list. Needs :func:`weighed`."""
    match worklist:
        case WorkList.DRIFTING:
            # Not Q(light=Light.RED): of a case that is not red the light would also look up whether it is yellow.
            return _drifts(timezone.localdate())
        case WorkList.WEEK:
            return Q(next_on__lte=timezone.localdate() + timedelta(days=SOON_DAYS))
        case WorkList.WAITING:
            return WAITING
        case _:
            return Q()


def counted(cases: CaseQuerySet) -> dict[str, int]:
    """How many cases are ``open`` and ``closed``, and how many of the open ones stand on each list. One query."""
    is_open = Q(closed_at=None)
    lists = {one.value: Count("pk", filter=is_open & on_list(one)) for one in WorkList if one}
    return weighed(cases).aggregate(open=Count("pk", filter=is_open), closed=Count("pk", filter=~is_open), **lists)


def with_team(cases: CaseQuerySet) -> CaseQuerySet:
    """Cases with person, lead and, as ``deputies``, who stands in today."""
    deputies = CaseMember.objects.current().filter(part=Part.DEPUTY).select_related("user").order_by("starts_on", "pk")
    return cases.select_related("client", "lead").prefetch_related(Prefetch("members", deputies, to_attr="deputies"))


def with_talk(cases: CaseQuerySet) -> CaseQuerySet:
    """Closed cases with the day of the talk ahead as ``talk_on``: those whose day has come first, then the latest."""
    cases = with_team(cases).annotate(talk_on=_earliest(AfterTalk.objects.planned()))
    is_due = Choice(
        When(talk_on__lte=timezone.localdate(), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return cases.order_by(is_due, "-closed_at", "pk")


def why_now(case: Case, worklist: str = WorkList.ALL) -> str:
    """The line that says why a case stands where it stands: its gravest reasons, or else the next step.

    Of a case on the list of those that wait, whom for.
    """
    found = list(waits_for(case)) if worklist == WorkList.WAITING else list(reasons(case))[:REASONS_SHOWN]
    return " · ".join(found) if found else _next_step(case)


def reasons(case: Case) -> Iterator[str]:
    """Everything that asks for somebody now, the gravest first. ``case`` comes from :func:`with_facts`."""
    row: Any = case
    today = timezone.localdate()
    paper, due = row.client.residence_until, next_day(case)
    if paper and paper < today:
        yield _("Aufenthaltspapier ist seit dem {day} abgelaufen").format(day=calendar_day(paper, today))
    if due and due < today:
        yield _overdue(row, (today - due).days)
    if row.urgency == Urgency.ACUTE:
        yield _("Sofort: es droht Schaden")
    if paper and today <= paper <= today + timedelta(weeks=PAPER_WEEKS):
        yield _("Aufenthaltspapier läuft am {day} ab").format(day=calendar_day(paper, today))
    if is_silent(row, timezone.now()):
        weeks = (timezone.now() - row.quiet_since).days // 7
        yield ngettext("Seit {weeks} Woche kein Kontakt", "Seit {weeks} Wochen kein Kontakt", weeks).format(weeks=weeks)
    if row.last_result == FollowUpResult.STALLED:
        yield _("Es stockt, sagt die letzte Überprüfung")
    if row.asked_at and row.asked_at < _long_ago():
        days = (timezone.now() - row.asked_at).days
        yield _("Antwort auf eine Vermittlung steht seit {days} Tagen aus").format(days=days)
    if row.goal_on:
        yield _("Handlungsziel ist seit dem {day} überfällig").format(day=calendar_day(row.goal_on, today))
    elif row.late_on:
        yield _("Schritt im Hilfeplan ist seit dem {day} überfällig").format(day=calendar_day(row.late_on, today))
    if due and today <= due <= today + timedelta(days=SOON_DAYS):
        yield str(_COMING[_what_is_next(row)])


def _overdue(row: Any, days: int) -> str:
    match _what_is_next(row):
        case "appointment_on":
            return _("Hat der Termin stattgefunden?")
        case "follow_up_on":
            said = ngettext("Überprüfung ist seit {days} Tag fällig", "Überprüfung ist seit {days} Tagen fällig", days)
        case "task_on":
            said = ngettext("Aufgabe ist seit {days} Tag fällig", "Aufgabe ist seit {days} Tagen fällig", days)
        case "problem_on":
            said = ngettext(
                "Problem in der Wohnung ist seit {days} Tag fällig",
                "Problem in der Wohnung ist seit {days} Tagen fällig",
                days,
            )
        case "visit_on":
            said = ngettext("Hausbesuch ist seit {days} Tag fällig", "Hausbesuch ist seit {days} Tagen fällig", days)
        case _:
            said = ngettext(
                "Schritt zum Rechtskreiswechsel ist seit {days} Tag fällig",
                "Schritt zum Rechtskreiswechsel ist seit {days} Tagen fällig",
                days,
            )
    return said.format(days=days)


def _what_is_next(row: Any) -> str:
    """Which of the dated things comes first; on the same day a conference, then an appointment, a follow-up."""
    return next(name for name in NEXT if getattr(row, name) == next_day(row))


def _next_step(case: Case) -> str:
    if case.rests and case.rests_until:
        until = calendar_day(case.rests_until, timezone.localdate())
        return _("Ruht bis {day}: {reason}").format(day=until, reason=case.rest_reason)
    steps = {
        "assessment": _("Nächster Schritt: Bestandsaufnahme"),
        "agreement": _("Nächster Schritt: Ziele vereinbaren"),
        "planning": _("Nächster Schritt: Hilfeplan festlegen"),
        "evaluation": _("Nächster Schritt: Fall abschließen"),
    }
    return steps.get(case.phase, _("Läuft. Zurzeit ist nichts fällig."))


def _earliest(dated: Any) -> Subquery:
    return Subquery(dated.filter(case=OuterRef("pk")).order_by("due_on").values("due_on")[:1], output_field=DateField())


def _meeting_on(today: date) -> Subquery:
    """The day of the next conference with a date; one that is past asks for its minutes and not for this list."""
    fixed = Conference.objects.filter(case=OuterRef("pk"), state=ConferenceState.FIXED, starts_at__date__gte=today)
    return Subquery(fixed.order_by("starts_at").values("starts_at__date")[:1], output_field=DateField())


def _appointment_on() -> Subquery:
    """The day of the earliest appointment, found by the moment: in the order of the index, with nothing to sort."""
    planned: Any = Appointment.objects.planned().with_day().filter(case=OuterRef("pk"))
    return Subquery(planned.order_by("starts_at").values("due_on")[:1], output_field=DateField())


def _asked_at() -> Subquery:
    asked = Referral.objects.filter(case=OuterRef("pk"), measure__withdrawn_at=None, state=ReferralState.SENT)
    return Subquery(asked.order_by("sent_at").values("sent_at")[:1])


def _last_result() -> Subquery:
    held = FollowUp.objects.filter(case=OuterRef("pk"), state=FollowUpState.HELD)
    return Subquery(held.order_by("-held_on", "-due_on", "-id").values("result")[:1])


def _goal_on(today: date) -> Subquery:
    """Since when the first agreed goal that is still open should have been reached."""
    late = ActionGoal.objects.filter(
        case=OuterRef("pk"),
        frame_goal__withdrawn_at=None,
        agreed_in__isnull=False,
        withdrawn_at=None,
        state=GoalState.OPEN,
        due_on__lt=today,
    )
    return Subquery(late.order_by("due_on").values("due_on")[:1], output_field=DateField())


def _long_ago() -> Any:
    return timezone.now() - timedelta(days=WAITING_DAYS)


def _light(today: date) -> Choice:
    """Red: something is late by more than a week, nobody has heard from the person, or it stalls. Yellow: it may."""
    paper = today + timedelta(weeks=PAPER_WEEKS)
    yellow = Q(client__residence_until__lte=paper) | Q(next_on__lt=today) | _BEHIND
    return Choice(
        When(_drifts(today), then=Value(Light.RED)),
        When(yellow | Q(asked_at__lt=_long_ago()), then=Value(Light.YELLOW)),
        default=Value(Light.GREEN),
        output_field=models.CharField(max_length=6),
    )


def _drifts(today: date) -> Q:
    """Whether the light is red. The cheap questions come first: what is next takes seven look-ups."""
    known = Q(client__residence_until__lt=today) | Q(is_silent=True) | Q(last_result=FollowUpResult.STALLED)
    return known | Q(next_on__lt=today - timedelta(days=LATE_DAYS))


def _rank(today: date) -> Choice:
    """The cheap questions come before the dear ones wherever the order of the ranks allows it."""
    paper = today + timedelta(weeks=PAPER_WEEKS)
    return Choice(
        When(Q(client__residence_until__lt=today) | Q(next_on__lt=today), then=Value(Rank.OVERDUE)),
        When(urgency=Urgency.ACUTE, then=Value(Rank.ACUTE)),
        When(client__residence_until__lte=paper, then=Value(Rank.PAPER)),
        When(is_silent=True, then=Value(Rank.SILENT)),
        When(last_result=FollowUpResult.STALLED, then=Value(Rank.STALLED)),
        When(asked_at__lt=_long_ago(), then=Value(Rank.WAITING)),
        When(_BEHIND, then=Value(Rank.GOAL)),
        When(next_on__lte=today + timedelta(days=SOON_DAYS), then=Value(Rank.SOON)),
        default=Value(Rank.QUIET),
        output_field=IntegerField(),
    )
