"""An offer field by field in words, and what differs between two of its states."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.languages import language_name
from roterfaden.offers.models import Closure, ExceptionKind, Offer, OfferException, OfferSchedule
from roterfaden.offers.wanted import ContactWanted, TimeWanted

NOTHING = "–"
TOLD = (
    "title", "organisation", "kind", "description", "fields_of_action", "topics", "target_group", "languages",
    "german_level", "childcare", "childcare_note", "places", "access_ways", "registration", "registration_url", "fee",
    "cost", "only_for", "age_from", "age_to", "target_groups", "any_residence", "residence", "eligibility", "districts",
    "interpreting", "contact_by", "documents", "rhythm", "in_school_breaks", "on_holidays", "starts_on", "valid_until",
    "is_online", "online_url", "capacity", "free_places", "has_waiting_list", "waiting_weeks", "project", "funding",
    "keywords", "review_months",
)  # fmt: skip
"""The fields of an offer that somebody fills in, as the form asks them."""
TIMES, CONTACTS = "times", "contacts"


@dataclass(frozen=True)
class Difference:
    """One field in two states."""

    label: str
    before: str
    after: str


def facts_of(offer: Offer) -> dict[str, str]:
    """What an offer says, by field."""
    facts = {name: said(name, getattr(offer, name)) for name in TOLD}
    facts[TIMES] = _lines(map(str, offer.schedules.all()))
    facts[CONTACTS] = _lines(_contact(one.name, one.is_public) for one in offer.contacts.all())
    return facts


def facts_of_entry(
    wording: Mapping[str, Any], times: Iterable[TimeWanted], contacts: Iterable[ContactWanted]
) -> dict[str, str]:
    """What an entry says that is not an offer yet, by field."""
    facts = {name: said(name, wording.get(name)) for name in TOLD}
    facts[TIMES] = _lines(str(OfferSchedule(**asdict(one))) for one in times)
    facts[CONTACTS] = _lines(_contact(one.name, one.is_public) for one in contacts)
    return facts


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """The fields that say something else, in their order; without ``before`` all that say something."""
    return [
        Difference(_label(name), before.get(name, NOTHING), word)
        for name, word in after.items()
        if word != before.get(name, NOTHING)
    ]


def of_day(schedule: OfferSchedule, day: date, before: str, after: str) -> Difference:
    """What was said about one day of a schedule, in two states (``day_said``)."""
    hours = f"{schedule.starts_at:%H:%M}–{schedule.ends_at:%H:%M}"
    return Difference(f"{date_format(day, 'D, j. F Y')}, {hours}", before, after)


def day_said(exception: OfferException | None) -> str:
    """What differs on a day; nothing is a dash. Who is there instead is not kept by name."""
    if exception is None:
        return NOTHING
    if exception.kind == ExceptionKind.CANCELLED:
        return ", ".join(filter(None, (str(exception.get_kind_display()), exception.reason)))
    times = (exception.new_starts_at, exception.new_ends_at)
    new = [
        date_format(exception.new_date, "D, j. F Y") if exception.new_date else "",
        "–".join(f"{time:%H:%M}" for time in times if time),
        exception.new_place.name if exception.new_place else "",
        _("jemand anderes ist da") if exception.staffed_by else "",
    ]
    told = list(filter(None, new)) or [_("findet statt")]
    return ", ".join(filter(None, [*told, exception.reason]))


def of_closure(closure: Closure, *, before: bool, after: bool) -> Difference:
    """Whether an offer is closed on some days, in two states."""
    days = ", ".join(filter(None, (str(closure), closure.reason)))
    return Difference(_("Schließzeit"), days if before else NOTHING, days if after else NOTHING)


def said(name: str, value: Any) -> str:
    """A value of a field as one reads it; nothing is a dash."""
    field: Any = Offer._meta.get_field(name)
    if hasattr(value, "all"):
        return ", ".join(sorted(map(str, value.all()))) or NOTHING
    if isinstance(value, list):
        return ", ".join(_word(getattr(field, "base_field", field), name, one) for one in value) or NOTHING
    return _word(field, name, value)


def _word(field: Any, name: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if name == "languages":
        return language_name(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return date_format(value, "j. F Y") if isinstance(value, date) else str(value)


def _lines(words: Iterable[str]) -> str:
    return "; ".join(words) or NOTHING


def _contact(name: str, is_public: bool) -> str:
    return _("{name} (öffentlich)").format(name=name) if is_public else name


def _label(name: str) -> str:
    if name == TIMES:
        return _("Wochentage und Uhrzeiten")
    if name == CONTACTS:
        return _("Ansprechpersonen")
    field: models.Field[Any, Any] = Offer._meta.get_field(name)  # type: ignore[assignment]
    return str(field.verbose_name)
