"""Forms of what two people may edit: each knows the revision it was opened with and can show both versions."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import HttpRequest
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from roterfaden.base.forms import KernBoundField, KernForm, KernModelForm
from roterfaden.base.models import EditConflict, Revised

NOTHING = "–"


@dataclass(frozen=True)
class Conflict:
    """Two versions of one record: what was typed here and what someone saved meanwhile, as far as they differ.

    ``is_kept``: the record has a history, so that the other version stays readable after the next save.
    """

    mine: str
    theirs: str
    who: str
    when: datetime | None
    is_kept: bool


_MOST_DIGITS = 9


def seen_of(request: HttpRequest, name: str = "seen") -> int | None:
    """The revision that a one-click form or an undo saw; ``None`` where it names none. ``BadRequest`` for no number."""
    seen = str(request.POST.get(name) or request.GET.get(name, ""))
    if not seen:
        return None
    if not seen.isascii() or not seen.isdecimal() or len(seen) > _MOST_DIGITS:
        raise BadRequest("Not a revision")
    return int(seen)


class AskedLater(KernBoundField):
    """A field that may stay empty now and is needed later: not marked as "freiwillig", which would promise too much."""

    is_optional = False


class AnsweredByDefault(KernBoundField):
    """A choice whose empty line is an answer, as "ich selbst": nothing in it is voluntary."""

    is_optional = False


class SeenForm(KernForm):
    """A form about a record that two people may edit. ``seen`` is the revision its reader saw; 0 means: none."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None

    @property
    def seen_revision(self) -> int:
        """The revision the reader saw; a form without one is in conflict with every record."""
        return int(self.cleaned_data.get("seen") or 0)

    @property
    def wording(self) -> dict[str, Any]:
        """What was entered, by field: what an act is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def saved(self, current: Any) -> dict[str, Any]:
        """What the record holds now, by the fields of the form that it has."""
        wording = self.wording
        return {name: getattr(current, name) for name in self.fields if name in wording and hasattr(current, name)}

    def show_conflict(self, error: EditConflict) -> None:
        """Keep what was typed, show it beside what is saved, and let the next save win on purpose."""
        wording = self.wording
        versions = [
            (name, self.in_words(name, wording.get(name)), self.in_words(name, value))
            for name, value in self.saved(error.current).items()
        ]
        differing = [version for version in versions if version[1] != version[2]]
        self.conflict = Conflict(
            mine=self._lines((name, mine) for name, mine, _theirs in differing),
            theirs=self._lines((name, theirs) for name, _mine, theirs in differing),
            **_last_save(error.current),
        )
        self.go_on_from(error.current)

    def go_on_from(self, current: Revised) -> None:
        """The reader knows now what was saved meanwhile: what was typed may replace it."""
        data: Any = self.data
        typed = data.copy()
        typed[self.add_prefix("seen")] = str(current.revision)
        self.data = typed

    def in_words(self, name: str, value: Any) -> str:
        """A value of a field as one reads it; nothing is a dash."""
        if hasattr(value, "all"):
            return ", ".join(sorted(map(str, value.all()))) or NOTHING
        if isinstance(value, Model):
            return str(value)
        field = self.fields[name]
        if not hasattr(field, "choices"):
            value = field.prepare_value(value)
        if isinstance(value, list | tuple):
            return ", ".join(_word(field, one) for one in value) or NOTHING
        return _word(field, value)

    def _lines(self, words: Iterator[tuple[str, str]]) -> str:
        lines = "\n".join(f"{self.fields[name].label}: {word}" for name, word in words)
        return lines or _("keine Unterschiede in diesen Feldern")


class SeenModelForm(KernModelForm, SeenForm):
    """The same for a form of a model. ``relations``: fields it writes that are not among ``Meta.fields``."""

    relations: Sequence[str] = ()

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        # A copy: Django writes what was typed into the instance while validating, but the page shows what is saved.
        super().__init__(*args, instance=copy(instance), **kwargs)
        is_new = self.instance._state.adding
        self.initial["seen"] = 0 if is_new else self.instance.revision
        if is_new and not self.is_bound:
            self.fields[next(iter(self._meta.fields or ()))].widget.attrs["autofocus"] = True

    @property
    def wording(self) -> dict[str, Any]:
        """What was entered, by the fields of the record that were asked, relations included: for the act."""
        names = (*(self._meta.fields or ()), *self.relations)
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


def _word(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    chosen = next((str(word) for key, word in _flat(getattr(field, "choices", ())) if str(key) == str(value)), None)
    if chosen is not None:
        return chosen
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, datetime):
        return date_format(value, "j. F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j. F Y")
    return time_format(value, "H:i") if isinstance(value, time) else str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Pairs of key and word, out of their groups."""
    for key, word in choices:
        if isinstance(word, list | tuple):
            yield from word
        else:
            yield key, word


def _last_save(record: Any) -> dict[str, Any]:
    """Who saved the record last, and when: as it says itself, or else out of its history."""
    if hasattr(record, "changed_by"):
        who, when = record.changed_by, record.changed_at
    else:
        event = record.events.select_related("pgh_context").order_by("-pgh_id").first()
        user_id = event.pgh_context.metadata.get("user") if event.pgh_context else None
        who, when = get_user_model().objects.filter(pk=user_id).first() if user_id else None, event.pgh_created_at
    return {"who": str(who or _("jemand anderes")), "when": when, "is_kept": hasattr(record, "events")}
