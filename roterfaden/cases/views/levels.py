"""Pages of second looks: asking, answering, staying with it; and whom the head of unit has appointed."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import Notice
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do, done, form_page
from roterfaden.base.badges import Tone
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import levels as acts
from roterfaden.cases.figures import case_managers
from roterfaden.cases.forms.levels import AppointForm, AskLookForm, KeepLevelForm, TakeLookForm
from roterfaden.cases.models import Case, Level, LookAppointment, LookState, SecondLook
from roterfaden.cases.views.frame import find_case
from roterfaden.cases.views.goals import page
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import note


def look_ask(request: HttpRequest, pk: UUID, level: UUID) -> HttpResponse:
    """Ask a colleague for a second look at a level."""
    case = _full_case(request, pk)
    levels = Level.objects.visible_to(user_of(request)).current().select_related("assessment", "task", "set_by")
    found = get_object_or_404(levels, pk=level, case=case)
    found.assessment.case = case
    user = user_of(request)
    appointed = LookAppointment.objects.visible_to(user).in_force()
    form = AskLookForm(acts.possible_lookers(case, user, found.set_by), appointed, request.POST or None)
    back = reverse("cases:assessment", args=[case.pk])
    if form.is_valid() and done(form, partial(acts.ask_second_look, found, by=user, **form.cleaned_data)):
        toast(request, _("Angefragt."))
        return redirect(back)
    return form_page(request, "cases/look_ask.html", form, **page(case, level=found, there=back))


@require_POST
def look_withdraw(request: HttpRequest, pk: UUID, look: UUID) -> HttpResponse:
    """Nobody needs to look any more."""
    case = _full_case(request, pk)
    found = _look_of(request, case, look)
    back = reverse("cases:assessment", args=[case.pk])
    return do(request, back, partial(acts.withdraw_second_look, found, by=user_of(request)), said=_("Zurückgezogen."))


def look_keep(request: HttpRequest, pk: UUID, look: UUID) -> HttpResponse:
    """Stay with a level that a colleague sees otherwise."""
    case = _full_case(request, pk)
    found = _look_of(request, case, look)
    form = KeepLevelForm(found, request.POST or None)
    back = reverse("cases:assessment", args=[case.pk])
    act = partial(acts.keep_level, found, by=user_of(request))
    if form.is_valid() and done(form, partial(act, seen=form.seen_revision, reason=form.cleaned_data["reason"])):
        toast(request, _("Festgehalten."))
        return redirect(back)
    return form_page(request, "cases/look_keep.html", form, **page(case, look=found, there=back))


def _full_case(request: HttpRequest, pk: UUID) -> Case:
    """Second looks are for those who may read everything: what is asked may touch anything."""
    case = find_case(request, pk)
    if not case.sees_sensitive:  # type: ignore[attr-defined]
        raise Http404
    return case


def _look_of(request: HttpRequest, case: Case, pk: UUID) -> SecondLook:
    looks = SecondLook.objects.visible_to(user_of(request)).select_related("level__assessment", "asked_of")
    found = get_object_or_404(looks, pk=pk, case=case)
    found.level.assessment.case = case
    return found


def second_look(request: HttpRequest, look: UUID) -> HttpResponse:
    """What somebody is asked to look at, until they answer. Only they see this page; the person learns who read it."""
    user = user_of(request)
    found = SecondLook.objects.visible_to(user).filter(asked_of=user, pk=look).select_related("asked_by").first()
    if found is None:
        return _answered(request, look)
    note(request, ReadKind.DISCLOSED, client=None, case=found.case_id)
    form = TakeLookForm(request.POST or None, initial={"seen": found.revision})
    if form.is_valid():
        act = partial(acts.take_second_look, found, by=user, seen=form.seen_revision, **form.wording)
        if done(form, act):
            toast(request, _("Danke. {name} weiß Bescheid.").format(name=found.asked_by))
            return redirect("desk:today")
    is_open = found.state == LookState.ASKED
    return form_page(request, "cases/second_look.html", form, look=found, is_open=is_open)


def _answered(request: HttpRequest, look: UUID) -> HttpResponse:
    """For somebody who comes back: that it is settled. Who was never asked finds nothing."""
    asked = Notice.objects.visible_to(user_of(request)).filter(path=reverse("cases:second_look", args=[look]))
    get_list_or_404(asked)
    toast(request, acts.LOOK_GONE, tone=Tone.INFO)
    return redirect("desk:today")


def appointments(request: HttpRequest) -> HttpResponse:
    """Whom all case managers may ask for a second look."""
    user = user_of(request)
    known = LookAppointment.objects.visible_to(user).in_force().select_related("user")
    form = AppointForm(case_managers(), request.POST or None)
    if form.is_valid():
        wording = {"user": form.cleaned_data["user"], "purpose": form.cleaned_data["purpose"]}
        if done(form, partial(acts.appoint_looker, by=user, **wording)):
            toast(request, _("Benannt."))
            return redirect("cases:appointments")
    return form_page(request, "cases/appointments.html", form, appointments=list(known))


@require_POST
def appointment_end(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """They are not asked any more."""
    found = get_object_or_404(LookAppointment.objects.visible_to(user_of(request)), pk=appointment)
    return do(request, reverse("cases:appointments"), partial(acts.end_appointment, found), said=_("Beendet."))
