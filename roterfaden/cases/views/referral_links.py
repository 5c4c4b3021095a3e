"""Links for providers without an account: made, shown once, taken back."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import do
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import referral_links
from roterfaden.cases.actions.link_keys import NewLink
from roterfaden.cases.actions.referral_links import make_link, withdraw_link
from roterfaden.cases.models import Case, Referral
from roterfaden.cases.views.answer_links import link_shown
from roterfaden.cases.views.goals import page
from roterfaden.cases.views.referrals import find_referral


@require_POST
def link_make(request: HttpRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """A new link and its code, on the answer to this very request: nothing keeps them."""
    case, found = find_referral(request, pk, referral)
    try:
        made = make_link(found, by=request.user)
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
        return redirect("cases:referral", case.pk, found.pk)
    return show_link(request, case, found, made)


def show_link(request: HttpRequest, case: Case, found: Referral, made: NewLink) -> HttpResponse:
    """The one page on which the link stands."""
    context = page(case, referral=found, **link_shown(request, made, "answers:answer"))
    return render(request, "cases/referral_link.html", context)


@require_POST
def remind(request: HttpRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """Ask once more: those with an account by a notice, others by a new link, which stands on the page now."""
    case, found = find_referral(request, pk, referral)
    try:
        made = referral_links.remind(found, by=request.user)
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
    else:
        if made is not None:
            return show_link(request, case, found, made)
        toast(request, _("Erinnert: Beim Träger steht ein Hinweis, und eine E-Mail ist unterwegs."))
    return redirect("cases:referral", case.pk, found.pk)


@require_POST
def link_withdraw(request: HttpRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """The link leads nowhere from now on."""
    case, found = find_referral(request, pk, referral)
    here = reverse("cases:referral", args=[case.pk, found.pk]) + "#link"
    return do(request, here, partial(withdraw_link, found, by=request.user), said=_("Der Link ist zurückgezogen."))
