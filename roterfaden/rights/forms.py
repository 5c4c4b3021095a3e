"""Forms of the person's rights."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater, SeenForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.base.languages import language_name
from roterfaden.cases.documents import LANGUAGES, paper_language
from roterfaden.cases.models import TimelineEntry
from roterfaden.rights.models import HandOver, Outcome, RequestKind

PAPER_LANGUAGES = [("", _("nur Deutsch")), *((code, f"Deutsch und {name}") for code, name in LANGUAGES.items())]


def _choices(kind: Any, first: Any) -> list[tuple[str, Any]]:
    return [("", first), *kind.choices]


class InformationForm(KernForm):
    """What is needed to hand over the information."""

    language = forms.ChoiceField(label=_("In welcher Sprache?"), choices=PAPER_LANGUAGES, required=False)
    received_on = forms.DateField(
        label=_("Wann hat die Person gefragt?"), help_text=_("Von diesem Tag an läuft die Frist von einem Monat.")
    )
    handed_over = forms.ChoiceField(
        label=_("Wie bekommt sie die Auskunft?"), choices=HandOver, initial=HandOver.IN_PERSON
    )
    checked = forms.BooleanField(
        label=_(
            "Ich habe geprüft: Was in Notizen über andere Menschen steht, schadet niemandem (Art. 15 Abs. 4 DSGVO)."
        )
    )

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].bound_field_class = AskedLater
        self.fields["received_on"].initial = timezone.localdate()
        if asked:
            del self.fields["received_on"]


class RequestForm(KernForm):
    """A request as the person puts it."""

    kind = forms.ChoiceField(label=_("Worum geht es?"), choices=RequestKind, widget=forms.RadioSelect)
    wish = forms.CharField(
        label=_("Was möchte die Person?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In ihren Worten. Bei einer Berichtigung: was falsch ist und wie es richtig heißt."),
    )
    wish_language = forms.ChoiceField(label=_("In welcher Sprache steht das hier?"))
    received_on = forms.DateField(
        label=_("Wann ist die Anfrage eingegangen?"), help_text=_("Von diesem Tag an läuft die Frist von einem Monat.")
    )
    entry: Any = forms.ModelChoiceField(
        label=_("Um welchen Eintrag geht es?"),
        queryset=TimelineEntry.objects.none(),
        required=False,
        empty_label=_("um die ganze Akte"),
        help_text=_("Eine Einschränkung kann für einen einzelnen Eintrag gelten, zum Beispiel für eine Notiz."),
    )
    language = forms.ChoiceField(label=_("Sprache der Antwort"), choices=PAPER_LANGUAGES, required=False)

    def __init__(self, *args: Any, entries: Any, spoken: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("entry", "language"):
            self.fields[name].bound_field_class = AskedLater
        self.fields["entry"].queryset = entries  # type: ignore[attr-defined]
        self.fields["received_on"].initial = timezone.localdate()
        languages = dict.fromkeys(["de", spoken])
        self.fields["wish_language"].choices = [(code, language_name(code)) for code in languages]  # type: ignore[attr-defined]
        self.fields["language"].initial = paper_language(spoken) or ""


class ReasonForm(SeenForm):
    """A reason, told to the person."""

    reason = forms.CharField(
        label=_("Grund"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Er steht in der Antwort an die Person."),
    )


class DecisionForm(ReasonForm):
    """A decision with its reason."""

    outcome = forms.ChoiceField(label=_("Entscheidung"), choices=Outcome, widget=forms.RadioSelect)
    field_order = ["outcome", "reason"]


class AnswerForm(SeenForm):
    """How and when the answer reached the person."""

    handed_over = forms.ChoiceField(label=_("Wie hat die Person die Antwort bekommen?"), choices=HandOver)
    answered_on = forms.DateField(label=_("Wann?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timezone.localdate()


class SafeguardReasonForm(KernForm):
    """Why a restriction is set aside or ended."""

    reason = forms.CharField(
        label=_("Grund"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Zum Beispiel: Die Person hat eingewilligt; die Daten werden für "
            "einen Rechtsanspruch gebraucht; die Prüfung "
            "ist beendet und die Person weiß davon."
        ),
    )


class ListFilter(KernForm):
    """Which requests to show."""

    stand = forms.ChoiceField(
        label=_("Stand"),
        choices=[("", _("offen")), ("ueberfaellig", _("überfällig")), ("alle", _("alle"))],
        required=False,
    )
    art = forms.ChoiceField(label=_("Recht"), choices=_choices(RequestKind, _("alle")), required=False)


class ImpactForm(KernForm):
    """What only the municipality can say in the impact assessment; fields come from ``impact.OPEN``."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    all_optional = True

    def __init__(self, *args: Any, questions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.key] = forms.CharField(
                label=question.label,
                help_text=question.help,
                required=False,
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.sections = tuple(
            Section(title, tuple(each.key for each in questions if each.section == title))
            for title in dict.fromkeys(each.section for each in questions)
        )
