"""Small things the case pages say in the same way everywhere."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.badges import Badge
from roterfaden.base.dates import full_years
from roterfaden.base.languages import language_name
from roterfaden.cases import signs
from roterfaden.cases.agreed_words import DIFFICULTY, IMPORTANCE
from roterfaden.cases.documents import paper_language
from roterfaden.cases.models import ActionGoal, Case
from roterfaden.cases.unsent import key_of

register = template.Library()


@register.filter
def sign(record: signs.Shown) -> Badge:
    """Where a record stands, for ``{% badge %}``."""
    return signs.sign_of(record)


@register.simple_tag(takes_context=True)
def consent_first(context: Any, case: Case, needed_for: str = "") -> str:
    """The page on which the missing consent is recorded, filled for what it is needed for, and that leads back here."""
    query = {"wozu": needed_for, "dann": context["request"].path}
    return f"{reverse('cases:consent_add', args=[case.pk])}?{urlencode(query)}"


@register.filter
def light_sign(case: Case) -> Badge:
    """The sign that says where a case stands by its facts."""
    return signs.light_sign(case)


@register.filter
def urgency_sign(urgency: str) -> Badge:
    """How soon help is needed, for ``{% badge %}``."""
    return signs.urgency_sign(urgency)


@register.filter
def weight_in_words(goal: ActionGoal) -> str:
    """How important and how hard an action goal is, and what it weighs by that."""
    words = dict(IMPORTANCE)[goal.importance], dict(DIFFICULTY)[goal.difficulty]
    return _("{importance}, {difficulty}: Gewicht {weight} von 9").format(
        importance=words[0], difficulty=words[1], weight=goal.weight
    )


@register.filter
def language(code: str) -> str:
    """The German name of a language."""
    return language_name(code) if code else ""


@register.filter(name="paper_language")
def language_of_papers(spoken: str) -> str | None:
    """The language of our papers for somebody who speaks ``spoken``; ``None`` without one."""
    return paper_language(spoken)


@register.filter
def age(born: date | None) -> int | None:
    """Age in full years today."""
    return None if born is None else full_years(born, timezone.localdate())


@register.filter
def is_past(day: date | None) -> bool:
    """Whether a day lies before today."""
    return day is not None and day < timezone.localdate()


@register.filter
def beside(names: list[str], counts: list[int | None]) -> list[tuple[str, int | None]]:
    """The cells of a line, each with the name of its column."""
    return list(zip(names, counts, strict=True))


@register.simple_tag(takes_context=True)
def unsent_key(context: Any) -> str:
    """The key under which this user's unsent notes lie on a device."""
    return key_of(user_of(context["request"]))
