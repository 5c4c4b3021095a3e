"""Reading a question from the address into a dataclass, strictly: what is not understood is refused, never ignored."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal, TypeVar, get_args, get_origin
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from roterfaden.api.rest.schema import Field, fields_of

Asked = TypeVar("Asked")

_NUMBER = re.compile(r"-?[0-9]{1,12}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)([Tt](\d\d:\d\d:\d\d)(\.\d{1,30})?([Zz]|[+-]\d\d:\d\d))?", re.ASCII
)  # RFC 3339, which is what OpenAPI means by date-time
_BEFORE_US = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Problem:
    """One parameter that could not be understood."""

    parameter: str
    message: str


class NotUnderstood(Exception):
    """The question has problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def read(shape: type[Asked], query: QueryDict) -> Asked:
    """The question as ``shape``. Raises :class:`NotUnderstood` with everything that is wrong, not only the first."""
    known = {field.name: field for field in fields_of(shape)}
    problems = [Problem(name[:60], _unknown(known)) for name in query if name not in known]
    values: dict[str, Any] = {}
    for name, field in known.items():
        given = query.getlist(name)
        try:
            if len(given) > 1:
                raise ValueError("Give this parameter only once.")
            if given:
                values[name] = _value(field, given[0])
        except ValueError as error:
            problems.append(Problem(name, str(error)))
    if problems:
        raise NotUnderstood(problems)
    return shape(**values)


def _unknown(known: dict[str, Field]) -> str:
    listed = ", ".join(known)
    return f"There is no such parameter here. Known: {listed}." if known else "There are no parameters here."


def _value(field: Field, text: str) -> Any:
    if get_origin(field.kind) is Literal:
        return _one_of(get_args(field.kind), text)
    readers = {int: _number, bool: _yes_or_no, UUID: _identifier, datetime: _moment, str: _text}
    return readers[field.kind](field, text)


def _one_of(choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        raise ValueError(f"Must be one of: {', '.join(choices)}.")
    return text


def _number(field: Field, text: str) -> int:
    least, most = field.about.minimum, field.about.maximum
    if not _NUMBER.fullmatch(text) or (least is not None and int(text) < least) or (most and int(text) > most):
        raise ValueError(f"Must be a whole number from {least} to {most}.")
    return int(text)


def _yes_or_no(_field: Field, text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("Must be true or false.")
    return text == "true"


def _identifier(_field: Field, text: str) -> UUID:
    if not _UUID.fullmatch(text):
        raise ValueError("Must be an identifier such as 123e4567-e89b-12d3-a456-426614174000.")
    return UUID(text)


def _text(field: Field, text: str) -> str:
    if "\0" in text or len(text) > (field.about.longest or len(text)):
        raise ValueError(f"Must be a text of at most {field.about.longest} characters, without the character zero.")
    return text


def _moment(_field: Field, text: str) -> datetime:
    """A moment, or the beginning of a day. Nothing here is older than computers, so earlier ones need not be exact."""
    found = _MOMENT.fullmatch(text)
    try:
        if not found:
            raise ValueError
        day, at = date.fromisoformat(found[1]), found[3]
        if day < _BEFORE_US.date():
            return _BEFORE_US
        if not at:
            return timezone.make_aware(datetime.combine(day, time()))
        # RFC 3339 knows leap seconds, Python does not.
        second, zone = re.sub("60$", "59", at), found[5].upper().replace("Z", "+00:00")
        return datetime.fromisoformat(f"{found[1]}T{second}{(found[4] or '')[:7]}{zone}")
    except (ValueError, OverflowError):
        raise ValueError("Must be a moment such as 2026-01-31T12:00:00Z, or a day such as 2026-01-31.") from None
