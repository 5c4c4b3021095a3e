"""Which tables hold data of a person, as a reader of the information or of the records meets them.

What is reached is found by ``roterfaden.cases.reach``, the same walk that deletion goes; a new table appears by itself.
Here are the tables that have a name of their own: histories stand with what they tell of, and a many-to-many
table has a name when its module gave it one by a proxy.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from roterfaden.cases import reach
from roterfaden.cases.models import Client

Model = type[models.Model]
HOUSE = "roterfaden"


@cache
def ours() -> tuple[Model, ...]:
    """All tables of this software, without views, histories and plain many-to-many tables."""
    return tuple(
        model
        for model in apps.get_models()
        if model.__module__.startswith(HOUSE) and model._meta.managed and not hasattr(model, "pgh_tracked_model")
    )


@cache
def reached() -> tuple[Model, ...]:
    """Every table of a person, the person first, then in the order in which the modules declare them."""
    everything = reach.reached_models()
    found = [model for model in ours() if model._meta.concrete_model in everything]
    return tuple(sorted(found, key=lambda model: model is not Client))


def rows_of(person: UUID) -> dict[Model, set[Any]]:
    """The primary keys of every row of a person by table: some indexed queries for each kind of row there is."""
    found = reach.rows_of([person])
    tables = {model: model._meta.concrete_model for model in reached()}
    return {model: found[table] for model, table in tables.items() if table in found}


def history_of(model: Model) -> Model | None:
    """The table that keeps the earlier versions of a table's rows, if there is one."""
    return next((each for each in apps.get_models() if getattr(each, "pgh_tracked_model", None) is model), None)


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
