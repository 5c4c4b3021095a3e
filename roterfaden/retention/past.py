"""What remains of a person's cases and advice for statistics, worked out before they go."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils import timezone

from roterfaden.base.dates import full_years
from roterfaden.cases.models import Case, Client, Decision, Gender, Intake, SafeguardKind
from roterfaden.cases.results import result_of
from roterfaden.retention.models import PastAdvice, PastCase, PastTrait, Trait

SHARED_BY = 5
"""The gender is kept where at least so many cases of the year share it and the age group."""
AGE_GROUPS = ((18, "0-17"), (27, "18-26"), (40, "27-39"), (60, "40-59"))
OLDEST = "60+"
DURATIONS = ((3, "0-2"), (6, "3-5"), (12, "6-11"), (24, "12-23"))
LONGEST = "24+"
T_VALUES = ((40, "0-39"), (50, "40-49"), (60, "50-59"))
HIGHEST = "60+"


@dataclass
class Remains:
    """What stays of one person, as rows that do not know one another."""

    cases: list[PastCase] = field(default_factory=list)
    advice: list[PastAdvice] = field(default_factory=list)
    traits: list[PastTrait] = field(default_factory=list)

    def keep(self) -> None:
        """Write the rows; :func:`mix` takes away the order in which they came."""
        PastCase.objects.bulk_create(self.cases)
        PastAdvice.objects.bulk_create(self.advice)
        PastTrait.objects.bulk_create(self.traits)


def remains_of(client: Client) -> Remains:
    """What statistics keep of ``client``: the closed cases and the advice; nothing of who objected (Art. 21 GDPR)."""
    remains = Remains()
    if client.safeguards.standing().filter(kind=SafeguardKind.OBJECTION).exists():
        return remains
    for case in client.cases.exclude(closed_at=None).order_by("closed_at"):
        _add_case(remains, client, case)
    for talk in client.intakes.filter(decision=Decision.ADVICE).order_by("taken_at"):
        day = timezone.localdate(talk.taken_at)
        remains.advice.append(PastAdvice(**_about(client, day, of_advice=True)))
        fields = talk.fields_of_action.order_by("key").values_list("key", flat=True)
        remains.traits += [_trait(day, Trait.ADVICE_FIELD, key) for key in fields]
    return remains


def _add_case(remains: Remains, client: Client, case: Case) -> None:
    assert case.closed_at is not None
    day = timezone.localdate(case.closed_at)
    remains.cases.append(PastCase(**_about(client, day, of_advice=False)))
    fields = sorted(set(case.frame_goals.current().values_list("field_of_action__key", flat=True)))
    remains.traits += [_trait(day, Trait.FIELD, key) for key in fields]
    remains.traits.append(_trait(day, Trait.LEGAL_AREA, client.legal_area))
    remains.traits.append(_trait(day, Trait.CLOSE_REASON, case.close_reason))
    remains.traits.append(
        _trait(day, Trait.DURATION, band(_months(case.opened_at, case.closed_at), DURATIONS, LONGEST))
    )
    evaluation = case.evaluations.exclude(completed_at=None).order_by("-number").first()
    value = result_of(evaluation).value if evaluation else None
    if value is not None:
        remains.traits.append(_trait(day, Trait.T_VALUE, band(value, T_VALUES, HIGHEST)))


def _about(client: Client, day: date, *, of_advice: bool) -> dict[str, Any]:
    group = age_group(client.birth_date, day)
    shared = _sharing(client.gender, group, day.year, of_advice=of_advice) >= SHARED_BY
    gender = client.gender if shared and client.gender != Gender.NOT_STATED else ""
    return {"month": day.replace(day=1), "age_group": group, "gender": gender}


def _sharing(gender: str, group: str, year: int, *, of_advice: bool) -> int:
    """How many of the year share gender and age group, those that still are and those that were."""
    gone = (PastAdvice if of_advice else PastCase).objects.filter(month__year=year, gender=gender, age_group=group)
    if of_advice:
        living = Intake.objects.filter(decision=Decision.ADVICE, taken_at__year=year, client__gender=gender)
        births: list[Any] = list(living.values_list("client__birth_date", "taken_at"))
    else:
        closed = Case.objects.filter(closed_at__year=year, client__gender=gender)
        births = list(closed.values_list("client__birth_date", "closed_at"))
    alike = sum(age_group(born, timezone.localdate(at)) == group for born, at in births if at)
    return gone.count() + alike


def _trait(day: date, trait: Trait, value: str) -> PastTrait:
    return PastTrait(year=day.year, trait=trait, value=value)


def age_group(born: date | None, on: date) -> str:
    """The age group on a day; empty where the birth date is not known."""
    if born is None:
        return ""
    return band(full_years(born, on), AGE_GROUPS, OLDEST)


def band(value: float, bands: Iterable[tuple[int, str]], above: str) -> str:
    """The first band whose upper end is above ``value``."""
    return next((name for end, name in bands if value < end), above)


def _months(start: datetime, end: datetime) -> int:
    first, last = timezone.localdate(start), timezone.localdate(end)
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


@transaction.atomic
def mix() -> None:
    """Write all past rows anew in random order and with new identifiers, as one transaction.

    Otherwise the place of a row in its table and the transaction that wrote it would tell which deletion it came from.
    """
    with connection.cursor() as cursor:
        for model in (PastCase, PastAdvice, PastTrait):
            table = model._meta.db_table
            columns = ", ".join(str(f.column) for f in model._meta.local_fields if not f.primary_key)
            cursor.execute(f"lock table {table} in exclusive mode")
            cursor.execute(f"create temporary table mixed on commit drop as select {columns} from {table}")
            cursor.execute(f"delete from {table}")
            cursor.execute(
                f"insert into {table} (id, {columns}) select gen_random_uuid(), {columns} from mixed order by random()"
            )
            cursor.execute("drop table mixed")


@dataclass
class YearCount:
    """How many cases were closed and how much advice was given in a year, deleted ones included."""

    year: int
    cases: int = 0
    advice: int = 0


def yearly() -> list[YearCount]:
    """Closed cases and advice by year, living and past rows together: a deletion changes no figure of the past.

    Except for who objected: of them nothing is kept.
    """
    years: dict[int, YearCount] = {}
    sources: tuple[tuple[str, Any, str], ...] = (
        ("cases", Case.objects.exclude(closed_at=None), "closed_at"),
        ("cases", PastCase.objects.all(), "month"),
        ("advice", Intake.objects.filter(decision=Decision.ADVICE), "taken_at"),
        ("advice", PastAdvice.objects.all(), "month"),
    )
    for name, rows, day in sources:
        for year, count in rows.annotate(of=ExtractYear(day)).values_list("of").annotate(Count("pk")).order_by("of"):
            line = years.setdefault(year, YearCount(year))
            setattr(line, name, getattr(line, name) + count)
    return [years[year] for year in sorted(years)]
