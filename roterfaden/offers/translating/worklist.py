"""What there is to translate: how much in which language and state, and offer by offer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q

from roterfaden.base.access import Role
from roterfaden.network.access import may_care_for_directory
from roterfaden.offers.models import Language, Offer, OfferQuerySet, OfferTranslation, TranslationState
from roterfaden.offers.models.translations import state_of
from roterfaden.offers.translating.access import translatable_by


@dataclass(frozen=True)
class Tally:
    """One language: how many texts are in each state, for what this person may translate."""

    language: Language
    numbers: dict[TranslationState, int]

    @property
    def open(self) -> int:
        """How many want something to be done."""
        return sum(number for state, number in self.numbers.items() if state != TranslationState.CURRENT)


def worklist(user: Any, language: Language) -> OfferQuerySet:
    """The offers ``user`` may translate into the language, each with ``state_now``, by title."""
    target = FilteredRelation("translations", condition=Q(translations__language=language.pk))
    offers = translatable_by(user, language).annotate(target=target)
    return offers.annotate(state_now=state_of("target__", offer=""), changed_then=F("target__changed_at")).order_by(
        "title", "id"
    )


def after(offers: OfferQuerySet, offer: Offer) -> Offer | None:
    """The next of the list after an offer, from the top again at its end; ``None`` when no other is left."""
    others = offers.exclude(pk=offer.pk)
    later = Q(title__gt=offer.title) | Q(title=offer.title, pk__gt=offer.pk)
    return others.filter(later).first() or others.first()


def tallies(user: Any, languages: Iterable[Language]) -> list[Tally]:
    """How much there is in each language, in their order: three queries."""
    mine = user.organisations_as(Role.PROVIDER_STAFF)
    all_of_them = may_care_for_directory(user)
    current = Offer.objects.visible_to(user).current().order_by()
    own = current if all_of_them else current.filter(organisation__in=mine)
    asked = set() if all_of_them else set(Language.objects.filter(translated_by__in=mine).values_list("pk", flat=True))
    counted = OfferTranslation.objects.filter(offer__in=current)
    if not all_of_them:
        counted = counted.filter(Q(language__in=asked) | Q(offer__organisation__in=mine))
    by_state = counted.order_by().annotate(state_now=state_of()).values_list("language", "state_now")
    found = {(code, state): number for code, state, number in by_state.annotate(number=Count("pk"))}
    every = current.count() if asked else 0
    number_of_own = own.count()
    return [_tally(one, found, every if one.pk in asked else number_of_own) for one in languages]


def _tally(language: Language, found: dict[tuple[str, str], int], offers: int) -> Tally:
    numbers = {state: found.get((language.pk, state), 0) for state in TranslationState}
    numbers[TranslationState.MISSING] = offers - sum(numbers.values())
    return Tally(language, numbers)
