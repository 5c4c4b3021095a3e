"""Who may look after offers: the city's own people all of them, a provider's staff those of their organisation."""

from typing import Any

from django.db.models import Q, QuerySet

from roterfaden.base.access import STAFF, Role
from roterfaden.network.access import DIRECTORY_CARE, ORGANISATION_CARE, may_care_for, may_care_for_directory
from roterfaden.network.models import Organisation, OrganisationKind, Place
from roterfaden.offers.models import Offer, OfferQuerySet, Programme

READERS = STAFF
EDITORS = ORGANISATION_CARE
REVIEWING = DIRECTORY_CARE
OF_THE_CITY = (OrganisationKind.CITY, OrganisationKind.OFFICE)


def may_edit(user: Any, offer: Offer) -> bool:
    """Whether ``user`` may change this offer."""
    return EDITORS.admits(user) and may_care_for(user, offer.organisation)


def organisations_of(user: Any) -> QuerySet[Organisation]:
    """The organisations for which ``user`` may add offers."""
    everyone = Organisation.objects.visible_to(user)
    if may_care_for_directory(user):
        return everyone
    return everyone.filter(pk__in=user.organisations_as(Role.PROVIDER_STAFF))


def kept_by(user: Any) -> OfferQuerySet:
    """The current offers that ``user`` keeps: of their organisations, for the city's own people of its offices too."""
    current = Offer.objects.visible_to(user).current()
    own = Q(organisation__in=user.organisations_as(Role.PROVIDER_STAFF))
    return current.filter(own | Q(organisation__kind__in=OF_THE_CITY) if may_care_for_directory(user) else own)


def may_change_programme(user: Any, programme: Programme) -> bool:
    """Whether ``user`` may change its texts, and so those of its offers: the city, and whoever runs it."""
    if programme.run_by is None:
        return may_care_for_directory(user)
    return EDITORS.admits(user) and may_care_for(user, programme.run_by)


def may_close(user: Any, owner: Place | Organisation) -> bool:
    """Whether ``user`` may say when this place or organisation is closed: the city, and whoever runs it."""
    operator = owner.pk if isinstance(owner, Organisation) else owner.operator_id
    return may_care_for_directory(user) or operator in user.organisations_as(Role.PROVIDER_STAFF)
