"""Pages of the dates: rhythms of an offer, what differs on one day, and when it is closed."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, do, done, form_page, status_of
from roterfaden.base.toasts import toast
from roterfaden.network.forms.osm import OsmForm
from roterfaden.network.models import Organisation, Place
from roterfaden.network.views.shared import me
from roterfaden.offers import keeping_dates
from roterfaden.offers.access import may_close, may_edit
from roterfaden.offers.calendar import days_off
from roterfaden.offers.date_forms import CancelForm, ClosureForm, MoveForm, ScheduleForm, place_choices
from roterfaden.offers.directory import with_dates
from roterfaden.offers.models import Closure, Frequency, Offer, OfferException, OfferSchedule
from roterfaden.offers.occurrences import Occurrence, occurrences, rhythm_days
from roterfaden.offers.osm import as_osm, schedules_of
from roterfaden.offers.telling import DateLine, lines
from roterfaden.offers.views.offers import refused

AHEAD = timedelta(weeks=12)
KINDS = (
    (Frequency.WEEKLY, gettext_lazy("Jede Woche oder alle paar Wochen")),
    (Frequency.MONTHLY, gettext_lazy("Einmal im Monat")),
    (Frequency.ONCE, gettext_lazy("An einem Tag")),
)


def offer_dates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All about when an offer takes place, each with the way to change it."""
    shown = get_object_or_404(with_dates(Offer.objects.visible_to(request.user)), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    today = timezone.localdate()
    context = {
        "offer": shown,
        "dates": lines(occurrences(shown.schedules.all(), today, today + AHEAD)),
        "closures": Closure.objects.current().filter(offer=shown, ends_on__gte=today),
        "breaks_known": breaks_known(shown),
    }
    return render(request, "offers/dates.html", context)


def breaks_known(offer: Offer) -> bool:
    """Whether the school breaks the offer pauses in are known as far as its dates are shown."""
    until = days_off().breaks_known_until
    return offer.in_school_breaks is not False or (until is not None and until >= timezone.localdate() + AHEAD)


def schedule_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new time."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    form = _schedule_form(request, shown, None)
    if attempt(form, lambda: keeping_dates.add_schedule(pk, form.wording, seen=form.seen_revision, by=request.user)):
        toast(request, _("Der Termin ist eingetragen."))
        return redirect("offers:offer_dates", pk)
    return _schedule_page(request, form, shown)


def schedule_edit(request: HttpRequest, schedule: UUID) -> HttpResponse:
    """Another rhythm, time, place or person."""
    found = _find(request, schedule)
    if not may_edit(request.user, found.offer):
        return refused(request, found.offer)
    form = _schedule_form(request, found.offer, found)
    change = partial(keeping_dates.change_schedule, schedule, by=request.user)
    if attempt(form, lambda: change(values=form.wording, seen=form.seen_revision)):
        toast(request, _("Gespeichert."))
        return redirect("offers:offer_dates", found.offer_id)
    return _schedule_page(request, form, found.offer, schedule=found)


def _schedule_form(request: HttpRequest, offer: Offer, schedule: OfferSchedule | None) -> ScheduleForm:
    usual = schedule.frequency if schedule else Frequency.WEEKLY
    asked = request.GET.get("art", usual)
    frequency = asked if asked in Frequency.values else usual
    choices = place_choices()
    return ScheduleForm(request.POST or None, offer=offer, frequency=frequency, places=choices, schedule=schedule)


def _schedule_page(
    request: HttpRequest, form: ScheduleForm, offer: Offer, schedule: OfferSchedule | None = None
) -> HttpResponse:
    kinds = [(f"{request.path}?art={value}", word, value == form.frequency) for value, word in KINDS]
    context = {"form": form, "offer": offer, "schedule": schedule, "kinds": kinds}
    return render(request, "offers/schedule_edit.html", context, status=status_of(form))


def offer_osm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rhythms as OpenStreetMap writes them: to copy, and to take over in place of what is there."""
    shown = get_object_or_404(with_dates(Offer.objects.visible_to(request.user)), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    form = OsmForm(request.POST or None, initial={"seen": shown.revision, "text": as_osm(shown.schedules.all())})

    def save() -> Offer:
        flags = {"on_holidays": form.said.on_holidays, "in_school_breaks": form.said.in_school_breaks}
        wanted = schedules_of(form.said)
        return keeping_dates.set_schedules(pk, wanted, seen=form.seen_revision, by=request.user, **flags)

    back = reverse("offers:offer_dates", args=[pk])
    if attempt(form, save):
        toast(request, _("Gespeichert."))
        return redirect(back)
    return form_page(
        request, "network/osm.html", form, title=_("Termine: {offer}").format(offer=shown.title), back=back
    )


@require_POST
def schedule_remove(request: HttpRequest, schedule: UUID) -> HttpResponse:
    """The time is over, or never was."""
    found = _find(request, schedule)
    back = reverse("offers:offer_dates", args=[found.offer_id])
    return _act(request, found.offer, back, partial(keeping_dates.remove_schedule, schedule), said=_("Entfernt."))


def offer_date(request: HttpRequest, schedule: UUID, day: str) -> HttpResponse:
    """One day: it is cancelled here with two taps, moved, or somebody else is there."""
    found, on = _find_day(request, schedule, day)
    if not may_edit(request.user, found.offer):
        return refused(request, found.offer)
    return _date_page(request, found, on, CancelForm(), _move_form(None, found, on))


def date_cancel(request: HttpRequest, schedule: UUID, day: str) -> HttpResponse:
    """The day does not take place."""
    found, on = _find_day(request, schedule, day)
    if not may_edit(request.user, found.offer):
        return refused(request, found.offer)
    form = CancelForm(request.POST or None)
    cancel = partial(keeping_dates.cancel_date, schedule, on, by=request.user)
    if request.method == "POST" and done(form, lambda: cancel(reason=form.cleaned_data["reason"])):
        return _changed(request, found, day, _("Der Termin fällt aus."))
    return _date_page(request, found, on, form, _move_form(None, found, on))


def date_move(request: HttpRequest, schedule: UUID, day: str) -> HttpResponse:
    """The day takes place otherwise."""
    found, on = _find_day(request, schedule, day)
    if not may_edit(request.user, found.offer):
        return refused(request, found.offer)
    form = _move_form(request.POST or None, found, on)
    if done(form, lambda: keeping_dates.move_date(schedule, on, by=request.user, **form.differing)):
        return _changed(request, found, day, _("Die Änderung gilt für diesen Tag."))
    return _date_page(request, found, on, CancelForm(), form)


def _changed(request: HttpRequest, schedule: OfferSchedule, day: str, said: str) -> HttpResponse:
    toast(request, said, undo=reverse("offers:date_take_back", args=[schedule.pk, day]))
    return redirect("offers:offer_dates", schedule.offer_id)


@require_POST
def date_take_back(request: HttpRequest, schedule: UUID, day: str) -> HttpResponse:
    """The day is as usual again."""
    found, on = _find_day(request, schedule, day)
    back = reverse("offers:offer_dates", args=[found.offer_id])
    act = partial(keeping_dates.take_back_exception, schedule, on)
    return _act(request, found.offer, back, act, said=_("Der Termin ist wieder wie gewohnt."))


@require_POST
def date_after_all(request: HttpRequest, schedule: UUID, day: str) -> HttpResponse:
    """The day takes place although all is closed."""
    found, on = _find_day(request, schedule, day)
    back, undo = (
        reverse("offers:offer_dates", args=[found.offer_id]),
        reverse("offers:date_take_back", args=[schedule, day]),
    )
    act = partial(keeping_dates.move_date, schedule, on)
    return _act(request, found.offer, back, act, said=_("Der Termin findet statt."), undo=undo)


def _date_page(
    request: HttpRequest, schedule: OfferSchedule, day: date, cancel: CancelForm, move: MoveForm
) -> HttpResponse:
    exception = OfferException.objects.filter(schedule=schedule, on_date=day).first()
    shown = _occurrence(schedule, day, exception)
    context = {
        "schedule": schedule,
        "offer": schedule.offer,
        "day": day.isoformat(),
        "line": DateLine(shown),
        "exception": exception,
        "cancel": cancel,
        "move": move,
    }
    return render(request, "offers/date.html", context, status=status_of(cancel, move))


def _occurrence(schedule: OfferSchedule, day: date, exception: OfferException | None) -> Occurrence:
    on = (exception.new_date if exception else None) or day
    return next(one for one in occurrences([schedule], on, on) if one.on_date == day)


def _move_form(typed: Any, schedule: OfferSchedule, day: date) -> MoveForm:
    exception = OfferException.objects.filter(schedule=schedule, on_date=day).first()
    shown = _occurrence(schedule, day, exception)
    initial = {
        "new_date": shown.starts_at.date(),
        "new_starts_at": shown.starts_at.time(),
        "new_ends_at": shown.ends_at.time(),
        "new_place": shown.place,
        "staffed_by": shown.staffed_by,
        "reason": exception.reason if exception else "",
    }
    return MoveForm(typed, schedule=schedule, day=day, places=place_choices(), initial=initial)


def offer_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An offer is closed for some days."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    return _close(request, shown, reverse("offers:offer_dates", args=[pk]))


def place_close(request: HttpRequest, place: UUID) -> HttpResponse:
    """A place is closed for some days, with all that takes place there."""
    return _close_of_network(request, get_object_or_404(Place.objects.visible_to(me(request)), pk=place))


def organisation_close(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """All of an organisation is closed for some days."""
    found = get_object_or_404(Organisation.objects.visible_to(me(request)), pk=organisation)
    return _close_of_network(request, found)


def _close_of_network(request: HttpRequest, owner: Place | Organisation) -> HttpResponse:
    if not may_close(request.user, owner):
        toast(request, _("Schließzeiten trägt hier ein, wer dort zuständig ist."), tone="warning")
        return redirect(owner)
    return _close(request, owner, owner.get_absolute_url())


def _close(request: HttpRequest, owner: Offer | Place | Organisation, back: str) -> HttpResponse:
    form = ClosureForm(request.POST or None)
    if closure := attempt(form, lambda: keeping_dates.close(owner, **form.cleaned_data, by=request.user)):
        toast(
            request, _("Die Schließzeit ist eingetragen."), undo=reverse("offers:closure_take_back", args=[closure.pk])
        )
        return redirect(back)
    return render(request, "offers/close.html", {"form": form, "owner": owner, "back": back}, status=status_of(form))


@require_POST
def closure_take_back(request: HttpRequest, closure: UUID) -> HttpResponse:
    """It is open after all."""
    undo = reverse("offers:closure_restore", args=[closure])
    return _closure_act(request, closure, keeping_dates.take_back_closure, _("Die Schließzeit ist aufgehoben."), undo)


@require_POST
def closure_restore(request: HttpRequest, closure: UUID) -> HttpResponse:
    """It stays closed."""
    undo = reverse("offers:closure_take_back", args=[closure])
    return _closure_act(request, closure, keeping_dates.restore_closure, _("Die Schließzeit gilt wieder."), undo)


def _closure_act(request: HttpRequest, pk: UUID, act: Callable[..., object], said: str, undo: str) -> HttpResponse:
    closure = get_object_or_404(Closure.objects.select_related("offer__organisation", "place", "organisation"), pk=pk)
    owner = closure.offer or closure.place or closure.organisation
    assert owner is not None
    back = reverse("offers:offer_dates", args=[owner.pk]) if isinstance(owner, Offer) else owner.get_absolute_url()
    if not (may_edit(request.user, owner) if isinstance(owner, Offer) else may_close(request.user, owner)):
        toast(request, _("Schließzeiten trägt hier ein, wer dort zuständig ist."), tone="warning")
        return redirect(owner)
    return do(request, back, partial(act, pk, by=request.user), said=said, undo=undo)


def _find(request: HttpRequest, pk: UUID) -> OfferSchedule:
    known = OfferSchedule.objects.filter(offer__in=Offer.objects.visible_to(request.user))
    return get_object_or_404(known.select_related("offer__organisation", "place"), pk=pk)


def _find_day(request: HttpRequest, pk: UUID, day: str) -> tuple[OfferSchedule, date]:
    """The schedule and the day of its rhythm that the address names."""
    schedule = _find(request, pk)
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if not rhythm_days(schedule, on, on):
        raise Http404
    return schedule, on


def _act(
    request: HttpRequest, offer: Offer, back: str, act: Callable[..., object], *, said: str, undo: str = ""
) -> HttpResponse:
    if not may_edit(request.user, offer):
        return refused(request, offer)
    return do(request, back, partial(act, by=request.user), said=said, undo=undo)
