"""Saying by the link of a mail, without signing in, whether the facts of an offer still hold.

Reading changes nothing, so that programs which look at links in mails answer for nobody. What does not hold (any more)
answers with the same page: used, replaced, too old, never made, or of an offer that is over.
"""

from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.lockout import tries_too_often
from roterfaden.base.acting import done, status_of
from roterfaden.base.errors import RuleBroken
from roterfaden.base.forms import KernForm
from roterfaden.offers.asking import confirm_by_link, doubt_by_link, offer_behind
from roterfaden.offers.directory import with_facts
from roterfaden.offers.models import Offer

MOST_WORDS = 1000


class DoubtForm(KernForm):
    """What does not hold any more, in a few words."""

    words = forms.CharField(
        label=_("Was hat sich geändert?"),
        help_text=_("Zum Beispiel: „dienstags jetzt erst ab 10 Uhr“ oder „gibt es seit Mai nicht mehr“."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def review(request: HttpRequest, token: str) -> HttpResponse:
    """The facts of the offer and the question; posted to, they are confirmed."""
    if _tries_too_often(request):
        return render(request, "reviews/too_often.html", status=429)
    if request.method == "POST":
        return redirect("reviews:thanks") if confirm_by_link(token) else _gone(request)
    if (offer := _offer(token)) is None:
        return _gone(request)
    return render(request, "reviews/review.html", {"offer": offer, "token": token})


def doubt(request: HttpRequest, token: str) -> HttpResponse:
    """What does not hold any more."""
    if _tries_too_often(request):
        return render(request, "reviews/too_often.html", status=429)
    if (offer := _offer(token)) is None:
        return _gone(request)
    form = DoubtForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and done(form, partial(_doubt, token, form)):
        return redirect("reviews:thanks")
    context = {"offer": offer, "token": token, "form": form}
    return render(request, "reviews/doubt.html", context, status=status_of(form))


def thanks(request: HttpRequest) -> HttpResponse:
    """The answer has arrived; nothing here says which."""
    return render(request, "reviews/thanks.html")


def _doubt(token: str, form: DoubtForm) -> bool:
    if not doubt_by_link(token, form.cleaned_data["words"]):
        raise RuleBroken(_("Inzwischen hat jemand anderes geantwortet. Nichts wurde gespeichert."))
    return True


def _offer(token: str) -> Offer | None:
    pk = offer_behind(token)
    return with_facts(Offer.objects.filter(pk=pk)).first() if pk else None


def _tries_too_often(request: HttpRequest) -> bool:
    return request.method == "POST" and tries_too_often(request, "offer_review")


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "reviews/gone.html", status=404)
