"""Coming deletions, by reference and in counts, and the holds; for the data protection officer."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do
from roterfaden.retention.actions.archive import note_archive
from roterfaden.retention.models import ArchiveState, Deadline, DeletionRun, RetentionHold, RetentionRule
from roterfaden.retention.views.holding import hold_or_page, one_hold

ROWS = 25
MONTHS = 12
SOON_DAYS = 90


@dataclass(frozen=True)
class Month:
    """How many persons come to their end in a month, by rule; ``None`` gathers what is overdue."""

    first: date | None
    all: int
    by_rule: list[tuple[RetentionRule, int]]


def pending(request: HttpRequest) -> HttpResponse:
    """What is coming: counts by rule and month, and the files of the coming three months by reference."""
    user, today = user_of(request), timezone.localdate()
    rules, months = _months(user, today)
    soon = Deadline.objects.visible_to(user).soon(today, SOON_DAYS).with_hold().select_related("rule")
    page = Paginator(soon.order_by("delete_on", "id"), ROWS).get_page(request.GET.get("seite"))
    context = {
        "rules": rules, "months": months, "page": page, "today": today,
        "last_run": DeletionRun.objects.visible_to(user).exclude(finished_at=None).first(),
        "to_archive": Deadline.objects.visible_to(user).soon(today, SOON_DAYS).waiting_for_archive().count(),
        "to_review": RetentionHold.objects.visible_to(user).running().filter(until__lte=today).count(),
    }  # fmt: skip
    return render(request, "retention/pending.html", context)


def _months(user: User, today: date) -> tuple[list[RetentionRule], list[Month]]:
    counts: dict[date | None, dict[UUID, int]] = defaultdict(dict)
    grouped = Deadline.objects.visible_to(user).annotate(month=TruncMonth("delete_on")).values_list("rule", "month")
    for rule, month, count in grouped.annotate(Count("pk")).order_by("month", "rule"):
        first = month if month >= today.replace(day=1) else None
        counts[first][rule] = counts[first].get(rule, 0) + count
    used = {rule for by_rule in counts.values() for rule in by_rule}
    rules = list(RetentionRule.objects.visible_to(user).filter(pk__in=used).order_by("kind", "legal_area"))
    months = [
        Month(first, sum(by_rule.values()), [(rule, by_rule.get(rule.pk, 0)) for rule in rules])
        for first, by_rule in sorted(counts.items(), key=lambda item: item[0] or date.min)
    ]
    return rules, months[:MONTHS]


def coming(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One coming deletion: why then, what it waits for, and a hold."""
    found = _find(request, pk)
    return hold_or_page(
        request,
        "retention/coming.html",
        reverse("retention:coming", args=[pk]),
        client_id=found.client_id,
        case_id=found.case_id,
        deadline=found,
        states=ArchiveState,
    )


@require_POST
def coming_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note the offer to the archive or its answer."""
    state = ArchiveState(request.POST.get("stand", "")) if request.POST.get("stand") in ArchiveState else None
    act = partial(note_archive, _find(request, pk), by=request.user, state=state or ArchiveState.NONE)
    return do(request, reverse("retention:coming", args=[pk]), act, said=_("Festgehalten."))


def _find(request: HttpRequest, pk: UUID) -> Deadline:
    found = Deadline.objects.visible_to(user_of(request)).with_hold().select_related("rule", "archive_by")
    return get_object_or_404(found, pk=pk)


def holds(request: HttpRequest) -> HttpResponse:
    """All holds that hold, those to review first."""
    running = RetentionHold.objects.visible_to(user_of(request)).running().select_related("set_by")
    page = Paginator(running.order_by("until", "id"), ROWS).get_page(request.GET.get("seite"))
    return render(request, "retention/holds.html", {"page": page})


def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hold."""
    return one_hold(request, pk, template="retention/hold.html", back="retention:hold")
