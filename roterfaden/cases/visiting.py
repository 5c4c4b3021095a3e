"""A worker's day of home visits: what is on the plan, in order, and who is due, by district and address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.base.dates import calendar_day
from roterfaden.cases.forms.visits import VisitForm
from roterfaden.cases.models import Case, Client, HomeCare, HomeVisit, Problem
from roterfaden.cases.routes import Address

AHEAD_DAYS = 6


@dataclass(frozen=True)
class Stop:
    """One visit of the day: the problems that wait there, and the form to record it while it is still ahead.

    ``moves_up`` and ``moves_down``: whether another visit that is still ahead comes before and after it.
    """

    visit: HomeVisit
    problems: list[Problem]
    form: VisitForm | None
    moves_up: bool
    moves_down: bool

    @property
    def client(self) -> Client:
        """Whom one visits."""
        return self.visit.case.client

    @property
    def where(self) -> str:
        """The address in one line."""
        return where_lives(self.client)

    @property
    def way_in(self) -> str:
        """How one gets in."""
        care = getattr(self.visit.case, "home_care", None)
        return care.way_in if care is not None and care.ended_on is None else ""


@dataclass(frozen=True)
class Household:
    """Those who are due at one address."""

    cares: list[HomeCare]

    @property
    def where(self) -> str:
        """The address in one line."""
        return where_lives(self.cares[0].case.client)

    @property
    def cases(self) -> list[Case]:
        """Their cases."""
        return [care.case for care in self.cares]

    @property
    def names(self) -> str:
        """Who lives there."""
        return ", ".join(str(case.client) for case in self.cases)


@dataclass(frozen=True)
class DistrictDue:
    """Who is due in one district."""

    name: str
    households: list[Household]


def stops_of(user: User, day: date) -> list[Stop]:
    """The plan of a day, in order (one query)."""
    open_problems = Problem.objects.open().filter(case=OuterRef("case")).order_by("due_on", "pk")
    visits = HomeVisit.objects.visible_to(user).of_day(user, day).annotate(found=ArraySubquery(open_problems.as_json()))
    people = ("case__client__district", "case__client__accommodation", "case__home_care")
    found = list(visits.select_related(*people))
    ahead = [visit.pk for visit in found if visit.is_planned]
    return [
        Stop(
            visit,
            [Problem.read(each) for each in visit.found],  # type: ignore[attr-defined]
            VisitForm(visit=visit) if visit.is_planned and visit.case.is_open else None,
            moves_up=visit.pk in ahead[1:],
            moves_down=visit.pk in ahead[:-1],
        )
        for visit in found
    ]


def days_left_open(user: User) -> list[tuple[date, int]]:
    """Days gone by on which visits are still to be recorded or taken off the plan, and how many."""
    visits = HomeVisit.objects.visible_to(user).planned().filter(visitor=user, on_day__lt=timezone.localdate())
    days = visits.filter(case__closed_at=None).values("on_day").annotate(count=Count("pk")).order_by("on_day")
    return list(days.values_list("on_day", "count"))


def due_of(user: User, day: date, *, everybody: bool = False) -> QuerySet[HomeCare]:
    """Who is due by the week after ``day`` and not on the plan of that day: one's own, or all one may visit.

    By place, not by day, so that who lives together stands on one page.
    """
    cares = HomeCare.objects.visible_to(user).expected(day).filter(due_on__lte=day + timedelta(days=AHEAD_DAYS))
    if not everybody:
        cares = cares.looked_after_by(user)
    on_plan = HomeVisit.objects.of_day(user, day).values("case")
    planned = HomeVisit.objects.planned().filter(case=OuterRef("case"), on_day__gte=timezone.localdate())
    line = JSONObject(on="on_day", who="visitor__name")
    found = cares.exclude(case__in=on_plan).annotate(
        planned=Subquery(planned.order_by("on_day", "pk").values(line=line)[:1]),
        problems=Count("case__problems", filter=Q(case__problems__state="open")),
    )
    people = ("case__client__district", "case__client__accommodation", "case__lead", "visitor")
    district = F("case__client__district__name").asc(nulls_last=True)
    street = Coalesce(NullIf("case__client__street", Value("")), "case__client__accommodation__address", Value(""))
    return found.select_related(*people).order_by(district, "case__client__postal_code", street, "due_on", "pk")


def by_district(cares: Sequence[HomeCare]) -> list[DistrictDue]:
    """By district, then by address; who is due first stands first where no address says more."""
    in_order = sorted(cares, key=lambda care: (_district(care) == "", _district(care), Address.of(care.case.client)))
    return [DistrictDue(name, _households(list(group))) for name, group in groupby(in_order, key=_district)]


def _district(care: HomeCare) -> str:
    return str(care.case.client.district or "")


def _households(cares: list[HomeCare]) -> list[Household]:
    """Together goes who lives in one flat; without an address of their own, everybody for themselves."""

    def door(care: HomeCare) -> Any:
        client = care.case.client
        return Address.of(client) if client.street else care.pk

    return [Household(list(group)) for _door, group in groupby(cares, key=door)]


def where_lives(client: Client) -> str:
    """The address in one line, as the letter box says it."""
    town = " ".join(filter(None, [client.postal_code, client.town]))
    place = client.accommodation
    return ", ".join(
        filter(None, [str(place) if place else "", client.street or (place.address if place else ""), town])
    )


def due_in_words(care: HomeCare) -> str:
    """Why somebody is on the list, in a line."""
    row: Any = care
    parts = [_when(care)]
    if row.problems:
        parts.append(ngettext("{n} offenes Problem", "{n} offene Probleme", row.problems).format(n=row.problems))
    if row.planned:
        day = calendar_day(date.fromisoformat(row.planned["on"]), timezone.localdate())
        parts.append(_("geplant am {day}, {who}").format(day=day, who=row.planned["who"]))
    return " · ".join(parts)


def _when(care: HomeCare) -> str:
    days = (timezone.localdate() - care.due_on).days
    if days > 0:
        return ngettext("seit {n} Tag fällig", "seit {n} Tagen fällig", days).format(n=days)
    return _("fällig bis {day}").format(day=calendar_day(care.due_on, timezone.localdate()))
