"""Lists somebody keeps, and the weekly overview by mail."""

import logging
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.figures import case_managers
from roterfaden.cases.models import Case, SavedList, WeeklyOverview
from roterfaden.cases.worklist import WorkList, counted

log = logging.getLogger(__name__)

MOST_LISTS = 20


@transaction.atomic
def keep_list(*, by: Any, title: str, filters: dict[str, str], organisation: UUID | None = None) -> SavedList:
    """Keep a choice of filters under a name; the same name again keeps the new choice.

    ``filters``: columns of :class:`SavedList`, validated. Raises ``RuleBroken`` when there are too many.
    """
    known = SavedList.objects.filter(owner=by).exclude(title=title).count()
    if known >= MOST_LISTS:
        raise RuleBroken(_("Sie haben schon {count} Listen. Entfernen Sie zuerst eine.").format(count=MOST_LISTS))
    columns = {column: filters.get(column, "") for column in SavedList.ASKED.values()}
    kept, _new = SavedList.objects.update_or_create(
        owner=by, title=title, defaults={**columns, "organisation_id": organisation}
    )
    return kept


def drop_list(saved: SavedList) -> None:
    """Remove a list. Nothing but the list is gone."""
    saved.delete()


@transaction.atomic
def wish_overview(*, by: Any, is_on: bool, paused_until: date | None) -> WeeklyOverview:
    """Say whether the overview comes every week, or not before a day."""
    wish, _new = WeeklyOverview.objects.update_or_create(
        user=by, defaults={"is_on": is_on, "paused_until": paused_until if is_on else None}
    )
    return wish


def send_overviews(site: str, today: date | None = None) -> int:
    """Send this week's overview to every case manager who wants it and has something in it; returns how many.

    A second run in the same week sends nothing. The mail holds figures and a link, no person.
    """
    today = today or timezone.localdate()
    week = today - timedelta(days=today.weekday())
    wishes = {wish.user_id: wish for wish in WeeklyOverview.objects.all()}
    due = [user for user in case_managers(today) if wishes.get(user.pk, WeeklyOverview(user=user)).is_due(week)]
    return sum(_send(user, today, site) for user in due)


def overview_lines(user: User) -> list[str]:
    """What the overview says, one line for each list with something on it. One query."""
    counts = counted(Case.objects.visible_to(user))
    week = counts[WorkList.WEEK]
    lines = [
        (week, ngettext("In {n} Fall steht etwas an", "In {n} Fällen steht etwas an", week)),
        (counts[WorkList.DRIFTING], ngettext("{n} Fall driftet", "{n} Fälle driften", counts[WorkList.DRIFTING])),
        (
            counts[WorkList.WAITING],
            ngettext("{n} Fall wartet auf andere", "{n} Fälle warten auf andere", counts[WorkList.WAITING]),
        ),
    ]
    return [text.format(n=count) for count, text in lines if count]


def _send(user: User, today: date, site: str) -> bool:
    """Send it and write down that it was, unless there is nothing to say or the mail does not go out."""
    lines = overview_lines(user)
    if not lines:
        return False
    body = _("Guten Morgen,\n\ndiese Woche:\n\n{lines}\n\nAnsehen: {link}\nPause oder abbestellen: {wish}\n").format(
        lines="\n".join(f"- {line}" for line in lines),
        link=site + reverse("cases:cases"),
        wish=site + reverse("cases:weekly_overview"),
    )
    try:
        EmailMessage(_("Roter Faden: Ihre Woche"), body, settings.DEFAULT_FROM_EMAIL, [user.email]).send()
    except OSError:
        # Tried again at the next run; the operator sees that mail does not go out.
        log.exception("a weekly overview could not be mailed")
        return False
    WeeklyOverview.objects.update_or_create(user=user, defaults={"sent_on": today})
    return True
