"""Reading the directory: how filters are called, and what a list shows of each offer."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, IntegerField, Max, OuterRef, Prefetch, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast

from roterfaden.network.models import District, Place
from roterfaden.offers.models import Offer, OfferReview, OfferSchedule, Topic
from roterfaden.offers.models.translations import by_decision, by_topic


@dataclass
class Labels:
    """How the values of filters are called, in their order.

    Beside the name stands the family of a topic, or of a place or district something if one knows where it lies.
    """

    by_filter: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def of(self, name: str) -> dict[str, tuple[str, str]]:
        """Name and what stands beside it, for each value of a filter."""
        return self.by_filter.get(name, {})


def labels() -> Labels:
    """All names that stand in tables: one query."""
    facets = [
        _named("feld", _all("fields_of_action"), "short_title", F("position")),
        _named("gruppe", _all("target_groups"), "name", Value(0)),
        _named("quartier", District.objects.annotate(north=Max("places__latitude")), "name", Value(0), _lies("north")),
        _named("ort", Place.objects.all(), "name", Value(0), _lies("latitude")),
        _named("thema", Topic.objects.filter(family__isnull=False), "name", F("position"), F("family__name")),
    ]
    told = sorted(facets[0].union(*facets[1:], all=True), key=lambda row: (row[0], row[3], row[2]))
    found = Labels()
    for name, key, label, _position, family in told:
        found.by_filter.setdefault(name, {})[key] = (label, family)
    return found


def _all(relation: str) -> QuerySet[Any]:
    """What offers may refer to, without knowing the module that keeps it."""
    field: Any = Offer._meta.get_field(relation)
    return field.related_model._default_manager.all()  # type: ignore[no-any-return]


def _lies(latitude: str) -> Case:
    return Case(When(**{f"{latitude}__isnull": False}, then=Value("lies")), default=Value(""))


def _named(name: str, rows: QuerySet[Any], label: str, position: Any, family: Any = None) -> QuerySet[Any, Any]:
    text = TextField()
    return rows.order_by().values_list(
        Value(name, output_field=text),
        Cast("key", text),
        Cast(label, text),
        Cast(position, IntegerField()),
        Cast(family if family is not None else Value(""), text),
    )


def with_facts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with what a list shows: provider, places with district, times (two more queries)."""
    places = Prefetch("places", Place.objects.select_related("district").order_by("name", "id"))
    return with_dates(offers).prefetch_related(places)


def with_dates(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with what their dates are worked out from (one more query)."""
    schedules = Prefetch("schedules", OfferSchedule.objects.select_related("place"))
    return offers.select_related("organisation").prefetch_related(schedules)


def with_all_facts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with everything their page shows; of what it only names, the names come with the offer itself."""
    places = Prefetch("places", Place.objects.select_related("district").order_by("name", "id"))
    named = (
        with_dates(offers)
        .select_related("organisation", "programme", "changed_by", "project")
        .annotate(
            named_topics=_names("topics", "topic__name", "topic__position"),
            named_groups=_names("target_groups", "targetgroup__name"),
            doubt=Subquery(OfferReview.objects.open().filter(offer=OuterRef("pk")).values("words")[:1]),
            named_districts=_names("districts", "district__name"),
            waits_by_topic=by_topic("pk"),
            waits_by_decision=by_decision("pk"),
        )
    )
    return named.prefetch_related(places, "fields_of_action", "contacts")


def _names(relation: str, name: str, order: str = "") -> ArraySubquery:
    through = getattr(Offer, relation).through.objects.filter(offer=OuterRef("pk"))
    return ArraySubquery(through.order_by(order or name, "pk").values(name))
