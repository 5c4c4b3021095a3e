"""Lists one keeps, and the weekly overview."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.access import Role
from roterfaden.base.acting import done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import worklists as acts
from roterfaden.cases.forms.lists import CaseFilter, KeepListForm, WeeklyOverviewForm
from roterfaden.cases.models import SavedList, WeeklyOverview


def lists(request: HttpRequest) -> HttpResponse:
    """All lists I may use; mine can be removed."""
    user = user_of(request)
    saved = SavedList.objects.visible_to(user).select_related("owner")
    return render(request, "cases/lists.html", {"saved": saved})


def list_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters in the address under a name."""
    user = user_of(request)
    filters, form = CaseFilter(request.GET), KeepListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = _team_of(user) if form.cleaned_data["share"] else None
        act = partial(
            acts.keep_list,
            by=user,
            title=form.cleaned_data["title"],
            filters=filters.asked,
            organisation=organisation,
        )
        if done(form, act):
            toast(request, _("Die Liste ist gespeichert."))
            return redirect(f"{reverse('cases:cases')}?{request.GET.urlencode()}")
    return form_page(request, "cases/list_keep.html", form, filters=filters)


def _team_of(user: User) -> UUID | None:
    """The organisation for which somebody works on cases; of several the same one every time."""
    return min(user.organisations_as(Role.CASE_MANAGER), default=None)


@require_POST
def list_drop(request: HttpRequest, saved: UUID) -> HttpResponse:
    """Remove one of my lists."""
    user = user_of(request)
    acts.drop_list(get_object_or_404(SavedList.objects.visible_to(user).filter(owner=user), pk=saved))
    toast(request, _("Die Liste ist entfernt. Die Fälle bleiben, wie sie sind."))
    return redirect("cases:lists")


def weekly_overview(request: HttpRequest) -> HttpResponse:
    """What the mail would say now, and whether it comes."""
    user = user_of(request)
    wish = WeeklyOverview.objects.visible_to(user).first() or WeeklyOverview(user=user)
    start = {"is_on": wish.is_on, "paused_until": wish.paused_until if wish.is_paused else None}
    form = WeeklyOverviewForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        acts.wish_overview(by=user, **form.cleaned_data)
        toast(request, _("Gespeichert."))
        return redirect("cases:weekly_overview")
    return form_page(request, "cases/weekly_overview.html", form, lines=acts.overview_lines(user))
