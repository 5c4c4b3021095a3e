"""Rights that open personal data or accounts are never given unseen: others hear of it, and the database remembers."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.network.models import OPENS_FILES_OR_ACCOUNTS, AccountChange, AccountChangeKind, Seat

WATCHFUL = [Role.ADMINISTRATOR, Role.DATA_PROTECTION]


def those_with(*roles: Role) -> QuerySet[Any]:
    """The open accounts which hold one of the roles today."""
    holding = Seat.objects.current().filter(role__in=roles).values("user")
    return get_user_model().objects.filter(is_active=True, pk__in=holding).order_by("name", "id")


def in_words(seat: Any) -> str:
    """A seat, or what the history says of one: role, organisation, days."""
    span = _("ab {start}") if seat.ends_on is None else _("{start} bis {end}")
    days = span.format(start=date_format(seat.starts_on), end=date_format(seat.ends_on) if seat.ends_on else "")
    return f"{seat.get_role_display()}, {seat.organisation}, {days}"


def tell_of_rights(seat: Seat, by: Any) -> None:
    """The data protection officers and all other administrators hear of it at once, by notice and mail."""
    if seat.role not in OPENS_FILES_OR_ACCOUNTS:
        return
    text = _("{by} hat {account} die Funktion „{role}“ gegeben ({organisation}).").format(
        by=by.name, account=seat.user.name, role=seat.get_role_display(), organisation=seat.organisation
    )
    notify(those_with(*WATCHFUL).exclude(pk__in=[by.pk, seat.user_id]), text, path=reverse("network:grants"), mail=True)


def grants() -> QuerySet[Any]:
    """Every time such a right was given or changed, as the database wrote it down, newest first.

    Written by a trigger, so also for what came by a command or by hand in the database; those have no context.
    """
    events = Seat.pgh_event_model.objects.filter(role__in=OPENS_FILES_OR_ACCOUNTS)  # type: ignore[attr-defined]
    return events.select_related("user", "organisation", "pgh_context").order_by("-pgh_created_at", "-pgh_id")  # type: ignore[no-any-return]


def find_grants_from_outside() -> int:
    """Tell once of each right that did not come through the application. Invented persons do not count."""
    outside = grants().filter(pgh_context=None, pgh_label="insert", user__is_synthetic=False)
    found = [event for event in outside if not _is_remembered(event)]
    for event in found:
        AccountChange.objects.create(account=event.user, kind=AccountChangeKind.SEAT_FOUND, detail=_line(event))
        text = _("{account} hat außerhalb der Anwendung die Funktion „{role}“ bekommen. Bitte klären Sie, durch wen.")
        said = text.format(account=event.user.name, role=event.get_role_display())
        notify(those_with(*WATCHFUL), said, path=reverse("network:grants"), mail=True)
    return len(found)


def _is_remembered(event: Any) -> bool:
    return AccountChange.objects.filter(
        account=event.user_id, kind=AccountChangeKind.SEAT_FOUND, detail=_line(event)
    ).exists()


def _line(event: Any) -> str:
    return f"{in_words(event)} ({event.pgh_id})"[:500]
