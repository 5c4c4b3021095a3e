"""What the pages of places and organisations say about offers: what takes place there, and when it is closed."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.access import may_close
from roterfaden.offers.calendar import days_off
from roterfaden.offers.directory import with_dates
from roterfaden.offers.models import Closure, Offer
from roterfaden.offers.subscribing import subscription
from roterfaden.offers.telling import coming


def offers_of(request: HttpRequest, shown: Place | Organisation) -> str:
    """The current offers at a place or of an organisation with their next dates; at a place only those there."""
    current = Offer.objects.visible_to(request.user).current().filter(**_relation(shown))
    offers = list(with_dates(current.freshest_first()))
    coming(offers, at=shown if isinstance(shown, Place) else None)
    name, pk = _names(shown)
    closures = Closure.objects.current().filter(**{name: pk}, ends_on__gte=timezone.localdate())
    context = {
        "offers": offers,
        "is_place": isinstance(shown, Place),
        "keeps": isinstance(shown, Organisation) and may_close(request.user, shown),
        "closures": closures,
        "may_close": may_close(request.user, shown),
        "close": reverse(f"offers:{name}_close", args=[pk]),
        "calendar": subscription(request, name, pk),
    }
    return render_to_string("offers/panel.html", context, request)


def special_days(places: Iterable[Place], day: date) -> dict[UUID, Badge]:
    """Where the opening hours of places do not hold on ``day``: it is closed, or a holiday of which nobody knows."""
    places = list(places)
    said = {}
    if holiday := days_off().holiday(day):
        words = _("heute ist {holiday}, bitte vorher nachfragen").format(holiday=holiday)
        said = {place.pk: Badge(words, Tone.WARNING, "clock") for place in places}
    closed = Closure.objects.current().filter(place__in=places, starts_on__lte=day, ends_on__gte=day)
    return said | {one.place_id: Badge(_closed_until(one), Tone.NEUTRAL, "clock") for one in closed if one.place_id}


def _closed_until(closure: Closure) -> str:
    words = _("bis {day} geschlossen").format(day=date_format(closure.ends_on, "j.n.Y"))
    return f"{words}: {closure.reason}" if closure.reason else words


def _relation(shown: Place | Organisation) -> dict[str, object]:
    return {"places": shown} if isinstance(shown, Place) else {"organisation": shown}


def _names(shown: Place | Organisation) -> tuple[str, UUID]:
    return ("place" if isinstance(shown, Place) else "organisation"), shown.pk
