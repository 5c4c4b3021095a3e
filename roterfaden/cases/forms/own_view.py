"""The questions to the person: by a link in their language, taken down from paper in German."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm, not_ahead
from roterfaden.base.languages import direction
from roterfaden.cases.actions.own_views import says_something
from roterfaden.cases.documents.closing import LANGUAGES_AND_GERMAN
from roterfaden.cases.forms.answers import CodeForm
from roterfaden.cases.models.evaluation import RATINGS
from roterfaden.cases.models.own_view import LONGEST_WORDS, QUESTIONS, GivenBy, question_of


class Faces(forms.RadioSelect):
    """Five faces, each with its word."""

    template_name = "cases/widgets/faces.html"


def _answer(label: Any, steps: list[tuple[int, Any]], widget: type[forms.RadioSelect]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=steps, coerce=int, empty_value=None, required=False, widget=widget
    )


class SheetForm(KernForm):
    """What a person answers without an account: every word on it is in their language, the code comes along."""

    code = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}))
    all_optional = True

    def __init__(self, *args: Any, texts: Mapping[str, Any], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        steps = [(step, texts[f"scale_{step}"]) for step, _word in RATINGS]
        for name in QUESTIONS:
            self.fields[name] = _answer(texts[name], steps, Faces)
        words = self.fields["words"]
        words.label, words.help_text = texts["words"], texts["words_help"]
        words.error_messages["max_length"] = texts["words_too_long"]
        words.widget.attrs |= {"dir": "auto", "lang": language, "maxlength": LONGEST_WORDS}
        self.order_fields([*QUESTIONS, "words", "code"])

    def clean(self) -> dict[str, Any]:
        """Everything may be left out, but an empty sheet is no answer."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not says_something(cleaned):
            raise forms.ValidationError(self.texts["nothing_yet"])
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """The answers."""
        return {name: self.cleaned_data[name] for name in (*QUESTIONS, "words")}


class SheetCodeForm(CodeForm):
    """The code, asked for in the person's language."""

    def __init__(self, *args: Any, texts: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        self.fields["code"].label, self.fields["code"].help_text = texts["code"], texts["code_help"]
        self.fields["code"].error_messages["required"] = texts["code_shape"]

    def clean_code(self) -> str:
        """Six digits, or it is no try."""
        try:
            return super().clean_code()
        except forms.ValidationError:
            raise forms.ValidationError(self.texts["code_shape"]) from None


class AskForm(KernForm):
    """In which language to ask."""

    language = forms.ChoiceField(label=_("Sprache der Fragen"), choices=list(LANGUAGES_AND_GERMAN.items()))
    way = forms.ChoiceField(
        label=_("Wie möchte die Person antworten?"),
        choices=[
            (GivenBy.LINK, _("auf dem eigenen Telefon: Sie geben ihr Link und Code")),
            (GivenBy.DEVICE, _("auf diesem Gerät: Sie werden abgemeldet und reichen es weiter")),
        ],
        initial=GivenBy.LINK,
        widget=forms.RadioSelect,
    )


class PaperForm(KernForm):
    """What stands on the sheet that the person handed in."""

    all_optional = True

    language = forms.ChoiceField(label=_("Sprache des Blatts"), choices=list(LANGUAGES_AND_GERMAN.items()))
    given_on = forms.DateField(label=_("Abgegeben am"), initial=timezone.localdate)
    words = forms.CharField(
        label=_("In eigenen Worten"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("So abschreiben, wie es dasteht, in der Sprache der Person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in QUESTIONS:
            self.fields[name] = _answer(question_of(name), RATINGS, Faces)
        self.order_fields(["language", "given_on", *QUESTIONS, "words"])

    def clean_given_on(self) -> Any:
        """Nobody has handed it in tomorrow."""
        return not_ahead(self.cleaned_data["given_on"])

    def clean(self) -> dict[str, Any]:
        """An empty sheet is no answer."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not says_something(cleaned):
            raise forms.ValidationError(_("Hier steht noch keine Antwort."))
        return cleaned


def reading(language: str) -> dict[str, str]:
    """How a page in this language begins: its code and direction."""
    base = language.split("-")[0]
    return {"lang": base, "dir": direction(language)}
