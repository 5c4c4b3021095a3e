"""Dataclasses as JSON and as JSON Schema (2020-12): one declaration for what is answered and what is documented.

A field without a default is always there. One with a default is left out while it is ``None`` or empty: what is not
known is not said.
"""

import json
import re
import types
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from inspect import cleandoc
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    UUID: {"type": "string", "format": "uuid"},
}


@dataclass(frozen=True)
class About:
    """What a field says, and its bounds; stands in ``Annotated[str, About("…")]``."""

    text: str = ""
    minimum: int | None = None
    maximum: int | None = None
    longest: int | None = None
    format: str = ""

    def as_schema(self) -> dict[str, Any]:
        """The keywords this adds to the schema of the type."""
        named = {
            "description": self.text,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "maxLength": self.longest,
            "format": self.format,
        }
        return {name: value for name, value in named.items() if value not in (None, "")}


class CamelCase:
    """Marks dataclasses whose names are written the way of JSON-LD: ``area_served`` becomes ``areaServed``."""


@dataclass(frozen=True)
class Field:
    """A field of a dataclass: its name in JSON, its type without "or nothing", and whether it may be left out."""

    name: str
    key: str
    kind: Any
    about: About
    is_optional: bool
    default: Any


_KNOWN: dict[Any, tuple[Field, ...]] = {}


def fields_of(shape: Any) -> tuple[Field, ...]:
    """The fields of a dataclass, worked out once."""
    if shape not in _KNOWN:
        _KNOWN[shape] = _fields_of(shape)
    return _KNOWN[shape]


def _fields_of(shape: Any) -> tuple[Field, ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple(_field(one, hints[one.name], shape) for one in fields(shape))


def _field(one: Any, hint: Any, shape: type) -> Field:
    kind, about = _about(hint)
    kind, more = _about(_without_none(kind))
    about = more if about == About() else about
    return Field(one.name, _key(one.name, shape), kind, about, one.default is not MISSING, one.default)


def _about(hint: Any) -> tuple[Any, About]:
    if get_origin(hint) is not Annotated:
        return hint, About()
    kind, *notes = get_args(hint)
    return kind, next((note for note in notes if isinstance(note, About)), About())


def _key(name: str, shape: type) -> str:
    if name.startswith("at_"):
        return f"@{name[3:]}"
    return re.sub("_(.)", lambda found: found[1].upper(), name) if issubclass(shape, CamelCase) else name


def _without_none(hint: Any) -> Any:
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    members = [member for member in get_args(hint) if member is not type(None)]
    return members[0] if len(members) == 1 else Union[tuple(members)]  # noqa: UP007


class Schemas:
    """The schemas of an OpenAPI document: each dataclass stands once below ``components``."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, Any]] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type; a dataclass is referred to by its name."""
        if is_dataclass(kind):
            return self._named(kind)
        if get_origin(kind) is Literal:
            return {"type": "string", "enum": list(get_args(kind))}
        if get_origin(kind) is tuple:
            return {"type": "array", "items": self.of(get_args(kind)[0])}
        if get_origin(kind) in (Union, types.UnionType):
            return {"anyOf": [self.of(member) for member in get_args(kind)]}
        return dict(_PLAIN[kind])

    def _named(self, shape: Any) -> dict[str, Any]:
        if shape.__name__ not in self.named:
            self.named[shape.__name__] = {}  # it may refer to itself
            self.named[shape.__name__] = self._object(shape)
        return {"$ref": f"#/components/schemas/{shape.__name__}"}

    def _object(self, shape: Any) -> dict[str, Any]:
        known = fields_of(shape)
        return {
            "type": "object",
            "description": re.sub(r"\s+", " ", cleandoc(shape.__doc__ or "")),
            "properties": {field.key: {**self.of(field.kind), **field.about.as_schema()} for field in known},
            "required": [field.key for field in known if not field.is_optional],
            "additionalProperties": False,
        }


def told(value: Any) -> Any:
    """A value as JSON knows it, without what is not known."""
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_members(value))
    if isinstance(value, tuple | list):
        return [told(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    for field in fields_of(type(value)):
        member = getattr(value, field.name)
        if not (field.is_optional and (member is None or member == ())):
            yield field.key, told(member)


def as_json(value: Any) -> bytes:
    """The bytes that are sent."""
    return json.dumps(told(value), ensure_ascii=False, separators=(",", ":")).encode()
