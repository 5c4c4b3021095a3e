"""Who may look after accounts, organisations and places. Who sees which *records*: ``visible_to`` on the querysets."""

from typing import Any

from roterfaden.base.access import STAFF, Role, roles
from roterfaden.network.models import Organisation

DIRECTORY = STAFF
ADMINISTRATION = roles(Role.ADMINISTRATOR)
OVERSIGHT = roles(Role.ADMINISTRATOR, Role.DATA_PROTECTION)
DIRECTORY_CARE = roles(Role.ADMINISTRATOR, Role.HEAD_OF_UNIT)
ORGANISATION_CARE = roles(Role.ADMINISTRATOR, Role.HEAD_OF_UNIT, Role.PROVIDER_STAFF)


def may_care_for_directory(user: Any) -> bool:
    """Whether ``user`` may change every organisation and place."""
    return DIRECTORY_CARE.admits(user)


def may_care_for(user: Any, organisation: Organisation) -> bool:
    """Whether ``user`` may change this organisation: the whole of it, or as its staff how it is reached."""
    return may_care_for_directory(user) or organisation.pk in user.organisations_as(Role.PROVIDER_STAFF)
