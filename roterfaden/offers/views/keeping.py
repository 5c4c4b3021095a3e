"""Keeping offers true: the list of one's own with what is missing, the city's list of what nobody confirms."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from roterfaden.base.acting import do
from roterfaden.offers import asking
from roterfaden.offers.access import kept_by, may_edit
from roterfaden.offers.directory import with_facts
from roterfaden.offers.interval import IntervalForm
from roterfaden.offers.models import Offer, OfferReview, ReviewInterval, ReviewState
from roterfaden.offers.quality import Quality, quality_of
from roterfaden.offers.views.offers import refused

ROWS = 25


@dataclass(frozen=True)
class Kept:
    """One of one's own offers, how good its entry is, and whether it is being asked about."""

    offer: Offer
    quality: Quality
    asked: OfferReview | None


class KeptFilter(forms.Form):
    """How one's own offers are sorted."""

    q = forms.CharField(
        label=gettext_lazy("Titel"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    sortiert = forms.ChoiceField(
        label=gettext_lazy("Zuerst"),
        required=False,
        choices=[
            ("", gettext_lazy("am längsten nicht bestätigt")),
            ("angaben", gettext_lazy("die meisten Lücken")),
            ("titel", gettext_lazy("nach Titel")),
        ],
    )

    def asked(self, name: str) -> str:
        """A value; one nobody knows is none."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


def kept(request: HttpRequest) -> HttpResponse:
    """One's own offers: from when they are, what is missing, and what somebody says does not hold any more."""
    filters = KeptFilter(request.GET)
    rows = _judged(kept_by(request.user).filter(title__icontains=filters.asked("q")))
    match filters.asked("sortiert"):
        case "angaben":
            rows.sort(key=lambda row: row.quality.score)
        case "titel":
            rows.sort(key=lambda row: row.offer.title.casefold())
    context = {
        "filters": filters,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("seite")),
        "doubts": [row for row in rows if row.asked and row.asked.state == ReviewState.DOUBTED],
    }
    return render(request, "offers/kept.html", context)


def overdue(request: HttpRequest) -> HttpResponse:
    """Offers that nobody confirms though asked twice, that nobody keeps, or that somebody doubts."""
    reviews = OfferReview.objects.visible_to(request.user).open()
    waiting = reviews.filter(state__in=[ReviewState.OVERDUE, ReviewState.DOUBTED], offer__in=Offer.objects.current())
    rows = waiting.select_related("offer__organisation").order_by("asked_on", "offer__title", "id")
    page = Paginator(rows, ROWS).get_page(request.GET.get("seite"))
    return render(request, "offers/overdue.html", {"page": page})


@require_POST
def offer_called(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The city has called: the facts are right."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user), pk=pk)
    act = partial(asking.confirm_after_call, shown.pk, by=request.user)
    return do(request, reverse("offers:overdue"), act, said=_("Nach dem Anruf bestätigt."))


@require_POST
def offer_interval(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When to be asked again; a value nobody offers changes nothing."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    form = IntervalForm(request.POST)
    months = form.cleaned_data["monate"] if form.is_valid() else shown.review_months
    act = partial(asking.ask_again_after, shown.pk, months, by=request.user)
    said = _("Wir fragen wieder: {interval}.").format(interval=ReviewInterval(months).label)
    return do(request, shown.get_absolute_url(), act, said=said)


def _judged(offers: QuerySet[Offer]) -> list[Kept]:
    """Offers with what is missing and the open question about each; the longest unconfirmed first."""
    asked = {review.offer_id: review for review in OfferReview.objects.open().filter(offer__in=offers)}
    wanted = with_facts(offers).prefetch_related("target_groups", "topics", "contacts")
    oldest = wanted.order_by(F("checked_on").asc(nulls_first=True), "title", "id")
    return [Kept(offer, quality_of(offer), asked.get(offer.pk)) for offer in oldest]
