"""Handing a whole case over to another organisation: to whom, on what it rests, what goes along."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.actions.disclosures import NormApplied
from roterfaden.cases.actions.transfers import named_in_note
from roterfaden.cases.forms.consents import recipients_for
from roterfaden.cases.handing_on import CONCERN, GOALS, PERSON, PLAN, PartOfFile, line_of_case
from roterfaden.cases.models import Case, Consent, ReceivingSeat
from roterfaden.cases.norms import catalogue
from roterfaden.cases.telltale import names_in
from roterfaden.network.models import Organisation

A_FORTNIGHT = timedelta(days=14)
CONSENT, NORM = "consent:", "norm:"
USUAL = [PERSON, CONCERN, GOALS, PLAN]


class OnABasisForm(KernForm):
    """On what something passed on rests: a running consent, or a norm with its reason."""

    basis = forms.ChoiceField(label=_("Worauf stützt sich die Übergabe?"), widget=forms.RadioSelect)
    norm_reason = forms.CharField(
        label=_("Warum gilt die Vorschrift hier?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("nur ohne Einwilligung"),
    )

    def __init__(self, *args: Any, case: Case, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {f"{CONSENT}{consent.pk}": consent for consent in consents}
        fitting = catalogue().fitting(legal_area=case.client.legal_area, immigration_authority=False)
        bases = [(key, _consent_in_words(consent)) for key, consent in self.consents.items()]
        bases += [(f"{NORM}{norm.key}", f"{norm.citation}: {norm.applies}") for norm in fitting]
        self.fields["basis"].choices = bases  # type: ignore[attr-defined]
        if len(bases) == 1:
            self.initial.setdefault("basis", bases[0][0])
        if not fitting:
            del self.fields["norm_reason"]
        elif not consents:
            self.fields["norm_reason"].required, self.fields["norm_reason"].help_text = True, ""

    @property
    def has_basis(self) -> bool:
        """Whether anything carries it."""
        return bool(self.fields["basis"].choices)  # type: ignore[attr-defined]

    @property
    def chosen_basis(self) -> Consent | NormApplied:
        """The consent, or the norm with its reason."""
        chosen = self.cleaned_data["basis"]
        if chosen in self.consents:
            return self.consents[chosen]
        return NormApplied(chosen.removeprefix(NORM), self.cleaned_data["norm_reason"])

    def clean(self) -> dict[str, Any]:
        """A norm needs its reason."""
        cleaned = super().clean() or self.cleaned_data
        is_empty = "norm_reason" not in self.errors and not cleaned.get("norm_reason", "").strip()
        if cleaned.get("basis", "").startswith(NORM) and is_empty:
            self.add_error("norm_reason", _("Sagen Sie, warum die Vorschrift hier gilt."))
        return cleaned


class GoesAlongForm(OnABasisForm):
    """On what the hand-over rests, and what goes along. ``begins_file``: not only on paper."""

    begins_file = False
    parts = forms.MultipleChoiceField(
        label=_("Was geht mit?"),
        widget=forms.CheckboxSelectMultiple,
        initial=USUAL,
        help_text=_("So wenig wie möglich, so viel wie nötig. Notizen, Dateien und die Netzwerkkarte bleiben hier."),
    )
    note = forms.CharField(
        label=_("Übergabenotiz"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )

    def __init__(self, *args: Any, parts: list[PartOfFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {part.key: part for part in parts}
        self.fields["parts"].choices = [(part.key, self._in_words(part)) for part in parts]  # type: ignore[attr-defined]

    @property
    def chosen_parts(self) -> list[PartOfFile]:
        """What goes along, in the order of the file."""
        return [part for key, part in self.known.items() if key in self.cleaned_data["parts"]]

    @property
    def wording(self) -> list[tuple[str, str]]:
        """What would go along, part by part, exactly as it is put on record."""
        return [(part.label, part.whole if self.begins_file else part.text) for part in self.known.values()]

    def _in_words(self, part: PartOfFile) -> str:
        detail = part.whole_detail if self.begins_file else part.detail
        said = f"{part.label} ({detail})" if detail and detail not in part.label else part.label
        special = [str(kind.label) for kind in part.kinds if kind.is_special]
        if not special:
            return said
        return _("{part}, besonders geschützt: {kinds}").format(part=said, kinds="; ".join(special))


class TransferForm(GoesAlongForm):
    """To a case manager of another organisation that has accounts here."""

    begins_file = True
    seat = forms.ModelChoiceField(
        ReceivingSeat.objects.none(), label=_("Wer soll übernehmen?"), empty_label=_("bitte wählen")
    )
    due_on = forms.DateField(label=_("Bis wann soll übergeben sein?"))
    sections = [
        Section(_("An wen"), ["seat", "due_on"]),
        Section(_("Grundlage"), ["basis", "norm_reason"], why=_("Ohne Grundlage geht nichts an eine andere Stelle.")),
        Section(_("Was mitgeht"), ["parts", "note"]),
    ]

    def __init__(self, *args: Any, user: User, case: Case, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.case, self.user = case, user
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]
        self.fields["due_on"].initial = timezone.localdate() + A_FORTNIGHT
        self.fields["note"].help_text = _(
            "Die angefragte Person liest das, bevor sie zusagt: ohne Namen und ohne Gesundheit."
        )

    @property
    def wording(self) -> list[tuple[str, str]]:
        """Besides the parts, what goes along in any case."""
        line, told = line_of_case(self.case)
        return [*super().wording, (line["label"], told.text)]

    def clean_note(self) -> str:
        """Whoever is asked reads it before they agree: it names nobody."""
        note: str = self.cleaned_data["note"]
        if named := names_in(note, self.case, self.user):
            raise ValidationError(named_in_note(named))
        return note

    @property
    def has_receivers(self) -> bool:
        """Whether another organisation has somebody here who can be asked."""
        return bool(self.fields["seat"].queryset.exists())  # type: ignore[attr-defined]


class OutsideForm(GoesAlongForm):
    """To an organisation without accounts: on paper."""

    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("An wen?"), required=False, empty_label=_("nicht im Verzeichnis")
    )
    recipient_described = forms.CharField(label=_("Andere Stelle oder Person"), required=False, max_length=200)
    sections = [
        Section(_("An wen"), ["recipient", "recipient_described"]),
        Section(_("Grundlage"), ["basis", "norm_reason"], why=_("Ohne Grundlage geht nichts an eine andere Stelle.")),
        Section(_("Was mitgeht"), ["parts", "note"]),
    ]

    def __init__(self, *args: Any, user: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["recipient"].queryset = recipients_for(user, case)  # type: ignore[attr-defined]
        self.fields["note"].help_text = _(
            "Warum eine andere Stelle weiter begleitet. Bleibt in der Akte und steht nicht auf dem Papier."
        )

    def clean(self) -> dict[str, Any]:
        """One recipient."""
        cleaned = super().clean()
        if bool(cleaned.get("recipient")) == bool(cleaned.get("recipient_described")):
            self.add_error("recipient", _("Wählen Sie eine Stelle aus, oder beschreiben Sie eine andere."))
        return cleaned


class TakeForm(KernForm):
    """To take it needs no words."""


def _consent_in_words(consent: Consent) -> str:
    words = _("Einwilligung vom {day} für {recipient}: {kinds}")
    kinds = "; ".join(consent.kind_labels)
    return words.format(day=date_format(consent.given_on), recipient=consent.recipient_name, kinds=kinds)
