"""What the pages of home visits say in the same way everywhere."""

from django import template

from roterfaden.cases.models import HomeCare
from roterfaden.cases.visiting import due_in_words as in_words

register = template.Library()


@register.filter
def due_in_words(care: HomeCare) -> str:
    """Why somebody is on the list of who is due."""
    return in_words(care)
