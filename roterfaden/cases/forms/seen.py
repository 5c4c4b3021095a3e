"""Forms that know which revision they were opened with, and show both versions when somebody else was faster."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.forms import KernBoundField, KernModelForm
from roterfaden.base.models import EditConflict, Revised


@dataclass(frozen=True)
class Conflict:
    """Two versions of one record: what was typed here and what someone saved meanwhile, as far as they differ."""

    mine: str
    theirs: str
    who: str
    when: datetime


class AskedLater(KernBoundField):
    """A field that may stay empty now and is needed later: not marked as "freiwillig", which would promise too much."""

    is_optional = False


class SeenForm(KernModelForm):
    """A form of a record that two people may edit. ``seen`` is the revision its reader saw; 0 means: there was none."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        self.initial["seen"] = 0 if is_new else self.instance.revision
        if is_new and not self.is_bound:
            self.fields[next(iter(self._meta.fields or ()))].widget.attrs["autofocus"] = True

    @property
    def wording(self) -> dict[str, Any]:
        """What was entered, by the fields of the record: what an act is called with."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def seen_revision(self) -> int:
        """The revision the reader saw."""
        return int(self.cleaned_data.get("seen") or 0)

    def show_conflict(self, error: EditConflict) -> None:
        """Keep what was typed, show it beside what is saved, and let the next save win on purpose."""
        current = error.current
        differing = [name for name in self.wording if self.wording[name] != getattr(current, name)]
        self.conflict = Conflict(
            mine=self._in_words(differing, self.wording.get),
            theirs=self._in_words(differing, lambda name: getattr(current, name)),
            **_author_of(current),
        )
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed[self.add_prefix("seen")] = str(current.revision)
        self.data = typed

    def _in_words(self, names: list[str], value_of: Any) -> str:
        return "\n".join(f"{self.fields[name].label}: {self._word(name, value_of(name))}" for name in names)

    def _word(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(value, date):
            return date_format(value, "j. F Y")
        if isinstance(value, Model):
            return str(value)
        choices = getattr(self.fields[name], "choices", ())
        return next((str(word) for key, word in _flat(choices) if str(key) == str(value)), str(value))


def _flat(choices: Any) -> Any:
    for key, word in choices:
        if isinstance(word, list | tuple):
            yield from word
        else:
            yield key, word


def _author_of(record: Revised) -> dict[str, Any]:
    """Who saved the record last, and when, out of its history."""
    event = record.events.select_related("pgh_context").order_by("-pgh_id").first()  # type: ignore[attr-defined]
    user_id = event.pgh_context.metadata.get("user") if event.pgh_context else None
    user = User.objects.filter(pk=user_id).first() if user_id else None
    return {"who": str(user or _("jemand anderes")), "when": event.pgh_created_at}
