"""Somebody is away: who has their cases meanwhile."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.models import LeaveCover
from roterfaden.network.models import Seat


@transaction.atomic
def arrange_cover(*, by: Any, absent: User, cover: User, starts_on: date, ends_on: date) -> LeaveCover:
    """For these days ``cover`` has the full files of all open cases that ``absent`` leads. Both are told."""
    if absent == cover:
        raise RuleBroken(_("Niemand kann sich selbst vertreten."))
    if ends_on < starts_on:
        raise RuleBroken(_("Das Ende liegt vor dem Beginn."))
    if ends_on < timezone.localdate():
        raise RuleBroken(_("Diese Tage liegen in der Vergangenheit."))
    if not cover.organisations_as(Role.CASE_MANAGER) >= absent.organisations_as(Role.CASE_MANAGER):
        raise RuleBroken(_("{name} arbeitet nicht in derselben Stelle.").format(name=cover))
    _one_at_a_time()
    same_days = LeaveCover.objects.standing().filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if same_days.filter(absent=absent, cover=cover).exists():
        raise RuleBroken(_("Für diese Tage ist diese Vertretung schon vereinbart."))
    if _is_away(cover, starts_on, ends_on):
        raise RuleBroken(_("{name} ist in diesen Tagen selbst nicht da.").format(name=cover))
    arranged = LeaveCover.objects.create(
        absent=absent, cover=cover, starts_on=starts_on, ends_on=ends_on, arranged_by=by
    )
    _tell(arranged, _("{cover} vertritt {absent} vom {start} bis {end}."))
    for left in left_without(arranged):
        said = _("{cover} ist selbst nicht da und kann {absent} vom {start} bis {end} nicht durchgehend vertreten.")
        _tell(left, said, also=left.arranged_by)
    return arranged


def left_without(arranged: LeaveCover) -> list[LeaveCover]:
    """Whom the absent one was to cover on these days: their cases have nobody then, until somebody else is found."""
    of_others = LeaveCover.objects.standing().filter(
        cover=arranged.absent_id, starts_on__lte=arranged.ends_on, ends_on__gte=arranged.starts_on
    )
    return list(of_others.select_related("absent", "cover", "arranged_by").order_by("starts_on", "pk"))


@transaction.atomic
def revoke_cover(cover: LeaveCover, *, by: Any) -> LeaveCover:
    """The absent one is back, or the plan has changed: the files close at once. Both are told."""
    current = (
        LeaveCover.objects.select_for_update(of=("self",), no_key=True)
        .select_related("absent", "cover")
        .get(pk=cover.pk)
    )
    if current.revoked_at is not None or current.ends_on < timezone.localdate():
        raise RuleBroken(_("Diese Vertretung ist schon zu Ende."))
    current.revoked_at, current.revoked_by = timezone.now(), by
    current.save()
    _tell(current, _("Die Vertretung von {absent} durch {cover} ({start} bis {end}) ist beendet."))
    return current


def _one_at_a_time() -> None:
    """Two that are arranged at the same moment must not make a chain."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('leave cover'))")


def _is_away(user: User, starts_on: date, ends_on: date) -> bool:
    """Whether somebody is absent themselves: known to PostgreSQL, though not to everybody (``cases/rowlevel.py``)."""
    with connection.cursor() as cursor:
        cursor.execute("select rf.is_away(%s, %s, %s)", [user.pk, starts_on, ends_on])
        return bool(cursor.fetchone()[0])


def away_today() -> Func:
    """For a query of accounts: whether somebody is on leave today and covered by a colleague."""
    today = Value(timezone.localdate())
    return Func(F("pk"), today, today, function="rf.is_away", output_field=BooleanField())


def possible_covers(organisations: Any) -> Any:
    """Accounts of the case managers of these organisations."""
    seats = Seat.objects.current().filter(role=Role.CASE_MANAGER, organisation__in=organisations)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("name", "pk")


def _tell(arranged: LeaveCover, text: str, *, also: User | None = None) -> None:
    days = {"start": date_format(arranged.starts_on, "j. F"), "end": date_format(arranged.ends_on, "j. F Y")}
    words = text.format(cover=arranged.cover, absent=arranged.absent, **days)
    told = {one for one in (arranged.absent, arranged.cover, also) if one is not None}
    notify(told, words, path=reverse("cases:covers"))
