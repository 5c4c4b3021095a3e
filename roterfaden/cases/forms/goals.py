"""Forms of the goal agreement: Mottoziel, Rahmenziel, Handlungsziel, agreeing, signing, renegotiating."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater, SeenModelForm
from roterfaden.base.forms import KernForm, Rating, Section, not_ahead, not_past
from roterfaden.base.languages import language_choices
from roterfaden.cases.agreed_words import DIFFICULTY, IMPORTANCE
from roterfaden.cases.documents import LANGUAGES, paper_language
from roterfaden.cases.models import ActionGoal, Case, Client, FrameGoal, GuidingGoal, SelfRating
from roterfaden.concept.models import FieldOfAction

BASELINE = [
    (-2, _("noch weit weg: −2, deutlich weniger als erwartet")),
    (-1, _("am Anfang: −1, weniger als erwartet")),
    (0, _("schon dort: 0, wie erwartet – es geht darum, es zu halten")),
    (1, _("schon weiter: +1, mehr als erwartet")),
]
REVIEW_WEEKS = 6


class GuidingGoalForm(SeenModelForm):
    """The Mottoziel, and how near the person feels to it today."""

    self_rating = forms.TypedChoiceField(
        label=_("Wie nah fühlt sich die Person ihrem Mottoziel heute?"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[(step, str(step)) for step in range(11)],
        widget=Rating(low=_("ganz fern"), high=_("angekommen")),
    )

    class Meta:
        model = GuidingGoal
        fields = ["own_words", "language", "german"]
        labels = {
            "own_words": _("In den eigenen Worten"),
            "language": _("Sprache dieser Worte"),
            "german": _("Auf Deutsch"),
        }
        help_texts = {
            "own_words": _(
                "Genau so, wie die Person es sagt, in ihrer Sprache und Schrift. Gern ein Bild oder ein Sprichwort."
            ),
            "german": _(
                "Wenn die Worte nicht deutsch sind: So erscheint das Mottoziel im deutschen Text der Zielvereinbarung."
            ),
        }

    sections = [
        Section(_("Die Worte der Person"), ["own_words", "language", "german"]),
        Section(
            _("Heute"),
            ["self_rating"],
            why=_("Der Wert wird bei jeder Überprüfung wieder gefragt. Er gehört der Person, niemand benotet ihn."),
        ),
    ]

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.initial.get("language") or client.language
        spoken = self.data.get("language") or self.initial["language"]
        self.fields["language"] = forms.ChoiceField(label=self.fields["language"].label, choices=language_choices())
        for name in ("own_words", "german"):
            self.fields[name].widget.attrs |= {
                "rows": 3,
                **({"dir": "auto", "lang": spoken} if name == "own_words" else {}),
            }

    def clean(self) -> dict[str, Any]:
        """Words in another language need their German beside them: the agreement is written in both."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("language", "de") != "de" and not cleaned.get("german"):
            self.add_error(
                "german", _("Schreiben Sie bitte dazu, was es auf Deutsch heißt. Eine sinngemäße Übersetzung genügt.")
            )
        return cleaned


class SelfRatingForm(KernForm):
    """Only the self-rating, while the wording of the Mottoziel is agreed."""

    self_rating = forms.TypedChoiceField(
        label=_("Wie nah fühlt sich die Person ihrem Mottoziel heute?"),
        coerce=int,
        choices=[(step, str(step)) for step in range(11)],
        widget=Rating(low=_("ganz fern"), high=_("angekommen")),
    )


class RatingCorrectionForm(SeenModelForm):
    """What the person said on a day that lies behind."""

    value = forms.TypedChoiceField(
        label=_("Wie nah fühlte sich die Person ihrem Mottoziel?"),
        coerce=int,
        choices=[(step, str(step)) for step in range(11)],
        widget=Rating(low=_("ganz fern"), high=_("angekommen")),
    )

    class Meta:
        model = SelfRating
        fields = ["value"]


