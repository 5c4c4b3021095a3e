"""Forms of the household: somebody of the family, a move, a relation, joining two files, sharing a step."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater, SeenModelForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.forms.consents import AgreementFields
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import Case, Custody, Gender, Parting, Relation, RelationKind, Relative
from roterfaden.cases.models.household import COUPLES, EARLIEST_BIRTH

INLINE = {"data-inline": ""}
CUSTODY = [("", _("nicht gefragt")), *((one.value, one.label) for one in Custody if one is not Custody.GUARDIAN)]
TOGETHER = [("", _("ja, oder nicht gefragt")), *Parting.choices]


def _only_spouses_divorce(form: forms.Form, kind: str | None) -> None:
    if kind != RelationKind.MARRIED and form.cleaned_data.get("parting") == Parting.DIVORCED:
        form.add_error("parting", _("Geschieden kann nur sein, wer verheiratet war. Wählen Sie sonst „getrennt“."))


def birth_year_field() -> forms.IntegerField:
    """The year alone is enough."""
    return forms.IntegerField(
        label=_("Geburtsjahr"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "xs", "autocomplete": "off"}),
    )


class BirthYear(KernForm):
    """A year of birth that can be one."""

    def clean_birth_year(self) -> int | None:
        """Neither in the future nor longer ago than people live."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not EARLIEST_BIRTH <= year <= timezone.localdate().year:
            raise forms.ValidationError(_("Geben Sie das Jahr mit vier Ziffern ein, zum Beispiel 2016."))
        return year


