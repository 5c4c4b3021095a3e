"""An offer as it is entered: the form with its rows of times and contacts, which are sent together."""

from typing import Any

from django.db.models import QuerySet

from roterfaden.base.acting import status_of
from roterfaden.network.models import Organisation
from roterfaden.offers.actions import ContactWanted, TimeWanted
from roterfaden.offers.forms.choices import flat, relation_choices
from roterfaden.offers.forms.contacts import contact_rows, contacts_wanted
from roterfaden.offers.forms.offer import OfferForm
from roterfaden.offers.forms.times import time_rows, times_wanted
from roterfaden.offers.models import Offer


class Entry:
    """All fields of one offer, with what was sent or else what is saved."""

    def __init__(self, post: Any, *, organisations: QuerySet[Organisation], offer: Offer | None = None) -> None:
        choices = relation_choices()
        self.form = OfferForm(post, instance=offer, organisations=organisations, choices=choices)
        self.times = time_rows(post, offer, flat(choices["places"]))
        self.contacts = contact_rows(post, offer)

    @property
    def is_valid(self) -> bool:
        """Whether everything was sent and fits. Asks all parts, so that each says what is wrong with it."""
        valid = [part.is_valid() for part in self._parts]
        return all(valid)

    @property
    def status(self) -> int:
        """Of the page on which it stands."""
        return status_of(*self._parts)

    @property
    def rows(self) -> list[Any]:
        """The rows of times and contacts, for the summary of errors."""
        return [*self.times, *self.contacts]

    @property
    def wording(self) -> dict[str, Any]:
        """What the form says, by field."""
        return self.form.wording

    @property
    def wanted_times(self) -> list[TimeWanted]:
        """The times that were entered."""
        return times_wanted(self.times)

    @property
    def wanted_contacts(self) -> list[ContactWanted]:
        """The contacts that were entered."""
        return contacts_wanted(self.contacts)

    @property
    def _parts(self) -> tuple[Any, Any, Any]:
        return self.form, self.times, self.contacts
