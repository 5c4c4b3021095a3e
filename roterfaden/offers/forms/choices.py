"""What an offer can point at, as choices of its form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from roterfaden.network.models import PlaceKind
from roterfaden.offers.models import Offer

Choices = list[tuple[Any, Any]]
NOTHING = ("", "---------")


def relation_choices() -> dict[str, Choices]:
    """The choices of every relation of an offer, by field, in families where there are many: one query for all."""
    found = [
        _choices("places", F("name"), F("kind")),
        _choices("fields_of_action", F("title"), order=F("position")),
        _choices("target_groups", F("name")),
        _choices("topics", F("name"), F("family__name"), F("position")),
        _choices("districts", F("name")),
        _choices("project", F("title")),
    ]
    rows = sorted(found[0].union(*found[1:], all=True), key=lambda row: (row[4], row[2]))
    choices: dict[str, Choices] = {name: [] for name in ("places", "topics")}
    families: dict[tuple[str, str], Choices] = {}
    for field, key, label, family, _order in rows:
        if not family and field == "topics":
            continue  # A family says too little to be chosen.
        if not family:
            choices.setdefault(field, []).append((key, label))
        elif (field, family) in families:
            families[field, family].append((key, label))
        else:
            families[field, family] = [(key, label)]
            choices[field].append((PlaceKind(family).label if field == "places" else family, families[field, family]))
    return choices


def links_of(row: Any, names: Iterable[str]) -> dict[str, list[str]]:
    """What a saved row points at by these relations: one query for all of them."""
    if row._state.adding:
        return {}
    links: dict[str, list[str]] = {name: [] for name in names}
    each = []
    for name in links:
        link = getattr(type(row), name)
        found = link.through.objects.filter(**{link.field.m2m_field_name(): row}).order_by()
        column = Cast(link.field.m2m_reverse_name(), TextField())
        each.append(found.values_list(Value(name, output_field=TextField()), column))
    for name, pk in each[0].union(*each[1:], all=True):
        links[name].append(pk)
    return links


def relation(model: Any, name: str, widget: forms.Widget, **more: Any) -> Any:
    """The form field of a relation, without knowing the module it points to."""
    return model._meta.get_field(name).formfield(widget=widget, **more)


def flat(choices: Choices) -> Choices:
    """The choices without their families, by name."""
    return sorted(((key, label) for _family, members in choices for key, label in members), key=lambda one: one[1])


def _choices(field: str, label: Any, family: Any = None, order: Any = None) -> QuerySet[Any, Any]:
    # Without knowing the module the relation points to.
    relation: Any = Offer._meta.get_field(field)
    rows: QuerySet[Any] = relation.related_model._default_manager.order_by()
    text = TextField()
    return rows.values_list(
        Value(field, output_field=text),
        Cast("pk", text),
        Cast(label, text),
        Cast(family or Value(""), text),
        order or Value(0),
    )
