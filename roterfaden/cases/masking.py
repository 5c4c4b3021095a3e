"""The name of some places says why somebody needs help. Beside a person only those with full insight read it."""

from typing import Any

from django.utils.translation import gettext as _

from roterfaden.network.models import Organisation
from roterfaden.offers.models import Offer


def masked_name(place: Offer | Organisation, *, sees_sensitive: bool) -> str:
    """The name of an offer or organisation as it may stand beside a person. Reads ``offer.organisation``."""
    organisation = place.organisation if isinstance(place, Offer) else place
    return _("Vertrauliche Stelle") if organisation.is_sensitive and not sees_sensitive else str(place)


def name_for(place: Offer | Organisation, case: Any) -> str:
    """The same for whoever opened ``case`` (found with ``with_access_of``); without that knowledge it is masked."""
    return masked_name(place, sees_sensitive=getattr(case, "sees_sensitive", False))


def name_on_record(place: Offer | Organisation) -> str:
    """The name as it may be written where it cannot be taken back: timeline and papers. Never a sensitive one."""
    return masked_name(place, sees_sensitive=False)
