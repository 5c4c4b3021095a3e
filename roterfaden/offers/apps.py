"""Offers."""

from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_delete

NAMED = {
    "network.Organisation": "organisation",
    "network.Place": "places",
    "network.District": "places__district",
    "concept.FieldOfAction": "fields_of_action",
    "concept.TargetGroup": "target_groups",
}
"""Whose names the search knows, and how offers lead to them."""


class OffersConfig(AppConfig):
    """Directory and search of offers."""

    name = "roterfaden.offers"
    verbose_name = "Angebote"

    def ready(self) -> None:
        """Shipped words come after each migration; what is saved reaches the search. Long work becomes jobs.

        Pages of places and organisations hear what is offered there.
        """
        from roterfaden.jobs.kinds import register
        from roterfaden.offers.search.indexing import TRANSLATIONS
        from roterfaden.offers.spreadsheets.jobs import TAKING
        from roterfaden.offers.translating.machine.work import TRANSLATING
        from roterfaden.offers.translating.searching import published

        TRANSLATIONS.append(published)
        register(TRANSLATING)
        register(TAKING)
        post_migrate.connect(_bring_topics, sender=self)
        post_migrate.connect(_bring_brochures, sender=self)
        post_migrate.connect(_bring_words, sender=self)
        post_save.connect(_saved, sender="offers.Offer")
        pre_delete.connect(_deleted, sender="offers.Offer")
        for named, path in NAMED.items():
            post_save.connect(partial(_renamed, path=path), sender=named, weak=False, dispatch_uid=f"offers {named}")
        from roterfaden.network.panels import PANELS, SPECIAL_DAYS
        from roterfaden.offers.panels import offers_of, special_days

        if offers_of not in PANELS:
            PANELS.append(offers_of)
            SPECIAL_DAYS.append(special_days)


def _bring_topics(**_signal: Any) -> None:
    from roterfaden.offers.actions import refresh_search
    from roterfaden.offers.models import Offer
    from roterfaden.offers.search.form import renew
    from roterfaden.offers.shipped import bring_topics

    renamed = bring_topics()
    if renew():
        return
    refresh_search(Offer.objects.filter(topics__in=renamed).order_by("pk") | Offer.objects.filter(entry=None))


def _bring_brochures(**_signal: Any) -> None:
    from roterfaden.offers.brochure.shipped import bring_brochures

    bring_brochures()


def _bring_words(**_signal: Any) -> None:
    from roterfaden.offers.translating.shipped import bring_glossary, bring_languages

    bring_languages()
    bring_glossary()


def _renamed(sender: Any, instance: Any, created: bool, path: str, **kwargs: Any) -> None:
    from roterfaden.offers.actions import refresh_search
    from roterfaden.offers.models import Offer

    if not created:
        refresh_search(Offer.objects.filter(**{path: instance}))


def _saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    from roterfaden.offers.actions import refresh_search

    if not raw:
        refresh_search([instance])


def _deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    from roterfaden.offers.search.indexing import forget

    forget(instance)
