"""Kinds of fields an offer is described with."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from roterfaden.base.languages import language_choices, language_name
from roterfaden.base.names import fold

LONGEST_LINE = 200


def yes_no(label: Any, *, unknown: Any = None, yes: Any = None, no: Any = None, **more: Any) -> forms.TypedChoiceField:
    """Yes, no, or not known: nothing is assumed."""
    words = [("", unknown or _("nicht bekannt")), ("True", yes or _("ja")), ("False", no or _("nein"))]
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=words,
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
        **more,
    )


def several(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    """Some of a fixed list of words."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple, **more
    )


class CommaField(forms.CharField):
    """Several short texts in one line, separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        """The list as one line."""
        return ", ".join(map(self.shown, value)) if isinstance(value, list) else value

    def shown(self, item: str) -> str:
        """One item as it is written in the line."""
        return item

    def to_python(self, value: Any) -> Any:
        """The items without repetition."""
        items = (item.strip() for item in (value or "").replace(";", ",").split(","))
        return list(dict.fromkeys(self.item(item) for item in items if item))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Nothing typed is an empty list."""
        return bool(super().has_changed(initial or [], data))

    def item(self, text: str) -> str:
        """One item of what was typed."""
        if len(text) > 80:
            raise ValidationError(
                _("„%(text)s…“ ist zu lang; trennen Sie Stichworte mit Kommas.") % {"text": text[:40]}
            )
        return text


class LinesField(forms.CharField):
    """Several short texts, one in each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines without empty and repeated ones."""
        lines = [line.strip(" -•*\t") for line in (value or "").splitlines()]
        for line in lines:
            if len(line) > LONGEST_LINE:
                raise ValidationError(_("Die Zeile „%(text)s…“ ist zu lang.") % {"text": line[:40]})
        return list(dict.fromkeys(filter(None, lines)))


class LanguagesField(CommaField):
    """Languages by their names: "Deutsch, Arabisch"."""

    def shown(self, item: str) -> str:
        """The name of the language."""
        return language_name(item)

    def item(self, text: str) -> str:
        """The code of the language, or an error with the name that was probably meant."""
        codes = _codes_by_name(get_language())
        if (code := codes.get(fold(text))) is not None:
            return code
        near = process.extractOne(fold(text), list(codes), scorer=OSA.distance, score_cutoff=2)
        hint = _(" Meinten Sie „%(name)s“?") % {"name": language_name(codes[near[0]])} if near else ""
        raise ValidationError(_("Die Sprache „%(text)s“ kennen wir nicht.") % {"text": text} + hint)


@cache
def _codes_by_name(_language: str | None) -> dict[str, str]:
    """Codes by folded name in the language in use.

    Also without the bracket that follows some: "Persisch" for "Persisch (Farsi)".
    """
    named = [(code, str(name)) for _title, members in language_choices()[1:] for code, name in members]
    codes = {fold(name): code for code, name in reversed(named)}
    for code, name in named:
        codes.setdefault(fold(name.split(" (")[0]), code)
    return codes