class OwnWordsForm(SeenModelForm):
    """A goal with the person's own words beside the German ones, in their language and script."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.initial.get("language") or client.language
        if not self.fields["language"].widget.is_hidden:
            self.fields["language"] = forms.ChoiceField(
                label=_("Sprache dieser Worte"), choices=language_choices(), required=False
            )
        spoken = self.data.get("language") or self.initial["language"]
        self.fields["own_words"].widget.attrs |= {"data-width": "full", "dir": "auto", "lang": spoken}


class FrameGoalForm(OwnWordsForm):
    """A Rahmenziel; the fields of action that brought the person here come first."""

    class Meta:
        model = FrameGoal
        fields = ["field_of_action", "title", "own_words", "language", "explanation"]
        help_texts = {
            "own_words": _("Wie sagt die Person es selbst? In ihrer Sprache und Schrift."),
            "title": _(
                "Was soll in diesem Lebensbereich anders sein? Ein Satz in der Gegenwart, zum Beispiel: "
                "„Wir leben in einer eigenen Wohnung.“"
            ),
            "explanation": _(
                "Welches Problem lösen wir, und wie erklären wir es uns gemeinsam? "
                "Zwei, drei Sätze, denen die Person zustimmt."
            ),
        }
        widgets = {
            "title": forms.TextInput(attrs={"data-width": "full"}),
            "explanation": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, client=case.client, **kwargs)
        self.fields["field_of_action"].choices = _fields_with_those_of(case)  # type: ignore[attr-defined]


def _fields_with_those_of(case: Case) -> list[Any]:
    """All fields of action, those named at the intake first (two queries)."""
    wanted = set(case.intake.fields_of_action.values_list("pk", flat=True))
    every = list(FieldOfAction.objects.all())
    first = [(field.pk, field.short_title) for field in every if field.pk in wanted]
    rest = [(field.pk, field.short_title) for field in every if field.pk not in wanted]
    head: list[Any] = [("", _("bitte wählen"))]
    if not first or not rest:
        return head + first + rest
    return [*head, (_("aus der Aufnahme"), first), (_("weitere"), rest)]


class StepForm(OwnWordsForm):
    """A Handlungsziel. Only the title is needed now; what is missing is asked for when the goals are agreed.

    While it is new, the first measure for it can be said in the same breath.
    """

    measure = forms.CharField(
        label=_("Was tun wir oder andere dafür?"),
        required=False,
        max_length=240,
        help_text=_("Steht dann gleich als Hilfe im Hilfeplan. Angebote suchen Sie danach."),
        widget=forms.TextInput(attrs={"data-width": "full"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name == "title" or name.startswith("scale_"):
                field.widget.attrs["data-width"] = "full"
            if name == "due_on" or name.startswith("scale_"):
                field.bound_field_class = AskedLater
        if not self.instance._state.adding:
            del self.fields["measure"]

    @property
    def wording(self) -> dict[str, Any]:
        """The words of the goal, and of a new one its first measure."""
        measure = {"measure": self.cleaned_data["measure"]} if "measure" in self.fields else {}
        return super().wording | measure

    def clean_due_on(self) -> date | None:
        """A new date must lie ahead; one that has passed since it was agreed may stay."""
        due_on: date | None = self.cleaned_data["due_on"]
        return not_past(due_on) if due_on and "due_on" in self.changed_data else due_on


SCALE_BESIDE = ["scale_more", "scale_much_more", "scale_less", "scale_much_less"]
STEP_LABELS = {
    "due_on": _("Bis wann"),
    "scale_expected": _("0 = wie erwartet"),
    "scale_more": _("+1 = mehr als erwartet"),
    "scale_much_more": _("+2 = deutlich mehr als erwartet"),
    "scale_less": _("−1 = weniger als erwartet"),
    "scale_much_less": _("−2 = deutlich weniger als erwartet"),
}
STEP_HELP = {
    "title": _("Ein kleiner Schritt, den die Person schaffen kann und den man sehen kann."),
    "own_words": _("Wie sagt die Person es selbst? In ihrer Sprache und Schrift."),
    "scale_expected": _("Das nehmen wir uns vor. Wenn es so kommt, ist das Ziel erreicht."),
}


class QuickStepForm(StepForm):
    """A Handlungsziel in the middle of the talk, in the plan itself; the scale of an example travels along."""

    class Meta:
        model = ActionGoal
        fields = ["title", "own_words", "language", "due_on", "scale_expected", *SCALE_BESIDE]
        labels = STEP_LABELS
        help_texts = {"own_words": STEP_HELP["own_words"]}
        widgets = dict.fromkeys(("language", *SCALE_BESIDE), forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial["due_on"] = timezone.localdate() + timedelta(weeks=REVIEW_WEEKS)


class ActionGoalForm(StepForm):
    """A Handlungsziel with everything that is agreed about it."""

    importance = forms.TypedChoiceField(
        label=_("Wie wichtig ist das Ziel der Person?"),
        coerce=int,
        choices=IMPORTANCE,
        initial=2,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    difficulty = forms.TypedChoiceField(
        label=_("Wie schwer wird es?"),
        coerce=int,
        choices=DIFFICULTY,
        initial=1,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    baseline = forms.TypedChoiceField(
        label=_("Wo steht die Person heute auf dieser Skala?"),
        coerce=int,
        choices=BASELINE,
        initial=-1,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = ActionGoal
        fields = [
            "title",
            "own_words",
            "language",
            "due_on",
            "scale_expected",
            *SCALE_BESIDE,
            "importance",
            "difficulty",
            "baseline",
        ]
        labels = STEP_LABELS
        help_texts = STEP_HELP

    sections = [
        Section(_("Der Schritt"), ["title", "own_words", "language", "due_on", "measure"]),
        Section(
            _("Woran wir merken, dass es geklappt hat"),
            ["scale_expected", "scale_more", "scale_much_more", "scale_less", "scale_much_less"],
            why=_(
                "Fangen Sie mit der Null an. Was besser oder weniger wäre, können Sie später ergänzen: "
                "Gebraucht wird es erst, wenn die Ziele vereinbart werden."
            ),
        ),
        Section(
            _("Gewicht und Ausgangslage"),
            ["importance", "difficulty", "baseline"],
            why=_(
                "Damit zählt bei der Auswertung mehr, was der Person wichtig war und sie Kraft gekostet hat: "
                "Gewicht = wichtig mal schwer, von 1 bis 9."
            ),
        ),
    ]


class AgreeForm(KernForm):
    """When and how the goals were agreed."""

    agreed_on = forms.DateField(label=_("Vereinbart am"))
    next_review_on = forms.DateField(
        label=_("Nächste Überprüfung"),
        required=False,
        help_text=_("An diesem Tag schauen wir gemeinsam, wie weit wir sind. Der Termin erscheint auf „Heute“."),
    )
    language = forms.ChoiceField(
        label=_("Zweite Sprache des Papiers"),
        required=False,
        choices=[("", _("nur Deutsch")), *LANGUAGES.items()],
        help_text=_("Die festen Texte stehen dann in beiden Sprachen nebeneinander."),
    )
    note = forms.CharField(
        label=_("Außerdem vereinbart"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Zum Beispiel, wie wir in Kontakt bleiben und wer die Person zu Terminen begleitet."),
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial = {
            "agreed_on": today,
            "next_review_on": today + timedelta(weeks=REVIEW_WEEKS),
            "language": paper_language(client.language) or "",
            **self.initial,
        }

    def clean_agreed_on(self) -> date:
        """Agreed is what has happened."""
        return not_ahead(self.cleaned_data["agreed_on"])

    def clean(self) -> dict[str, Any]:
        """One looks again after agreeing."""
        cleaned = super().clean() or self.cleaned_data
        agreed_on, again = cleaned.get("agreed_on"), cleaned.get("next_review_on")
        if agreed_on and again and again <= agreed_on:
            self.add_error("next_review_on", _("Die Überprüfung kommt nach der Vereinbarung."))
        elif again and again < timezone.localdate():
            self.add_error("next_review_on", _("Dieser Tag ist schon vorbei."))
        return cleaned


class SignatureForm(KernForm):
    """The day on the signed paper."""

    signed_on = forms.DateField(label=_("Unterschrieben am"))

    def clean_signed_on(self) -> date:
        """Signed is what has happened."""
        return not_ahead(self.cleaned_data["signed_on"])


class ReasonForm(KernForm):
    """Why the goals are opened again."""

    reason = forms.CharField(
        label=_("Warum fassen wir die Ziele neu?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Zum Beispiel: Die Lebenslage hat sich geändert, ein Ziel passt nicht mehr, ein neues ist dazugekommen."
        ),
    )
