"""A stored value as a person reads it in German, what kind of word it is, and as a machine reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.languages import country_name, language_name
from roterfaden.cases.agreed_words import words_of
from roterfaden.cases.models import AssessmentSection, GoalAgreement
from roterfaden.cases.questionnaire import display, parse


class ValueKind(StrEnum):
    """Which translation a value can have."""

    TEXT = "text"
    """As somebody typed it."""
    TERM = "term"
    """A word of a list of the software."""
    LANGUAGE = "language"
    COUNTRY = "country"
    PLAIN = "plain"
    """Dates, numbers, names."""


@dataclass(frozen=True)
class Value:
    """One value. ``code``: of a language or country; ``language``: in which a text was written, if that is known."""

    shown: str
    kind: ValueKind = ValueKind.PLAIN
    code: str = ""
    language: str = ""


Line = tuple[str, Value]


def read(row: Any, field: "models.Field[Any, Any]", language: str = "") -> list[Value]:
    """The values of a field of a row; none for an empty field."""
    if field.many_to_many:
        # Names of the directory: fields of action, places.
        return [Value(str(each), ValueKind.TERM) for each in getattr(row, field.name).all().order_by("pk")]
    value = getattr(row, field.name)
    if value is None or value == "" or value == []:
        return []
    if isinstance(field, ArrayField):
        return [_simple(field.base_field, each, language) for each in value]
    if isinstance(field, models.ForeignKey):
        return [Value(str(value), ValueKind.TERM)]
    if isinstance(field, models.GeneratedField):
        return [_simple(field.output_field, value, language)]
    return [_simple(field, value, language)]


def _simple(field: Any, value: Any, language: str) -> Value:
    choices = dict(field.flatchoices) if field.choices else {}
    if choices:
        return Value(str(choices.get(value, value)), ValueKind.TERM)
    if isinstance(value, bool):
        return Value(_("ja") if value else _("nein"), ValueKind.TERM)
    if isinstance(value, datetime):
        return Value(f"{timezone.localtime(value):%d.%m.%Y, %H:%M}")
    if isinstance(value, date):
        return Value(f"{value:%d.%m.%Y}")
    if isinstance(value, time):
        return Value(f"{value:%H:%M}")
    if isinstance(value, str) and field.name.endswith("language"):
        return Value(language_name(value), ValueKind.LANGUAGE, code=value)
    if isinstance(value, str) and field.name.startswith("country"):
        return Value(country_name(value), ValueKind.COUNTRY, code=value)
    if isinstance(value, str):
        return Value(value, ValueKind.TEXT, language=language)
    return Value(str(value))


def lines_of(row: Any, field: "models.Field[Any, Any]") -> list[Line] | None:
    """A field that holds a whole document, line by line; ``None`` for one that does not."""
    if isinstance(row, AssessmentSection) and field.name == "answers":
        return _answers(row)
    if isinstance(row, GoalAgreement) and field.name == "content":
        return _agreement(row)
    if isinstance(field, models.JSONField):
        return list(_flat(getattr(row, field.name)))
    return None


def _answers(section: AssessmentSection) -> list[Line]:
    """The questions as they were put, also those of an older questionnaire, and the answers."""
    questionnaire = parse(section.assessment.template.document)
    asked = {question.key: question for question in questionnaire.section(section.key).questions}
    return [
        (asked[key].label, Value(display(asked[key], value), ValueKind.TEXT))
        if key in asked
        else (key, Value(str(value), ValueKind.TEXT))
        for key, value in section.answers.items()
    ]


def _agreement(agreement: GoalAgreement) -> list[Line]:
    words = words_of(agreement)
    lines = [(_("Mottoziel in den eigenen Worten der Person"), _typed(words.own_words, words.language))]
    if words.german:
        lines.append((_("Auf Deutsch"), _typed(words.german, "de")))
    for frame in words.frames:
        lines.append((_("Rahmenziel"), _typed(f"{frame.field_of_action}: {frame.title}", "de")))
        for goal in frame.goals:
            scale = "; ".join(f"{sign} {text}" for sign, text, _agreed, _stood in goal.steps if text)
            lines.append((_("Handlungsziel"), _typed(" · ".join(filter(None, [goal.title, scale])), "de")))
    return lines


def _typed(text: str, language: str) -> Value:
    return Value(text, ValueKind.TEXT, language=language)


def _flat(value: Any, name: str = "") -> Any:
    """Any other document: every value with the way to it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name} › {key}" if name else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, name)
    elif value not in (None, ""):
        yield name, Value(str(value), ValueKind.TEXT)


def machine(row: Any, field: "models.Field[Any, Any]") -> Any:
    """The value as JSON: as stored; another record by its identifier and name."""
    if field.many_to_many:
        return [_record(each) for each in getattr(row, field.name).all().order_by("pk")]
    value = getattr(row, field.name)
    if isinstance(field, models.ForeignKey):
        return None if value is None else _record(value)
    if isinstance(field, ArrayField):
        return [_plain(each) for each in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def _record(row: Any) -> dict[str, str]:
    return {"id": str(row.pk), "name": str(row)}
