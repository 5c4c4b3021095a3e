"""Which offers take place at a moment or in a stretch of days, as a condition of a query: for search and filters.

For whoever filters (the search, the directory, the portal)::

    open_now(offers)    those at which one finds somebody at this moment
    this_week(offers)   those with a date from now on until Sunday

Both take any queryset of offers and give one back that can be filtered, counted and ordered further; they cost no
query of their own. They say the same as :func:`roterfaden.offers.occurrences.occurrences`, which tests hold them to.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone

from roterfaden.base.dates import GERMANY
from roterfaden.offers.calendar import DaysOff, days_off
from roterfaden.offers.models import Closure, ExceptionKind, Frequency, Offer, OfferException, OfferSchedule
from roterfaden.offers.models.schedule import LAST

SUNDAY = 7
_WEEK = timedelta(days=7)


def open_now(offers: QuerySet[Offer], now: datetime | None = None) -> QuerySet[Offer]:
    """The offers with a date that has begun and is not over."""
    moment = (now or timezone.now()).astimezone(GERMANY)
    clock = moment.time()
    return _among(offers, [moment.date()], Q(begins__lte=clock, ends__gt=clock))


def this_week(offers: QuerySet[Offer], now: datetime | None = None) -> QuerySet[Offer]:
    """The offers with a date from now on until Sunday; one that is under way counts."""
    moment = (now or timezone.now()).astimezone(GERMANY)
    today = moment.date()
    later = [today + timedelta(days=number) for number in range(1, SUNDAY - today.isoweekday() + 1)]
    not_over = _ids([today], Q(ends__gt=moment.time())) | _ids(later, Q())
    return offers.filter(not_over)


def on_days(offers: QuerySet[Offer], days: Iterable[date]) -> QuerySet[Offer]:
    """The offers that take place on at least one of the days."""
    return _among(offers, list(days), Q())


def _among(offers: QuerySet[Offer], days: list[date], at: Q) -> QuerySet[Offer]:
    return offers.filter(_ids(days, at))


def _ids(days: list[date], at: Q) -> Q:
    if not days:
        return Q(pk__in=[])
    return Q(pk__in=_as_usual(days, at).values("offer")) | Q(pk__in=_moved(days, at).values("schedule__offer"))


def _as_usual(days: list[date], at: Q) -> QuerySet[OfferSchedule]:
    """Schedules that take place on one of the days as their rhythm says."""
    calendar = days_off()
    wanted = Q()
    for day in days:
        wanted |= _rhythm(day) & _bounds(day, "") & _not_off(calendar, day) & ~_excepted(day) & ~_closed(day)
    return OfferSchedule.objects.alias(begins=F("starts_at"), ends=F("ends_at")).filter(wanted, at).order_by()


def _moved(days: list[date], at: Q) -> QuerySet[OfferException]:
    """What somebody put on one of the days, or said that it takes place then after all."""
    here = Q(new_date__in=days) | Q(new_date__isnull=True, on_date__in=days)
    told = OfferException.objects.filter(here, kind=ExceptionKind.MOVED)
    times = {
        "begins": Coalesce("new_starts_at", "schedule__starts_at"),
        "ends": Coalesce("new_ends_at", "schedule__ends_at"),
    }
    return told.alias(**times).filter(_bounds(F("on_date"), "schedule__"), at).order_by()


def _rhythm(day: date) -> Q:
    weekday = {"weekday": day.isoweekday()}
    weekly = Q(frequency=Frequency.WEEKLY, **weekday) & (Q(every_weeks=1) | Q(_counted(day)))
    monthly = Q(frequency=Frequency.MONTHLY, nth__in=_which_of_month(day), **weekday)
    return weekly | monthly | Q(frequency=Frequency.ONCE, on_date=day)


def _counted(day: date) -> Any:
    """Whole weeks since the first day are a multiple of the interval."""
    weeks: Any = Func(
        Cast(Value(day), DateField()),
        F("starts_on"),
        template="((%(expressions)s) / 7)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return Exact(weeks % F("every_weeks"), Value(0))


def _which_of_month(day: date) -> list[int]:
    last = [LAST] if (day + _WEEK).month != day.month else []
    return [(day.day - 1) // 7 + 1, *last]


def _bounds(day: Any, to: str) -> Q:
    """Within the first and last day of schedule and offer; ``to`` leads to the schedule."""
    return (
        _unset_or(f"{to}starts_on", "lte", day)
        & _unset_or(f"{to}ends_on", "gte", day)
        & _unset_or(f"{to}offer__starts_on", "lte", day)
        & _unset_or(f"{to}offer__valid_until", "gte", day)
    )


def _unset_or(name: str, lookup: str, day: Any) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__{lookup}": day})


def _not_off(calendar: DaysOff, day: date) -> Q:
    open_at_all = Q()
    if calendar.holiday(day):
        open_at_all &= Q(offer__on_holidays=True)
    if calendar.school_break(day):
        open_at_all &= Q(offer__in_school_breaks__isnull=True) | Q(offer__in_school_breaks=True)
    return open_at_all


def _excepted(day: date) -> Exists:
    return Exists(OfferException.objects.filter(schedule=OuterRef("pk"), on_date=day))


def _closed(day: date) -> Exists:
    owner = Q(offer=OuterRef("offer")) | Q(place=OuterRef("place")) | Q(organisation=OuterRef("offer__organisation"))
    return Exists(Closure.objects.current().filter(owner, starts_on__lte=day, ends_on__gte=day))
