"""Somebody was entered twice: a list of whom that may concern, the look at both side by side, and putting together."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import merging as acts
from roterfaden.cases.forms.merging import MergeForm, side_by_side
from roterfaden.cases.models import Client, ClientMerge, FindableClient, MergeableClient, ProbableDouble
from roterfaden.cases.views import reads

PAGE = 25
MOST = 1000
"""Pairs that one list holds; further ones come up as these are dealt with."""


def doubles(request: HttpRequest) -> HttpResponse:
    """Who was probably entered twice, as far as I look after one of the two."""
    user = user_of(request)
    found = list(ProbableDouble.objects.visible_to(user).each_once(user)[:MOST])
    page = Paginator(found, PAGE).get_page(request.GET.get("seite"))
    # Who looks after them is asked for those on the page alone.
    keys = {key for pair in page for key in (pair.first_id, pair.second_id)}
    people = FindableClient.objects.visible_to(user).select_related("district", "lead").in_bulk(keys)
    for pair in page:
        pair.first, pair.second = people[pair.first_id], people[pair.second_id]
    reads.listed_findable(request, [(pair.first, True) for pair in page])
    reads.listed_findable(request, [(pair.second, pair.is_both) for pair in page])
    return render(request, "cases/doubles.html", {"page": page})


def merge(request: HttpRequest, client: UUID, other: UUID) -> HttpResponse:
    """Both side by side: who stays, what comes along, what has to be chosen; then one click."""
    user = user_of(request)
    if Client.objects.visible_to(user).filter(pk=other, merged_into=client).exists():
        return redirect("cases:client", client)
    kept, joined = _find(client, user), _find(other, user)
    for person in (kept, joined):
        reads.opened_person(request, person.pk)
    compared = list(side_by_side(kept, joined))
    form = MergeForm(request.POST or None, kept=kept, joined=joined, compared=compared)
    if request.method == "POST":
        done = attempt(form, lambda: acts.merge_clients(kept, joined, by=user, seen=form.seen, chosen=form.chosen))
        if done is not None:
            undo = reverse("cases:merge_part", args=[done.pk])
            toast(request, _("Zusammengeführt. Alles steht jetzt an einer Stelle."), undo=undo)
            return redirect("cases:client", kept.pk)
    return form_page(request, "cases/merge.html", form, compared=compared, **_sides(kept, joined))


def _sides(kept: Client, joined: Client) -> dict[str, Any]:
    """What hangs on both, as far as one may know it."""
    found = {one.pk: one for one in FindableClient.objects.filter(pk__in=[kept.pk, joined.pk]).select_related("lead")}
    return {
        "kept": kept,
        "joined": joined,
        "known": (found.get(kept.pk), found.get(joined.pk)),
        "both_open": acts.both_open(kept, joined),
    }


@require_POST
def merge_part(request: HttpRequest, merge: UUID) -> HttpResponse:
    """Take it back: two persons after all."""
    user = user_of(request)
    mine = MergeableClient.objects.visible_to(user).values("pk")
    found = get_object_or_404(ClientMerge.objects.visible_to(user).standing().filter(kept__in=mine), pk=merge)
    there = f"{reverse('cases:client', args=[found.kept_id])}?angaben"
    return do(
        request, there, lambda: acts.part_clients(found, by=user), said=_("Wieder getrennt. Alles ist, wie es war.")
    )


def _find(pk: UUID, user: User) -> Client:
    mine = MergeableClient.objects.visible_to(user).values("pk")
    people = Client.objects.file_visible_to(user).filter(pk__in=mine).select_related("district", "accommodation")
    found: Client = get_object_or_404(people, pk=pk)
    return found
