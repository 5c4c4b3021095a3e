"""Who translates: the unit all offers, a provider's staff their own, and those whom the city asked for a language."""

from typing import Any

from roterfaden.base.access import Role, roles
from roterfaden.network.access import DIRECTORY_CARE, may_care_for_directory
from roterfaden.offers.models import Language, Offer, OfferQuerySet

TRANSLATORS = roles(Role.ADMINISTRATOR, Role.HEAD_OF_UNIT, Role.PROVIDER_STAFF)
KEEPERS = DIRECTORY_CARE
"""Who decides about languages, fixed words and what only a person releases."""


def may_translate(user: Any, offer: Offer, language: Language) -> bool:
    """Whether ``user`` may write and release this offer's texts in the language."""
    return TRANSLATORS.admits(user) and (
        translates_all(user, language) or offer.organisation_id in user.organisations_as(Role.PROVIDER_STAFF)
    )


def translates_all(user: Any, language: Language) -> bool:
    """Whether ``user`` may translate every offer into the language. Costs a query for a provider's staff."""
    if may_care_for_directory(user):
        return True
    return language.translated_by.filter(pk__in=user.organisations_as(Role.PROVIDER_STAFF)).exists()


def translatable_by(user: Any, language: Language) -> OfferQuerySet:
    """The current offers which ``user`` may translate into the language."""
    offers = Offer.objects.visible_to(user).current()
    if translates_all(user, language):
        return offers
    return offers.filter(organisation__in=user.organisations_as(Role.PROVIDER_STAFF))
