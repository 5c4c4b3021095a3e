"""Whether something that did not work out counts as a need."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do
from roterfaden.cases.actions.gaps import let_count
from roterfaden.cases.models import Gap
from roterfaden.cases.views.frame import find_case


@require_POST
def gap_count(request: HttpRequest, pk: UUID, gap: UUID) -> HttpResponse:
    """Leave it out of the count, or count it after all: until the quarter is counted."""
    case = find_case(request, pk)
    found = get_object_or_404(Gap.objects.visible_to(user_of(request)).with_cells(), case=case, pk=gap)
    counts = "counts" in request.POST or "zaehlt" in request.GET
    there = reverse("cases:gap_count", args=[case.pk, found.pk])
    back = (
        reverse("cases:referral", args=[case.pk, found.referral_id])
        if found.referral_id
        else reverse("cases:measure", args=[case.pk, found.measure_id])
    )
    return do(
        request,
        back,
        partial(let_count, found, by=request.user, counts=counts),
        said=_("Zählt ohne Namen als Bedarf.") if counts else _("Zählt nicht als Bedarf."),
        undo=there if counts else f"{there}?zaehlt",
    )
