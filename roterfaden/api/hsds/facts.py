"""What we know of an offer and HSDS has no field for: told as attributes with a value, so that nothing gets lost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from roterfaden.offers.models import Offer


@dataclass(frozen=True)
class Fact:
    """A field of an offer as attribute. The values are texts: ``true``, ``12``, ``2026-01-31`` or words."""

    field: str
    is_known: Q
    parse: Callable[[str], Any]

    @property
    def label(self) -> str | Promise:
        """What the field is called on the page."""
        return Offer._meta.get_field(self.field).verbose_name  # type: ignore[union-attr]

    def values(self, offer: Offer) -> Iterable[str]:
        """What is known: nothing, one value, or several of a list."""
        value = getattr(offer, self.field)
        if value is None or value == "":
            return ()
        return map(str, value) if isinstance(value, list) else (_text(value),)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def _known(*fields: str, parse: Callable[[str], Any]) -> list[Fact]:
    return [Fact(field, Q(**{f"{field}__isnull": False}), parse) for field in fields]


def _written(*fields: str) -> list[Fact]:
    return [Fact(field, ~Q(**{field: ""}), str) for field in fields]


FACTS: dict[str, Fact] = {
    fact.field: fact
    for fact in (
        *_written(
            "target_group", "eligibility", "childcare_note", "cost", "registration", "registration_url", "rhythm"
        ),
        *_known("any_residence", "childcare", "in_school_breaks", "has_waiting_list", parse=_boolean),
        *(Fact(field, Q(**{field: True}), _boolean) for field in ("on_holidays", "is_online")),
        *_known("capacity", "free_places", "waiting_weeks", parse=int),
        *_known("free_places_on", "starts_on", "valid_until", parse=date.fromisoformat),
        Fact("keywords", Q(keywords__len__gt=0), str),
    )
}
"""By field of the offer, which is the code of the term."""
