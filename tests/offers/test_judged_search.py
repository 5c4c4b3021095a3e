"""The judged questions (``benchmarks/judged``), asked of a few hundred offers whose meaning is known."""

from collections.abc import Iterable, Iterator
from datetime import time

import pytest
from django.utils import timezone

from benchmarks import judging
from roterfaden.network.models import District, Place
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import AccessWay, Fee, Offer, OfferEntry, OfferSchedule
from roterfaden.offers.search import indexing
from roterfaden.offers.search.finding import search
from roterfaden.offers.shipped import bring_topics
from tests.factories import OrganisationFactory, PlaceFactory

pytestmark = pytest.mark.django_db
LEAST_RECALL = 0.95
SATURDAY = 6


@pytest.fixture
def by_number(monkeypatch: pytest.MonkeyPatch) -> dict[int, judging.Meant]:
    """The offers with their translations in the index, by their number there."""
    bring_topics()
    meant = judging.few()
    places = {key: _place(key, name) for key, name in judging.DISTRICTS.items()}
    provider = OrganisationFactory(name="Haus der Vielfalt")
    offers = Offer.objects.bulk_create(_offer(one, number, provider.pk) for number, one in enumerate(meant))
    pairs = list(zip(offers, meant, strict=True))
    Offer.places.through.objects.bulk_create(
        Offer.places.through(offer=offer, place=places[one.value("quartier")]) for offer, one in pairs
    )
    Offer.topics.through.objects.bulk_create(
        Offer.topics.through(offer=offer, topic_id=one.topic) for offer, one in pairs if one.is_tagged
    )
    OfferSchedule.objects.bulk_create(span for offer, one in pairs for span in _schedules(offer, one))
    told = {offer.pk: one for offer, one in pairs}

    def translated(offers: Iterable[Offer]) -> Iterator[indexing.Translated]:
        for offer in offers:
            for language, (title, text) in told[offer.pk].translations.items():
                yield indexing.Translated(offer.pk, language, title, [text])

    monkeypatch.setattr(indexing, "TRANSLATIONS", [translated])
    refresh_search(offers)
    numbers = dict(OfferEntry.objects.values_list("offer", "number"))
    return {numbers[offer.pk]: one for offer, one in pairs}


def _place(key: str, name: str) -> Place:
    place: Place = PlaceFactory(key=f"treff-{key}", name="Treff", district=District.objects.create(key=key, name=name))
    return place


def _offer(one: judging.Meant, number: int, provider: object) -> Offer:
    return Offer(
        key=f"gemeint-{number}",
        title=one.title,
        description=one.description,
        kind="beratung",
        organisation_id=provider,
        german_level=one.value("niveau"),
        only_for=one.value("fuer"),
        childcare="kinder:on" in one.marks or None,
        fee=Fee.FREE if "kostenlos:on" in one.marks else "",
        free_places=3 if "frei:on" in one.marks else None,
        free_places_on=timezone.localdate() if "frei:on" in one.marks else None,
        access_ways=[AccessWay.WALK_IN] if "weg:walk_in" in one.marks else [],
        languages=[mark.partition(":")[2] for mark in sorted(one.marks) if mark.startswith("sprache:")],
    )


def _schedules(offer: Offer, one: judging.Meant) -> Iterator[OfferSchedule]:
    for name, (start, end) in judging.HOURS.items():
        if f"zeit:{name}" in one.marks:
            yield OfferSchedule(offer=offer, weekday=2, starts_at=time(start), ends_at=time(end))
    if "zeit:wochenende" in one.marks:
        yield OfferSchedule(offer=offer, weekday=SATURDAY, starts_at=time(10), ends_at=time(11))


def test_what_people_ask_in_five_languages_is_found(by_number: dict[int, judging.Meant]) -> None:
    """Of ten hits, or of all there are to find, 95 of 100 are what was meant."""
    recalls, missed = [], []
    for question in judging.questions():
        relevant = {number for number, one in by_number.items() if question.is_answered_by(one)}
        first = search(question.text).slice(0, 10)
        recalls.append(len(relevant.intersection(first)) / min(10, len(relevant)))
        if recalls[-1] < 1:
            missed.append(f"{question.text} {recalls[-1]:.2f}")

    assert sum(recalls) / len(recalls) >= LEAST_RECALL, " | ".join(missed)
