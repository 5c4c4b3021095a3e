"""Pages of needs: the counts, one field or place in it over time, and what became of it."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import done, form_page
from roterfaden.base.toasts import toast
from roterfaden.needs.access import may_answer
from roterfaden.needs.actions import record_outcome
from roterfaden.needs.catalogue import Catalogue
from roterfaden.needs.forms import NeedFilter, OutcomeForm
from roterfaden.needs.models import CountedQuarter, Need, Outcome, OutcomeQuerySet
from roterfaden.needs.protection import ELSEWHERE, FEWEST, NOWHERE
from roterfaden.needs.tables import need_table, quarter_lines

QUARTERS_SHOWN = 8
VERSIONS_SHOWN = 20


def needs(request: HttpRequest) -> HttpResponse:
    """What was missing in a quarter, by field and district, and what became of it."""
    user = user_of(request)
    quarters = list(CountedQuarter.objects.visible_to(user).values_list("quarter", flat=True))
    catalogue = Catalogue.read()
    filters = NeedFilter(request.GET, quarters, catalogue)
    told = Need.objects.visible_to(user).filter(quarter=filters.quarter) if filters.quarter else []
    figures = filters.of(list(told))
    context = {
        "filters": filters,
        "table": need_table(figures, catalogue, filters.share),
        "outcomes": _outcomes(user),
        "fewest": FEWEST,
    }
    return render(request, "needs/needs.html", context)


def place(request: HttpRequest, field: str, district: str = "") -> HttpResponse:
    """A field of action, or a district in it: quarter by quarter, and what became of it."""
    user, catalogue = user_of(request), Catalogue.read()
    context = _place(catalogue, field, district)
    figures = Need.objects.visible_to(user).filter(field=field)
    if district:
        figures = figures.filter(district=district)
    quarters = CountedQuarter.objects.visible_to(user).values_list("quarter", flat=True)[:QUARTERS_SHOWN]
    said = _outcomes(user)
    context |= {
        "lines": quarter_lines(list(figures), quarters, catalogue),
        "outcomes": said.about([(field, district)]) if district else said.filter(field_of_action__key=field),
        "may_answer": may_answer(user) and district not in {ELSEWHERE, NOWHERE},
        "fewest": FEWEST,
    }
    return render(request, "needs/place.html", context)


def answer(request: HttpRequest, field: str, district: str = "") -> HttpResponse:
    """Say what became of the needs of a field, everywhere or in one district."""
    catalogue = Catalogue.read()
    context = _place(catalogue, field, district)
    if district and context["district"] is None:
        raise Http404
    known = _outcomes(user_of(request)).filter(field_of_action=context["field"], district=context["district"]).first()
    form = OutcomeForm(request.POST or None, instance=known or Outcome(), field_of_action=context["field"])
    if form.is_valid():
        where = (context["field"], context["district"])
        act = partial(record_outcome, *where, by=request.user, seen=form.seen_revision, **form.wording)
        if done(form, act):
            toast(request, _("Festgehalten. Wer solche Bedarfe gemeldet hat, sieht die Antwort in der Akte."))
            return redirect(context["back"])
    return form_page(request, "needs/answer.html", form, versions=_versions(known), **context)


def _place(catalogue: Catalogue, field: str, district: str) -> dict[str, Any]:
    """The field and the district behind two codes, or 404. Several districts together and none are places, too."""
    known = {*catalogue.districts, ELSEWHERE, NOWHERE, ""}
    if field not in catalogue.fields or district not in known:
        raise Http404
    name = catalogue.district_name(district) if district else ""
    found = {"field": catalogue.fields[field], "district": catalogue.districts.get(district), "place": name}
    where = [field, district] if district else [field]
    return found | {"back": reverse("needs:place" if district else "needs:field", args=where), "where": where}


def _outcomes(user: User) -> OutcomeQuerySet:
    return Outcome.objects.visible_to(user).select_related("field_of_action", "district", "offer", "changed_by")


def _versions(known: Outcome | None) -> Any:
    """What was said before, the newest first."""
    if known is None:
        return []
    return known.events.select_related("changed_by").order_by("-pgh_id")[:VERSIONS_SHOWN]  # type: ignore[attr-defined]
