"""Figures of the unit's work: counts by worker, month, field and language. No person seeking help is named in them.

Advice is counted on the day of the conversation.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Count, FloatField, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.languages import language_name
from roterfaden.cases.access import WORKLOAD
from roterfaden.cases.models import (
    AdviceFigure,
    CarriedCase,
    Case,
    CaseloadRule,
    Overdue,
    OverdueFigure,
    Phase,
    WaitFigure,
    WaitState,
)
from roterfaden.cases.models.entrusted import staff_of
from roterfaden.cases.models.intensity import silent_filter
from roterfaden.concept.models import FieldOfAction

MONTHS = 12
WAIT_DAYS = 92
OPEN_PHASES = [phase for phase in Phase if phase != Phase.CLOSED]


@dataclass(frozen=True)
class Burden:
    """How heavy open cases weigh beside what somebody can carry."""

    open: int
    weight: Decimal
    limit: Decimal

    @property
    def percent(self) -> int:
        """The weight as a share of the limit."""
        return round(self.weight * 100 / self.limit)

    @property
    def is_over(self) -> bool:
        """Whether it is more than the limit."""
        return self.weight > self.limit

    @property
    def sign(self) -> Badge | None:
        """Said in a word and a sign when it is too much."""
        return Badge(_("über der Grenze"), Tone.WARNING, "warning") if self.is_over else None


@dataclass
class Load:
    """What one case manager carries; without one (``pk`` is ``None``), all together."""

    worker: str
    pk: UUID | None = None
    weight: Decimal = Decimal(0)
    limit: Decimal = Decimal(0)
    phases: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    new: int = 0
    closed: int = 0
    advice: int = 0

    @property
    def open(self) -> int:
        """Open cases in all phases."""
        return self.phases.total()

    @property
    def overdue(self) -> int:
        """Everything that is late, of all kinds."""
        return self.late.total()

    @property
    def by_kind(self) -> list[tuple[Overdue, int]]:
        """What is late, kind by kind."""
        return [(kind, self.late[kind]) for kind in Overdue]

    @property
    def burden(self) -> Burden:
        """How heavy they weigh."""
        return Burden(self.open, self.weight, self.limit)

    @property
    def by_phase(self) -> list[tuple[Phase, int]]:
        """Open cases, phase by phase."""
        return [(phase, self.phases[phase]) for phase in OPEN_PHASES]


def loads(user: Any, today: date | None = None, rule: CaseloadRule | None = None) -> list[Load]:
    """The load of all who are case managers of the unit today or lead an open case of it, by name; for its head.

    Five queries, four with ``rule``.
    """
    if not WORKLOAD.admits(user):
        return []
    today = today or timezone.localdate()
    month, rule = _at(today.replace(day=1)), rule or CaseloadRule.in_force(user)
    carried: dict[UUID, Load] = {}

    def load_of(worker: UUID, name: str) -> Load:
        return carried.setdefault(worker, Load(name, worker, limit=rule.limit_of(worker)))

    for worker in case_managers(today).filter(pk__in=staff_of(user)):
        load_of(worker.pk, worker.name)
    for row in _case_counts(user, month, rule):
        load = load_of(row["lead"], row["lead__name"])
        load.weight += row["weight"]
        if row["phase"] != Phase.CLOSED:
            load.phases[row["phase"]] += row["count"]
        load.silent, load.new, load.closed = (
            load.silent + row["silent"],
            load.new + row["new"],
            load.closed + row["closed"],
        )
    for row in OverdueFigure.objects.visible_to(user).values("lead", "lead__name", "what", "count"):
        load_of(row["lead"], row["lead__name"]).late[row["what"]] = row["count"]
    advice = AdviceFigure.objects.visible_to(user).filter(taken_at__gte=month).values("taken_by", "taken_by__name")
    for row in advice.annotate(count=Count("pk")).order_by():
        load_of(row["taken_by"], row["taken_by__name"]).advice = row["count"]
    return sorted(carried.values(), key=lambda load: load.worker.casefold())


def _case_counts(user: Any, month: datetime, rule: CaseloadRule) -> Any:
    """Counts and weight of cases by lead and phase; closed ones only as far as they are of this month."""
    silent = Q(closed_at=None) & silent_filter(timezone.now())
    new, closed = Q(opened_at__gte=month), Q(closed_at__gte=month)
    counted = CarriedCase.objects.visible_to(user).filter(Q(closed_at=None) | new | closed)
    cases = counted.annotate(quiet_since=Coalesce("last_contact_at", "opened_at"))
    counts = {
        name: Count("pk", filter=condition)
        for name, condition in {"silent": silent, "new": new, "closed": closed}.items()
    }
    weight = rule.weight_sum(Q(closed_at=None))
    return cases.values("lead", "lead__name", "phase").annotate(count=Count("pk"), weight=weight, **counts).order_by()


def own_burden(user: User) -> Burden:
    """What the open cases weigh that ``user`` leads. Two queries."""
    rule = CaseloadRule.in_force(user)
    sums = Case.objects.led_by(user).open().aggregate(open=Count("pk"), weight=rule.weight_sum(Q()))
    return Burden(sums["open"], sums["weight"], rule.limit_of(user.pk))


def total(loads: Iterable[Load]) -> Load:
    """All of them together, without a name."""
    loads = list(loads)
    sums = {
        name: sum(getattr(load, name) for load in loads)
        for name in ("weight", "limit", "silent", "new", "closed", "advice")
    }
    phases, late = (sum((getattr(load, name) for load in loads), Counter[str]()) for name in ("phases", "late"))
    return Load("", phases=phases, late=late, **sums)


def case_managers(today: date | None = None) -> "QuerySet[User]":
    """Who works as a case manager today."""
    today = today or timezone.localdate()
    holds = Q(seats__ends_on=None) | Q(seats__ends_on__gte=today)
    return (
        User.objects.filter(holds, is_active=True, seats__role=Role.CASE_MANAGER, seats__starts_on__lte=today)
        .distinct()
        .order_by("name", "pk")
    )


@dataclass(frozen=True)
class MonthLine:
    """Advice of one month: all conversations, and by field of action. One conversation may touch several fields."""

    month: date
    all: int
    by_field: list[tuple[FieldOfAction, int]]


@dataclass(frozen=True)
class AdviceTable:
    """Advice by month and field."""

    fields: list[FieldOfAction]
    months: list[MonthLine]


def advice_by_month(intakes: Any, today: date | None = None) -> AdviceTable:
    """The last twelve months of ``intakes``, the latest first: three queries."""
    first = _months_back(today or timezone.localdate())
    intakes = intakes.filter(taken_at__gte=_at(first[-1])).annotate(month=TruncMonth("taken_at"))
    fields = list(FieldOfAction.objects.all())
    all_of = {
        row["month"].date(): row["count"] for row in intakes.values("month").annotate(count=Count("pk")).order_by()
    }
    by_field: defaultdict[date, Counter[Any]] = defaultdict(Counter)
    for row in intakes.values("month", "fields_of_action").annotate(count=Count("pk")).order_by():
        by_field[row["month"].date()][row["fields_of_action"]] += row["count"]
    lines = [
        MonthLine(month, all_of.get(month, 0), [(one, by_field[month][one.pk]) for one in fields]) for month in first
    ]
    return AdviceTable(fields, lines)


@dataclass(frozen=True)
class Line:
    """One row of a small table: this month and this year."""

    name: str
    month: int
    year: int


@dataclass(frozen=True)
class AdviceCounts:
    """Advice of this month and this year, by field, by language of the talk and, where asked for, by district."""

    all: Line
    fields: list[Line]
    languages: list[Line]
    districts: list[Line]


def advice_counts(given: Any, today: date | None = None, *, districts: bool = False) -> AdviceCounts:
    """Counts of ``given`` (rows of :class:`AdviceFigure`), the most frequent first: a query for each table."""
    day = today or timezone.localdate()
    this_year = given.filter(taken_at__gte=_at(day.replace(month=1, day=1)))
    counts = {
        # Not distinct: an advice stands once in each line, and to sort thousands of them would take half of the time.
        "year": Count("pk"),
        "month": Count("pk", filter=Q(taken_at__gte=_at(day.replace(day=1)))),
    }
    by_field = (
        this_year.filter(fields_of_action__isnull=False).values("fields_of_action__short_title").annotate(**counts)
    )
    by_language = list(this_year.values("talk_language").annotate(**counts).order_by("-year", "talk_language"))
    return AdviceCounts(
        # Each talk has one language, but may touch several fields.
        Line("", sum(row["month"] for row in by_language), sum(row["year"] for row in by_language)),
        [
            Line(row["fields_of_action__short_title"], row["month"], row["year"])
            for row in by_field.order_by("-year", "fields_of_action__short_title")
        ],
        [
            Line(language_name(row["talk_language"]) or _("nicht festgehalten"), row["month"], row["year"])
            for row in by_language
        ],
        _by_district(this_year, counts) if districts else [],
    )


def _by_district(given: Any, counts: dict[str, Any]) -> list[Line]:
    rows = given.values("district__name").annotate(**counts).order_by("-year", "district__name")
    return [Line(row["district__name"] or _("nicht festgehalten"), row["month"], row["year"]) for row in rows]


@dataclass(frozen=True)
class WaitLine:
    """How many came in one hour of the day, and how many minutes half of them waited at most."""

    hour: int
    count: int
    median: int


@dataclass(frozen=True)
class Waits:
    """How long people waited at open hours, of how many there is no more than that, and how many left unadvised."""

    count: int
    median: int
    left: int
    hours: list[WaitLine]


class Median(Aggregate):
    """The value that half of the rows do not exceed."""

    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


def waits(user: Any, today: date | None = None) -> Waits:
    """The last three months until yesterday, all together and by the hour in which people came. Two queries."""
    since = (today or timezone.localdate()) - timedelta(days=WAIT_DAYS)
    found = WaitFigure.objects.visible_to(user).filter(came_on__gte=since)
    left = Q(outcome__in=[WaitState.GONE, WaitState.BACK])
    all_of = found.aggregate(count=Count("pk"), median=Median("minutes"), left=Count("pk", filter=left))
    rows = found.values("hour").annotate(count=Count("pk"), median=Median("minutes")).order_by("hour")
    hours = [WaitLine(row["hour"], row["count"], round(row["median"])) for row in rows]
    return Waits(all_of["count"], round(all_of["median"] or 0), all_of["left"], hours)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _months_back(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months
