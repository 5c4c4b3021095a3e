"""Forms about consents: what is allowed, how the person said yes, how they took it back."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm, Section
from roterfaden.base.languages import language_field
from roterfaden.cases.actions.consents import Agreement, Permission, in_order, usual_end
from roterfaden.cases.models import Case, Client, Consent, DataKind, GivenHow, PassingPurpose, WithdrawnHow
from roterfaden.network.models import Organisation

ORDINARY = [(kind.value, kind.label) for kind in DataKind.ordinary()]
SPECIAL = [(kind.value, kind.label) for kind in DataKind.special()]


class AgreementFields(KernForm):
    """How the person said yes; shared by every form that records a consent."""

    given_how = forms.ChoiceField(
        label=_("Wie hat die Person eingewilligt?"),
        choices=GivenHow.to_choose,
        widget=forms.RadioSelect,
        help_text=_("Am besten auf Papier. Mündlich genügt, wenn es anders nicht geht; dann hat es jemand mitgehört."),
    )
    language = language_field(label=_("In welcher Sprache wurde es erklärt?"))
    interpreted_by = forms.CharField(
        label=_("Wer hat gedolmetscht?"),
        required=False,
        max_length=160,
        help_text=_("nötig, wenn jemand übersetzt hat"),
    )
    witness = forms.CharField(
        label=_("Zeugin oder Zeuge"),
        required=False,
        max_length=160,
        help_text=_("nötig, wenn jemand zugehört hat und sonst nichts unterschrieben ist"),
    )
    valid_until = forms.DateField(
        label=_("Gilt bis"), help_text=_("so kurz wie sinnvoll, höchstens zwei Jahre; danach fragen wir neu")
    )
    paper_number = forms.CharField(
        label=_("Wo liegt das Papier?"), required=False, max_length=80, help_text=_("zum Beispiel Ordner oder Nummer")
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        for name in ("interpreted_by", "witness"):
            self.fields[name].bound_field_class = AskedLater
        given = GivenHow.ORAL_INTERPRETER if client.needs_interpreter else GivenHow.PAPER
        for name, value in (("given_how", given), ("language", client.language), ("valid_until", usual_end())):
            self.initial.setdefault(name, value)

    @property
    def agreement(self) -> Agreement:
        """How the person said yes, as entered."""
        entered = self.cleaned_data
        return Agreement(
            given_how=entered["given_how"],
            language=entered["language"],
            interpreted_by=entered["interpreted_by"],
            witness=entered["witness"],
            valid_until=entered["valid_until"],
            given_on=entered.get("given_on") or timezone.localdate(),
            paper_number=entered["paper_number"],
            special_named=bool(entered.get("special_named")),
            single_act=bool(entered.get("single_act")),
        )

    def clean(self) -> dict[str, Any]:
        """Who heard an oral consent is asked at the field where it is missing."""
        cleaned = super().clean() or self.cleaned_data
        if self.records_agreement(cleaned):
            if cleaned.get("given_how") == GivenHow.ORAL_INTERPRETER and not cleaned.get("interpreted_by"):
                self.add_error("interpreted_by", _("Nennen Sie, wer gedolmetscht hat."))
            if cleaned.get("given_how") == GivenHow.ORAL_WITNESS and not cleaned.get("witness"):
                self.add_error("witness", _("Nennen Sie die Zeugin oder den Zeugen."))
        return cleaned

    def records_agreement(self, cleaned: dict[str, Any]) -> bool:
        """Whether these fields count, or a consent that is already there."""
        return True


def recipients_for(user: Any, case: Case) -> Any:
    """To whom ``user`` may pass something on from ``case``: to confidential places only with full insight."""
    every = Organisation.objects.visible_to(user)
    return every if getattr(case, "sees_sensitive", False) else every.exclude(is_sensitive=True)


class ConsentForm(AgreementFields):
    """A consent of its own, apart from a referral."""

    recipient = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Wer soll die Daten bekommen?"),
        required=False,
        empty_label=_("nicht im Verzeichnis"),
    )
    recipient_described = forms.CharField(
        label=_("Andere Stelle oder Person"),
        required=False,
        max_length=200,
        help_text=_("nur, wenn sie nicht im Verzeichnis steht; so genau, dass die Person sie erkennt"),
    )
    purpose = forms.ChoiceField(label=_("Wozu?"), choices=PassingPurpose.choices, widget=forms.RadioSelect)
    purpose_detail = forms.CharField(
        label=_("Genauer"),
        required=False,
        max_length=300,
        help_text=_("Leer gilt die Einwilligung für alles, was diesem Zweck dient."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Daten, um die es geht"), choices=ORDINARY, required=False, widget=forms.CheckboxSelectMultiple
    )
    special_kinds = forms.MultipleChoiceField(
        label=_("Besonders geschützte Daten (Art. 9 DSGVO)"),
        choices=SPECIAL,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    special_named = forms.BooleanField(
        label=_("Ich habe diese besonders geschützten Daten beim Namen genannt, und die Person hat sie erlaubt."),
        required=False,
    )
    single_act = forms.BooleanField(
        label=_("Gilt nur für eine einzige Übermittlung"),
        required=False,
        help_text=_("Für die Ausländerbehörde gilt eine Einwilligung immer nur einmal."),
    )
    given_on = forms.DateField(label=_("Gegeben am"), initial=timezone.localdate)

    sections = [
        Section(_("Wer bekommt etwas, und wozu?"), ["recipient", "recipient_described", "purpose", "purpose_detail"]),
        Section(
            _("Welche Daten?"),
            ["kinds", "special_kinds", "special_named"],
            _("Nur, was für den Zweck nötig ist. Die Person sieht diese Liste auf dem Papier in ihrer Sprache."),
        ),
        Section(_("Wie lange?"), ["valid_until", "single_act"]),
        Section(
            _("Wie hat die Person eingewilligt?"),
            ["given_how", "given_on", "language", "interpreted_by", "witness", "paper_number"],
        ),
    ]

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, client=case.client, **kwargs)
        for name in ("recipient", "recipient_described", "kinds"):
            self.fields[name].bound_field_class = AskedLater
        self.fields["recipient"].queryset = recipients_for(user, case)  # type: ignore[attr-defined]
        if not getattr(case, "sees_sensitive", False):
            # Whoever records it must be able to read it afterwards.
            del self.fields["special_kinds"], self.fields["special_named"]

    def clean(self) -> dict[str, Any]:
        """What belongs together is said at the field that is missing."""
        cleaned = super().clean()
        if bool(cleaned.get("recipient")) == bool(cleaned.get("recipient_described")):
            self.add_error("recipient", _("Wählen Sie eine Stelle aus, oder beschreiben Sie eine andere."))
        if cleaned.get("purpose") == PassingPurpose.OTHER and not cleaned.get("purpose_detail"):
            self.add_error("purpose_detail", _("Beschreiben Sie den Zweck in eigenen Worten."))
        if not cleaned.get("kinds") and not cleaned.get("special_kinds"):
            self.add_error("kinds", _("Wählen Sie aus, um welche Daten es geht."))
        if cleaned.get("special_kinds") and not cleaned.get("special_named"):
            self.add_error("special_named", _("Ohne das gehen besonders geschützte Daten nicht weiter."))
        return cleaned

    @property
    def permission(self) -> Permission:
        """What is allowed, as entered."""
        entered = self.cleaned_data
        return Permission(
            recipient=entered["recipient"],
            recipient_described=entered["recipient_described"],
            purpose=entered["purpose"],
            purpose_detail=entered["purpose_detail"],
            kinds=in_order([*entered["kinds"], *entered.get("special_kinds", ())]),
        )


class WithdrawalForm(KernForm):
    """How and when the person took the consent back."""

    how = forms.ChoiceField(label=_("Wie kam der Widerruf?"), choices=WithdrawnHow.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("An welchem Tag?"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Dazu"),
        required=False,
        max_length=300,
        help_text=_("Die Person muss keinen Grund nennen. Schreiben Sie nur auf, was für den Nachweis wichtig ist."),
    )

    def __init__(self, *args: Any, consent: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent = consent

    def clean_on(self) -> Any:
        """Between the consent and today."""
        day = self.cleaned_data["on"]
        if not self.consent.given_on <= day <= timezone.localdate():
            raise forms.ValidationError(_("Der Tag liegt zwischen der Einwilligung und heute."))
        return day


class RenewForm(AgreementFields):
    """The person agrees anew to what was already told."""

    special_named = forms.BooleanField(
        label=_("Ich habe die besonders geschützten Daten beim Namen genannt, und die Person hat sie erlaubt."),
        required=False,
    )
    consent_given = forms.BooleanField(label=_("Die Person willigt ein, dass es dabei bleibt."))

    def __init__(self, *args: Any, has_special: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_special:
            self.fields["special_named"].required = True
        else:
            del self.fields["special_named"]