class AddRelativeForm(BirthYear):
    """Somebody new in household or family: how they belong is enough, everything else is voluntary."""

    kinship = forms.ChoiceField(
        label=_("Wer ist das für die Person?"), choices=Kinship, widget=forms.RadioSelect(attrs=INLINE)
    )
    described = forms.CharField(
        label=_("Wer genau?"),
        required=False,
        max_length=60,
        help_text=_("mit einem Wort, zum Beispiel Großmutter oder Mitbewohner"),
        widget=forms.TextInput(attrs={"data-shown-if": "kinship", "data-shown-values": Kinship.OTHER.value}),
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        help_text=_("Ein Vorname genügt. Ohne Namen steht hier zum Beispiel „Kind“."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    birth_year = birth_year_field()
    parting = forms.ChoiceField(
        label=_("Sind die beiden noch zusammen?"),
        choices=TOGETHER,
        required=False,
        widget=forms.Select(attrs={"data-shown-if": "kinship", "data-shown-values": " ".join(COUPLES)}),
    )
    gender = forms.ChoiceField(
        label=_("Geschlecht"),
        choices=Gender,
        initial=Gender.NOT_STATED,
        required=False,
        widget=forms.RadioSelect(attrs=INLINE),
    )
    custody = forms.ChoiceField(
        label=_("Welches Sorgerecht hat die Person?"),
        choices=CUSTODY,
        required=False,
        widget=forms.Select(attrs={"data-shown-if": "kinship", "data-shown-values": Kinship.CHILD.value}),
    )
    also_of = forms.ModelChoiceField(
        label=_("Zweiter Elternteil"), queryset=Relative.objects.none(), required=False, empty_label=_("nicht gefragt")
    )
    lives_here = forms.BooleanField(label=_("lebt mit der Person zusammen"), required=False, initial=True)
    has_died = forms.BooleanField(label=_("ist verstorben"), required=False)

    def __init__(self, *args: Any, partners: list[Relative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["described"].bound_field_class = AskedLater
        if partners:
            keys = [each.pk for each in partners]
            self.fields["also_of"].queryset = Relative.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
            shown = {"data-shown-if": "kinship", "data-shown-values": Kinship.CHILD.value}
            self.fields["also_of"].widget.attrs.update(shown)
            self.initial.setdefault("also_of", keys[0])
        else:
            del self.fields["also_of"]

    def clean(self) -> dict[str, Any]:
        """What was asked of a child only counts for a child; who is meant is said in one way or the other."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kinship") != Kinship.CHILD:
            cleaned |= {"custody": "", "also_of": None}
        if cleaned.get("kinship") not in COUPLES:
            cleaned["parting"] = ""
        _only_spouses_divorce(self, cleaned.get("kinship"))
        if cleaned.get("kinship") == Kinship.OTHER and not cleaned.get("described"):
            self.add_error("described", _("Sagen Sie mit einem Wort, wer das ist."))
        return cleaned

    @property
    def wording(self) -> dict[str, Any]:
        """What the act is called with."""
        entered = self.cleaned_data
        also_of = entered.get("also_of")
        kinship = Kinship(entered["kinship"])
        return {
            **{name: entered[name] for name in ("name", "birth_year", "custody", "parting", "lives_here")},
            "has_died": entered["has_died"],
            "kinship": kinship,
            "gender": entered["gender"] or Gender.NOT_STATED,
            "described": entered["described"] if kinship == Kinship.OTHER else "",
            "also_of": also_of,
        }


class RelativeForm(BirthYear, SeenModelForm):
    """What is known of somebody: as little as it takes."""

    birth_year = birth_year_field()

    class Meta:
        model = Relative
        fields = ["name", "birth_year", "gender", "has_died"]
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            "gender": forms.RadioSelect(attrs=INLINE),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class MoveOutForm(KernForm):
    """Since when somebody lives elsewhere."""

    on = forms.DateField(label=_("Seit wann?"), initial=timezone.localdate)
    parts = forms.BooleanField(label=_("Die beiden Akten nicht länger verbinden"), required=False, initial=True)

    def __init__(self, *args: Any, is_joined: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_joined:
            del self.fields["parts"]


class MoveForm(KernForm):
    """The day of a move, and who comes along."""

    on = forms.DateField(label=_("An welchem Tag?"), initial=timezone.localdate)
    along = forms.ModelMultipleChoiceField(
        label=_("Wer zieht mit um?"),
        queryset=Relative.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, here: Iterable[Relative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [each.pk for each in here]
        self.fields["along"].queryset = Relative.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        self.initial.setdefault("along", keys)
        if not keys:
            del self.fields["along"]


class TieForm(KernForm):
    """How two people of the family belong together."""

    kind = forms.ChoiceField(label=_("Beziehung"), widget=forms.RadioSelect)
    other = forms.ModelChoiceField(label=_("Zu wem?"), queryset=Relative.objects.none(), empty_label=_("bitte wählen"))
    custody = forms.ChoiceField(
        label=_("Welches Sorgerecht?"),
        choices=[("", _("bitte wählen")), *((one.value, one.label) for one in Custody)],
        required=False,
        widget=forms.Select(attrs={"data-shown-if": "kind", "data-shown-values": RelationKind.CUSTODY.value}),
    )
    parting = forms.ChoiceField(
        label=_("Sind die beiden noch zusammen?"),
        choices=TOGETHER,
        required=False,
        widget=forms.Select(attrs={"data-shown-if": "kind", "data-shown-values": " ".join(COUPLES)}),
    )
    described = forms.CharField(
        label=_("Welche?"),
        required=False,
        max_length=60,
        help_text=_("mit einem Wort, zum Beispiel Großmutter oder Patin"),
        widget=forms.TextInput(attrs={"data-shown-if": "kind", "data-shown-values": RelationKind.OTHER.value}),
    )

    CHILD = "child"

    def __init__(self, *args: Any, relative: Relative, name: str, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [
            (RelationKind.PARENT.value, _now("{name} ist Elternteil")),
            (self.CHILD, _now("{name} ist Kind")),
            (RelationKind.MARRIED.value, _now("{name} ist verheiratet")),
            (RelationKind.PARTNER.value, _now("{name} lebt in Partnerschaft")),
            (RelationKind.SIBLING.value, _now("{name} ist Bruder oder Schwester")),
            (RelationKind.CUSTODY.value, _now("{name} hat das Sorgerecht")),
            (RelationKind.OTHER.value, _now("eine andere Beziehung")),
        ]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (key, word.format(name=name)) for key, word in words
        ]
        others = Relative.objects.current().filter(case=case).exclude(pk=relative.pk)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
        self.fields["other"].label_from_instance = (  # type: ignore[attr-defined]
            lambda each: str(case.client) if each.is_self else each.name
        )
        for name_of_field in ("custody", "described"):
            self.fields[name_of_field].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """Custody and another relation say which."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == RelationKind.CUSTODY and not cleaned.get("custody"):
            self.add_error("custody", _("Wählen Sie, welches Sorgerecht es ist."))
        if cleaned.get("kind") == RelationKind.OTHER and not cleaned.get("described"):
            self.add_error("described", _("Sagen Sie mit einem Wort, welche Beziehung es ist."))
        _only_spouses_divorce(self, cleaned.get("kind"))
        return cleaned

    def ends(self, relative: Relative) -> dict[str, Any]:
        """What the act is called with: a child is stored as the other's parenthood."""
        entered = self.cleaned_data
        kind, other = entered["kind"], entered["other"]
        one, to = (other, relative) if kind == self.CHILD else (relative, other)
        return {
            "one": one,
            "other": to,
            "kind": RelationKind.PARENT if kind == self.CHILD else RelationKind(kind),
            "custody": entered["custody"] if kind == RelationKind.CUSTODY else "",
            "described": entered["described"] if kind == RelationKind.OTHER else "",
            "parting": entered["parting"] if kind in COUPLES else "",
        }


class RelationForm(SeenModelForm):
    """Since when, until when; which custody; which other relation; whether a couple has parted."""

    class Meta:
        model = Relation
        fields = ["custody", "described", "parting", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind == RelationKind.CUSTODY:
            self.fields["custody"].required = True
            self.fields["custody"].choices = Custody.choices  # type: ignore[attr-defined]
        else:
            del self.fields["custody"]
        if self.instance.kind in COUPLES:
            self.fields["parting"].label = _("Sind die beiden noch zusammen?")
            self.fields["parting"].choices = [  # type: ignore[attr-defined]
                (key, word)
                for key, word in TOGETHER
                if key != Parting.DIVORCED or self.instance.kind == RelationKind.MARRIED
            ]
        else:
            del self.fields["parting"]
        if self.instance.kind == RelationKind.OTHER:
            self.fields["described"].required = True
        else:
            del self.fields["described"]

    @property
    def wording(self) -> dict[str, Any]:
        """What the act is called with."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}


class LinkForm(KernForm):
    """Which file belongs to somebody of the household, and who the person is in that one."""

    other_case = forms.ModelChoiceField(
        label=_("Welche Akte gehört dieser Person?"),
        queryset=Case.objects.none(),
        empty_label=_("bitte wählen"),
        help_text=_("Zur Wahl stehen nur laufende Fälle, in deren Akte Sie selbst arbeiten."),
    )
    all_know = forms.BooleanField(
        label=_("Beide Personen wissen davon und sind einverstanden."),
        help_text=_("Für Kinder entscheidet, wer das Sorgerecht hat."),
    )

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        self.fields["other_case"].queryset = cases  # type: ignore[attr-defined]


class AgreeForm(KernForm):
    """Who is meant in this file, and that the person agrees."""

    relative = forms.ModelChoiceField(
        label=_("Wer ist hier gemeint?"),
        queryset=Relative.objects.none(),
        empty_label=_("bitte wählen"),
        help_text=_(
            "Den Namen der anderen Person sehen Sie hier nicht. Fragen Sie die Kollegin oder den Kollegen. Fehlt die "
            "Person in der Liste, tragen Sie sie zuerst im Haushalt ein."
        ),
    )
    person_agrees = forms.BooleanField(label=_("Die Person weiß davon und ist einverstanden."))

    def __init__(self, *args: Any, case: Case, asks_who: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_who:
            named = Relative.objects.current().filter(case=case, is_self=False)
            self.fields["relative"].queryset = named  # type: ignore[attr-defined]
        else:
            del self.fields["relative"]


class ShareForm(AgreementFields):
    """With whom a step is shared, whether they may tick it, and the person's consent where none runs yet."""

    link = forms.ChoiceField(label=_("Mit wem?"), widget=forms.RadioSelect)
    may_tick = forms.BooleanField(
        label=_("Auch das Team der anderen Akte darf den Stand eintragen."), required=False, initial=True
    )
    consent_given = forms.BooleanField(
        label=_("Die Person willigt ein, dass dieser Schritt in der anderen Akte zu sehen ist."),
        required=False,
        help_text=_("Er steht dann auch auf dem Hilfeplan der anderen Person."),
    )

    NEEDED_WHEN_NEW = ("given_how", "language", "valid_until", "consent_given")
    sections = [
        Section(_("Wer soll diesen Schritt sehen?"), ["link", "may_tick"]),
        Section(
            _("Einwilligung der Person"),
            ["consent_given", "given_how", "interpreted_by", "witness", "language", "valid_until", "paper_number"],
            _("Sie gilt für alle Schritte, die Sie mit dieser Person teilen, und lässt sich jederzeit widerrufen."),
        ),
    ]

    def __init__(self, *args: Any, links: list[tuple[str, str]], covered: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.covered = covered
        self.fields["link"].choices = links  # type: ignore[attr-defined]
        self.initial.setdefault("link", links[0][0] if links else "")
        if covered >= {key for key, _name in links}:
            for name in (*self.NEEDED_WHEN_NEW, "interpreted_by", "witness", "paper_number"):
                del self.fields[name]
        else:
            for name in self.NEEDED_WHEN_NEW:
                self.fields[name].required = False
                self.fields[name].bound_field_class = AskedLater

    def records_agreement(self, cleaned: dict[str, Any]) -> bool:
        """Whether the person is asked now."""
        return "given_how" in self.fields and cleaned.get("link") not in self.covered

    def clean(self) -> dict[str, Any]:
        """Asked now, everything about the consent is needed."""
        cleaned = super().clean()
        if self.records_agreement(cleaned):
            for name in ("given_how", "language", "valid_until"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Bitte ausfüllen."))
            if not cleaned.get("consent_given"):
                self.add_error("consent_given", _("Ohne Einwilligung der Person teilen wir nichts."))
        return cleaned
