"""An offer as it is entered: the form with its rows of times and contacts, which are sent together."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import QueryDict
from django.utils.translation import gettext as _

from roterfaden.base.acting import status_of
from roterfaden.base.errors import RuleBroken
from roterfaden.network.models import Organisation
from roterfaden.offers.forms.choices import flat, relation_choices
from roterfaden.offers.forms.contacts import contact_rows, contacts_wanted
from roterfaden.offers.forms.offer import OfferForm
from roterfaden.offers.forms.times import time_rows, times_wanted
from roterfaden.offers.models import Offer
from roterfaden.offers.wanted import ContactWanted, TimeWanted

LONGEST_ENTRY = 100_000
# What a form sends beside what was typed.
_NOT_TYPED = {"csrfmiddlewaretoken", "seen", "keep", "hand_in"}


class Entry:
    """All fields of one offer: with what was sent, or what somebody typed before (``typed``), or what is saved.

    What was typed before is shown without being judged: it may be incomplete.
    """

    def __init__(
        self,
        post: Any,
        *,
        organisations: QuerySet[Organisation],
        offer: Offer | None = None,
        typed: QueryDict | None = None,
    ) -> None:
        choices = relation_choices()
        self.form = OfferForm(post, instance=offer, organisations=organisations, choices=choices)
        places = flat(choices["places"])
        # What was sent stands for itself: a row that says what is saved already is no empty one.
        saved = offer if post is None else None
        self.times = time_rows(post, saved, places)
        self.contacts = contact_rows(post, saved)
        if typed and post is None:
            self.form.initial.update(_raw(self.form, typed))
            self.times = _filled(self.times, time_rows(typed, None, places))
            self.contacts = _filled(self.contacts, contact_rows(typed, None))

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
    def document(self) -> dict[str, list[str]]:
        """What the page would send if nobody typed anything: a saved offer becomes a draft with it."""
        document: dict[str, list[str]] = {}
        for part in (self.form, self.times.management_form, *self.times, self.contacts.management_form, *self.contacts):
            for bound in part:
                if bound.name not in _NOT_TYPED and (sent := _sent(bound)):
                    document[bound.html_name] = sent
        return document

    @property
    def _parts(self) -> tuple[Any, Any, Any]:
        return self.form, self.times, self.contacts


def document_of(post: QueryDict) -> dict[str, list[str]]:
    """What somebody typed, as a draft keeps it; a zero byte, which no keyboard types, is no part of it."""
    typed = {
        name: [value.replace("\0", "") for value in values] for name, values in post.lists() if name not in _NOT_TYPED
    }
    if sum(len(value) for values in typed.values() for value in values) > LONGEST_ENTRY:
        raise RuleBroken(
            _("Das ist zu viel Text für einen Eintrag. Bitte kürzen Sie ihn; gespeichert ist er noch nicht.")
        )
    return typed


def _raw(form: BaseForm, typed: QueryDict) -> dict[str, Any]:
    """What stands in each field, as it was typed."""
    return {
        name: field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if name not in _NOT_TYPED and not field.widget.value_omitted_from_data(typed, {}, form.add_prefix(name))
    }


def _filled(rows: Any, typed: Any) -> Any:
    """The rows of ``rows`` with what stands in ``typed``."""
    found = [_raw(row, typed.data) for row in typed]
    kept = [row for row in found if any(row.values()) and not row.get("DELETE")]
    return type(rows)(None, initial=kept, prefix=rows.prefix, form_kwargs=rows.form_kwargs)


def _sent(bound: BoundField) -> list[str]:
    value = bound.value()
    if isinstance(bound.field.widget, CheckboxInput):
        return ["on"] if value else []
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
