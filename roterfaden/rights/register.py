"""The records of processing activities (Art. 30 GDPR), from what the modules declare and what the code knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Text
from roterfaden.base.informing import periods
from roterfaden.base.processing import Activity
from roterfaden.rights.coverage import covered
from roterfaden.rights.measures import states
from roterfaden.rights.reach import HOUSE, Model, personal_models


@dataclass(frozen=True)
class Category:
    """One kind of data: the table's name, and the names of its fields."""

    name: str
    fields: str


@dataclass(frozen=True)
class Described:
    """An activity with everything the code knows about it."""

    activity: Activity
    categories: list[Category]
    roles: list[str]
    periods: list[str]


@cache
def activities() -> tuple[Activity, ...]:
    """What all modules declare, in the order in which they are installed."""
    found: list[Activity] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.processing"
        if config.name.startswith(HOUSE) and config.name != f"{HOUSE}.base" and find_spec(name):
            found.extend(import_module(name).ACTIVITIES)
    return tuple(found)


def models_of(activity: Activity) -> list[Model]:
    """The tables an activity declares, and the rest of its modules that no other one declares by name."""
    named = {label for each in activities() for label in each.models}
    return [
        model
        for model in personal_models()
        if model._meta.label in activity.models
        or (model._meta.app_label in activity.rest_of and model._meta.label not in named)
    ]


def undeclared() -> list[str]:
    """Tables with personal data that no activity declares: there must be none."""
    declared = {model for each in activities() for model in models_of(each)}
    return [model._meta.label for model in personal_models() if model not in declared]


def described() -> list[Described]:
    """Every activity, with categories from the models, roles from the pages and periods from the rules."""
    known = periods()
    return [
        Described(
            activity,
            [Category(str(model._meta.verbose_name_plural), _fields(model)) for model in models_of(activity)],
            _roles(activity.pages),
            [f"{each.subject}: {each.how_long}" for key in activity.periods for each in known if each.key == key],
        )
        for activity in activities()
    ]


def _fields(model: Model) -> str:
    return ", ".join(dict.fromkeys(str(each.field.verbose_name) for each in covered(model) if each.has_name))


def _roles(namespaces: Iterable[str]) -> list[str]:
    wanted, found = set(namespaces), set()
    for namespace, audience in _audiences(get_resolver(), ""):
        if namespace in wanted:
            found |= set(audience.roles)
    return [str(role.label) for role in Role if role in found]


def _audiences(resolver: URLResolver, namespace: str) -> Iterable[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _audiences(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and (audience := getattr(entry.callback, "audience", None)):
            yield namespace, audience


def blocks() -> list[dict[str, Any]]:
    """The records as blocks of a paper (``documents/inner.typ``)."""
    found: list[dict[str, Any]] = []
    for each in described():
        activity = each.activity
        found.append({"kind": "h2", "text": str(activity.name)})
        found.append({"kind": "facts", "items": [[str(label), lines] for label, lines in facts(each)]})
    return found


def facts(each: Described) -> list[tuple[Text, list[str]]]:
    """What Art. 30 (1) asks for, label and lines."""
    activity = each.activity
    return [
        (_("Zweck"), [str(activity.purpose)]),
        (_("Rechtsgrundlagen"), [f"{basis.citation}: {basis.meaning}" for basis in activity.bases]),
        (_("Betroffene"), [str(person) for person in activity.persons]),
        (_("Daten"), [f"{category.name}: {category.fields}" for category in each.categories]),
        (_("Herkunft"), [str(activity.source)]),
        (_("Empfänger"), [str(recipient) for recipient in activity.recipients]),
        (_("Zugriff nach Rolle"), each.roles or [_("alle Angemeldeten auf ihr eigenes Konto")]),
        (_("Drittländer"), [_("keine Übermittlung")]),
        (_("Maßnahmen"), [str(state.title) for state in states() if state.holds]),
        (_("Löschung"), each.periods or [_("Fristen legt die Kommune fest; noch ist keine in Kraft")]),
    ]
