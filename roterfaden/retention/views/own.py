"""For case managers: what of their own files will soon be deleted, and stopping it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.requests import user_of
from roterfaden.cases.models import Safeguard, SafeguardKind
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.reads import listed_persons, opened_person
from roterfaden.retention.models import Deadline
from roterfaden.retention.views.holding import hold_or_page, one_hold

ROWS = 25
SOON_DAYS = 365


def mine(request: HttpRequest) -> HttpResponse:
    """Own files that end within a year, the next first."""
    user = user_of(request)
    soon = Deadline.objects.visible_to(user).filter(lead=user).soon(timezone.localdate(), SOON_DAYS)
    found = soon.with_hold().select_related("client", "rule").order_by("delete_on", "id")
    page = Paginator(found, ROWS).get_page(request.GET.get("seite"))
    listed_persons(request, [deadline.client for deadline in page])
    return render(request, "retention/mine.html", {"page": page})


def own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A person without a case whose end is coming."""
    user = user_of(request)
    found = Deadline.objects.visible_to(user).filter(lead=user).with_hold().select_related("client", "rule")
    deadline = get_object_or_404(found, pk=pk)
    opened_person(request, deadline.client_id)
    here = reverse("retention:own", args=[pk])
    return hold_or_page(
        request, "retention/own.html", here, client_id=deadline.client_id, case_id=None, deadline=deadline
    )


def held(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hold on a person one works with."""
    return one_hold(request, pk, template="retention/held.html", back="retention:held")


def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When a file will be deleted, and why then; a hold."""
    found = find_case(request, pk)
    safeguards = Safeguard.objects.visible_to(user_of(request)).standing().filter(client=found.client_id)
    restricted = safeguards.filter(kind=SafeguardKind.RESTRICTION).exists()
    deadline = Deadline.objects.filter(client=found.client_id).with_hold().select_related("rule").first()
    here = reverse("retention:case", args=[pk])
    return hold_or_page(
        request,
        "retention/case.html",
        here,
        client_id=found.client_id,
        case_id=pk,
        **frame(found, deadline=deadline, restricted=restricted),
    )
