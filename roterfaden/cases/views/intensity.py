"""How closely a person is accompanied, set with one click in the page of the case."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import do
from roterfaden.cases.actions.intensity import set_intensity
from roterfaden.cases.models import Intensity
from roterfaden.cases.views.frame import leading_case
from roterfaden.cases.views.saving import case_url, chosen_state


@require_POST
def intensity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever leads the case says how closely."""
    case = leading_case(request, pk)
    chosen = Intensity(chosen_state(request, Intensity.values))
    undo = f"{reverse('cases:intensity', args=[pk])}?state={case.intensity}"
    said = _("Begleitung: {intensity}.").format(intensity=chosen.in_words)
    act = partial(set_intensity, case, by=request.user, intensity=chosen)
    return do(request, case_url(case, "begleitung"), act, said=said, undo=undo)
