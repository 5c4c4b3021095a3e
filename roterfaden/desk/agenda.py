"""What is due for one person, with a fixed number of queries.

Appointments, follow-ups, conferences, talks after the end, tasks, steps of a Rechtskreiswechsel, problems at home and
hand-overs that nobody has answered stand in one list, by date.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, F, Q, Subquery, UUIDField, Value, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.ready import ReadyRows
from roterfaden.cases.models import (
    AfterTalk,
    Appointment,
    AreaAcceptance,
    Case,
    CaseTask,
    CaseTransfer,
    ChecklistStep,
    Client,
    Conference,
    ConferenceState,
    FollowUp,
    HandOver,
    HomeVisit,
    Intake,
    OfferedCase,
    Problem,
    ReceivedStep,
    Referral,
    ReferralState,
)
from roterfaden.cases.models.intensity import silent_filter

AHEAD_DAYS = 7
SHOWN = 12
CASES_SHOWN = 6
WAITING_DAYS = 14


@dataclass(frozen=True)
class Due:
    """One line of the agenda. ``done_url`` is set where a click checks it off, ``change_url`` where it can be moved.

    ``push_url`` is set where it can be put off with one press, and ``seen`` is what was shown of it then; ``is_met``
    where somebody comes at ``at``.
    """

    title: str
    who: str
    on: date
    at: Any
    link: str
    done_url: str = ""
    case: Case | None = None
    change_url: str = ""
    push_url: str = ""
    seen: int = 0
    is_met: bool = False

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed."""
        return self.on < timezone.localdate()

    @property
    def can_be_pushed(self) -> bool:
        """Whether one press puts it off: when it is due, and nobody was given a time."""
        return bool(self.push_url) and self.at is None and self.on <= timezone.localdate()


@dataclass(frozen=True)
class Agenda:
    """The start page of a case manager."""

    due: list[Due]
    tasks: list[CaseTask]
    cases: list[Case]
    intakes: list[Intake]
    offered: list[OfferedCase]
    open_cases: int
    waiting: int
    silent: int
    visits: int

    @property
    def cases_named(self) -> list[Case]:
        """Every case whose person is named somewhere."""
        named = [*(line.case for line in self.due), *(task.case for task in self.tasks)]
        return [*filter(None, named), *self.cases]

    @property
    def met_today(self) -> list[Due]:
        """Today's appointments, in their order."""
        return [line for line in self.due if line.is_met and line.on == timezone.localdate()]

    @property
    def met_first_tomorrow(self) -> Due | None:
        """With whom tomorrow begins."""
        tomorrow = timezone.localdate() + timedelta(days=1)
        return next((line for line in self.due if line.is_met and line.on == tomorrow), None)

    @property
    def other_due(self) -> list[Due]:
        """What stands in none of the two."""
        shown = [*self.met_today, self.met_first_tomorrow]
        return [line for line in self.due if line not in shown]

    @property
    def overdue(self) -> int:
        """How many lines are past their day."""
        return sum(line.is_overdue for line in self.due)


def agenda_of(user: Any) -> Agenda:
    """Gather it: seven queries, however many cases there are."""
    until = timezone.localdate() + timedelta(days=AHEAD_DAYS)
    tasks = list(
        CaseTask.objects.visible_to(user)
        .open()
        .filter(owner=user)
        .select_related("case__client")
        .order_by("due_on", "created_at")[: 3 * SHOWN]
    )
    dated = [task for task in tasks if task.due_on is not None and task.due_on <= until]
    cases = _cases(user)
    first: Any = cases[0] if cases else None
    return Agenda(
        due=sorted(
            [
                *_follow_ups(user, until),
                *_conferences(user, until),
                *map(_line_of, _OF_FILES.of(user)),
                *map(_task_line, dated),
            ],
            key=lambda line: (line.on, line.at is None, str(line.at), line.link),
        ),
        tasks=[task for task in tasks if task not in dated][:SHOWN],
        cases=cases,
        intakes=list(Intake.objects.open().filter(taken_by=user).select_related("client").order_by("-taken_at")[:5]),
        offered=list(
            OfferedCase.objects.visible_to(user)
            .select_related("proposed_by", "comes_from")
            .order_by("proposed_at", "pk")
        ),
        open_cases=first.all_open if first else 0,
        silent=first.all_silent if first else 0,
        waiting=(first.all_waiting or 0) if first else 0,
        visits=(first.visits_today or 0) if first else 0,
    )


