"""Pages with which the city takes offers over from another directory."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.api.feeds.actions import receive_feed
from roterfaden.api.feeds.comparing import preview
from roterfaden.api.feeds.forms import FeedForm, TakeForm
from roterfaden.api.feeds.jobs import FETCHING, TAKING, start_fetching, start_taking
from roterfaden.api.feeds.reading import services_in
from roterfaden.api.models import FeedDelivery, FeedSource
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.jobs.showing import latest


def feeds(request: HttpRequest) -> HttpResponse:
    """Choose a directory and fetch what it has; nothing changes yet. A file is read at once, an address by a job."""
    user = user_of(request)
    form = FeedForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (brought := attempt(form, partial(_bring, form, user))):
        return redirect(*brought)
    delivered = FeedSource.objects.visible_to(user).filter(deliveries__isnull=False).distinct()
    sources = delivered.prefetch_related("deliveries")
    return form_page(request, "api/feeds.html", form, sources=sources, shown=latest(user, FETCHING))


def _bring(form: FeedForm, user: User) -> tuple[Any, ...]:
    """Do it, and say where it goes on."""
    name, url, file = (form.cleaned_data[field] for field in ("name", "url", "file"))
    if file:
        return "exchange:delivery", receive_feed(name, url, services_in(file.read()), by=user).pk
    start_fetching(name, url, by=user)
    return ("exchange:feeds",)


def delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """What taking it over would do, and how far that is."""
    found = _found(request, delivery)
    context = {"delivery": found, "preview": preview(found), "shown": latest(user_of(request), TAKING, found.pk)}
    return render(request, "api/feed_delivery.html", context)


@require_POST
def delivery_take(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Take it over."""
    found = _found(request, delivery)
    form = TakeForm(request.POST)
    form.full_clean()
    start = partial(start_taking, found, only_good=form.cleaned_data["only_good"], by=user_of(request))
    there = reverse("exchange:delivery", args=[found.pk])
    return do(request, there, start, said=_("In Auftrag gegeben. Hier steht, wie weit die Übernahme ist."))


def _found(request: HttpRequest, pk: UUID) -> FeedDelivery:
    return get_object_or_404(FeedDelivery.objects.visible_to(user_of(request)).select_related("source"), pk=pk)
