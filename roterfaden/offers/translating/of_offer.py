"""What the page of an offer says about its languages."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge
from roterfaden.network.access import may_care_for
from roterfaden.offers.models import Language, Offer, OfferTranslation, TranslationState
from roterfaden.offers.translating.access import TRANSLATORS


@dataclass(frozen=True)
class InLanguage:
    """An offer in one language: where it stands, where one reads it, and where one writes it if one may."""

    language: Language
    translation: OfferTranslation | None
    url: str
    edit_url: str

    @property
    def badges(self) -> list[Badge]:
        """Where it stands."""
        return self.translation.badges if self.translation else [TranslationState.MISSING.badge]


@dataclass(frozen=True)
class OfferLanguages:
    """All offered languages of an offer, and whether its translations wait for a person's release."""

    each: list[InLanguage]
    by_topic: bool
    by_decision: bool

    @property
    def any_outdated(self) -> bool:
        """Whether a translation could be said to hold still."""
        return any(one.translation is not None and one.translation.may_be_passed for one in self.each)


def languages_of(offer: Offer, user: Any) -> OfferLanguages:
    """The languages of an offer for its page: two queries, one more for staff of another provider.

    The offer comes with ``directory.with_all_facts``.
    """
    known = {one.language_id: one for one in OfferTranslation.objects.visible_to(user).filter(offer=offer)}
    for translation in known.values():
        translation.offer = offer
    may = _writable(offer, user)
    each = [
        InLanguage(
            language,
            known.get(language.pk),
            reverse("offers:offer_in", args=[offer.pk, language.pk]),
            reverse("offers:translation_edit", args=[language.pk, offer.pk]) if may(language.pk) else "",
        )
        for language in Language.objects.visible_to(user).offered()
    ]
    return OfferLanguages(each, vars(offer)["waits_by_topic"], vars(offer)["waits_by_decision"])


def _writable(offer: Offer, user: Any) -> Any:
    """Whether ``user`` may write the language of a code."""
    if not offer.is_active or not TRANSLATORS.admits(user):
        return lambda _code: False
    if may_care_for(user, offer.organisation):
        return lambda _code: True
    asked = Language.objects.filter(translated_by__in=user.organisations_as(Role.PROVIDER_STAFF))
    return set(asked.values_list("pk", flat=True)).__contains__
