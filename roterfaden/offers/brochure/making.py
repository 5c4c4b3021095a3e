"""From offers to a brochure: two more queries for translations and contacts, and typst does the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone

from roterfaden.base.documents import qr_code, render_large_pdf
from roterfaden.base.names import fold
from roterfaden.network.models import Municipality, Place
from roterfaden.offers.brochure.content import (
    LAYOUTS,
    Brochure,
    Entry,
    EntryText,
    Format,
    Group,
    Letterhead,
    Order,
    Provider,
    words,
)
from roterfaden.offers.brochure.telling import entry_text
from roterfaden.offers.models import Offer, OfferTranslation, Topic, public_contacts
from roterfaden.offers.short import short_code
from roterfaden.offers.translating.reading import order_of

TEMPLATE = Path(__file__).parent / "brochure.typ"
MOST = 500
"""So many offers fit on paper that somebody still reads; more is refused with a hint to narrow the choice."""
KEPT_TOGETHER = 700
"""An entry with so many letters in its longer column fits on half a page of A5."""
OTHER = "sonstiges"


@dataclass(frozen=True)
class Wanted:
    """What somebody wants printed: one or two languages, the paper, the order, and titles by language.

    ``address`` is where the short addresses begin, such as ``https://marl.example/a/``.
    """

    languages: tuple[str, ...]
    form: Format
    order: Order
    titles: Mapping[str, str]
    address: str


def with_all(offers: models.QuerySet[Offer], languages: Sequence[str]) -> models.QuerySet[Offer]:
    """The offers with all that stands in a brochure: five more queries, however many they are."""
    tried = {code for language in languages for code in order_of(language)}
    public = OfferTranslation.objects.public().filter(language__in=tried)
    return offers.select_related("organisation").prefetch_related(
        Prefetch("places", Place.objects.select_related("district").order_by("name", "id")),
        Prefetch("topics", Topic.objects.select_related("family")),
        Prefetch("translations", public, to_attr="public_translations"),
        public_contacts(),
        "schedules",
    )


def make(offers: Iterable[Offer], wanted: Wanted) -> bytes:
    """The PDF of these offers from :func:`with_all`. Raises ``DocumentError``."""
    return render_large_pdf(TEMPLATE, asdict(brochure_of(offers, wanted)))


def brochure_of(offers: Iterable[Offer], wanted: Wanted) -> Brochure:
    """All that the brochure says."""
    groups = _groups(offers, wanted)
    return Brochure(
        languages=wanted.languages,
        layout=LAYOUTS[wanted.form],
        title={language: wanted.titles.get(language) or words(language)["offers"] for language in wanted.languages},
        as_of=timezone.localdate(),
        letterhead=_letterhead(),
        words={language: words(language) for language in wanted.languages},
        groups=groups,
        providers=_providers(groups),
    )


def _groups(offers: Iterable[Offer], wanted: Wanted) -> tuple[Group, ...]:
    found: dict[tuple[int, str, str], list[Offer]] = {}
    for offer in offers:
        found.setdefault(_group_of(offer, wanted.order), []).append(offer)
    numbers = count()
    return tuple(
        Group(_heading(key, name, wanted), tuple(_entry(offer, next(numbers), wanted) for offer in members))
        for (_position, key, name), members in sorted(found.items())
    )


def _group_of(offer: Offer, order: Order) -> tuple[int, str, str]:
    """Position, key and name: offers without a topic or a district come last."""
    if order == Order.PROVIDER:
        return 0, fold(offer.organisation.name), offer.organisation.name
    if order == Order.DISTRICT:
        districts = [place.district for place in offer.places.all() if place.district]
        return (0, fold(districts[0].name), districts[0].name) if districts else (1, OTHER, "")
    if order == Order.TOPIC:
        families = [topic.family or topic for topic in offer.topics.all()]
        return (families[0].position, families[0].key, "") if families else (1000, OTHER, "")
    return 0, "", ""


def _heading(key: str, name: str, wanted: Wanted) -> dict[str, str] | None:
    """A proper name in every language, or the word of each."""
    if wanted.order == Order.NONE:
        return None
    return {language: name or words(language)["groups"].get(key, key) for language in wanted.languages}


def _entry(offer: Offer, number: int, wanted: Wanted) -> Entry:
    texts = {language: entry_text(offer, language) for language in wanted.languages}
    address = f"{wanted.address}{short_code(offer.pk)}"
    return Entry(
        number=number,
        keep=max(map(_letters, texts.values())) <= KEPT_TOGETHER,
        provider=offer.organisation.name,
        short_url=address.partition("://")[2],
        code=qr_code(address),
        texts=texts,
    )


def _letters(text: EntryText) -> int:
    return len(text.title) + len(text.description) + sum(len(line.value) for line in text.lines)


def _providers(groups: Iterable[Group]) -> tuple[Provider, ...]:
    numbers: dict[str, list[int]] = {}
    for entry in (entry for group in groups for entry in group.entries):
        numbers.setdefault(entry.provider, []).append(entry.number)
    return tuple(Provider(name, tuple(numbers[name])) for name in sorted(numbers, key=fold))


def _letterhead() -> Letterhead:
    city: Any = Municipality.objects.first()
    if city is None:
        return Letterhead("", "", ())
    return Letterhead(city.name, city.unit_name, tuple(city.address_lines))
