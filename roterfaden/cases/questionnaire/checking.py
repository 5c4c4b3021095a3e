"""What a draft still lacks before it can be published, in plain words and with its place.

A fault keeps it from being published; a hint only says what will be different.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.base.languages import language_name
from roterfaden.cases import carry_over
from roterfaden.cases.questionnaire.editing import Place
from roterfaden.cases.questionnaire.values import (
    CONDITIONAL_ON,
    MOST_DAYS,
    WITH_OPTIONS,
    Kind,
    Question,
    Questionnaire,
    Section,
    is_told,
)


@dataclass(frozen=True)
class Finding:
    """One thing to look at; ``place`` is empty for the whole, ``language`` names a translation."""

    text: str
    place: Place = field(default_factory=lambda: Place(""))
    language: str = ""


@dataclass(frozen=True)
class State:
    """How far a translation has come."""

    language: str
    whole: int
    missing: int
    outdated: int

    @property
    def is_whole(self) -> bool:
        """Whether every text is there and up to date."""
        return not self.missing and not self.outdated

    @property
    def told(self) -> int:
        """How many texts are done."""
        return self.whole - self.missing - self.outdated


def faults(draft: Questionnaire) -> list[Finding]:
    """Everything that has to be put right first."""
    found = [] if draft.sections else [Finding(_("Es gibt noch keinen Abschnitt."))]
    for section in draft.sections:
        found += _faults_of_section(section)
    for state in translation_states(draft):
        if not state.is_whole:
            found.append(Finding(_incomplete(state), language=state.language))
    return found


def hints(draft: Questionnaire, before: Questionnaire | None) -> list[Finding]:
    """What is worth a second thought, compared with the version in force ``before``."""
    return [*_levels_without_effect(draft), *_lost_protection(draft, before), *_lost_record(draft)]


def translation_states(draft: Questionnaire) -> list[State]:
    """Of every language that was begun, by its name."""
    texts = draft.texts()
    states = []
    for language, told in draft.translations.items():
        missing = sum(place not in told for place in texts)
        current = sum(is_told(told.get(place), words) for place, words in texts.items())
        states.append(State(language, len(texts), missing, len(texts) - missing - current))
    return sorted(states, key=lambda state: language_name(state.language))


def _faults_of_section(section: Section) -> Iterator[Finding]:
    here = Place(section.key)
    title = section.title or _("ohne Überschrift")
    if not section.title:
        yield Finding(_("Ein Abschnitt hat keine Überschrift."), here)
    if not section.why:
        yield Finding(_("„{title}“ sagt noch nicht, warum wir fragen.").format(title=title), here)
    if not section.questions:
        yield Finding(_("„{title}“ hat noch keine Frage.").format(title=title), here)
    earlier: list[Question] = []
    for question in section.questions:
        if not question.label:
            yield Finding(
                _("„{title}“ hat eine Frage ohne Text.").format(title=title), Place(section.key, question.key)
            )
        for text in (*_faults_of_options(question), *_faults_of_condition(question, earlier, section)):
            yield Finding(text, Place(section.key, question.key))
        earlier.append(question)


def _faults_of_options(question: Question) -> Iterator[str]:
    if question.kind not in WITH_OPTIONS:
        return
    label = question.label
    labels = [option.label for option in question.options]
    if len(labels) < 2:
        yield _("„{label}“ braucht mindestens zwei Antworten zur Auswahl.").format(label=label)
    for twice in dict.fromkeys(word for word in labels if labels.count(word) > 1):
        yield _("„{label}“ hat die Antwort „{twice}“ zweimal.").format(label=label, twice=twice)
    if not all(labels):
        yield _("„{label}“ hat eine Antwort ohne Text.").format(label=label)
    for option in question.options:
        if option.follows.days is not None and not option.follows.task:
            yield _("„{label}“: Die Stufe „{level}“ hat eine Frist, aber keine Aufgabe.").format(
                label=label, level=option.label
            )
        if not 0 <= (option.follows.days or 0) <= MOST_DAYS:
            yield _("„{label}“: Die Frist der Stufe „{level}“ liegt nicht zwischen 0 und {most} Tagen.").format(
                label=label, level=option.label, most=MOST_DAYS
            )


def _faults_of_condition(question: Question, earlier: list[Question], section: Section) -> Iterator[str]:
    condition = question.shown_if
    if condition is None:
        return
    label = question.label
    asked = next((one for one in earlier if one.key == condition.question), None)
    if asked is None:
        later = next((one for one in section.questions if one.key == condition.question), None)
        if later is None:
            yield _("„{label}“ hängt von einer Frage ab, die es nicht mehr gibt.").format(label=label)
        else:
            yield _("„{label}“ hängt von „{asked}“ ab. Diese Frage muss davor stehen.").format(
                label=label, asked=later.label
            )
        return
    possible: set[str | bool] = {option.key for option in asked.options} or {True, False}
    if asked.kind not in CONDITIONAL_ON or not condition.any_of or not possible.issuperset(condition.any_of):
        yield _("„{label}“ hängt von einer Antwort auf „{asked}“ ab, die es nicht mehr gibt.").format(
            label=label, asked=asked.label
        )


def _incomplete(state: State) -> str:
    parts = []
    if state.missing:
        parts.append(ngettext("{count} Text fehlt", "{count} Texte fehlen", state.missing).format(count=state.missing))
    if state.outdated:
        parts.append(
            ngettext(
                "{count} Text passt nicht mehr zum deutschen",
                "{count} Texte passen nicht mehr zum deutschen",
                state.outdated,
            ).format(count=state.outdated)
        )
    return _("{language}: {parts}. Übersetzen Sie alles, oder nehmen Sie die Sprache heraus.").format(
        language=language_name(state.language), parts=", ".join(parts)
    )


def _levels_without_effect(draft: Questionnaire) -> Iterator[Finding]:
    for section in draft.sections:
        for question in section.questions:
            if question.kind is Kind.LEVEL and not any(option.follows for option in question.options):
                text = _("Aus keiner Stufe von „{label}“ folgt etwas.").format(label=question.label)
                yield Finding(text, Place(section.key, question.key))


def _lost_protection(draft: Questionnaire, before: Questionnaire | None) -> Iterator[Finding]:
    protected = {section.key for section in before.sections if section.sensitive} if before else set()
    for section in draft.sections:
        if section.key in protected and not section.sensitive:
            text = _("„{title}“ war besonders geschützt und ist es im Entwurf nicht mehr.").format(title=section.title)
            yield Finding(text, Place(section.key))


def _lost_record(draft: Questionnaire) -> Iterator[Finding]:
    asked = {(section.key, question.key) for section in draft.sections for question in section.questions}
    if any((carry_over.SECTION, key) not in asked for key in carry_over.QUESTIONS):
        yield Finding(
            _(
                "Fragen nach Aufenthaltspapier, Gültigkeit oder Rechtskreis fehlen. Diese Angaben kommen dann nicht "
                "mehr von selbst in die Angaben zur Person."
            )
        )
