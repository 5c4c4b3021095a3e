"""Municipalities for the tests of the stories."""

from roterfaden.base.access import Role
from roterfaden.demo.loading.questionnaires import publish_templates
from roterfaden.offers import actions as offer_actions
from roterfaden.offers.models import Offer
from tests.factories import (
    CaseManagerFactory,
    DistrictFactory,
    FieldOfActionFactory,
    OfferFactory,
    PlaceFactory,
    UserFactory,
)


def a_town() -> None:
    """A municipality that is nobody's in particular: three case managers, a few offers, one shared accommodation.

    And somebody who works on cases at another organisation.
    """
    publish_templates()
    for key in ("wohnen", "arbeiten", "bildung", "sport", "ehrenamt", "sozialraeume", "dialog"):
        FieldOfActionFactory(key=key)
    for number in range(3):
        CaseManagerFactory(is_synthetic=True, email=f"cm{number}@example.org")
        DistrictFactory()
    UserFactory(roles=[Role.CASE_MANAGER], is_synthetic=True, email="elsewhere@example.org")
    PlaceFactory()
    for title in ("Deutschkurs für Frauen", "Wohnungssuche mit Begleitung", "Jobcenter", "Sprechstunde Schulden"):
        OfferFactory(title=title)
    offer_actions.refresh_search(Offer.objects.order_by("key"))
