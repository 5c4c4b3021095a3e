"""What the editor of questionnaires says in the same way everywhere."""

from django import template
from django.utils.translation import gettext as _

from roterfaden.cases.forms.templates import KIND_NAMES
from roterfaden.cases.questionnaire import Consequence, Kind

register = template.Library()


@register.filter
def kind(of_question: Kind) -> str:
    """The form of an answer in words."""
    return str(KIND_NAMES[of_question])


@register.filter
def consequence(follows: Consequence) -> str:
    """What follows from a level, in one line."""
    return ", ".join(filter(None, [_due(follows), _("zweiter Blick nötig") if follows.second_look else ""]))


def _due(follows: Consequence) -> str:
    match follows.days:
        case None:
            return follows.task
        case 0:
            return _("{task} (am selben Tag)").format(task=follows.task)
        case 1:
            return _("{task} (bis zum nächsten Tag)").format(task=follows.task)
        case days:
            return _("{task} (in {days} Tagen)").format(task=follows.task, days=days)
