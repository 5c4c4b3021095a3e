"""One section of the assessment as a form made from the template's data, and an entry of the network map."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import NOTHING, SeenForm, SeenModelForm
from roterfaden.base.forms import DateInput, Rating
from roterfaden.base.languages import direction
from roterfaden.cases.models import NetworkContact
from roterfaden.cases.network_map import CLOSENESS, MapField
from roterfaden.cases.questionnaire import LANGUAGE_LEVELS, Kind, Option, Question, Section, clean_answers, display
from roterfaden.cases.questionnaire.values import Texts

YES_NO = [("true", _("ja")), ("false", _("nein"))]


class SectionForm(SeenForm):
    """The questions of one section. What an answer must look like is decided by the questionnaire, not here.

    ``also`` are the same words in the language of the person, as far as the questionnaire has them.
    """

    all_optional = True

    def __init__(
        self, section: Section, *args: Any, also: Texts | None = None, language: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.answers: dict[str, Any] = {}
        self.words = Also(section.key, also or {}, language)
        for question in section.questions:
            self.fields[question.key] = _field(question, self.words)

    def clean(self) -> dict[str, Any]:
        """Read the answers; a faulty one is told at its question."""
        self.answers, faults = clean_answers(self.section, self.data)
        for key, fault in faults.items():
            self.add_error(key, fault)
        return self.cleaned_data

    @property
    def wording(self) -> dict[str, Any]:
        """The answers by question; a question without one is not among them."""
        return self.answers

    def saved(self, current: Any) -> dict[str, Any]:
        """The saved answers, of every question: here they are kept in one field of the record."""
        return {question.key: current.answers.get(question.key) for question in self.section.questions}

    def in_words(self, name: str, value: Any) -> str:
        """An answer as the questionnaire words it."""
        question = next(question for question in self.section.questions if question.key == name)
        return display(question, value) or NOTHING


def initial_of(section: Section, answers: dict[str, Any], revision: int) -> dict[str, Any]:
    """What the form of a section starts with."""
    shown = {key: str(value).lower() if isinstance(value, bool) else value for key, value in answers.items()}
    return {**shown, "seen": revision}


@dataclass(frozen=True)
class Also:
    """The words of a section in another language, set below or beside the German ones."""

    section: str
    texts: Texts
    language: str

    @property
    def title(self) -> SafeString | str:
        """The heading in that language; empty without one."""
        return self._of_section("title")

    @property
    def why(self) -> SafeString | str:
        """Why it is asked, in that language; empty without it."""
        return self._of_section("why")

    def _of_section(self, place: str) -> SafeString | str:
        text = self.texts.get(f"{self.section}.{place}")
        return self._marked(text) if text else ""

    def below(self, question: Question) -> SafeString:
        """The question in that language, above the hint for the colleague; escaped, for pages take help as markup."""
        label = self.texts.get(f"{self.section}.{question.key}.label")
        return format_html("{}{}", self._marked(label) if label else "", question.help)

    def beside(self, question: Question, option: Option) -> SafeString | str:
        """An answer in both languages; a list that unfolds knows no marks."""
        label = self.texts.get(f"{self.section}.{question.key}.options.{option.key}")
        if not label:
            return option.label
        if _unfolds(question):
            return f"{option.label} · {label}"
        return format_html("{} {}", option.label, self._marked(label))

    def _marked(self, text: str) -> SafeString:
        words = '<span class="rf-also" lang="{}" dir="{}">{}</span>'
        return format_html(words, self.language, direction(self.language), text)


MOST_RADIOS = 7


def _unfolds(question: Question) -> bool:
    return question.kind in {Kind.CHOICE, Kind.LEVEL} and len(question.options) > MOST_RADIOS


def _field(question: Question, also: Also) -> forms.Field:
    # CharField throughout: clean_answers reads and judges the text, the field only draws it.
    attrs: dict[str, Any] = {}
    if question.shown_if:
        attrs = {
            "data-shown-if": question.shown_if.question,
            "data-shown-values": " ".join(str(value).lower() for value in question.shown_if.any_of),
        }
    label = f"{question.label} ({question.unit})" if question.unit else question.label
    shared: dict[str, Any] = {"label": label, "help_text": also.below(question), "required": False}
    options = [(option.key, also.beside(question, option)) for option in question.options]
    match question.kind:
        case Kind.CHOICES:
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple(attrs), **shared)
        case Kind.CHOICE | Kind.LEVEL if not _unfolds(question):
            return forms.CharField(widget=forms.RadioSelect(attrs, choices=options), **shared)
        case Kind.CHOICE | Kind.LEVEL:
            return forms.CharField(widget=forms.Select(attrs, choices=[("", "—"), *options]), **shared)
        case Kind.YES_NO:
            return forms.CharField(widget=forms.RadioSelect({**attrs, "data-inline": ""}, choices=YES_NO), **shared)
        case Kind.SCALE_0_10:
            return forms.CharField(widget=Rating(attrs, low=_("gar nicht"), high=_("sehr")), **shared)
        case Kind.LANGUAGE_LEVEL:
            levels = [(level, level) for level in LANGUAGE_LEVELS]
            return forms.CharField(widget=forms.RadioSelect({**attrs, "data-inline": ""}, choices=levels), **shared)
        case Kind.DATE:
            return forms.CharField(widget=DateInput(attrs), **shared)
        case Kind.NUMBER:
            return forms.CharField(
                widget=forms.TextInput({**attrs, "inputmode": "decimal", "data-width": "xs"}), **shared
            )
        case Kind.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea({**attrs, "rows": 3, "dir": "auto"}), **shared)
        case _:
            return forms.CharField(widget=forms.TextInput({**attrs, "dir": "auto"}), **shared)


class MoveContactForm(SeenForm):
    """Where on the map somebody goes."""

    field = forms.ChoiceField(choices=MapField)
    closeness = forms.TypedChoiceField(choices=list(CLOSENESS.items()), coerce=int)


class NetworkContactForm(SeenModelForm):
    """Someone on the network map."""

    field = forms.ChoiceField(label=_("Bereich"), choices=MapField, widget=forms.RadioSelect)
    closeness = forms.TypedChoiceField(
        label=_("Wie nah ist diese Person?"),
        choices=list(CLOSENESS.items()),
        coerce=int,
        initial=3,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )

    class Meta:
        model = NetworkContact
        fields = ["label", "field", "closeness", "tone", "note"]
        widgets = {
            "tone": forms.RadioSelect(attrs={"data-inline": ""}),
            "label": forms.TextInput(attrs={"dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The map comes first: the page must not jump down to its form.
        self.fields["label"].widget.attrs.pop("autofocus", None)
