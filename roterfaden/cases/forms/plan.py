"""Forms of the help plan: what others do, what the person does, and the search for an offer in the conversation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.base.languages import language_name
from roterfaden.cases.actions.referrals import provider_of, title_for, title_of_gap
from roterfaden.cases.models import ActionGoal, Client, Measure, MeasureKind, OwnActivity
from roterfaden.cases.offer_choice import Wish
from roterfaden.cases.target_groups import suggested_group
from roterfaden.concept.models import FieldOfAction, TargetGroup
from roterfaden.offers.models import GermanLevel, Offer

FULL = {"data-width": "full"}
KINDS = [
    (MeasureKind.OFFER, _("Angebot vermitteln")),
    (MeasureKind.SERVICE, _("Hilfe durch uns oder andere")),
    (MeasureKind.NO_OFFER, _("Es gibt kein passendes Angebot")),
]
OTHER_WAYS = [(MeasureKind.OFFER, _("Anderes Angebot")), (MeasureKind.NO_OFFER, _("Es gibt kein passendes Angebot"))]


def ways(kinds: list[tuple[MeasureKind, Any]], chosen: str) -> list[tuple[Any, str, bool]]:
    """The kinds of measure as tabs: label, address, whether it is the one shown."""
    return [(label, f"?art={kind}", kind == chosen) for kind, label in kinds]


class MeasureForm(SeenModelForm):
    """What every measure has: what happens, who does it, by when."""

    class Meta:
        model = Measure
        fields = ["title", "responsible", "due_on", "note"]
        labels = {"responsible": _("Wer macht es?"), "due_on": _("Bis wann"), "note": _("Hinweis")}
        widgets = {"title": forms.TextInput(attrs=FULL), "note": forms.Textarea(attrs={"rows": 2})}


class OfferMeasureForm(MeasureForm):
    """A measure with a chosen offer."""

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.update(title=title_for(offer), responsible=provider_of(offer))
        if offer.organisation.is_sensitive:
            self.fields["title"].help_text = _(
                "Der Name dieser Stelle ist vertraulich, und der Titel steht auf dem Papier der Person: "
                "Schreiben Sie ihn so, dass er nichts verrät."
            )


class ServiceForm(MeasureForm):
    """A help of the unit or somebody else."""

    class Meta(MeasureForm.Meta):
        help_texts = {
            "title": _(
                "Zum Beispiel: „Brief des Jobcenters gemeinsam durchgehen“ oder „Begleitung zum Termin in der Schule“."
            ),
            "responsible": _("Sie selbst, eine andere Stelle, ein Mensch aus dem Umfeld."),
        }

    def __init__(self, *args: Any, by: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by is not None:
            self.initial.setdefault("responsible", "")
            self.initial["responsible"] = self.initial["responsible"] or str(by)
        self.fields["responsible"].required = True


class NoOfferForm(SeenModelForm):
    """The answer that nothing fits: what is missing, and what is done instead."""

    class Meta:
        model = Measure
        fields = ["missing", "compromise", "responsible", "due_on"]
        labels = {
            "compromise": _("Was wir stattdessen tun"),
            "responsible": _("Wer macht es?"),
            "due_on": _("Bis wann"),
        }
        help_texts = {
            "missing": _(
                "Ohne Namen, so dass man es weitergeben kann: „Sprachkurs am Vormittag mit Kinderbetreuung, Niveau A1“."
            ),
            "compromise": _("Was hilft, bis es etwas Passendes gibt?"),
        }
        widgets = {"missing": forms.Textarea(attrs={"rows": 3}), "compromise": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].required = True

    @property
    def wording(self) -> dict[str, Any]:
        """The first line of what is missing is the title of the measure."""
        return super().wording | {"title": title_of_gap(self.cleaned_data["missing"])}


class CountedForm(NoOfferForm):
    """The answer for the first time, and as what it counts: prefilled, so that one touch more is enough."""

    relations = ("target_group",)

    target_group = forms.ModelChoiceField(
        TargetGroup.objects.all(),
        label=_("Zielgruppe"),
        required=False,
        empty_label=_("keine besondere Zielgruppe"),
        widget=forms.Select(attrs={"data-width": "full"}),
    )

    def __init__(self, *args: Any, goal: ActionGoal, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = goal.frame_goal.field_of_action
        self.initial["missing"] = _("{field}: nichts Passendes gefunden").format(field=field)
        self.initial["target_group"] = suggested_group(client.pk)
        where = client.district or _("nicht bekannt")
        why = _(
            "Gezählt werden nur das Handlungsfeld „{field}“, das Quartier „{district}“, der Monat und diese "
            "Zielgruppe, und nur zusammen mit anderen. Was Sie oben schreiben, bleibt in der Akte."
        )
        self.sections = [
            Section(_("Für den Hilfeplan"), list(self._meta.fields or ())),
            Section(_("Als Bedarf gezählt, ohne Namen"), ["target_group"], why=why.format(field=field, district=where)),
        ]


class NothingFitsForm(CountedForm):
    """The same answer for a measure that exists already."""

    class Meta(CountedForm.Meta):
        fields = ["missing", "compromise"]


class OwnActivityForm(SeenModelForm):
    """What the person does, said by the person."""

    class Meta:
        model = OwnActivity
        fields = ["text", "due_on"]
        labels = {"text": _("Das mache ich selbst"), "due_on": _("Bis wann")}
        help_texts = {"text": _("In der Ich-Form, so wie die Person es sagt: „Ich rufe am Montag in der Schule an.“")}
        widgets = {"text": forms.TextInput(attrs={"dir": "auto", **FULL})}


class OfferSearchForm(KernForm):
    """The search inside the page. What the plan knows already is ticked and can be taken away.

    ``gesucht`` says that the form was sent: a box without a tick says nothing by itself.
    """

    q = forms.CharField(
        label=_("Was wird gebraucht?"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True, **FULL}),
        help_text=_("Ein Satz genügt: „Deutschkurs B1 abends mit Kinderbetreuung“."),
    )
    feld = forms.BooleanField(required=False)
    quartier = forms.BooleanField(required=False)
    sprache = forms.BooleanField(required=False)
    kinder = forms.BooleanField(label=_("mit Kinderbetreuung"), required=False)
    frei = forms.BooleanField(label=_("mit freien Plätzen"), required=False)
    niveau = forms.ChoiceField(
        label=_("Deutschniveau"), choices=[("", _("jedes")), *GermanLevel.choices], required=False
    )

    def __init__(self, query: Any, *, field: FieldOfAction, client: Client) -> None:
        asked = "gesucht" in query
        super().__init__(query if asked else {"q": query.get("q", ""), "feld": "on", "quartier": "on", "sprache": "on"})
        self.of_action, self.client = field, client
        self._describe("feld", _("Handlungsfeld {name}").format(name=field.short_title))
        self._describe("quartier", _("in {name} oder überall").format(name=client.district) if client.district else "")
        speaks = client.language and client.language != "de"
        name = language_name(client.language) if speaks else ""
        self._describe("sprache", _("auf {name} oder ohne Angabe").format(name=name) if speaks else "")

    def _describe(self, name: str, label: str) -> None:
        """Name the filter by what it lets through; without a district or another language there is no filter."""
        if label:
            self.fields[name].label = label
        else:
            del self.fields[name]

    @property
    def wish(self) -> Wish:
        """What is searched for."""
        self.is_valid()
        chosen = self.cleaned_data
        return Wish(
            text=chosen.get("q", ""),
            field=self.of_action if chosen.get("feld") else None,
            district=self.client.district if chosen.get("quartier") else None,
            language=self.client.language if chosen.get("sprache") else "",
            level=chosen.get("niveau", ""),
            childcare=chosen.get("kinder", False),
            free_places=chosen.get("frei", False),
        )
