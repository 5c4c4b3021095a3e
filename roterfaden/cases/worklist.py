"""My cases in the order in which they need somebody, each with one line of why now.

PostgreSQL computes the facts and the order, so that a page costs the same whether one leads five cases or five hundred.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case as Choice
from django.db.models import DateField, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roterfaden.cases.attention import PAPER_WEEKS, WAITING_DAYS
from roterfaden.cases.models import (
    AfterTalk,
    Case,
    CaseMember,
    CaseTask,
    FollowUp,
    Part,
    Referral,
    ReferralState,
    Urgency,
)
from roterfaden.cases.models.case import CaseQuerySet
from roterfaden.cases.models.intensity import silent_filter

SOON_DAYS = 7


class Order(models.TextChoices):
    """How one may look at one's cases."""

    URGENT = "", gettext_lazy("Dringendes zuerst")
    NAME = "name", gettext_lazy("nach Namen")
    CONTACT = "kontakt", gettext_lazy("längster Abstand zum letzten Kontakt")
    NEWEST = "neu", gettext_lazy("neueste zuerst")


class Rank(models.IntegerChoices):
    """Why a case needs somebody now, the gravest first."""

    OVERDUE = 0
    ACUTE = 1
    PAPER = 2
    SILENT = 3
    WAITING = 4
    SOON = 5
    QUIET = 6


def ordered(cases: CaseQuerySet, order: str = Order.URGENT) -> CaseQuerySet:
    """Open cases with what :func:`why_now` needs, in the given order."""
    today = timezone.localdate()
    cases = with_team(cases).annotate(
        follow_up_on=_earliest(FollowUp.objects.planned()),
        task_on=_earliest(CaseTask.objects.open().filter(due_on__isnull=False)),
        waiting_since=_waiting_since(),
        quiet_since=Coalesce("last_contact_at", "opened_at"),
    )
    cases = cases.annotate(next_on=Least("follow_up_on", "task_on")).annotate(rank=_rank(today))
    urgent = (F("rank").asc(), F("next_on").asc(nulls_last=True), F("quiet_since").asc(), F("pk").asc())
    orders: dict[str, tuple[Any, ...]] = {
        Order.NAME: ("client__family_name", "client__given_name", "pk"),
        Order.CONTACT: ("quiet_since", "pk"),
        Order.NEWEST: ("-opened_at", "pk"),
    }
    return cases.order_by(*orders.get(order, urgent))


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


def why_now(case: Case) -> str:
    """The one line that says why a case stands where it stands. ``case`` comes from :func:`ordered`."""
    row: Any = case
    today = timezone.localdate()
    match Rank(row.rank):
        case Rank.OVERDUE if row.client.residence_until and row.client.residence_until < today:
            return _("Aufenthaltspapier ist seit {day} abgelaufen").format(
                day=date_format(row.client.residence_until, "j. F")
            )
        case Rank.OVERDUE:
            return _overdue(row, today)
        case Rank.ACUTE:
            return _("Sofort: es droht Schaden")
        case Rank.PAPER:
            return _("Aufenthaltspapier läuft am {day} ab").format(day=date_format(row.client.residence_until, "j. F"))
        case Rank.SILENT:
            weeks = (timezone.now() - row.quiet_since).days // 7
            return ngettext("Seit {weeks} Woche kein Kontakt", "Seit {weeks} Wochen kein Kontakt", weeks).format(
                weeks=weeks
            )
        case Rank.WAITING:
            days = (timezone.now() - row.waiting_since).days
            return _("Antwort auf eine Vermittlung steht seit {days} Tagen aus").format(days=days)
        case Rank.SOON:
            return _("Überprüfung steht an") if row.next_on == row.follow_up_on else _("Aufgabe steht an")
        case _:
            return _next_step(case)


def _overdue(row: Any, today: date) -> str:
    late = row.follow_up_on if row.follow_up_on and row.follow_up_on < today else row.task_on
    days = (today - late).days
    if late == row.follow_up_on:
        return ngettext(
            "Überprüfung ist seit {days} Tag fällig", "Überprüfung ist seit {days} Tagen fällig", days
        ).format(days=days)
    return ngettext("Aufgabe ist seit {days} Tag fällig", "Aufgabe ist seit {days} Tagen fällig", days).format(
        days=days
    )


def _next_step(case: Case) -> str:
    steps = {
        "assessment": _("Nächster Schritt: Bestandsaufnahme"),
        "agreement": _("Nächster Schritt: Ziele vereinbaren"),
        "planning": _("Nächster Schritt: Hilfeplan festlegen"),
        "evaluation": _("Nächster Schritt: Fall abschließen"),
    }
    return steps.get(case.phase, _("Läuft. Zurzeit ist nichts fällig."))


def _earliest(dated: Any) -> Subquery:
    return Subquery(dated.filter(case=OuterRef("pk")).order_by("due_on").values("due_on")[:1], output_field=DateField())


def _waiting_since() -> Subquery:
    long_enough: datetime = timezone.now() - timedelta(days=WAITING_DAYS)
    waiting = Referral.objects.filter(
        measure__action_goal__frame_goal__case=OuterRef("pk"),
        measure__withdrawn_at=None,
        state=ReferralState.SENT,
        sent_at__lt=long_enough,
    )
    return Subquery(waiting.order_by("sent_at").values("sent_at")[:1])


def _rank(today: date) -> Choice:
    """The cheap questions come before the dear ones wherever the order of the ranks allows it."""
    paper = today + timedelta(weeks=PAPER_WEEKS)
    return Choice(
        When(Q(client__residence_until__lt=today) | Q(next_on__lt=today), then=Value(Rank.OVERDUE)),
        When(urgency=Urgency.ACUTE, then=Value(Rank.ACUTE)),
        When(client__residence_until__lte=paper, then=Value(Rank.PAPER)),
        When(silent_filter(timezone.now()), then=Value(Rank.SILENT)),
        When(waiting_since__isnull=False, then=Value(Rank.WAITING)),
        When(next_on__lte=today + timedelta(days=SOON_DAYS), then=Value(Rank.SOON)),
        default=Value(Rank.QUIET),
        output_field=IntegerField(),
    )
