"""How closely a person is accompanied, set with one click in the page of the case."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import intensity as acts
from roterfaden.cases.forms.case import RestForm
from roterfaden.cases.models import Intensity
from roterfaden.cases.views.frame import frame, leading_case
from roterfaden.cases.views.saving import case_url, chosen_state


@require_POST
def intensity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever leads the case says how closely."""
    case = leading_case(request, pk)
    chosen = Intensity(chosen_state(request, Intensity.values))
    undo = f"{reverse('cases:intensity', args=[pk])}?state={case.intensity}"
    said = _("Begleitung: {intensity}.").format(intensity=chosen.in_words)
    act = partial(acts.set_intensity, case, by=request.user, intensity=chosen)
    return do(request, case_url(case, "begleitung"), act, said=said, undo=undo)


def rest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree on a pause."""
    case = leading_case(request, pk)
    form = RestForm(request.POST or None)
    if form.is_valid() and done(form, partial(acts.rest, case, by=request.user, **form.cleaned_data)):
        toast(request, _("Pause vereinbart."), undo=reverse("cases:rest_end", args=[pk]))
        return redirect(case_url(case, "begleitung"))
    return form_page(request, "cases/rest.html", form, **frame(case))


@require_POST
def rest_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on."""
    case = leading_case(request, pk)
    act = partial(acts.end_rest, case, by=request.user)
    return do(request, case_url(case, "begleitung"), act, said=_("Die Pause ist beendet."))
