"""How complete and how fresh an offer is, with a reason for everything that is missing.

After ``v1/score_qualite.py`` of data·inclusion: the mean of the criteria that apply, each from 0 to 1. Languages, level
of German and dates are ours. A further fact never lowers the score; what may: growing old, promising a way in without
what it needs (a number to call), and a description past its ideal length.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.badges import Text
from roterfaden.offers.models import AccessWay, Fee, Offer, OfferKind

SHORTEST, LONGEST, FAR_TOO_LONG = 200, 2000, 10_000
FRESH_FOR, WORTHLESS_AFTER = relativedelta(months=6), relativedelta(months=24)
FROM_AFAR = {AccessWay.PHONE, AccessWay.MAIL, AccessWay.FORM, AccessWay.REFERRAL}
SECTIONS = {"contacts": "kontakte", "times": "zeiten"}
"""What is asked in rows stands in a section of its own (``offers/_entry.html``)."""
AT_FIXED_TIMES = {OfferKind.COURSE, OfferKind.MEETING, OfferKind.SPORT}


@dataclass(frozen=True)
class Criterion:
    """One thing people need to know: ``score`` from 0 to 1, and if it is not all, why. ``field`` is where to add it."""

    name: Text
    field: str
    score: float
    reason: Text = ""

    @property
    def anchor(self) -> str:
        """Where the form asks for it; empty when no field does."""
        return SECTIONS.get(self.field) or (f"id_{self.field}" if self.field else "")


@dataclass(frozen=True)
class Quality:
    """The criteria that apply to an offer."""

    criteria: tuple[Criterion, ...]

    @property
    def score(self) -> float:
        """The mean of the criteria, from 0 to 1."""
        return sum(one.score for one in self.criteria) / len(self.criteria)

    @property
    def percent(self) -> int:
        """The score as one reads it."""
        return round(self.score * 100)

    @property
    def missing(self) -> list[Criterion]:
        """What could be better, the worst first."""
        return sorted((one for one in self.criteria if one.score < 1), key=lambda one: one.score)


def quality_of(offer: Offer, today: date | None = None) -> Quality:
    """How good the entry is. Reads places, target groups, topics, contacts, schedules and the provider."""
    day = today or timezone.localdate()
    found = [*_where_and_how(offer), *(judge(offer) for judge in _ALWAYS), _freshness(offer, day)]
    return Quality(tuple(one for one in found if one is not None))


def _where_and_how(offer: Offer) -> Iterator[Criterion | None]:
    ways = set(offer.access_ways)
    yield _place(offer, needed=not ways or not ways <= FROM_AFAR or offer.is_online)
    yield _needed(
        _("Telefon"),
        "contacts",
        _("Man soll anrufen, aber es fehlt eine Nummer."),
        has=bool(offer.organisation.phone) or any(one.phone for one in offer.contacts.all()),
        needed=AccessWay.PHONE in ways,
    )
    yield _needed(
        _("E-Mail"),
        "contacts",
        _("Man soll schreiben, aber es fehlt eine E-Mail-Adresse."),
        has=bool(offer.organisation.email) or any(one.email for one in offer.contacts.all()),
        needed=AccessWay.MAIL in ways,
    )
    yield _needed(
        _("Anmeldung im Internet"),
        "registration_url",
        _("Man soll sich im Internet anmelden, aber die Adresse der Seite fehlt."),
        has=bool(offer.registration_url),
        needed=AccessWay.FORM in ways,
    )
    yield _dates(offer, needed=AccessWay.WALK_IN in ways or not ways or offer.kind in AT_FIXED_TIMES)


def _needed(name: Text, field: str, reason: Text, *, has: bool, needed: bool) -> Criterion | None:
    """A fact that only some offers need. Whoever has it all the same does not lose by it."""
    if not needed and not has:
        return None
    return Criterion(name, field, float(has), "" if has else reason)


def _place(offer: Offer, *, needed: bool) -> Criterion | None:
    places = list(offer.places.all())
    name = _("Ort")
    if any(place.address for place in places) or (offer.is_online and offer.online_url):
        return Criterion(name, "places", 1.0)
    if not needed:
        return None
    if places:
        return Criterion(name, "places", 0.5, _("Der Ort hat noch keine Adresse."))
    return Criterion(name, "places", 0.0, _("Es fehlt, wo es ist: ein Ort mit Adresse oder eine Internetadresse."))


def _dates(offer: Offer, *, needed: bool) -> Criterion | None:
    name = _("Zeiten")
    if offer.times_ahead:
        return Criterion(name, "times", 1.0)
    if not needed:
        return None
    if offer.rhythm:
        return Criterion(name, "times", 0.5, _("Es fehlen Wochentage und Uhrzeiten."))
    return Criterion(name, "times", 0.0, _("Es fehlt, wann es stattfindet."))


def _way_in(offer: Offer) -> Criterion:
    name, field = _("Wie man hinkommt"), "access_ways"
    if offer.access_ways:
        return Criterion(name, field, 1.0)
    if offer.registration or offer.registration_url:
        return Criterion(name, field, 0.5, _("Bitte auch ankreuzen: Nach freiem Text lässt sich nicht filtern."))
    return Criterion(name, field, 0.0, _("Es fehlt, wie man hinkommt: einfach kommen, anrufen, mit Termin?"))


def _audience(offer: Offer) -> Criterion:
    has = bool(offer.target_group) or _names_any(offer, "target_groups", "named_groups")
    return _wanted(_("Für wen"), "target_group", has, _("Es fehlt, für wen das Angebot ist."))


def _topic(offer: Offer) -> Criterion:
    has = _names_any(offer, "topics", "named_topics")
    return _wanted(_("Thema"), "topics", has, _("Ohne Thema finden es nur Menschen, die den Namen kennen."))


def _names_any(offer: Offer, relation: str, names: str) -> bool:
    """Whether it refers to something; on its page the names come with the offer (``directory.with_all_facts``)."""
    named = getattr(offer, names, None)
    return bool(list(getattr(offer, relation).all()) if named is None else named)


def _contact(offer: Offer) -> Criterion:
    provider = offer.organisation
    has = bool(provider.phone or provider.email or provider.website) or bool(list(offer.contacts.all()))
    return _wanted(_("Kontakt"), "contacts", has, _("Es fehlt, wen man fragen kann."))


def _description(offer: Offer) -> Criterion:
    length, name, field = len(offer.description), _("Beschreibung"), "description"
    if not length:
        return Criterion(name, field, 0.0, _("Es fehlt eine Beschreibung."))
    if length < SHORTEST:
        short = _("Die Beschreibung ist sehr kurz. Gut sind {shortest} bis {longest} Zeichen, es sind {length}.")
        return Criterion(name, field, length / SHORTEST, _with_lengths(short, length))
    if length > LONGEST:
        over = min(1.0, (length - LONGEST) / (FAR_TOO_LONG - LONGEST))
        long = _("Die Beschreibung ist sehr lang. Gut sind {shortest} bis {longest} Zeichen, es sind {length}.")
        return Criterion(name, field, 1 - over / 2, _with_lengths(long, length))
    return Criterion(name, field, 1.0)


def _with_lengths(text: str, length: int) -> str:
    return text.format(shortest=SHORTEST, longest=LONGEST, length=length)


def _fee(offer: Offer) -> Criterion:
    name = _("Kosten")
    if offer.fee == Fee.FREE or (offer.fee and offer.cost):
        return Criterion(name, "fee", 1.0)
    if offer.fee:
        return Criterion(name, "cost", 0.5, _("Es fehlt, wie viel es kostet."))
    if offer.cost:
        return Criterion(name, "fee", 0.5, _("Bitte ankreuzen, ob es etwas kostet."))
    return Criterion(name, "fee", 0.0, _("Es fehlt, ob es etwas kostet."))


def _languages(offer: Offer) -> Criterion:
    return _wanted(
        _("Sprachen"), "languages", bool(offer.languages), _("Es fehlt, in welchen Sprachen man zurechtkommt.")
    )


def _level(offer: Offer) -> Criterion:
    return _wanted(
        _("Deutschniveau"), "german_level", bool(offer.german_level), _("Es fehlt, wie viel Deutsch man braucht.")
    )


def _wanted(name: Text, field: str, has: bool, reason: Text) -> Criterion:
    return Criterion(name, field, float(has), "" if has else reason)


_ALWAYS: tuple[Callable[[Offer], Criterion], ...] = (
    _way_in, _audience, _topic, _contact, _description, _fee, _languages, _level,
)  # fmt: skip


def _freshness(offer: Offer, today: date) -> Criterion:
    """1 below six months, then less every day, 0 from two years on."""
    name, field = _("Stand"), ""
    if offer.checked_on is None:
        return Criterion(name, field, 0.0, _("Noch niemand hat die Angaben bestätigt."))
    fresh_until, worthless_on = offer.checked_on + FRESH_FOR, offer.checked_on + WORTHLESS_AFTER
    if today <= fresh_until:
        return Criterion(name, field, 1.0)
    left = max(0, (worthless_on - today).days) / (worthless_on - fresh_until).days
    return Criterion(name, field, left, _("Die Angaben wurden lange nicht bestätigt."))
