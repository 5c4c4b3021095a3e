"""Pages with which the city takes offers over from another directory."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.api.feeds.actions import receive_feed, take_over
from roterfaden.api.feeds.comparing import Change, preview
from roterfaden.api.feeds.fetching import fetch_services
from roterfaden.api.feeds.forms import FeedForm, TakeForm
from roterfaden.api.feeds.reading import services_in
from roterfaden.api.models import FeedDelivery, FeedSource
from roterfaden.base.acting import attempt, form_page
from roterfaden.base.toasts import toast


def feeds(request: HttpRequest) -> HttpResponse:
    """Choose a directory and fetch what it has; nothing changes yet."""
    user = user_of(request)
    form = FeedForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (delivery := attempt(form, partial(_receive, form, user))):
        return redirect("exchange:delivery", delivery.pk)
    sources = FeedSource.objects.visible_to(user).prefetch_related("deliveries")
    return form_page(request, "api/feeds.html", form, sources=sources)


def _receive(form: FeedForm, user: object) -> FeedDelivery:
    name, url, file = (form.cleaned_data[field] for field in ("name", "url", "file"))
    services = services_in(file.read()) if file else fetch_services(url)
    return receive_feed(name, url, services, by=user)


def delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """What taking it over would do."""
    found = _found(request, delivery)
    return render(request, "api/feed_delivery.html", {"delivery": found, "preview": preview(found)})


@require_POST
def delivery_take(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Take it over."""
    found = _found(request, delivery)
    form = TakeForm(request.POST)
    form.full_clean()
    taken = take_over(found.pk, only_good=form.cleaned_data["only_good"], by=user_of(request))
    words = _("Übernommen: {new} neu, {changed} geändert, {gone} dort nicht mehr.")
    numbers = {"new": Change.NEW, "changed": Change.CHANGED, "gone": Change.GONE}
    toast(request, words.format(**{name: taken.numbers[change] for name, change in numbers.items()}))
    return redirect("exchange:delivery", found.pk)


def _found(request: HttpRequest, pk: UUID) -> FeedDelivery:
    return get_object_or_404(FeedDelivery.objects.visible_to(user_of(request)).select_related("source"), pk=pk)
