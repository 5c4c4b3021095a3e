"""Anybody names an offer that is missing or wrong: colleagues at the desk, everybody on the public page."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.lockout import tries_too_often
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.toasts import toast
from roterfaden.network.models import Organisation
from roterfaden.offers import reviewing
from roterfaden.offers.forms.review import CorrectForm, DeclineForm, SuggestForm, TakeUpForm
from roterfaden.offers.models import Offer, OfferDraft
from roterfaden.offers.models.drafts import SUGGESTIONS


def suggest(request: HttpRequest) -> HttpResponse:
    """A colleague names an offer that is missing."""
    form = SuggestForm(request.POST or None)
    if attempt(form, lambda: reviewing.suggest(**form.cleaned_data, offer=None, by=request.user)):
        toast(request, _("Danke! Ihr Vorschlag liegt bei der Kommune."))
        return redirect("offers:offers")
    return form_page(request, "offers/suggest.html", form)


def offer_correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A colleague says what is wrong with an offer."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user), pk=pk)
    form = CorrectForm(request.POST or None)
    act = partial(reviewing.suggest, title=shown.title, offer=shown, by=request.user)
    if attempt(form, lambda: act(**form.cleaned_data)):
        toast(request, _("Danke! Ihr Hinweis liegt bei der Kommune."))
        return redirect(shown)
    return form_page(request, "offers/suggest.html", form, offer=shown)


def suggest_publicly(request: HttpRequest) -> HttpResponse:
    """Somebody without an account names an offer that is missing or wrong."""
    if request.method == "POST" and tries_too_often(request, "offer_suggestion"):
        return render(request, "suggestions/too_often.html", status=429)
    form = SuggestForm(request.POST or None)
    if attempt(form, lambda: reviewing.suggest(**form.cleaned_data, offer=None, by=None)):
        return redirect("suggestions:thanks")
    return form_page(request, "suggestions/suggest.html", form)


def thanks(request: HttpRequest) -> HttpResponse:
    """The suggestion has arrived."""
    return render(request, "suggestions/thanks.html")


def suggestion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One suggestion, and what the city can do with it."""
    return _page(request, _found(request, pk))


@require_POST
def suggestion_take_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Follow it: a draft begins with its words, or the offer it is about is opened."""
    found = _found(request, pk)
    form = TakeUpForm(request.POST, organisations=Organisation.objects.visible_to(user_of(request)))
    act = partial(reviewing.take_up, pk, by=request.user)
    taken = attempt(form, lambda: act(organisation=form.cleaned_data["organisation"]))
    if taken is None:
        return _page(request, found, take_up=form)
    if taken.offer_id:
        return redirect("offers:offer_edit", taken.offer_id)
    return redirect(taken)


@require_POST
def suggestion_decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not follow it, and say why."""
    found = _found(request, pk)
    form = DeclineForm(request.POST)
    if attempt(form, lambda: reviewing.decline(pk, words=form.cleaned_data["words"], by=request.user)):
        toast(request, _("Der Vorschlag ist abgelegt."), undo=reverse("offers:suggestion_again", args=[pk]))
        return redirect("offers:reviews")
    return _page(request, found, decline=form)


@require_POST
def suggestion_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo: it waits again."""
    _found(request, pk)
    back = reverse("offers:suggestion", args=[pk])
    return do(
        request, back, partial(reviewing.suggest_again, pk, by=request.user), said=_("Der Vorschlag wartet wieder.")
    )


def _found(request: HttpRequest, pk: UUID) -> OfferDraft:
    suggested = OfferDraft.objects.visible_to(request.user).filter(state__in=SUGGESTIONS)
    return get_object_or_404(suggested.select_related("offer__organisation", "created_by"), pk=pk)


def _page(request: HttpRequest, found: OfferDraft, **forms: Any) -> HttpResponse:
    context = {
        "suggestion": found,
        "steps": found.steps.select_related("by"),
        "take_up": TakeUpForm(organisations=Organisation.objects.visible_to(user_of(request))),
        "decline": DeclineForm(),
    }
    return render(request, "offers/suggestion.html", context | forms, status=422 if forms else 200)
