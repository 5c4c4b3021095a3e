"""The start page and the search for everything."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import Notice
from roterfaden.accounts.notices import put_away
from roterfaden.accounts.requests import user_of
from roterfaden.cases.access import CASE_WORK, RECIPIENTS, SUPERVISION, WORKLOAD
from roterfaden.cases.pushing import pushes
from roterfaden.cases.views import reads
from roterfaden.concept.models import Goal, Project
from roterfaden.desk.agenda import agenda_of
from roterfaden.desk.search import search as find
from roterfaden.network.access import ADMINISTRATION
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.access import REVIEWING
from roterfaden.offers.models import Offer, OfferDraft

NOTICES_SHOWN = 5
# Letters; what is longer is no term but an attempt to keep the server busy.
LONGEST_TERM = 300


@dataclass(frozen=True)
class Stock:
    """How much there is to look at, for those who do not work on cases."""

    offers: int
    organisations: int
    places: int
    goals: int
    projects: int


def today(request: HttpRequest) -> HttpResponse:
    """Heute: what is due, my cases, my tasks; for other roles the doors to what they come for."""
    # One more than is shown, to know whether there are others.
    unread = list(Notice.objects.visible_to(user_of(request)).unread()[: NOTICES_SHOWN + 1])
    notices = {"notices": unread[:NOTICES_SHOWN], "more_notices": len(unread) > NOTICES_SHOWN}
    if CASE_WORK.admits(request.user):
        agenda = agenda_of(request.user)
        reads.listed_intakes(request, agenda.intakes)
        reads.listed(request, agenda.cases_named)
        return render(request, "desk/today.html", {"agenda": agenda, "pushes": pushes(), **notices})
    return render(
        request,
        "desk/welcome.html",
        {
            "stock": _stock(),
            "sees_workload": WORKLOAD.admits(request.user),
            "keeps_accounts": ADMINISTRATION.admits(request.user),
            "receives": RECIPIENTS.admits(request.user),
            "offers_waiting": _offers_waiting(request),
            "supervises": SUPERVISION.admits(request.user),
            **notices,
        },
    )


def notices(request: HttpRequest) -> HttpResponse:
    """All of one's notices, also those put away."""
    found = Notice.objects.visible_to(user_of(request))
    return render(request, "desk/notices.html", {"page": Paginator(found, 25).get_page(request.GET.get("seite"))})


@require_POST
def notice_read(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Put a notice away."""
    put_away(get_object_or_404(Notice.objects.visible_to(user_of(request)), pk=notice))
    return redirect("desk:notices" if "hinweise" in request.POST else "desk:today")


def _offers_waiting(request: HttpRequest) -> int:
    """How many drafts and suggestions the city has to look at."""
    if not REVIEWING.admits(request.user):
        return 0
    return OfferDraft.objects.visible_to(request.user).waiting().count()


def _stock() -> Stock:
    return Stock(
        offers=Offer.objects.current().count(),
        organisations=Organisation.objects.count(),
        places=Place.objects.count(),
        goals=Goal.objects.count(),
        projects=Project.objects.count(),
    )


def search(request: HttpRequest) -> HttpResponse:
    """Search everything. The term travels in the body of a POST: names of people must not end up in addresses."""
    term = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST_TERM]
    groups = find(request.user, term)
    reads.listed_persons(request, [person for group in groups for person in group.persons])
    context = {"term": term, "groups": groups}
    return render(request, "desk/_hits.html" if request.htmx else "desk/search.html", context)  # type: ignore[attr-defined]
