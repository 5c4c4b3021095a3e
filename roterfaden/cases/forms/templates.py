"""Forms of the editor of questionnaires: sections, questions, conditions, what follows from a level, translations."""

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm
from roterfaden.base.languages import direction, language_field
from roterfaden.cases.models import AssessmentTemplate
from roterfaden.cases.questionnaire import Consequence, Kind, Option, Question, Section
from roterfaden.cases.questionnaire.editing import (
    Document,
    Place,
    add_question,
    add_section,
    change_question,
    change_section,
    part_at,
    set_condition,
    set_consequence,
    translate,
)
from roterfaden.cases.questionnaire.values import MOST_DAYS, WITH_OPTIONS, Side, Translation, is_told, texts_of
from roterfaden.concept.models import FieldOfAction

LONGEST_LABEL, LONGEST_HELP, MOST_OPTIONS = 240, 500, 60
KINDS = [
    (Kind.LONG_TEXT, _("Text, mehrere Zeilen")),
    (Kind.TEXT, _("Text, eine Zeile")),
    (Kind.CHOICE, _("eine Antwort zur Auswahl")),
    (Kind.CHOICES, _("mehrere Antworten zur Auswahl")),
    (Kind.YES_NO, _("ja oder nein")),
    (Kind.DATE, _("Datum")),
    (Kind.NUMBER, _("Zahl")),
    (Kind.SCALE_0_10, _("Skala von 0 bis 10")),
    (Kind.LANGUAGE_LEVEL, _("Sprachstufe A0 bis C2")),
    (Kind.LEVEL, _("Stufe von Risiko oder Dringlichkeit, aus der etwas folgt")),
]
KIND_NAMES = dict(KINDS)
ALIKE = ({Kind.TEXT, Kind.LONG_TEXT}, {Kind.CHOICE, Kind.LEVEL})
"""Kinds whose answers are kept in the same form: between them a question may change."""
SIDES = [
    ("", _("keines von beiden")),
    (Side.STRENGTH, _("Stärke")),
    (Side.DIFFICULTY, _("was schwerfällt")),
]


class DraftForm(SeenForm):
    """A form about one part of a draft. ``edit`` is what it does to the document."""

    def __init__(self, draft: AssessmentTemplate, place: Place, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": draft.revision, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.draft, self.place = draft, place

    @property
    @abstractmethod
    def edit(self) -> Callable[[Document], Document]:
        """What saving does to the draft. Forms have a metaclass of their own: mypy alone insists on it."""

    def saved(self, current: Any) -> dict[str, Any]:
        """What this part of the draft holds now."""
        try:
            part = part_at(current.document, self.place)
        except KeyError:
            return {}
        return {name: part.get(name) for name in self.wording if name in part}


class SectionEditForm(DraftForm):
    """Heading, reason and protection of a section."""

    title = forms.CharField(label=_("Überschrift"), max_length=120)
    why = forms.CharField(
        label=_("Warum fragen wir?"),
        max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"data-width": "full"}),
        help_text=_("Ein Satz, den man der Person vorlesen kann."),
    )
    field_of_action = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    sensitive = forms.BooleanField(
        label=_("Besonders geschützt"),
        required=False,
        help_text=_("Zum Beispiel Gesundheit. Antworten sieht nur, wer vollen Einblick in die Akte hat."),
    )

    def __init__(self, draft: AssessmentTemplate, section: Section | None, *args: Any, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if name != "seen"]
        initial = {name: getattr(section, name) for name in names} if section else {}
        super().__init__(draft, Place(section.key if section else ""), *args, initial=initial, **kwargs)
        fields = FieldOfAction.objects.values_list("key", "short_title")
        choice: Any = self.fields["field_of_action"]
        choice.choices = [("", _("keines")), *fields]

    @property
    def edit(self) -> Callable[[Document], Document]:
        """Change the section, or add it."""
        act = partial(change_section, place=self.place) if self.place.section else add_section
        return partial(act, **self.wording)


