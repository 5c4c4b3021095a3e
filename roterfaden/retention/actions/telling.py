"""Telling before deleting: counts for people, never a name."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.network.models import Seat
from roterfaden.retention.models import Deadline, RetentionHold, RetentionRule


@transaction.atomic
def tell_before(today: date) -> int:
    """Tell those responsible what will be deleted, once for each file; how many files were told of.

    The lead, if they work here still; else the head of unit gets a count and the data protection officer the reference
    (on the page of coming deletions).
    """
    coming = [found for rule in RetentionRule.objects.order_by("pk") for found in _to_tell(rule, today)]
    Deadline.objects.filter(pk__in=[pk for pk, _lead in coming]).update(told_on=today)
    here = {user.pk: user for user in _with(Role.CASE_MANAGER)}
    counts = Counter(lead if lead in here else None for _pk, lead in coming)
    orphans = counts.pop(None, 0)
    for lead, count in counts.items():
        if lead is not None:
            notify([here[lead]], _to_lead(count), path=reverse("retention:mine"))
    if orphans:
        notify(_with(Role.HEAD_OF_UNIT), _to_head(orphans))
        notify(_with(Role.DATA_PROTECTION), _to_officer(orphans), path=reverse("retention:pending"))
    return len(coming)


def _to_tell(rule: RetentionRule, today: date) -> Iterator[tuple[UUID, UUID | None]]:
    until = today + timedelta(weeks=rule.notice_weeks)
    found = Deadline.objects.filter(told_on=None, rule=rule, delete_on__lte=until)
    yield from found.order_by("pk").values_list("pk", "lead_id")


def tell_of_reviews(today: date) -> int:
    """On the day of its review, tell of a hold: who set it, if they work here still, and data protection."""
    due = list(RetentionHold.objects.running().filter(until=today).select_related("set_by"))
    if due:
        text = ngettext(
            "Eine Aussetzung des Löschens ist heute zu überprüfen.",
            "%(count)d Aussetzungen des Löschens sind heute zu überprüfen.",
            len(due),
        ) % {"count": len(due)}
        notify(_with(Role.DATA_PROTECTION), text, path=reverse("retention:holds"))
    here = {user.pk: user for user in _with(Role.CASE_MANAGER)}
    for hold in due:
        if hold.set_by_id in here and hold.case_id:
            page = reverse("retention:case", args=[hold.case_id])
            notify(
                [here[hold.set_by_id]], _("Das Löschen einer Akte ist ausgesetzt: bitte heute überprüfen."), path=page
            )
    return len(due)


def _with(role: Role) -> list[User]:
    held = Seat.objects.current().filter(role=role).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True).order_by("pk"))


def _to_lead(count: int) -> str:
    return ngettext(
        "Bald wird eine Ihrer abgeschlossenen Akten gelöscht.",
        "Bald werden %(count)d Ihrer abgeschlossenen Akten gelöscht.",
        count,
    ) % {"count": count}


def _to_head(count: int) -> str:
    return ngettext(
        "Bald wird eine Akte gelöscht, für die niemand mehr zuständig ist.",
        "Bald werden %(count)d Akten gelöscht, für die niemand mehr zuständig ist.",
        count,
    ) % {"count": count}


def _to_officer(count: int) -> str:
    return ngettext(
        "Eine anstehende Löschung hat keine zuständige Fachkraft mehr.",
        "%(count)d anstehende Löschungen haben keine zuständige Fachkraft mehr.",
        count,
    ) % {"count": count}
