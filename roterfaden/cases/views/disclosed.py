"""An uns übermittelt: what was passed on to one's own organisation, and nothing of the file behind it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from roterfaden.accounts.requests import user_of
from roterfaden.cases.models import Disclosure
from roterfaden.cases.models.disclosures import DisclosureQuerySet
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import note

ROWS = 25
SHOWN = ("purpose", "purpose_detail", "disclosed_at", "open_until", "text", "norm_citation", "consent_id", "case_id")
"""The columns a recipient sees, and the case for the log: never who the person is beyond the words that went."""


def disclosed(request: HttpRequest) -> HttpResponse:
    """What is open to one's organisations, newest first; the words themselves only on opening one."""
    page = Paginator(_open(request).defer("text"), ROWS).get_page(request.GET.get("seite"))
    return render(request, "cases/disclosed.html", {"page": page})


def disclosed_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words that went, exactly."""
    return render(request, "cases/disclosed_one.html", {"disclosure": _read(request, pk)})


def _read(request: HttpRequest, pk: UUID) -> Disclosure:
    """The one way of a recipient to the words of a disclosure: reading it is reading personal data, logged here."""
    found = get_object_or_404(_open(request), pk=pk)
    note(request, ReadKind.DISCLOSED, client=None, case=found.case_id)
    return found


def _open(request: HttpRequest) -> DisclosureQuerySet:
    names = ("recipient__name", "by__name")
    return Disclosure.objects.open_to(user_of(request)).select_related("recipient", "by").only(*SHOWN, *names)