class QuestionEditForm(DraftForm):
    """One question: its words, the form of its answer, the answers to choose from."""

    kind = forms.ChoiceField(label=_("Wie wird geantwortet?"), choices=KINDS, widget=forms.RadioSelect)
    label = forms.CharField(
        label=_("Frage"),
        max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"data-width": "full"}),
        help_text=_("So, wie man sie stellt."),
    )
    help = forms.CharField(
        label=_("Hinweis für die Fachkraft"),
        required=False,
        max_length=LONGEST_HELP,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    unit = forms.CharField(label=_("Einheit"), required=False, max_length=30, help_text=_("zum Beispiel Jahre"))
    options = forms.CharField(
        label=_("Antworten zur Auswahl"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Jede Antwort in einer neuen Zeile."),
    )
    side = forms.ChoiceField(
        label=_("Was erzählt die Antwort?"),
        required=False,
        choices=SIDES,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
        help_text=_("Stärken stehen auf einer Seite neben dem, was schwerfällt."),
    )
    required = forms.BooleanField(
        label=_("Ohne Antwort ist der Abschnitt nicht fertig"),
        required=False,
        help_text=_("Bitte sparsam: Alles ist freiwillig."),
    )

    def __init__(
        self, draft: AssessmentTemplate, section: Section, question: Question | None, *args: Any, **kwargs: Any
    ) -> None:
        place = Place(section.key, question.key if question else "")
        super().__init__(draft, place, *args, initial=_initial_of(question), **kwargs)
        self.known = question.options if question else ()
        if question is None:
            self._show_by_kind()
        else:
            self._keep_kind(question)

    def _show_by_kind(self) -> None:
        for name, kinds in (("unit", (Kind.NUMBER,)), ("options", WITH_OPTIONS)):
            attrs = {"data-shown-if": "kind", "data-shown-values": " ".join(kinds)}
            self.fields[name].widget.attrs |= attrs
        self.order_fields(["label", "help", "kind"])

    def _keep_kind(self, question: Question) -> None:
        """The form of an answer stays, so that answers of different versions can be compared."""
        alike = next((kinds for kinds in ALIKE if question.kind in kinds), {question.kind})
        if len(alike) == 1:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = [(kind, name) for kind, name in KINDS if kind in alike]  # type: ignore[attr-defined]
        if question.kind is not Kind.NUMBER:
            del self.fields["unit"]
        if question.kind not in WITH_OPTIONS:
            del self.fields["options"]
        else:
            self.fields["options"].label = _("Weitere Antworten")
        for number, option in enumerate(question.options, start=1):
            self.fields[_field_of(option)] = forms.CharField(
                label=_now("Antwort {number}").format(number=number), max_length=LONGEST_LABEL, initial=option.label
            )
        self.order_fields(["label", "help", "kind", *map(_field_of, question.options)])

    def clean_options(self) -> list[str]:
        """One answer a line."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        answers = [line for line in lines if line]
        if any(len(answer) > LONGEST_LABEL for answer in answers) or len(answers) > MOST_OPTIONS:
            raise ValidationError(
                _now("Höchstens {most} Antworten, jede mit höchstens {longest} Zeichen.").format(
                    most=MOST_OPTIONS, longest=LONGEST_LABEL
                )
            )
        return answers

    def clean(self) -> dict[str, Any]:
        """Answers to choose from belong to a choice, a unit to a number."""
        kind = self.cleaned_data.get("kind")
        if kind and "unit" in self.fields and kind != Kind.NUMBER:
            self.cleaned_data["unit"] = ""
        return self.cleaned_data

    @property
    def edit(self) -> Callable[[Document], Document]:
        """Change the question, or add it."""
        wording = {name: value for name, value in self.wording.items() if not name.startswith(_OPTION)}
        if not self.place.question:
            return partial(add_question, place=self.place, **wording)
        labels = {option.key: self.cleaned_data[_field_of(option)] for option in self.known}
        return partial(change_question, place=self.place, labels=labels, **wording)

    def saved(self, current: Any) -> dict[str, Any]:
        """Words and answers as the draft holds them now."""
        saved = super().saved(current)
        saved.pop("options", None)
        return saved


_OPTION = "option_"


def _field_of(option: Option) -> str:
    return f"{_OPTION}{option.key}"


def _initial_of(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {"kind": Kind.LONG_TEXT, "side": ""}
    names = ("kind", "label", "help", "unit", "required")
    return {name: getattr(question, name) for name in names} | {"side": question.side or ""}


class ConditionForm(DraftForm):
    """After which answers to ``asked`` a question is put."""

    any_of = forms.MultipleChoiceField(
        label=_("Nur fragen bei einer dieser Antworten"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, draft: AssessmentTemplate, place: Place, asked: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(draft, place, *args, **kwargs)
        self.asked = asked
        choices = [(option.key, option.label) for option in asked.options]
        answers: Any = self.fields["any_of"]
        answers.choices = choices or [("true", _("ja")), ("false", _("nein"))]

    @property
    def edit(self) -> Callable[[Document], Document]:
        """Set the condition."""
        chosen: list[str | bool] = list(self.cleaned_data["any_of"])
        if self.asked.kind is Kind.YES_NO:
            chosen = [answer == "true" for answer in chosen]
        return partial(set_condition, place=self.place, question=self.asked.key, any_of=chosen)

    def saved(self, current: Any) -> dict[str, Any]:
        """Nothing to lay beside: answers are ticked anew."""
        return {}


class ConsequenceForm(DraftForm):
    """What follows from one level."""

    task = forms.CharField(
        label=_("Was ist zu tun?"),
        required=False,
        max_length=160,
        help_text=_("Steht als Aufgabe bei der Fallführung, sobald diese Stufe gewählt wird."),
    )
    days = forms.IntegerField(
        label=_("In wie vielen Tagen?"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("0 heißt: am selben Tag. Leer heißt: ohne Frist."),
    )
    second_look = forms.BooleanField(
        label=_("Eine zweite Fachkraft muss die Einschätzung ansehen"),
        required=False,
        help_text=_("Ohne diesen zweiten Blick kann die Bestandsaufnahme nicht abgeschlossen werden."),
    )

    def __init__(self, draft: AssessmentTemplate, place: Place, option: Option, *args: Any, **kwargs: Any) -> None:
        follows = option.follows
        initial = {"task": follows.task, "days": follows.days, "second_look": follows.second_look}
        super().__init__(draft, place, *args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A day by which nothing is to be done is no deadline."""
        if self.cleaned_data.get("days") is not None and not self.cleaned_data.get("task"):
            self.add_error("task", _("Sagen Sie auch, was bis dahin zu tun ist."))
        return self.cleaned_data

    @property
    def edit(self) -> Callable[[Document], Document]:
        """Set what follows."""
        return partial(set_consequence, place=self.place, consequence=Consequence(**self.wording))

    def saved(self, current: Any) -> dict[str, Any]:
        """What follows from the level now."""
        try:
            options = part_at(current.document, self.place)["options"]
        except KeyError:
            return {}
        told: Any = next((option[self.place.option] for option in options if self.place.option in option), {})
        return {name: told.get(name) for name in self.wording} if isinstance(told, dict) else {}


class LanguageForm(SeenForm):
    """A language in which the questions shall be there, too."""

    language = language_field(label=_("Sprache"))

    def __init__(self, draft: AssessmentTemplate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": draft.revision}, **kwargs)

    def clean_language(self) -> str:
        """Another one than that of the questions."""
        language: str = self.cleaned_data["language"]
        if language == "de":
            raise ValidationError(_now("Auf Deutsch stehen die Fragen schon da."))
        return language


class WordsForm(DraftForm):
    """One section in another language, each text beside its German words; what is left empty is not translated."""

    all_optional = True

    def __init__(self, draft: AssessmentTemplate, section: Section, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(draft, Place(section.key), *args, **kwargs)
        self.language, self.german = language, dict(texts_of(section))
        told = draft.content.translations[language]
        written = {"lang": language, "dir": direction(language), "data-width": "full"}
        for place, words in self.german.items():
            self.fields[place] = forms.CharField(
                label=words,
                required=False,
                initial=told[place].text if place in told else "",
                max_length=2 * LONGEST_LABEL,
                help_text=_outdated(told.get(place), words),
                widget=forms.TextInput(attrs=dict(written)),
            )

    @property
    def edit(self) -> Callable[[Document], Document]:
        """Keep all texts of the section, as translations of the German words that stood beside them."""
        told = {place: (self.cleaned_data[place], german) for place, german in self.german.items()}
        return partial(translate, language=self.language, words=told)

    def saved(self, current: Any) -> dict[str, Any]:
        """The texts as the draft holds them now."""
        told = current.document.get("translations", {}).get(self.language, {})
        return {place: told.get(place, {}).get("text", "") for place in self.german}


def _outdated(translation: Translation | None, german: str) -> SafeString | str:
    """Of which words it is a translation, if they are no longer the German ones."""
    if translation is None or is_told(translation, german):
        return ""
    return format_html(_now("Übersetzt wurde: „{of}“. Bitte prüfen."), of=translation.of)


class PublishForm(SeenForm):
    """The words by which colleagues are told what is new."""

    news = forms.CharField(
        label=_("Was ist neu?"),
        max_length=300,
        widget=forms.TextInput(attrs={"data-width": "full"}),
        help_text=_("Ein Satz für die Kolleginnen und Kollegen. Er steht bei ihnen auf „Heute“."),
    )
