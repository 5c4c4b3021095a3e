"""Names of confidential places, masked where they stand beside a person."""

from typing import Any

from django import template

from roterfaden.cases.masking import name_for

register = template.Library()


@register.filter
def masked(place: Any, case: Any) -> str:
    """``{{ offer|masked:case }}``: the name of an offer or organisation for whoever looks at this case."""
    return name_for(place, case)


@register.filter
def is_open_to(place: Any, case: Any) -> bool:
    """Whether this user may read everything about the offer beside the person of this case."""
    return bool(not place.organisation.is_sensitive or getattr(case, "sees_sensitive", False))