def _follow_ups(user: Any, until: date) -> list[Due]:
    found = (
        FollowUp.objects.visible_to(user).planned().filter(owner=user, due_on__lte=until).select_related("case__client")
    )
    return [
        Due(
            line.question,
            str(line.case.client),
            line.due_on,
            line.at,
            reverse("cases:follow_up", args=[line.case_id, line.pk]),
            case=line.case,
            change_url=reverse("cases:follow_up_change", args=[line.case_id, line.pk]),
            push_url=reverse("cases:follow_up_move", args=[line.case_id, line.pk]),
            seen=line.revision,
        )
        for line in found.order_by("due_on", "at", "id")[: 2 * SHOWN]
    ]


def _conferences(user: Any, until: date) -> list[Due]:
    """Those with a date in which the user takes part, or of cases they lead; gone by, until the minutes are closed."""
    end = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    states = (ConferenceState.FIXED, ConferenceState.HELD)
    found = Conference.objects.visible_to(user).of(user).filter(state__in=states, starts_at__lt=end)
    return [
        _conference_line(meeting)
        for meeting in found.filter(case__closed_at=None)
        .select_related("case__client")
        .order_by("starts_at", "pk")[:SHOWN]
    ]


def _conference_line(meeting: Conference) -> Due:
    at = timezone.localtime(meeting.starts_at)
    title = _("Protokoll fehlt: {conference}").format(conference=meeting) if meeting.is_over else str(meeting)
    where = reverse("cases:conference", args=[meeting.case_id, meeting.pk])
    return Due(title, str(meeting.case.client), at.date(), at.time(), where, case=meeting.case)


def _of_files(user: Any) -> Any:
    """Appointments the user holds, steps of a Rechtskreiswechsel in cases they lead, problems at home that they see
    to, hand-overs without an answer that they proposed or that are of their cases, offices that have not said whether
    they take over, steps of others in the household which these files follow; of closed cases the talk that is still
    expected.
    """
    until = timezone.localdate() + timedelta(days=AHEAD_DAYS)
    nothing, mine = Value(None, output_field=UUIDField()), Q(proposed_by=user) | Q(case__lead=user)
    met = Appointment.objects.visible_to(user).planned().filter(owner=user).with_day()
    offices = AreaAcceptance.objects.visible_to(user).waiting().filter(Q(asked_by=user) | Q(case__lead=user)).named()
    steps = ChecklistStep.objects.visible_to(user).waiting().filter(case__lead=user)
    problems = Problem.objects.visible_to(user).open().looked_after_by(user)
    asked = {"text": F("receiver__name"), "change_of": nothing}
    shared = ReceivedStep.objects.visible_to(user).waiting_for(user)
    talks = AfterTalk.objects.visible_to(user).planned().waiting_for(user)
    # The first two say of which kind the columns are that are empty everywhere else.
    return _dated(met.annotate(text=F("about"), change_of=nothing, begins=F("starts_at")), until, "appointment").union(
        _dated(steps.annotate(change_of=F("change_id")), until, "step"),
        _dated(problems.annotate(change_of=nothing), until, "problem"),
        _dated(HandOver.objects.visible_to(user).open().filter(mine).annotate(**asked), until, "handed_over"),
        _dated(CaseTransfer.objects.visible_to(user).open().filter(mine).annotate(**asked), until, "transferred"),
        _dated(offices.annotate(change_of=F("change_id")), until, "acceptance"),
        _dated(shared.annotate(text=F("title"), change_of=nothing), until, "shared"),
        _dated(talks.annotate(text=Value(""), change_of=nothing), until, "after_talk", of_closed=True),
        all=True,
    )


