"""How near the person felt to their Mottoziel on a day: put right, taken back, brought back."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import rating as acts
from roterfaden.cases.forms.goals import RatingCorrectionForm
from roterfaden.cases.models import SelfRating
from roterfaden.cases.models.goals import SelfRatingQuerySet
from roterfaden.cases.views.frame import find_case
from roterfaden.cases.views.goals import page


def self_rating(request: HttpRequest, pk: UUID, rating: UUID) -> HttpResponse:
    """One rating: another value, or none."""
    case = find_case(request, pk)
    found = get_object_or_404(_ratings(request, pk).counted(), pk=rating)
    form = RatingCorrectionForm(request.POST or None, instance=found)
    act = partial(acts.correct_rating, found, by=request.user)
    if form.is_valid() and done(form, lambda: act(seen=form.seen_revision, **form.wording)):
        toast(request, _("Selbsteinschätzung berichtigt."))
        return redirect(_there(pk))
    return form_page(request, "cases/self_rating.html", form, **page(case, rating=found, there=_there(pk)))


@require_POST
def self_rating_withdraw(request: HttpRequest, pk: UUID, rating: UUID) -> HttpResponse:
    """Take a rating back."""
    find_case(request, pk)
    found = get_object_or_404(_ratings(request, pk).counted(), pk=rating)
    undo = reverse("cases:self_rating_restore", args=[pk, found.pk])
    act = partial(acts.withdraw_rating, found, by=request.user)
    return do(request, _there(pk), act, said=_("Selbsteinschätzung zurückgenommen."), undo=undo)


@require_POST
def self_rating_restore(request: HttpRequest, pk: UUID, rating: UUID) -> HttpResponse:
    """Bring a rating back."""
    find_case(request, pk)
    found = get_object_or_404(_ratings(request, pk), pk=rating)
    act = partial(acts.restore_rating, found, by=request.user)
    return do(request, _there(pk), act, said=_("Selbsteinschätzung wiederhergestellt."))


def _ratings(request: HttpRequest, pk: UUID) -> SelfRatingQuerySet:
    found: SelfRatingQuerySet = SelfRating.objects.visible_to(user_of(request)).filter(case=pk).select_related("case")
    return found


def _there(pk: UUID) -> str:
    return f"{reverse('cases:goal_course', args=[pk])}#naehe"
