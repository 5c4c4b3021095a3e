"""An offer as people read it: in their language as far as there is one, with the German words beside it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from roterfaden.base.languages import direction
from roterfaden.offers.models import Offer, OfferQuerySet, OfferTranslation
from roterfaden.offers.models.texts import source_of

GERMAN, EASY = "de", "de-simple"


@dataclass(frozen=True)
class Text:
    """Words, and the language they are in; ``german`` stands beside other languages: signs and letters are German."""

    words: str
    language: str
    german: str

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction(self.language)


@dataclass(frozen=True)
class Wording:
    """An offer for one reader. ``language`` is the one its title is in; what is marked there, readers are told."""

    texts: dict[str, Text]
    language: str
    is_machine: bool
    is_outdated: bool


def order_of(language: str) -> list[str]:
    """In which order languages are tried: one's own, easy German, German. Whoever reads German gets German at once."""
    return list(dict.fromkeys([language, EASY, GERMAN] if language != GERMAN else [GERMAN]))


def readable_in(offers: OfferQuerySet, language: str) -> OfferQuerySet:
    """Offers with the public translations that :func:`wording` needs: two more queries, however many offers."""
    wanted = OfferTranslation.objects.public().filter(language__in=order_of(language))
    return offers.prefetch_related(Prefetch("translations", wanted, to_attr="public_translations"))


def wording(offer: Offer, language: str) -> Wording:
    """The texts of an offer from :func:`readable_in`, each in the first language that has it."""
    german = source_of(offer)
    translations: list[OfferTranslation] = offer.public_translations  # type: ignore[attr-defined]
    by_language = {one.language_id: one for one in translations}
    found = [by_language[code] for code in order_of(language) if code in by_language]
    texts = {name: _first(name, words, found) for name, words in german.items() if words}
    shown = [one for one in found if one.language_id in {text.language for text in texts.values()}]
    return Wording(
        texts,
        texts["title"].language,
        is_machine=any(one.released_at is None for one in shown),
        is_outdated=any(one.source != german for one in shown),
    )


def _first(name: str, german: str, translations: list[OfferTranslation]) -> Text:
    for translation in translations:
        if words := translation.texts.get(name):
            return Text(words, translation.language_id, german)
    return Text(german, GERMAN, german)
