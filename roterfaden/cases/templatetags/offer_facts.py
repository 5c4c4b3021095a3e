"""What one decides by when an offer is chosen in the conversation."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from roterfaden.base import small_parts
from roterfaden.base.languages import language_name
from roterfaden.base.templatetags.parts import facts
from roterfaden.offers.models import Offer

register = template.Library()


@register.simple_tag
def offer_facts(offer: Offer) -> SafeString:
    """The facts of one offer. Up to sixteen for each offer of a page: no template draws them (``small_parts``)."""
    drawn = ((small_parts.fact(label, said),) for label, said in _facts(offer))
    return facts(format_html_join("", "{}", drawn), columns=2)


def _facts(offer: Offer) -> Iterator[tuple[str, Any]]:
    """Label and content. What most providers do not say is left out; where, languages and date are always asked for."""
    times = ", ".join(map(str, offer.times_ahead))
    told = [
        (_("Für wen"), offer.target_group),
        (_("Geschlecht und Alter"), _joined(offer.get_only_for_display(), offer.age_in_words)),
        (_("Aufenthaltsstatus"), offer.residence_in_words),
        (_("Wo"), _places(offer) or _("kein fester Ort genannt")),
        (_("Wann"), " ".join(filter(None, [times, offer.rhythm]))),
        (_("Sprachen"), _joined(*map(language_name, offer.languages)) or _("nicht angegeben")),
        (_("Deutschniveau"), offer.get_german_level_display()),
        (_("Kinderbetreuung"), _yes_or_no(offer.childcare)),
        (_("Kosten"), offer.cost_in_words),
        (_("Sprachmittlung"), offer.get_interpreting_display()),
        (_("Zugang"), _joined(*offer.ways_in)),
        (_("Anmeldung"), offer.registration),
        (_("Mitbringen"), _joined(*offer.documents)),
        (_("Plätze"), offer.places_in_words),
        (_("Warteliste"), offer.waiting_in_words),
        (_("Zuletzt bestätigt"), _confirmed(offer)),
    ]
    return ((label, said) for label, said in told if said)


def _yes_or_no(said: bool | None) -> str:
    return "" if said is None else _("ja") if said else _("nein")


def _joined(*said: Any) -> str:
    return ", ".join(str(one) for one in said if one)


def _places(offer: Offer) -> str:
    return _joined(*(f"{place} ({place.district})" if place.district else place for place in offer.places.all()))


def _confirmed(offer: Offer) -> SafeString:
    day = small_parts.spoken(offer.checked_on) or _("noch nie")
    return format_html("{} {}", day, small_parts.badge(offer.freshness)) if offer.freshness else format_html("{}", day)
