"""Reading the directory: what one can filter by, and what a list shows of each offer."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Prefetch, QuerySet, TextField, Value
from django.db.models.functions import Cast

from roterfaden.network.models import Place
from roterfaden.offers.models import Offer


@dataclass(frozen=True)
class Option:
    """One value of a filter, with how many current offers have it."""

    key: str
    label: str
    number: int


@dataclass
class Options:
    """The values of all filters."""

    by_facet: dict[str, list[Option]] = field(default_factory=dict)

    def of(self, facet: str) -> list[Option]:
        """The values of one filter, in their order."""
        return self.by_facet.get(facet, [])


def options(offers: QuerySet[Offer]) -> Options:
    """What the given offers can be filtered by: one query for all filters."""
    current = offers.order_by()
    facets = [
        _facet(
            "feld",
            current,
            F("fields_of_action__key"),
            F("fields_of_action__short_title"),
            F("fields_of_action__position"),
        ),
        _facet("gruppe", current, F("target_groups__key"), F("target_groups__name"), Value(0)),
        _facet("quartier", current, F("places__district__key"), F("places__district__name"), Value(0)),
        _facet("ort", current, F("places__key"), F("places__name"), Value(0)),
        _facet("art", current, F("kind"), F("kind"), Value(0)),
        _facet("niveau", current, F("german_level"), F("german_level"), Value(0)),
        _facet("sprache", current, Func(F("languages"), function="unnest"), Value(""), Value(0)),
    ]
    found: dict[str, list[tuple[int, Option]]] = {}
    for facet, key, label, position, number in facets[0].union(*facets[1:], all=True):
        if key:
            found.setdefault(facet, []).append((position, Option(key, label, number)))
    ordered = {facet: sorted(values, key=lambda one: (one[0], one[1].label)) for facet, values in found.items()}
    return Options({facet: [option for _position, option in values] for facet, values in ordered.items()})


def _facet(name: str, offers: QuerySet[Offer], key: Any, label: Any, position: Any) -> QuerySet[Any, Any]:
    text, number = TextField(), IntegerField()
    named = offers.annotate(
        facet=Value(name, output_field=text),
        facet_key=Cast(key, text),
        facet_label=Cast(label, text),
        facet_position=Cast(position, number),
    )
    return named.values_list("facet", "facet_key", "facet_label", "facet_position").annotate(
        number=Count("pk", distinct=True)
    )


def with_facts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with what a list shows: provider, places with district, weekly times (two more queries)."""
    places = Prefetch("places", Place.objects.select_related("district").order_by("name", "id"))
    return offers.select_related("organisation").prefetch_related(places, "schedules")


def with_all_facts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with everything their page shows."""
    related = with_facts(offers).select_related("organisation", "changed_by")
    return related.prefetch_related("fields_of_action", "target_groups", "schedules__place")
