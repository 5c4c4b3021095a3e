"""Asking the new office whether it takes over, and its answer: by link in its own words, or as it was heard."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.forms.consents import recipients_for
from roterfaden.cases.forms.transfers import OnABasisForm
from roterfaden.cases.models import AcceptanceState, AnswerWay, AreaAcceptance, Case, Consent
from roterfaden.network.models import Organisation

A_FORTNIGHT = timedelta(days=14)


class AskOfficeForm(OnABasisForm):
    """Whom to ask, on what it rests, until when. A consent names its office itself."""

    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Welche Stelle?"), required=False, empty_label=_("nicht im Verzeichnis")
    )
    recipient_described = forms.CharField(label=_("Andere Stelle"), required=False, max_length=200)
    reach = forms.CharField(
        label=_("Wer ist dort zuständig, und wie erreichbar?"),
        required=False,
        max_length=200,
        help_text=_("zum Beispiel: Team Neuantrag, 02365 12345. Bleibt in der Akte."),
    )
    birth_date = forms.BooleanField(
        label=_("Auch das Geburtsdatum mitteilen"),
        required=False,
        help_text=_("Nur wenn die Stelle die Person sonst nicht findet."),
    )
    due_on = forms.DateField(label=_("Bis wann brauchen Sie die Antwort?"))
    sections = [
        Section(
            _("Grundlage"),
            ["basis", "norm_reason"],
            why=_("Ohne Grundlage erfährt keine Stelle etwas über die Person."),
        ),
        Section(
            _("Die neue Stelle"),
            ["recipient", "recipient_described", "reach"],
            why=_("Mit einer Einwilligung ist es die Stelle, für die sie gilt; dann bleiben die ersten Felder leer."),
        ),
        Section(_("Anfrage"), ["birth_date", "due_on"]),
    ]

    def __init__(self, *args: Any, user: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["basis"].label = _("Worauf stützt sich die Anfrage?")
        self.fields["recipient"].queryset = recipients_for(user, case)  # type: ignore[attr-defined]
        self.fields["due_on"].initial = timezone.localdate() + A_FORTNIGHT
        if not case.client.birth_date:
            del self.fields["birth_date"]

    def clean(self) -> dict[str, Any]:
        """One office: that of the consent, or the one named."""
        cleaned = super().clean()
        named = [each for each in (cleaned.get("recipient"), cleaned.get("recipient_described")) if each]
        consent = self.consents.get(cleaned.get("basis", ""))
        if consent is None and "basis" not in self.errors and len(named) != 1:
            self.add_error("recipient", _("Wählen Sie eine Stelle aus, oder beschreiben Sie eine andere."))
        if consent is not None and named not in ([], [consent.recipient or consent.recipient_described]):
            self.add_error("recipient", _("Diese Einwilligung gilt für eine andere Stelle."))
        return cleaned

    @property
    def question(self) -> dict[str, Any]:
        """What the act is called with."""
        basis, entered = self.chosen_basis, self.cleaned_data
        office = basis if isinstance(basis, Consent) else None
        return {
            "basis": basis,
            "recipient": office.recipient if office else entered["recipient"],
            "recipient_described": office.recipient_described if office else entered["recipient_described"],
            "reach": entered["reach"],
            "birth_date": entered.get("birth_date", False),
            "due_on": entered["due_on"],
        }


class OfficeAnswerForm(KernForm):
    """What the office says. Who is responsible there is asked for when it takes over, the reason when it does not."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("Was antworten Sie?"),
        choices=[
            (AcceptanceState.ACCEPTED, _("Wir übernehmen")),
            (AcceptanceState.DECLINED, _("Wir sind nicht zuständig")),
        ],
        widget=forms.RadioSelect,
    )
    contact_person = forms.CharField(
        label=_("Wer ist bei Ihnen ansprechbar?"),
        required=False,
        max_length=150,
        help_text=_("Nötig, wenn Sie übernehmen."),
    )
    contact_phone = forms.CharField(
        label=_("Telefon"), required=False, max_length=50, widget=forms.TextInput(attrs={"type": "tel"})
    )
    their_reference = forms.CharField(label=_("Ihr Zeichen"), required=False, max_length=100)
    reason = forms.CharField(
        label=_("Warum nicht, und wer ist es vielleicht?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nötig, wenn Sie nicht zuständig sind."),
    )

    def __init__(self, *args: Any, revision: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = revision
        for name in ("contact_person", "reason"):
            self.fields[name].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """Say at the field what the answer needs; the act asks the same."""
        cleaned = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state == AcceptanceState.ACCEPTED and not cleaned.get("contact_person", "").strip():
            self.add_error("contact_person", _("Nennen Sie bitte einen Namen oder ein Team."))
        if state == AcceptanceState.DECLINED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Nennen Sie bitte den Grund."))
        return cleaned

    @property
    def answer(self) -> dict[str, Any]:
        """What the act is called with: of what belongs to the other answer, nothing."""
        names = ["contact_person", "contact_phone", "their_reference"]
        kept = names if self.cleaned_data["state"] == AcceptanceState.ACCEPTED else ["reason"]
        return {name: self.cleaned_data[name] for name in ("seen", "state", *kept)}


class OfficeLinkAnswerForm(OfficeAnswerForm):
    """The same answer by link; the code comes along, since nobody is signed in."""

    code = forms.CharField(widget=forms.HiddenInput)


class HeardAnswerForm(OfficeAnswerForm):
    """An answer as the case manager heard or read it."""

    way = forms.ChoiceField(
        label=_("Wie kam die Antwort?"),
        choices=[each for each in AnswerWay.choices if each[0] != AnswerWay.LINK],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, acceptance: AreaAcceptance, **kwargs: Any) -> None:
        super().__init__(*args, revision=acceptance.revision, **kwargs)
        self.fields["state"].label = _("Was hat die Stelle gesagt?")
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (AcceptanceState.ACCEPTED, _("Sie übernimmt")),
            (AcceptanceState.DECLINED, _("Sie ist nicht zuständig")),
        ]
        labels = {
            "contact_person": _("Wer ist dort ansprechbar?"),
            "their_reference": _("Zeichen der Stelle"),
            "reason": _("Warum nicht, und wer ist es vielleicht?"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["contact_person"].help_text = _("Nötig, wenn sie übernimmt.")
        self.fields["reason"].help_text = _("Nötig, wenn sie nicht zuständig ist.")
        self.order_fields(["seen", "way", "state"])

    @property
    def answer(self) -> dict[str, Any]:
        """With the way it came."""
        return {**super().answer, "way": self.cleaned_data["way"]}