_OF_FILES = ReadyRows(_of_files)


def _dated(rows: Any, until: date, what: str, *, of_closed: bool = False) -> Any:
    whose = ("case_id", "case__reference", "case__client_id", "case__client__given_name", "case__client__family_name")
    if what != "appointment":
        rows = rows.annotate(begins=Value(None, output_field=DateTimeField()))
    waiting = rows.filter(due_on__lte=until, case__closed_at__isnull=not of_closed).order_by("due_on", "pk")
    return waiting.values("pk", "text", "due_on", "begins", "change_of", *whose, what=Value(what))[: 2 * SHOWN]


def _line_of(row: dict[str, Any]) -> Due:
    client = Client(given_name=row["case__client__given_name"], family_name=row["case__client__family_name"])
    case = Case(pk=row["case_id"], client_id=row["case__client_id"], reference=row["case__reference"])
    title, link, done_url = row["text"], "", ""
    at = timezone.localtime(row["begins"]).time() if row["begins"] else None
    match row["what"]:
        case "appointment":
            link = reverse("cases:appointment", args=[row["case_id"], row["pk"]])
            if row["due_on"] < timezone.localdate():
                title = _("Hat der Termin stattgefunden? {about}").format(about=title)
        case "step":
            link = reverse("cases:area_change", args=[row["case_id"], row["change_of"]])
            done_url = reverse("cases:checklist_step_done", args=[row["case_id"], row["pk"]])
        case "acceptance":
            title = _("{name}: noch keine Antwort, ob sie übernimmt").format(name=title)
            link = reverse("cases:area_change", args=[row["case_id"], row["change_of"]])
        case "shared":
            title = _("{title} (gemeinsamer Schritt im Haushalt)").format(title=title)
            link = reverse("cases:case", args=[row["case_id"]]) + "#gemeinsam"
        case "problem":
            link = reverse("cases:problem", args=[row["case_id"], row["pk"]])
        case "after_talk":
            title = _("Nachgespräch nach dem Abschluss")
            link = reverse("cases:after_talk", args=[row["case_id"], row["pk"]])
        case what:
            title = _("Übergabe an {name}: noch keine Antwort").format(name=title)
            link = reverse(f"cases:{what}", args=[row["pk"]] if what == "transferred" else [row["case_id"], row["pk"]])
    is_met = row["what"] == "appointment"
    return Due(title, str(client), row["due_on"], at, link, done_url, case=case, is_met=is_met)


def _task_line(task: CaseTask) -> Due:
    where = reverse("cases:case", args=[task.case_id]) if task.case_id else ""
    who = str(task.case.client) if task.case else _("ohne Akte")
    return Due(
        task.title,
        who,
        task.due_on or timezone.localdate(),
        None,
        where,
        reverse("cases:task_done", args=[task.pk]),
        case=task.case,
        change_url=reverse("cases:task", args=[task.pk]),
        push_url=reverse("cases:task_move", args=[task.pk]),
        seen=task.revision,
    )


def _cases(user: Any) -> list[Case]:
    """The cases of which nobody has heard for longest; each row also carries the counts over all of them."""
    long_enough = timezone.now() - timedelta(days=WAITING_DAYS)
    referrals = Referral.objects.visible_to(user).filter(state=ReferralState.SENT, sent_at__lt=long_enough)
    waiting = referrals.order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count")
    visits = HomeVisit.objects.visible_to(user).planned().of_day(user, timezone.localdate())
    visits_today = visits.order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count")
    mine = Case.objects.visible_to(user).open().annotate(quiet_since=Coalesce("last_contact_at", "opened_at"))
    mine = mine.annotate(
        all_open=Window(Count("pk")),
        all_silent=Window(Count("pk", filter=silent_filter(timezone.now()))),
        all_waiting=Subquery(waiting),
        visits_today=Subquery(visits_today),
    )
    return list(mine.select_related("client").order_by("last_contact_at", "opened_at", "id")[:CASES_SHOWN])
