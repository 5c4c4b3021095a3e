"""The start page and the search for everything."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.cases.access import CASE_WORK, WORKLOAD
from roterfaden.concept.models import Goal, Project
from roterfaden.desk.agenda import agenda_of
from roterfaden.desk.search import search as find
from roterfaden.network.access import ADMINISTRATION
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.models import Offer

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
    if CASE_WORK.admits(request.user):
        return render(request, "desk/today.html", {"agenda": agenda_of(request.user)})
    return render(
        request,
        "desk/welcome.html",
        {
            "stock": _stock(),
            "sees_workload": WORKLOAD.admits(request.user),
            "keeps_accounts": ADMINISTRATION.admits(request.user),
        },
    )


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
    term = request.POST.get("q", "").strip()[:LONGEST_TERM]
    context = {"term": term, "groups": find(request.user, term)}
    return render(request, "desk/_hits.html" if request.htmx else "desk/search.html", context)  # type: ignore[attr-defined]
