"""The form of a translation, the filter of the work list, languages and fixed words."""

import base64
import zlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm, SeenModelForm
from roterfaden.base.forms import KernForm, KernModelForm, Section
from roterfaden.base.languages import LanguageSelect, language_choices
from roterfaden.base.models import Revised
from roterfaden.network.models import Organisation
from roterfaden.offers.forms import CommaField
from roterfaden.offers.models import GlossaryTerm, Language, Offer, OfferTranslation, TranslationState
from roterfaden.offers.models.texts import TEXTS, Texts, label_of, mark_of, source_of
from roterfaden.offers.translating.actions import Seen
from roterfaden.offers.translating.glossary import Hit, broken

DRAFT = "merken"
"""The button that keeps a draft; any other releases."""
ONE_LINE, LONGEST = 90, 12_000
LARGEST = 1_500_000
ALL = ("", _("alle"))


class StateFilter(KernForm):
    """Which part of a language's list is shown. A value nobody knows filters nothing."""

    stand = forms.ChoiceField(label=_("Stand"), required=False, choices=[ALL, *TranslationState.choices])
    q = forms.CharField(
        label=_("Titel"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def narrow(self, offers: Any) -> Any:
        """The offers that fit."""
        if state := self.state:
            offers = offers.filter(state_now=state)
        if words := self._asked("q"):
            offers = offers.filter(title__icontains=words)
        return offers

    @property
    def state(self) -> str:
        """The chosen state, or nothing."""
        return self._asked("stand")

    @property
    def as_query(self) -> str:
        """The chosen state as the end of an address, so that one stays in the list one works through."""
        return f"?{urlencode({'stand': self.state})}" if self.state else ""

    @property
    def as_query_20(self) -> str:
        """The same for a file in version 2.0."""
        return f"?{urlencode({'stand': self.state, 'fassung': '2.0'})}"

    def _asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class TranslationForm(SeenForm):
    """The texts of an offer in one language: a field for each text that there is in German."""

    source_mark = forms.CharField(widget=forms.HiddenInput, required=False)
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any,
        *,
        offer: Offer,
        language: Language,
        translation: OfferTranslation | None,
        hits: Sequence[Hit],
    ) -> None:
        super().__init__(data)
        self.source, self.hits = source_of(offer), hits
        self.is_draft = DRAFT in self.data
        known = translation.working if translation else {}
        before = translation.source if translation else self.source
        changed = [name for name in TEXTS if self.source[name] and before.get(name) != self.source[name]]
        first = (changed or [name for name in TEXTS if self.source[name] and not known.get(name)])[:1]
        for name in TEXTS:
            if self.source[name]:
                field = self._field(name, language)
                if name in first:
                    field.widget.attrs["autofocus"] = True
                self.fields[name] = field
                self.initial[name] = known.get(name, "")
        self.initial["seen"] = translation.revision if translation else 0
        self.initial["source_mark"] = mark_of(self.source)

    def _field(self, name: str, language: Language) -> forms.CharField:
        german = self.source[name]
        lines = max(len(german) // 60 + german.count("\n") + 1, 2)
        attrs = {"lang": language.pk, "dir": language.direction, "data-width": "full", "spellcheck": "true"}
        is_short = len(german) <= ONE_LINE and name not in {"description", "eligibility", "documents"}
        widget = forms.TextInput(attrs) if is_short else forms.Textarea({**attrs, "rows": min(lines, 14)})
        return forms.CharField(label=label_of(name), widget=widget, max_length=LONGEST, required=not self.is_draft)

    def clean(self) -> dict[str, Any]:
        """Whoever releases without a fixed wording is told once; the second time they mean it."""
        values: dict[str, Any] = super().clean() or {}
        if self.is_draft:
            return values
        lacking = broken(self.hits, self.source, {name: values.get(name, "") for name in self._names})
        mark = mark_of({name: " ".join(hit.wording for hit in hits) for name, hits in lacking.items()})
        if lacking and values.get("checked") != mark:
            self._set("checked", mark)
            for name, hits in lacking.items():
                words = ", ".join(f"{hit.term.word} = {hit.wording}" for hit in hits)
                said = _("Festes Wort fehlt: %(words)s. Wenn es so bleiben soll, geben Sie noch einmal frei.")
                self.add_error(name, ValidationError(said, params={"words": words}))
        return values

    @property
    def texts(self) -> Texts:
        """What was entered."""
        return {name: self.cleaned_data[name] for name in self._names}

    @property
    def was_seen(self) -> Seen:
        """What the writer had before them."""
        return Seen(self.seen_revision, self.cleaned_data["source_mark"])

    @property
    def wording(self) -> dict[str, Any]:
        """Only the texts."""
        return {name: self.cleaned_data.get(name, "") for name in self._names}

    def saved(self, current: Any) -> dict[str, Any]:
        """What the other person has written."""
        return {name: current.working.get(name, "") for name in self._names}

    def go_on_from(self, current: Revised) -> None:
        """Both the other person's version and the German text as it is now are before the writer."""
        super().go_on_from(current)
        self.go_on_with_source()

    def go_on_with_source(self) -> None:
        """The German text as it is now is before the writer."""
        self._set("source_mark", mark_of(self.source))

    @property
    def _names(self) -> list[str]:
        return [name for name in TEXTS if name in self.fields]

    def _set(self, name: str, value: str) -> None:
        data = self.data.copy()  # type: ignore[attr-defined]
        data[name] = value
        self.data = data


def packed(content: bytes) -> str:
    """A file as it travels with a page until somebody has looked at what it would do."""
    return base64.b64encode(zlib.compress(content)).decode()


class PackedField(forms.CharField):
    """A packed file, unpacked up to the limit."""

    def to_python(self, value: Any) -> Any:
        """Its bytes."""
        unpacking = zlib.decompressobj()
        try:
            content = unpacking.decompress(base64.b64decode(value or "", validate=True), LARGEST)
        except (ValueError, zlib.error):
            raise ValidationError(_("Die Datei ist nicht lesbar.")) from None
        if unpacking.unconsumed_tail:
            raise ValidationError(_("Die Datei ist zu groß."))
        return content


class FileForm(KernForm):
    """A file that comes back."""

    file = forms.FileField(
        label=_("XLIFF-Datei"),
        help_text=_("Fassung 1.2 oder 2.0, höchstens 1,5 MB. Sie sehen zuerst, was sich ändern würde."),
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.xml,application/xliff+xml"}),
    )

    def clean_file(self) -> Any:
        """Not larger than what can be looked at."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("Die Datei ist größer als 1,5 MB. Bitte teilen Sie sie."))
        return file

    @property
    def content(self) -> bytes:
        """What is in it."""
        file = self.cleaned_data["file"]
        file.seek(0)
        return bytes(file.read())


class TakeForm(KernForm):
    """Take what was shown."""

    content = PackedField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput)
    release = forms.BooleanField(
        label=_("Vollständige Texte sofort freigeben. Ich stehe dafür ein, dass sie stimmen."),
        required=False,
        help_text=_("Ohne Haken warten alle Texte als Entwurf auf die Freigabe."),
    )


class LanguageForm(KernModelForm):
    """A language: how it calls itself, and who translates into it."""

    class Meta:
        model = Language
        fields = ["native_name", "translated_by"]
        widgets = {"translated_by": forms.SelectMultiple(attrs={"data-width": "full", "size": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["translated_by"].queryset = Organisation.objects.all()
        fields["translated_by"].label_from_instance = lambda one: one.name
        if self.instance._state.adding:
            choice = forms.ChoiceField(label=_("Sprache"), choices=language_choices, widget=LanguageSelect)
            self.fields = {"code": choice, **fields}
        else:
            fields["native_name"].widget.attrs |= {"lang": self.instance.pk, "dir": self.instance.direction}

    def clean_code(self) -> str:
        """Each language once; German is what is translated."""
        code = str(self.cleaned_data["code"])
        if code == "de" or Language.objects.filter(pk=code).exists():
            raise ValidationError(_("Diese Sprache gibt es schon."))
        return code


class TermForm(SeenModelForm):
    """An official word with its fixed wording in each language that is offered."""

    also = CommaField(
        label=_("auch"),
        required=False,
        help_text=_("Andere Wörter für dasselbe, mit Kommas getrennt, etwa Abkürzungen."),
    )

    class Meta:
        model = GlossaryTerm
        fields = ["word", "also", "meaning", "source"]
        widgets = {
            "meaning": forms.Textarea(attrs={"rows": 3}),
            "source": forms.TextInput(attrs={"data-width": "full"}),
        }

    def __init__(self, *args: Any, languages: Sequence[Language], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = {f"in_{one.pk}": one for one in languages}
        for name, language in self.languages.items():
            attrs = {"lang": language.pk, "dir": language.direction, "data-width": "full"}
            self.fields[name] = forms.CharField(
                label=language.name, required=False, max_length=200, widget=forms.TextInput(attrs)
            )
            self.initial[name] = self.instance.wordings.get(language.pk, "")
        self.sections = [
            Section(_("Das deutsche Wort"), ["word", "also", "meaning", "source"]),
            Section(
                _("Feste Übersetzungen"),
                list(self.languages),
                why=_("Nur was sicher stimmt. Leer heißt: noch nicht festgelegt."),
            ),
        ]

    @property
    def wording(self) -> dict[str, Any]:
        """What was entered, field by field."""
        return {**super().wording, **{name: self.cleaned_data[name] for name in self.languages}}

    @property
    def record(self) -> dict[str, Any]:
        """The values of the record; wordings in languages that are not offered stay."""
        words = {one.pk: self.cleaned_data[name] for name, one in self.languages.items()}
        kept = {code: word for code, word in self.instance.wordings.items() if code not in words}
        return {**super().wording, "wordings": kept | {code: word for code, word in words.items() if word}}

    def saved(self, current: Any) -> dict[str, Any]:
        """What the record holds now, field by field."""
        plain = {name: getattr(current, name) for name in self._meta.fields or ()}
        return plain | {name: current.wordings.get(one.pk, "") for name, one in self.languages.items()}
