"""Finding what a story needs in the municipality that is loaded: offers, fields of action, districts, accommodation."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from roterfaden.base.names import fold
from roterfaden.cases.models.people import Gender
from roterfaden.concept.models import FieldOfAction
from roterfaden.network.models import District, Place, PlaceKind
from roterfaden.offers.models import Offer, Section
from roterfaden.offers.models.vocabulary import OnlyFor
from roterfaden.offers.search.indexing import words_by_section
from roterfaden.offers.search.words import stem_of

# How much a word in title, keywords, provider and the rest says.
_POINTS = {Section.TITLE: 5, Section.KEYWORDS: 3, Section.PROVIDER: 1, Section.REST: 1}

_ONLY_FOR: dict[str, str] = {
    OnlyFor.WOMEN: Gender.FEMALE,
    OnlyFor.GIRLS: Gender.FEMALE,
    OnlyFor.MEN: Gender.MALE,
    OnlyFor.BOYS: Gender.MALE,
}


@dataclass
class Directory:
    """The municipality as the stories use it; read once."""

    found: dict[tuple[str, str], Offer | None] = field(default_factory=dict)

    @cached_property
    def offers(self) -> list[Offer]:
        """All offers that exist at present."""
        return list(Offer.objects.current().select_related("organisation").order_by("key"))

    @cached_property
    def words(self) -> dict[UUID, dict[int, str]]:
        """The words by which offers are found, by section."""
        return words_by_section()

    @cached_property
    def fields(self) -> dict[str, FieldOfAction]:
        """Fields of action by key."""
        return {entry.key: entry for entry in FieldOfAction.objects.order_by("position", "key")}

    @cached_property
    def districts(self) -> list[District]:
        """All districts."""
        return list(District.objects.order_by("key"))

    @cached_property
    def accommodations(self) -> list[Place]:
        """Shared accommodation; a single one rather than an entry that stands for all."""
        places = Place.objects.filter(kind=PlaceKind.SHARED_ACCOMMODATION).order_by("key")
        single = [place for place in places if "Sammeleintrag" not in place.description]
        return single or list(places)

    def field_of_action(self, key: str) -> FieldOfAction:
        """The field with this key, else the one whose name sounds like it, else the first."""
        if key not in self.fields:
            alike = [entry for entry in self.fields.values() if fold(key)[:5] in fold(f"{entry.key} {entry.title}")]
            self.fields[key] = next(iter(alike or self.fields.values()))
        return self.fields[key]

    def offer(self, words: str, gender: str = "") -> Offer | None:
        """The offer that fits these words best; all words but one must occur. None if nothing fits.

        With the ``gender`` of a person, nothing that is for others only.
        """
        if (words, gender) not in self.found:
            open_to = [offer for offer in self.offers if not gender or _ONLY_FOR.get(offer.only_for, gender) == gender]
            self.found[words, gender] = self._best([stem_of(word) for word in fold(words).split()], open_to)
        return self.found[words, gender]

    def _best(self, words: list[str], offers: list[Offer]) -> Offer | None:
        scored = [(self._score(offer, words), offer) for offer in offers]
        points, best = max(scored, key=lambda pair: pair[0], default=(0, None))
        return best if points else None

    def _score(self, offer: Offer, words: list[str]) -> int:
        sections = self.words.get(offer.pk, {})
        each = [sum(p for section, p in _POINTS.items() if word in sections.get(section, "")) for word in words]
        return sum(each) if sum(map(bool, each)) >= max(1, len(words) - 1) else 0
