"""The form in which an offer is kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.base.languages import language_choices, language_name
from roterfaden.base.names import fold
from roterfaden.base.weekdays import Weekday
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.actions import TimeWanted
from roterfaden.offers.models import Offer

Choices = list[tuple[Any, Any]]
NOTHING = ("", "---------")
MORE_TIMES = 2
LINKS = ("places", "fields_of_action", "target_groups")


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

    def item(self, text: str) -> str:
        """One item of what was typed."""
        if len(text) > 80:
            raise ValidationError(
                _("„%(text)s…“ ist zu lang; trennen Sie Stichworte mit Kommas.") % {"text": text[:40]}
            )
        return text


class LanguagesField(CommaField):
    """Languages by their names: "Deutsch, Arabisch"."""

    def shown(self, item: str) -> str:
        """The name of the language."""
        return language_name(item)

    def item(self, text: str) -> str:
        """The code of the language, or an error with the name that was probably meant."""
        codes = _codes_by_name()
        if (code := codes.get(fold(text))) is not None:
            return code
        near = process.extractOne(fold(text), list(codes), scorer=OSA.distance, score_cutoff=2)
        hint = _(" Meinten Sie „%(name)s“?") % {"name": language_name(codes[near[0]])} if near else ""
        raise ValidationError(_("Die Sprache „%(text)s“ kennen wir nicht.") % {"text": text} + hint)


def _codes_by_name() -> dict[str, str]:
    """Codes by folded name, also without the bracket that follows some: "Persisch" for "Persisch (Farsi)"."""
    named = [(code, str(name)) for _title, members in language_choices()[1:] for code, name in members]
    codes = {fold(name): code for code, name in reversed(named)}
    for code, name in named:
        codes.setdefault(fold(name.split(" (")[0]), code)
    return codes


def _links_of(offer: Offer) -> dict[str, list[Any]]:
    """What the offer points at, by relation: one query for all of them."""
    if offer._state.adding:
        return {}
    columns = {"places": "place_id", "fields_of_action": "fieldofaction_id", "target_groups": "targetgroup_id"}
    each = [
        getattr(Offer, name).through.objects.filter(offer=offer).values_list(Value(name), column).order_by()
        for name, column in columns.items()
    ]
    links: dict[str, list[Any]] = {name: [] for name in columns}
    for name, pk in each[0].union(*each[1:], all=True):
        links[name].append(pk)
    return links


def _relation(name: str, widget: forms.Widget, **more: Any) -> Any:
    """The form field of a relation, without knowing the module it points to."""
    field: Any = Offer._meta.get_field(name)
    return field.formfield(widget=widget, **more)


class OfferForm(SeenModelForm):
    """Everything about an offer but its weekly times."""

    relations = LINKS

    languages = LanguagesField(
        label=_("Sprachen"),
        required=False,
        help_text=_("In welchen Sprachen man zurechtkommt, etwa „Deutsch, Arabisch“."),
    )
    keywords = CommaField(
        label=_("Stichworte"),
        required=False,
        help_text=_("Womit Kolleginnen und Kollegen suchen würden, mit Kommas getrennt."),
    )
    childcare = forms.TypedChoiceField(
        label=_("Kinderbetreuung"),
        required=False,
        choices=[("", _("nicht bekannt")), ("True", _("ja")), ("False", _("nein"))],
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )

    # Apart from the model's own fields, which would each ask the database what is chosen.
    places = _relation(
        "places",
        forms.SelectMultiple(attrs={"data-width": "full", "size": 8}),
        help_text=_("Mehrere wählen Sie mit gedrückter Strg-Taste."),
    )
    fields_of_action = _relation("fields_of_action", forms.CheckboxSelectMultiple())
    target_groups = _relation("target_groups", forms.CheckboxSelectMultiple())

    sections = [
        Section(_("Was es ist"), ["title", "organisation", "kind", "description"]),
        Section(
            _("Für wen"),
            ["target_group", "fields_of_action", "target_groups", "languages", "german_level", "childcare"],
            why=_("Danach wird im Gespräch gesucht. Was nicht bekannt ist, bleibt frei."),
        ),
        Section(_("Wo und wie"), ["places", "rhythm", "registration", "cost", "capacity"]),
        Section(_("Damit man es findet"), ["keywords"]),
    ]

    class Meta:
        model = Offer
        fields = [
            "title", "organisation", "kind", "description", "target_group", "languages", "german_level", "childcare",
            "rhythm", "registration", "cost", "capacity", "keywords",
        ]  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"data-width": "full"}),
            "target_group": forms.TextInput(attrs={"data-width": "full"}),
            "registration": forms.TextInput(attrs={"data-width": "full"}),
        }

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        named = [(one.pk, one.name) for one in organisations]
        fields["organisation"].queryset = organisations
        fields["organisation"].choices = [NOTHING, *named]
        fields["places"].choices = places
        if len(named) == 1:
            self.initial.setdefault("organisation", named[0][0])
        self.initial.update(_links_of(self.instance))


class TimeForm(KernForm):
    """One weekly time. Times have no identity of their own: saving replaces all of them."""

    weekday = forms.TypedChoiceField(
        label=_("Wochentag"),
        coerce=int,
        choices=[NOTHING, *Weekday.choices],
        widget=forms.Select(attrs={"data-width": "s"}),
    )
    starts_at = forms.TimeField(label=_("von"))
    ends_at = forms.TimeField(label=_("bis"))
    place = forms.ModelChoiceField(
        Place.objects.all(), label=_("Ort"), required=False, widget=forms.Select(attrs={"data-width": "m"})
    )
    note = forms.CharField(
        label=_("Hinweis"), required=False, max_length=120, widget=forms.TextInput(attrs={"data-width": "m"})
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [NOTHING, *places]  # type: ignore[attr-defined]

    @property
    def legend(self) -> str:
        """What stands above the row."""
        day = self.initial.get("weekday")
        return str(Weekday(day).label) if day else gettext("Weitere Zeit")

    def clean(self) -> dict[str, Any]:
        """A time ends after it begins."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("starts_at") and values.get("ends_at") and values["starts_at"] >= values["ends_at"]:
            raise ValidationError({"ends_at": _("Das Ende liegt vor dem Beginn.")})
        return values


TimeFormSet = forms.formset_factory(TimeForm, extra=MORE_TIMES, can_delete=True, can_delete_extra=False)


def times_wanted(rows: Any) -> list[TimeWanted]:
    """The weekly times that were entered and not struck out."""
    kept = (row.cleaned_data for row in rows if row.cleaned_data.get("weekday") and not row.cleaned_data.get("DELETE"))
    return [TimeWanted(one["weekday"], one["starts_at"], one["ends_at"], one["place"], one["note"]) for one in kept]


def place_choices() -> Choices:
    """All places, looked up once for the offer and all rows of times."""
    return [(place.pk, place.name) for place in Place.objects.only("name")]


def time_rows(post: Any, offer: Offer | None, places: Choices) -> Any:
    """The rows of weekly times for a page."""
    saved = offer.schedules.values("weekday", "starts_at", "ends_at", "place", "note") if offer else ()
    return TimeFormSet(post, initial=list(saved), prefix="zeiten", form_kwargs={"places": places})
