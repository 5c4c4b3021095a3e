"""Forms of programmes: their texts, offers at many places at once, and what the coverage table shows."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.network.models import District, Organisation, Place, PlaceKind
from roterfaden.offers.forms import CommaField
from roterfaden.offers.forms.choices import links_of, relation
from roterfaden.offers.models import Programme
from roterfaden.offers.programmes import MOST_AT_ONCE, RELATIONS

EVERY = ("", _("alle"))
NOWHERE = "ohne"
# Where many institutions of one kind do something alike.
KINDS = (PlaceKind.NURSERY, PlaceKind.SCHOOL, PlaceKind.SPORT, PlaceKind.MEETING_PLACE, PlaceKind.LIBRARY)
Choices = list[tuple[Any, Any]]


class CoverageFilter(forms.Form):
    """Which institutions and programmes; a value nobody knows narrows nothing."""

    quartier = forms.ChoiceField(label=_("Quartier"), required=False)
    art = forms.ChoiceField(label=_("Art der Einrichtung"), required=False)
    programm = forms.ChoiceField(label=_("Programm"), required=False)
    luecken = forms.BooleanField(label=_("nur mit Lücken"), required=False)

    def __init__(self, values: Mapping[str, Any], programmes: list[Programme], districts: list[District]) -> None:
        super().__init__(values)
        kinds = [kind for kind in PlaceKind if any(kind in one.institutions for one in programmes)]
        self._offer("quartier", [*((one.key, one.name) for one in districts), (NOWHERE, _("nicht eingetragen"))])
        self._offer("art", [(kind.value, kind.label) for kind in kinds])
        self._offer("programm", [(one.key, one.name) for one in programmes])

    def _offer(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = [EVERY, *choices]

    def asked(self, name: str) -> Any:
        """What was chosen."""
        self.is_valid()
        return self.cleaned_data.get(name, "")


class ProgrammeForm(SeenModelForm):
    """A programme and the texts its offers share. ``shown`` is what the last preview was about."""

    relations = RELATIONS
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    institutions = forms.MultipleChoiceField(
        label=_("Wo es stattfinden kann"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An Orten dieser Art zeigt die Übersicht, wo es das Programm gibt und wo es fehlt."),
    )
    keywords = CommaField(label=_("Stichworte"), required=False, help_text=_("Mit Kommas getrennt."))

    # Apart from the model's own fields, which would each ask the database what is chosen.
    not_at = relation(Programme, "not_at", forms.SelectMultiple(attrs={"data-width": "full", "size": 6}))
    fields_of_action = relation(Programme, "fields_of_action", forms.CheckboxSelectMultiple())
    target_groups = relation(Programme, "target_groups", forms.CheckboxSelectMultiple())
    topics = relation(Programme, "topics", forms.SelectMultiple(attrs={"data-width": "full", "size": 8}))

    sections = [
        Section(_("Das Programm"), ["name", "about", "institutions", "not_at", "run_by"]),
        Section(
            _("Gemeinsame Texte der Angebote"),
            [
                "kind", "target_group", "age_from", "age_to", "description", "rhythm", "registration", "fee", "cost",
                "keywords",
            ],
            why=_("Sie gelten bei jedem Angebot des Programms, das an dieser Stelle keine eigenen Texte hat."),
        ),
        Section(
            _("Wozu es gehört"),
            ["fields_of_action", "target_groups", "topics"],
            why=_("Neue Angebote des Programms beginnen damit."),
        ),
    ]  # fmt: skip

    class Meta:
        model = Programme
        fields = [
            "name", "about", "institutions", "run_by", "kind", "target_group", "age_from", "age_to", "description",
            "rhythm", "registration", "fee", "cost", "keywords",
        ]  # fmt: skip
        widgets = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "target_group": forms.TextInput(attrs={"data-width": "full"}),
            "registration": forms.TextInput(attrs={"data-width": "full"}),
        }

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], cares_for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["run_by"].queryset = organisations
        # Whoever keeps one organisation only makes programmes of that one.
        fields["run_by"].required = not cares_for_all
        self.initial.update(links_of(self.instance, RELATIONS))
        fields["not_at"].queryset = fields["not_at"].queryset.filter(kind__in=[kind.value for kind in KINDS])

    def show_again(self) -> None:
        """The page shows what the change would do; sent once more unchanged, it is made."""
        data: Any = self.data
        typed = data.copy()
        typed[self.add_prefix("shown")] = self.mark
        self.data = typed

    @property
    def wording(self) -> dict[str, Any]:
        """What was entered, without the mark of the preview."""
        return {name: value for name, value in super().wording.items() if name != "shown"}

    @property
    def mark(self) -> str:
        """Stands for what was entered: what a preview showed is what is saved."""
        return sha256(repr(sorted((name, str(value)) for name, value in self._plain.items())).encode()).hexdigest()

    @property
    def _plain(self) -> dict[str, Any]:
        return {
            name: sorted(str(one.pk) for one in value) if name in RELATIONS else value
            for name, value in self.wording.items()
        }


class ManyForm(KernForm):
    """The same offer at many places, or for several departments."""

    places = forms.MultipleChoiceField(label=_("Wo?"), required=False, widget=forms.CheckboxSelectMultiple)
    names = forms.CharField(
        label=_("Oder für diese Abteilungen oder Gruppen"),
        required=False,
        help_text=_("Eine je Zeile, etwa „Judo“ oder „Rollhockey“."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    provider = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Wer bietet es an?"), required=False, widget=forms.Select
    )
    since = forms.IntegerField(label=_("Seit welchem Jahr?"), required=False, min_value=1900, max_value=2100)

    def __init__(
        self, *args: Any, places: list[Place], providers: QuerySet[Organisation], own: bool, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.by_key = {str(place.pk): place for place in places}
        fields: dict[str, Any] = self.fields
        fields["places"].choices = [(key, _place(place)) for key, place in self.by_key.items()]
        if not places:
            del self.fields["places"]
        fields["provider"].queryset = providers
        fields["provider"].required = not own
        fields["provider"].empty_label = _("jede Einrichtung selbst") if own else None

    def clean(self) -> dict[str, Any]:
        """Something has to be chosen, and not the whole city by mistake."""
        values: dict[str, Any] = super().clean() or {}
        chosen = len(values.get("places") or []) + len(self.lines)
        if not chosen:
            raise ValidationError(_("Bitte wählen Sie mindestens einen Ort oder nennen Sie eine Abteilung."))
        if chosen > MOST_AT_ONCE:
            raise ValidationError(_("Bitte höchstens %(most)s auf einmal.") % {"most": MOST_AT_ONCE})
        return values

    @property
    def lines(self) -> list[str]:
        """The names that were typed, each once."""
        typed = (line.strip()[:120] for line in self.cleaned_data.get("names", "").splitlines())
        return list(dict.fromkeys(filter(None, typed)))

    @property
    def wanted(self) -> dict[str, Any]:
        """What the act is called with."""
        return {
            "places": [self.by_key[key] for key in self.cleaned_data.get("places") or []],
            "names": self.lines,
            "provider": self.cleaned_data["provider"],
            "since": self.cleaned_data["since"],
        }


class JoinForm(forms.Form):
    """To which programme an offer belongs, and since when."""

    programme = forms.ModelChoiceField(
        Programme.objects.all(), label=_("Programm"), required=False, empty_label=_("keines")
    )
    since = forms.IntegerField(label=_("seit (Jahr)"), required=False, min_value=1900, max_value=2100)


def _place(place: Place) -> str:
    return f"{place.name} ({place.district})" if place.district else place.name
