"""Forms of passing data on: what is told, and what it rests on."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm
from roterfaden.cases.actions.disclosures import NormApplied, Told
from roterfaden.cases.facts import Fact, facts_of_file
from roterfaden.cases.forms.consents import recipients_for
from roterfaden.cases.models import Case, Consent, DataKind, PassingPurpose
from roterfaden.cases.norms import catalogue
from roterfaden.network.models import Organisation


class TellForm(KernForm):
    """What is told: ticked sentences out of the file, and own words with what they are about."""

    tell = forms.MultipleChoiceField(
        label=_("Das teilen wir mit"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("So wenig wie möglich."),
    )
    words = forms.CharField(label=_("Dazu sagen wir"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    word_kinds = forms.MultipleChoiceField(
        label=_("Worum geht es in diesen Worten?"),
        choices=DataKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nur das ist erlaubt, was hier angekreuzt und von der Einwilligung umfasst ist."),
    )

    facts: list[Fact]

    def offer_facts(self, facts: list[Fact], kinds: list[str] | None = None) -> None:
        """Let these facts be chosen; of the kinds of own words only ``kinds``."""
        self.facts = facts
        self.fields["tell"].choices = [(fact.key, fact.sentence) for fact in facts]  # type: ignore[attr-defined]
        self.fields["tell"].bound_field_class = AskedLater
        if kinds is not None:
            allowed = [choice for choice in DataKind.choices if choice[0] in kinds]
            self.fields["word_kinds"].choices = allowed  # type: ignore[attr-defined]

    def entered(self, name: str) -> list[str]:
        """What is ticked so far, judged or not."""
        if isinstance(self.data, QueryDict) and self.is_bound:
            return list(self.data.getlist(name))
        return [str(value) for value in self.initial.get(name, [])]

    @property
    def own_words(self) -> Told | None:
        """What is typed so far, with what it is about."""
        words = str(self.data.get("words", "") if self.is_bound else self.initial.get("words", "")).strip()
        kinds = tuple(kind for kind in self.entered("word_kinds") if kind in DataKind)
        return Told(kinds, words) if words else None

    @property
    def chosen_facts(self) -> list[Fact]:
        """The ticked facts, in the order of the file."""
        keys = self.entered("tell")
        return [fact for fact in self.facts if fact.key in keys]

    @property
    def told(self) -> list[Told]:
        """Exactly what is told, as ticked and typed so far."""
        words = self.own_words
        return [*(fact.told for fact in self.chosen_facts), *([words] if words else [])]

    @property
    def special_kinds(self) -> list[str]:
        """The special categories in what is told, in words."""
        kinds = {kind for one in self.told for kind in one.kinds}
        return [str(kind.label) for kind in DataKind.special() if kind in kinds]

    def clean(self) -> dict[str, Any]:
        """Own words without what they are about cannot be compared with a consent."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("words", "").strip() and not cleaned.get("word_kinds"):
            self.add_error("word_kinds", _("Kreuzen Sie an, worum es in Ihren Worten geht."))
        if not self.told:
            self.add_error("tell", _("Wählen Sie aus, was weitergegeben werden soll."))
        return cleaned


class ConsentDiscloseForm(TellForm):
    """A disclosure on a running consent: only what it covers can be chosen."""

    purpose_detail = forms.CharField(label=_("Wofür genau?"), required=False, max_length=300)

    def __init__(self, *args: Any, case: Case, consent: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        covered = [fact for fact in facts_of_file(case) if fact.kind in consent.kinds]
        self.offer_facts(covered, consent.kinds)
        if consent.purpose_detail:
            del self.fields["purpose_detail"]
        self.order_fields(["purpose_detail", "tell", "words", "word_kinds"])


class NormDiscloseForm(TellForm):
    """A disclosure without consent, on a norm of the catalogue."""

    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("An wen?"), required=False, empty_label=_("nicht im Verzeichnis")
    )
    recipient_described = forms.CharField(label=_("Andere Stelle oder Person"), required=False, max_length=200)
    purpose = forms.ChoiceField(label=_("Wozu?"), choices=PassingPurpose.choices)
    purpose_detail = forms.CharField(label=_("Genauer"), required=False, max_length=300)
    norm = forms.ChoiceField(label=_("Auf welche Vorschrift stützt sich das?"), widget=forms.RadioSelect)
    norm_reason = forms.CharField(
        label=_("Warum gilt sie hier?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Für welche Aufgabe braucht die Stelle die Daten? Das bleibt bei der Übermittlung stehen."),
    )

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        seen = DataKind if getattr(case, "sees_sensitive", False) else DataKind.ordinary()
        kinds = [kind.value for kind in seen]
        self.offer_facts([fact for fact in facts_of_file(case) if fact.kind in kinds], kinds)
        self.fields["recipient"].queryset = recipients_for(user, case)  # type: ignore[attr-defined]
        areas = case.client.legal_area
        norms = {
            norm.key: norm
            for authority in (False, True)
            for norm in catalogue().fitting(legal_area=areas, immigration_authority=authority)
        }
        self.fields["norm"].choices = [  # type: ignore[attr-defined]
            (norm.key, f"{norm.citation}: {norm.applies}") for norm in norms.values()
        ]
        first = ["recipient", "recipient_described", "purpose", "purpose_detail", "norm", "norm_reason"]
        self.order_fields([*first, "tell", "words", "word_kinds"])

    @property
    def has_norms(self) -> bool:
        """Whether any norm can be chosen for this person."""
        return bool(self.fields["norm"].choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One recipient."""
        cleaned = super().clean()
        if bool(cleaned.get("recipient")) == bool(cleaned.get("recipient_described")):
            self.add_error("recipient", _("Wählen Sie eine Stelle aus, oder beschreiben Sie eine andere."))
        return cleaned

    @property
    def basis(self) -> NormApplied:
        """The norm as chosen."""
        return NormApplied(self.cleaned_data["norm"], self.cleaned_data["norm_reason"])


class CloseForm(KernForm):
    """Why access ends before its time."""

    reason = forms.CharField(label=_("Was ist passiert?"), max_length=300)
