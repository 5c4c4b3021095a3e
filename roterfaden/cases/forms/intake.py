"""Forms of the intake: look for a person, enter one, hold the first conversation, decide."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import AnsweredByDefault, SeenForm, SeenModelForm
from roterfaden.base.forms import KernForm, Section, not_ahead
from roterfaden.base.languages import country_field, direction, language_field
from roterfaden.cases import search
from roterfaden.cases.models import Client, Decision, Intake, IntakeCriterion
from roterfaden.cases.search import Sought
from roterfaden.concept.models import FieldOfAction
from roterfaden.network.models import Organisation, Place, PlaceKind

FIELD_ICONS = {
    "wohnen": "house",
    "arbeiten": "work",
    "bildung": "school",
    "sport": "sport",
    "ehrenamt": "volunteer",
    "sozialraeume": "place",
    "dialog": "dialog",
    "integrationsrat": "conference",
}


class AskedText(forms.CharField):
    """A text one should give, though an empty one is no error of the field: it is not marked as optional."""

    def validate(self, value: Any) -> None:
        """Nothing is missing for the field alone; the form knows."""


class AskedChoices(forms.MultipleChoiceField):
    """Boxes one should think about, though none may be right: they are not marked as optional."""

    def validate(self, value: Any) -> None:
        """Only what is ticked has to exist."""
        if value:
            super().validate(value)


class FindForm(KernForm):
    """One field for everything one knows of a person, and three to be exact."""

    use_required_attribute = False

    q = AskedText(
        label=_("Name, Geburtsdatum oder Telefon"),
        max_length=200,
        help_text=_(
            "In jeder Schreibweise und Schrift, oder das Aktenzeichen. Zum Beispiel: Olena Schewtschenko 01.02.1990"
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autofocus": True, "type": "search", "data-width": "full"}
        ),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_date = forms.DateField(label=_("Geburtsdatum"), required=False)
    phone = forms.CharField(
        label=_("Telefon"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "m"}),
    )

    @property
    def sought(self) -> Sought:
        """What is looked for; the exact fields win. A date not yet complete is left out, not complained about."""
        self.full_clean()
        typed = search.read(self.cleaned_data.get("q", ""))
        return Sought(
            self.cleaned_data.get("name") or typed.name,
            self.cleaned_data.get("birth_date") or typed.birth_date,
            self.cleaned_data.get("phone") or typed.phone,
            "" if self.is_exact else typed.reference,
        )

    @property
    def is_exact(self) -> bool:
        """Whether one of the exact fields is used, so that they stay open."""
        return any(self.data.get(name) for name in ("name", "birth_date", "phone"))


class ClientForm(SeenModelForm):
    """What one needs to reach and address a person. Only family name and language have to be known."""

    language = language_field(label=_("Sprache"), help_text=_("In welcher Sprache versteht die Person am besten?"))
    country_of_origin = country_field(label=_("Herkunftsland"), required=False)

    class Meta:
        model = Client
        fields = [
            "given_name",
            "family_name",
            "other_names",
            "form_of_address",
            "birth_date",
            "gender",
            "language",
            "needs_interpreter",
            "phone",
            "email",
            "street",
            "postal_code",
            "town",
            "district",
            "accommodation",
            "country_of_origin",
            "arrived_on",
            "residence_title",
            "residence_until",
            "legal_area",
        ]
        widgets = {
            "gender": forms.RadioSelect(attrs={"data-inline": ""}),
            "form_of_address": forms.TextInput(attrs={"placeholder": _("Frau Haddad, Sie")}),
            "other_names": forms.TextInput(attrs={"dir": "auto"}),
            "phone": forms.TextInput(attrs={"type": "tel", "data-width": "m"}),
            "postal_code": forms.TextInput(attrs={"data-width": "xs", "inputmode": "numeric"}),
        }

    sections = [
        Section(
            _("Person"),
            ["given_name", "family_name", "other_names", "form_of_address", "birth_date", "gender"],
            why=_("Damit wir die Person richtig ansprechen und nicht zweimal aufnehmen."),
        ),
        Section(
            _("Verständigung"),
            ["language", "needs_interpreter"],
            why=_("Damit beim nächsten Gespräch die richtige Sprache im Raum ist."),
        ),
        Section(
            _("Erreichbarkeit"),
            ["phone", "email", "street", "postal_code", "town", "district", "accommodation"],
            why=_("Damit wir die Person erreichen und Angebote in der Nähe finden."),
        ),
        Section(
            _("Herkunft und Aufenthalt"),
            ["country_of_origin", "arrived_on", "residence_title", "residence_until", "legal_area"],
            why=_(
                "Davon hängt ab, welche Hilfe zusteht und welche Stelle zuständig ist. "
                "Läuft das Papier ab, erinnern wir rechtzeitig."
            ),
        ),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_name"].required = False
        shared = Place.objects.filter(kind=PlaceKind.SHARED_ACCOMMODATION).order_by("name", "id")
        self.fields["accommodation"].queryset = shared  # type: ignore[attr-defined]
        for name in ("district", "accommodation"):
            self.fields[name].empty_label = _("bitte wählen")  # type: ignore[attr-defined]

    def clean_birth_date(self) -> date | None:
        """Nobody is born tomorrow."""
        return self._not_ahead("birth_date")

    def clean_arrived_on(self) -> date | None:
        """Nobody has arrived tomorrow."""
        return self._not_ahead("arrived_on")

    def _not_ahead(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        return day and not_ahead(day)

    @property
    def sought(self) -> Sought:
        """The person as one would look for them, to find out whether they are known already."""
        values = self.cleaned_data
        name = f"{values.get('given_name', '')} {values.get('family_name', '')}".strip()
        return Sought(name, values.get("birth_date"), values.get("phone", ""))


class RegistrationForm(ClientForm):
    """A person entered anew. Who is case manager at several offices says which one looks after the person."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Betreut bei"),
        empty_label=_("bitte wählen"),
        help_text=_("Nur diese Stelle kann die Akte führen."),
    )

    def __init__(self, *args: Any, offices: frozenset[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(offices) > 1:
            chosen = Organisation.objects.filter(pk__in=offices).order_by("name", "pk")
            self.fields["organisation"].queryset = chosen  # type: ignore[attr-defined]
            office = Section(_("Stelle"), ["organisation"], why=_("Sie arbeiten für mehrere Stellen."))
            self.sections = [office, *self.sections]
        else:
            del self.fields["organisation"]

    @property
    def wording(self) -> dict[str, Any]:
        """The details of the person, and the office where there is a choice."""
        office = self.cleaned_data.get("organisation")
        return {**super().wording, **({"organisation": office.pk} if office else {})}


class FieldCards(forms.CheckboxSelectMultiple):
    """Fields of action as cards with their icon."""

    template_name = "cases/widgets/field_cards.html"

    def create_option(
        self, name: str, value: Any, label: Any, selected: Any, index: int, subindex: Any = None, attrs: Any = None
    ) -> dict[str, Any]:
        """One card; its icon follows from the field's key, and a field a municipality adds gets a plain one."""
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        return {**option, "icon": FIELD_ICONS.get(getattr(getattr(value, "instance", None), "key", ""), "thread")}


class IntakeForm(SeenModelForm):
    """The first conversation. Nothing is required: it may be put aside at any time."""

    concern_language = language_field(label=_("Sprache dieser Worte"), required=False)
    talk_language = language_field(label=_("Sprache des Gesprächs"), required=False)
    fields_of_action = forms.ModelMultipleChoiceField(
        FieldOfAction.objects.all(),
        label=_("Worum geht es?"),
        required=False,
        widget=FieldCards,
        help_text=_("Alles, was angesprochen wurde."),
    )

    class Meta:
        model = Intake
        fields = ["way", "concern", "concern_language", "talk_language", "interpreting", "fields_of_action", "urgency"]
        labels = {"concern": _("Was führt die Person zu uns?"), "urgency": _("Wie eilig ist es?")}
        help_texts = {"concern": _("Möglichst in ihren eigenen Worten. Deuten und planen kommt später.")}
        widgets = {
            "way": forms.RadioSelect(attrs={"data-inline": ""}),
            "interpreting": forms.RadioSelect(attrs={"data-inline": ""}),
            "urgency": forms.RadioSelect,
            "concern": forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        }

    sections = [
        Section(
            _("Anliegen"),
            ["concern", "concern_language"],
            why=_("Das Anliegen in den Worten der Person ist der Anfang des Fadens."),
        ),
        Section(_("Handlungsfelder und Dringlichkeit"), ["fields_of_action", "urgency"]),
        Section(
            _("Das Gespräch"),
            ["way", "talk_language", "interpreting"],
            why=_("Daraus sehen wir, wo Sprachmittlung fehlt."),
        ),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = self.data.get("concern_language") or self.instance.concern_language
        if spoken:
            self.fields["concern"].widget.attrs |= {"lang": spoken, "dir": direction(spoken)}


class DecisionForm(SeenForm):
    """The two possible decisions, and the reasons that weigh between them."""

    use_required_attribute = False

    decision = forms.ChoiceField(choices=Decision, required=False, widget=forms.HiddenInput)
    criteria = AskedChoices(label=_("Was trifft zu?"), choices=IntakeCriterion, widget=forms.CheckboxSelectMultiple)
    decision_note = forms.CharField(
        label=_("Begründung"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Was gab den Ausschlag? Später kann man es hier nachlesen."),
    )
    result = AskedText(
        label=_("Ergebnis der Beratung"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Was haben Sie geraten, wohin haben Sie verwiesen?"),
    )
    client_agrees = forms.BooleanField(label=_("Die Person ist mit der Begleitung einverstanden"), required=False)
    lead = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Wer führt den Fall?"),
        required=False,
        empty_label=_("ich selbst"),
        help_text=_(
            "Führt jemand anderes, gehören Sie nicht zum Team: Sie lesen weiter, was Sie hier aufgenommen haben, "
            "die Akte nicht. Die Kollegin oder der Kollege erfährt es sofort."
        ),
    )

    def __init__(self, *args: Any, leads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["lead"]
        choice.queryset = leads
        choice.bound_field_class = AnsweredByDefault
        choice.label_from_instance = lambda user: (
            _now("{name} (heute abwesend, wird vertreten)").format(name=user) if user.is_away else str(user)
        )

    @property
    def has_colleagues(self) -> bool:
        """Whether anybody else may lead (one query)."""
        choice: Any = self.fields["lead"]
        return bool(choice.queryset.exists())

    @cached_property
    def chosen(self) -> str:
        """Which of the two buttons was pressed; empty for a look at the hint."""
        return str(self.data.get("decision", ""))

    def clean(self) -> dict[str, Any]:
        """Say at the field what the chosen decision still needs; the acts ask the same."""
        values = super().clean() or self.cleaned_data
        if self.chosen == Decision.ADVICE and not values.get("result", "").strip():
            self.add_error("result", _("Halten Sie kurz fest, was Sie geraten haben."))
        if self.chosen == Decision.CASE_MANAGEMENT:
            if not values.get("criteria"):
                self.add_error("criteria", _("Kreuzen Sie mindestens einen Grund an."))
            if not values.get("client_agrees"):
                self.add_error("client_agrees", _("Ohne Einverständnis der Person beginnt kein Case Management."))
        return values
