"""The OpenAPI 3.1 document, from the declarations of the addresses: an endpoint that exists stands in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from roterfaden.api.rest.answers import Error
from roterfaden.api.rest.endpoints import Answer, Operation
from roterfaden.api.rest.schema import DIALECT, Field, Schemas, fields_of

VERSION = "1.0.0"
"""Of our interface: the first number changes when a reader has to change, the second when there is more to read."""


@dataclass(frozen=True)
class Address:
    """An address with its declaration."""

    path: str
    arguments: tuple[str, ...]
    operation: Operation


def addresses(prefix: str = "/") -> list[Address]:
    """All declared addresses below ``prefix``."""
    return [address for address in _walk(get_resolver(), "/") if address.path.startswith(prefix)]


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        elif (operation := getattr(entry.callback, "operation", None)) is not None:
            yield _address(entry, route, operation)


def _address(entry: URLPattern, route: str, operation: Operation) -> Address:
    arguments = tuple(entry.pattern.converters)
    for argument in arguments:
        route = route.replace(f"<uuid:{argument}>", f"{{{argument}}}")
    return Address(route, arguments, operation)


def document(request: HttpRequest, *, title: str, description: str, prefix: str) -> dict[str, Any]:
    """The document of everything below ``prefix``, for whoever asked at this host."""
    schemas = Schemas()
    schemas.of(Error)
    paths = {address.path: {"get": _operation(address, schemas)} for address in addresses(prefix)}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": title,
            "version": VERSION,
            "description": description,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": request.build_absolute_uri("/").rstrip("/")}],
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.named.items())), "headers": _HEADERS},
    }


_HEADERS = {
    "ETag": {"description": "The mark of this very content, for If-None-Match.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}


def _operation(address: Address, schemas: Schemas) -> dict[str, Any]:
    operation = address.operation
    told = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": [*map(_in_path, address.arguments), *(_in_query(f, schemas) for f in fields_of(operation.asked))],
        "responses": _responses(address, schemas),
    }
    return told


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _in_query(field: Field, schemas: Schemas) -> dict[str, Any]:
    about = field.about.as_schema()
    description = about.pop("description", "")
    schema = {**schemas.of(field.kind), **about}
    if schema.get("type") == "string" and "maxLength" in schema:
        schema["pattern"] = r"^[^\u0000]*$"
    if schema.get("format") == "date-time":
        schema = {"anyOf": [schema, {"type": "string", "format": "date"}]}
    if field.default not in (None, ""):
        schema["default"] = field.default
    return {"name": field.name, "in": "query", "required": False, "description": description, "schema": schema}


def _responses(address: Address, schemas: Schemas) -> dict[str, Any]:
    content = {answer.content_type: {"schema": _schema_of(answer, schemas)} for answer in address.operation.answers}
    responses = {
        "200": {
            "description": address.operation.summary,
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
            "content": content,
        },
        "304": {"description": "Not changed since."},
        "405": _error("One can only read here."),
        "422": _error("Some of the question was not understood."),
        "429": {
            **_error("Too many questions in this minute."),
            "headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}},
        },
    }
    if address.arguments:
        responses["404"] = _error("Nothing has this identifier.")
    return dict(sorted(responses.items()))


def _schema_of(answer: Answer, schemas: Schemas) -> dict[str, Any]:
    return schemas.of(answer.shape) if answer.shape is not dict else {"type": "object"}


def _error(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
