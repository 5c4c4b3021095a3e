"""Choosing, printing and keeping brochures."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.offers.brochure import actions
from roterfaden.offers.brochure.access import KEEPERS
from roterfaden.offers.brochure.choosing import chosen, translated
from roterfaden.offers.brochure.content import GERMAN, LANGUAGES, Format, Order
from roterfaden.offers.brochure.forms import BrochureForm
from roterfaden.offers.brochure.making import MOST, Wanted, make, with_all
from roterfaden.offers.models import Offer, SavedBrochure

MOST_LETTERS = SavedBrochure._meta.get_field("query").max_length or 0
OWN_PARAMETERS = ("sprachen", "papier", "ordnung", "titel", "titel2", "seite")


def brochures(request: HttpRequest) -> HttpResponse:
    """The saved ones, each a click from paper."""
    saved = SavedBrochure.objects.visible_to(request.user)
    return render(request, "offers/brochures.html", {"saved": saved, "may_keep": KEEPERS.admits(request.user)})


def brochure_new(request: HttpRequest) -> HttpResponse:
    """A brochure of the offers that the filters in the address find."""
    return _page(request, _query_of(request), BrochureForm(request.POST or None), None)


def brochure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A saved one: another language or paper for today, or for good."""
    saved = get_object_or_404(SavedBrochure.objects.visible_to(request.user), pk=pk)
    initial = {"title": saved.titles[GERMAN], "form": saved.form, "order": saved.order, "seen": saved.revision}
    return _page(request, saved.query, BrochureForm(request.POST or None, initial=initial), saved)


def brochure_pdf(request: HttpRequest) -> HttpResponse:
    """The paper, from the filters and choices in the address. 404 for a language without fixed words."""
    languages = tuple(request.GET.get("sprachen", GERMAN).split(","))
    form, order = request.GET.get("papier", Format.A4), request.GET.get("ordnung", Order.TOPIC)
    if not 1 <= len(set(languages)) == len(languages) <= 2 or not set(languages) <= set(LANGUAGES):
        raise Http404
    if form not in Format.values or order not in Order.values:
        raise Http404
    titles = {GERMAN: request.GET.get("titel", "")}
    if other := next((code for code in languages if code != GERMAN), ""):
        titles[other] = request.GET.get("titel2", "")
    wanted = Wanted(languages, Format(form), Order(order), titles, _address(request))
    offers = chosen(_query_of(request)).offers(with_all(Offer.objects.visible_to(request.user), languages))
    paper = make(offers[:MOST], wanted)
    headers = {"Content-Disposition": 'inline; filename="angebote.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


@require_POST
def brochure_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody prints it any more."""
    get_object_or_404(SavedBrochure.objects.visible_to(request.user), pk=pk)
    return do(
        request, reverse("offers:brochures"), partial(actions.drop_brochure, pk), said=_("Die Broschüre ist weg.")
    )


def _page(request: HttpRequest, query: str, form: BrochureForm, saved: SavedBrochure | None) -> HttpResponse:
    found = chosen(query)
    number = len(found)
    if request.method == "POST" and form.is_valid():
        if "keep" not in request.POST:
            return redirect(_paper(query, form, saved))
        if KEEPERS.admits(request.user) and (kept := attempt(form, partial(_keep, request, query, form, saved))):
            toast(request, _("Die Broschüre ist gesichert."))
            return redirect(kept)
    return form_page(
        request,
        "offers/brochure.html",
        form,
        saved=saved,
        number=number,
        number_in_words=ngettext("{n} Angebot", "{n} Angebote", number).format(n=number),
        too_many=number > MOST,
        most=MOST,
        languages=translated(found.keys(found.slice(0, MOST))) if number else [],
        may_keep=KEEPERS.admits(request.user),
        back=f"{reverse('offers:offers')}?{query}",
    )


def _keep(request: HttpRequest, query: str, form: BrochureForm, saved: SavedBrochure | None) -> SavedBrochure:
    values: dict[str, Any] = {"titles": form.titles, "form": form.cleaned_data["form"]}
    values |= {"order": form.cleaned_data["order"], "by": request.user}
    if saved is None:
        if len(query) > MOST_LETTERS:
            raise RuleBroken(_("Das sind zu viele Filter für eine gesicherte Broschüre. Drucken können Sie sie."))
        return actions.save_brochure(query=query, **values)
    return actions.change_brochure(saved.pk, seen=form.seen_revision, **values)


def _paper(query: str, form: BrochureForm, saved: SavedBrochure | None) -> str:
    """The address of the paper that was chosen."""
    titles = {**(saved.titles if saved else {}), **form.titles}
    other = next((code for code in form.languages if code != GERMAN), "")
    own = {
        "sprachen": ",".join(form.languages),
        "papier": form.cleaned_data["form"],
        "ordnung": form.cleaned_data["order"],
        "titel": titles[GERMAN],
        "titel2": titles.get(other, ""),
    }
    return "?".join((reverse("offers:brochure_pdf"), "&".join(filter(None, (query, urlencode(own))))))


def _query_of(request: HttpRequest) -> str:
    """The filters in the address, without what belongs to the brochure."""
    filters = request.GET.copy()
    for name in OWN_PARAMETERS:
        filters.pop(name, None)
    return filters.urlencode()


def _address(request: HttpRequest) -> str:
    """Where the short addresses begin."""
    return request.build_absolute_uri(reverse("short:offer", args=["x"])).removesuffix("x/")
