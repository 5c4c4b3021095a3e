"""Which tables hold data of a person, found from the models: from ``Client`` on, every foreign key that leads there.

A new table of any module appears by itself, in the information under Art. 15 and in the records of processing.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from roterfaden.cases.models import Client

Model = type[models.Model]
HOUSE = "roterfaden"


def is_history(model: Model) -> bool:
    """Whether a table is the history of another one, kept by trigger."""
    return hasattr(model, "pgh_tracked_model")


@cache
def ours() -> tuple[Model, ...]:
    """All tables of this software, without histories and plain many-to-many tables."""
    return tuple(model for model in apps.get_models() if model.__module__.startswith(HOUSE) and not is_history(model))


@cache
def reached() -> tuple[Model, ...]:
    """Every table of a person, the person first, then in the order in which the modules declare them."""
    found: set[Model] = {Client}
    ahead: list[Model] = [Client]
    while ahead:
        for model, _field in _links_to(ahead.pop()):
            if model not in found:
                found.add(model)
                ahead.append(model)
    return tuple(sorted(found, key=lambda model: (model is not Client, ours().index(model))))


def rows_of(person: UUID) -> dict[Model, set[Any]]:
    """The primary keys of every row of a person by table: some indexed queries for each kind of row there is."""
    found: dict[Model, set[Any]] = {Client: {person}}
    ahead: dict[Model, set[Any]] = {Client: {person}}
    while ahead:
        target, keys = ahead.popitem()
        for model, field in _links_to(target):
            known = found.setdefault(model, set())
            linked = model._base_manager.filter(**{f"{field}__in": keys})
            new = set(linked.order_by().values_list("pk", flat=True)) - known
            if new:
                known |= new
                ahead.setdefault(model, set()).update(new)
    return {model: found[model] for model in reached() if found.get(model)}


def history_of(model: Model) -> Model | None:
    """The table that keeps the earlier versions of a table's rows, if there is one."""
    return next((each for each in apps.get_models() if getattr(each, "pgh_tracked_model", None) is model), None)


@cache
def _links_to(target: Model) -> tuple[tuple[Model, str], ...]:
    """The foreign keys that make a row one of the person. One that is emptied when its target goes does not."""
    return tuple(
        (model, field.name)
        for model in ours()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.model is target
        and field.remote_field.on_delete is not models.SET_NULL
    )


@cache
def is_about_staff(model: Model) -> bool:
    """Whether rows of a table name users of the software."""
    user = get_user_model()
    return model is user or any(
        isinstance(field, models.ForeignKey) and field.remote_field.model is user for field in model._meta.fields
    )


def personal_models() -> list[Model]:
    """Every table with personal data: of persons seeking help, or of users."""
    persons = set(reached())
    return [model for model in ours() if model in persons or is_about_staff(model)]
