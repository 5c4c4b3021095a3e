"""Search before create: look for a person, enter one, read and correct what is known of them.

What is looked for is posted, never asked for by address: names, birth dates and numbers in a URL end up in the
browser's history, in logs of every server on the way and in bookmarks. For the same reason what was typed is carried
from the search to the form for a new person in hidden fields.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.access import Role
from roterfaden.base.acting import attempt, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases import search
from roterfaden.cases.actions import people
from roterfaden.cases.forms.intake import ClientForm, FindForm, RegistrationForm
from roterfaden.cases.models import Client, ClientMerge, FindableClient, Intake, MergeableClient
from roterfaden.cases.search import Hit
from roterfaden.cases.views import reads
from roterfaden.cases.views.advice import begin, taken_up
from roterfaden.cases.views.frame import cases_of, entered


def find(request: HttpRequest) -> HttpResponse:
    """Look for a person before entering one. As one types, htmx asks for the hits alone."""
    form = FindForm(request.POST or None)
    sought = form.sought if form.is_bound else search.Sought()
    hits = search.find(sought, user_of(request))
    reads.found(request, hits[: search.SHOWN])
    shown = hits[: search.SHOWN]
    context = {"form": form, "sought": sought, "hits": shown, "more": len(hits) > search.SHOWN}
    context["pairs"] = search.pairs(shown, user_of(request))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/find_hits.html", context)
    return render(request, "cases/find.html", {**context, "taken_up": taken_up(request)})


def register(request: HttpRequest) -> HttpResponse:
    """Enter a person and begin the first conversation, after a look at who may be the same."""
    offices = user_of(request).organisations_as(Role.CASE_MANAGER)
    if request.method != "POST" or "from_search" in request.POST:
        fresh = RegistrationForm(initial=_carried_over(request), offices=offices)
        return render(request, "cases/register.html", {"form": fresh, "taken_up": taken_up(request)})
    form = RegistrationForm(request.POST, offices=offices)
    doubles: list[Hit] = []
    if form.is_valid():
        doubles = search.doubles(form.sought, user_of(request))
        if not _unseen(doubles, request):
            return redirect("cases:intake", _register(form, request).pk)
    reads.found(request, doubles)
    context = {
        "form": form,
        "taken_up": taken_up(request),
        "doubles": doubles,
        "seen_doubles": ",".join(str(hit.client.pk) for hit in doubles),
    }
    return render(request, "cases/register.html", context, status=422)


def _carried_over(request: HttpRequest) -> dict[str, Any]:
    begun = taken_up(request)
    known: dict[str, Any] = begun.known if begun else {}
    if request.method != "POST":
        return known
    sought = FindForm(request.POST).sought
    return {
        **known,
        "given_name": sought.given_name,
        "family_name": sought.family_name,
        "birth_date": sought.birth_date,
        "phone": sought.phone,
    }


def _unseen(doubles: list[Hit], request: HttpRequest) -> bool:
    """Whether there are persons who were not shown yet: "enter all the same" is said about those one has seen."""
    shown = set(str(request.POST.get("not_these", "")).split(","))
    return any(str(hit.client.pk) not in shown for hit in doubles)


@transaction.atomic
def _register(form: RegistrationForm, request: HttpRequest) -> Intake:
    client = people.register_client(by=request.user, **form.wording)
    return begin(request, client.pk)


def client(request: HttpRequest, client: UUID) -> HttpResponse:
    """A person without an open case of mine: what is known, and the conversations. With one, the case is the place."""
    user = user_of(request)
    person = get_object_or_404(Client.objects.visible_to(user).select_related("district", "accommodation"), pk=client)
    if person.merged_into_id:
        return redirect("cases:client", person.merged_into_id)
    reads.opened_person(request, person.pk)
    cases = [entered(request, case) for case in cases_of(request).filter(client=person).order_by("-opened_at")]
    running = next((case for case in cases if case.is_open), None)
    if running and "angaben" not in request.GET:
        return redirect("cases:case", running.pk)
    if not Client.objects.file_visible_to(user).filter(pk=person.pk).exists():
        return redirect("cases:case", (running or cases[0]).pk)
    context = {
        "client": person,
        "cases": cases,
        "elsewhere": None if running else _led_elsewhere(client, user),
        "running": running,
        "merges": _merges(person, user),
        "intakes": Intake.objects.visible_to(user)
        .filter(client=person)
        .select_related("taken_by")
        .order_by("-taken_at"),
    }
    return render(request, "cases/client.html", context)


def _merges(person: Client, user: User) -> list[ClientMerge]:
    """The latest merge of this person that stands, with ``may_part``: one is taken back after the other."""
    mine = MergeableClient.objects.visible_to(user).filter(pk=OuterRef("kept"))
    found = ClientMerge.objects.visible_to(user).standing().filter(kept=person).annotate(may_part=Exists(mine))
    return list(found.select_related("joined", "by").order_by("-at"))


def _led_elsewhere(client: UUID, user: User) -> FindableClient | None:
    found = FindableClient.objects.visible_to(user).filter(pk=client, lead__isnull=False)
    return found.select_related("lead").first()


def client_edit(request: HttpRequest, client: UUID) -> HttpResponse:
    """Correct what is known of a person; two people who do so at once never overwrite each other unseen."""
    person = get_object_or_404(Client.objects.file_visible_to(user_of(request)), pk=client)
    reads.opened_person(request, person.pk)
    for case in cases_of(request).open().filter(client=person):
        entered(request, case)
    form = ClientForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form, lambda: people.correct_client(person, by=request.user, seen=form.seen_revision, **form.wording)
        )
        if saved is not None:
            toast(request, _("Angaben gespeichert."))
            return redirect("cases:client", person.pk)
    return render(request, "cases/client_edit.html", {"form": form, "client": person}, status=status_of(form))
