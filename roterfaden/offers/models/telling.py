"""What is known of an offer, in the words in which one would say it. What is not known is not said."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from roterfaden.base.residence import ResidenceTitle
from roterfaden.offers.models.vocabulary import AccessWay, Fee, Whoever

FREE_PLACES_HOLD = timedelta(days=28)
"""How long a number of free places is worth telling: after that nobody should count on it."""


class ToldInWords:
    """The facts of an offer as sentences and lists of words."""

    if TYPE_CHECKING:
        age_from: int | None
        age_to: int | None
        any_residence: bool | None
        residence: list[str]
        access_ways: list[str]
        contact_by: list[str]
        fee: str
        cost: str
        capacity: int | None
        free_places: int | None
        free_places_on: date | None
        has_waiting_list: bool | None
        waiting_weeks: int | None
        starts_on: date | None
        valid_until: date | None

    @property
    def age_in_words(self) -> str:
        """For people of which age."""
        return ages_in_words(self.age_from, self.age_to)

    @property
    def residence_in_words(self) -> str:
        """Whether the residence title matters, and which ones fit."""
        if self.residence:
            named = "; ".join(str(ResidenceTitle(title).label) for title in self.residence)
            return gettext("nur mit: {titles}").format(titles=named)
        if self.any_residence is None:
            return ""
        return gettext("für alle") if self.any_residence else gettext("nicht für alle, bitte vorher fragen")

    @property
    def ways_in(self) -> list[str]:
        """How one gets in."""
        return [str(AccessWay(way).label) for way in self.access_ways]

    @property
    def who_may_call(self) -> list[str]:
        """Who may make the first contact."""
        return [str(Whoever(one).label) for one in self.contact_by]

    @property
    def cost_in_words(self) -> str:
        """What it costs: the amounts, or else in one word."""
        if self.cost and self.fee == Fee.PAID:
            return self.cost
        word = str(Fee(self.fee).label) if self.fee else ""
        if word.casefold() == self.cost.casefold():
            return word
        return ": ".join(filter(None, [word, self.cost]))

    @property
    def places_in_words(self) -> str:
        """How many places there are and are free, with the day on which that was so."""
        if self.free_places is None:
            return "" if self.capacity is None else str(self.capacity)
        known = "" if self.capacity is None else gettext("von {capacity}").format(capacity=self.capacity)
        day = date_format(self.free_places_on, "j. F Y") if self.free_places_on else ""
        as_of = gettext("(Stand: {day})").format(day=day) if day else ""
        free = gettext("frei") if self.free_places else gettext("keiner frei")
        number = str(self.free_places) if self.free_places else ""
        return " ".join(filter(None, [number, known, free, as_of]))

    @property
    def waiting_in_words(self) -> str:
        """Whether one can wait for a place, and how long that takes."""
        if self.waiting_weeks:
            weeks = ngettext("etwa {n} Woche", "etwa {n} Wochen", self.waiting_weeks).format(n=self.waiting_weeks)
            return gettext("ja, {weeks}").format(weeks=weeks)
        if self.has_waiting_list is None:
            return ""
        return gettext("ja") if self.has_waiting_list else gettext("nein")

    @property
    def span_in_words(self) -> str:
        """From when until when it exists."""
        first = date_format(self.starts_on, "j. F Y") if self.starts_on else ""
        last = date_format(self.valid_until, "j. F Y") if self.valid_until else ""
        if first and last:
            return gettext("{first} bis {last}").format(first=first, last=last)
        if first:
            return gettext("ab {day}").format(day=first)
        return gettext("bis {day}").format(day=last) if last else ""

    @property
    def free_in_short(self) -> str:
        """Free places in few words, as long as one may count on the number."""
        if self.free_places is None or self.free_places_on is None:
            return ""
        if self.free_places_on < timezone.localdate() - FREE_PLACES_HOLD:
            return ""
        if not self.free_places:
            return gettext("voll, Warteliste") if self.has_waiting_list else gettext("zurzeit voll")
        return ngettext("{n} Platz frei", "{n} Plätze frei", self.free_places).format(n=self.free_places)


def ages_in_words(lowest: int | None, highest: int | None) -> str:
    """ "1 bis 3 Jahre", "6 Jahre", "ab 4 Jahren", or nothing."""
    if lowest is not None and highest is not None and lowest != highest:
        return gettext("{lowest} bis {highest} Jahre").format(lowest=lowest, highest=highest)
    if lowest is not None and highest is not None:
        return ngettext("{n} Jahr", "{n} Jahre", lowest).format(n=lowest)
    if lowest is not None:
        return ngettext("ab {n} Jahr", "ab {n} Jahren", lowest).format(n=lowest)
    return ngettext("bis {n} Jahr", "bis {n} Jahre", highest).format(n=highest) if highest is not None else ""
