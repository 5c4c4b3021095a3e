"""Forms of linking: what the provider is told, with the person's consent, and what the provider answers."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm
from roterfaden.cases.actions.disclosures import Told
from roterfaden.cases.actions.referrals import OTHER_OFFER, consents_for
from roterfaden.cases.facts import facts_of_person, in_words, request_for
from roterfaden.cases.forms.consents import AgreementFields
from roterfaden.cases.forms.disclosures import TellForm
from roterfaden.cases.models import Case, Consent, DataKind, Referral, ReferralState
from roterfaden.offers.models import Offer

NEW = "neu"


class ReferForm(TellForm, AgreementFields):
    """What we tell the provider, and on which consent. As little as possible is ticked; the person decides the rest."""

    read_for = forms.CharField(required=False, widget=forms.HiddenInput)
    basis = forms.ChoiceField(label=_("Worauf stützt sich das?"), widget=forms.RadioSelect)
    special_named = forms.BooleanField(
        label=_("Ich habe die besonders geschützten Daten beim Namen genannt, und die Person hat sie erlaubt."),
        required=False,
        widget=forms.CheckboxInput(
            attrs={"data-shown-if": "word_kinds", "data-shown-values": " ".join(map(str, DataKind.special()))}
        ),
    )
    consent_given = forms.BooleanField(
        required=False,
        help_text=_(
            "Lesen Sie der Person vor, was in der Vorschau steht, wenn nötig mit Sprachmittlung. Sie darf Nein sagen."
        ),
    )

    ONLY_WHEN_NEW = ("given_how", "language", "valid_until", "consent_given")

    def __init__(self, *args: Any, case: Case, offer: Offer, worker: Any, **kwargs: Any) -> None:
        super().__init__(*args, client=case.client, **kwargs)
        self.case, self.offer, self.worker = case, offer, worker
        self.initial["read_for"] = str(offer.pk)
        # Who may not read special kinds records none: they would lose sight of their own referral.
        every = getattr(case, "sees_sensitive", False)
        self.offer_facts(facts_of_person(case.client), None if every else [str(kind) for kind in DataKind.ordinary()])
        self.initial.setdefault("tell", [fact.key for fact in self.facts if fact.needed])
        self.initial.setdefault("word_kinds", [DataKind.CONCERN.value])
        self.consents = {str(consent.pk): consent for consent in consents_for(case, offer)}
        self._offer_bases()
        for name in self.ONLY_WHEN_NEW:
            self.fields[name].required = False
            self.fields[name].bound_field_class = AskedLater
        self.fields["tell"].help_text = _("So wenig wie möglich. Angekreuzt ist, was der Träger braucht.")
        self.fields["words"].help_text = _(
            "Nur, was für dieses Angebot nötig ist, zum Beispiel: „Kann nur vormittags, braucht Kinderbetreuung.“"
        )
        label = _now("{name} willigt ein, dass {provider} genau das erfährt, was in der Vorschau steht.")
        self.fields["consent_given"].label = label.format(name=case.client, provider=offer.organisation)

    def _offer_bases(self) -> None:
        """A running consent for this provider comes first; else the person is asked now."""
        label = _now("Einwilligung vom {day}, gilt bis {until}: {kinds}")
        running = [
            (
                key,
                label.format(
                    day=date_format(consent.given_on),
                    until=date_format(consent.valid_until),
                    kinds="; ".join(consent.kind_labels),
                ),
            )
            for key, consent in self.consents.items()
        ]
        choices = [*running, (NEW, _("Die Person willigt jetzt ein"))]
        self.fields["basis"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("basis", choices[0][0])
        if not running:
            self.fields["basis"].widget = forms.HiddenInput()
            self.fields["basis"].required = False

    @property
    def consent(self) -> Consent | None:
        """The running consent that was chosen."""
        return self.consents.get(self.cleaned_data.get("basis", ""))

    @property
    def told(self) -> list[Told]:
        """Exactly what the provider is told, as ticked and typed so far."""
        return request_for(self.offer, self.worker, self.chosen_facts, self.own_words)

    @property
    def message(self) -> str:
        """The same to read."""
        return in_words(self.told)

    @property
    def kind_labels(self) -> list[str]:
        """What it is about, in words."""
        kinds = {str(kind) for one in self.told for kind in one.kinds}
        return [str(kind.label) for kind in DataKind if kind in kinds]

    def records_agreement(self, cleaned: dict[str, Any]) -> bool:
        """Whether the person is asked now."""
        return cleaned.get("basis", NEW) not in self.consents

    def _ask_again(self) -> None:
        """What was typed stays; the consent is given anew for the offer of now."""
        data: Any = self.data
        self.data = typed = data.copy()
        typed["read_for"] = str(self.offer.pk)
        typed.pop("consent_given", None)

    def clean(self) -> dict[str, Any]:
        """Asked now, everything about the consent is needed. It was given for the offer that stood on the page."""
        cleaned = super().clean()
        if cleaned.get("read_for") != str(self.offer.pk):
            self.add_error(None, OTHER_OFFER)
            self._ask_again()
            return cleaned
        if not self.records_agreement(cleaned):
            return cleaned
        for name in ("given_how", "language", "valid_until"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Bitte ausfüllen."))
        if not cleaned.get("consent_given"):
            self.add_error("consent_given", _("Ohne Einwilligung der Person geben wir nichts weiter."))
        if self.special_kinds and not cleaned.get("special_named"):
            self.add_error("special_named", _("Ohne das gehen besonders geschützte Daten nicht weiter."))
        return cleaned


class AnswerForm(KernForm):
    """What became of a referral."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("Was ist daraus geworden?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Grund"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nötig, wenn es nicht klappt oder vorzeitig endet: So findet sich beim nächsten Mal das Passende."),
    )

    WORDS = {
        ReferralState.ACCEPTED: _("zugesagt: Die Person kann kommen"),
        ReferralState.DECLINED: _("abgelehnt: Der Träger kann nicht helfen"),
        ReferralState.STARTED: _("hat begonnen: Die Person geht hin"),
        ReferralState.DONE: _("beendet: Die Hilfe ist wie geplant zu Ende"),
        ReferralState.ENDED_EARLY: _("vorzeitig beendet: abgebrochen, zurückgezogen oder keine Antwort"),
    }

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = referral.revision
        following = ReferralState.next_states(referral.state)
        self.fields["state"].choices = [(state, self.WORDS[state]) for state in following]  # type: ignore[attr-defined]
        self.fields["reason"].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """A refusal and an early end need their reason; the words under the field say why."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") in ReferralState.failed() and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Nennen Sie bitte den Grund."))
        return cleaned


class CorrectionForm(KernForm):
    """What was wrong about the last answer; ``seen`` is the revision of the referral with it."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    reason = forms.CharField(label=_("Was war falsch eingetragen?"), max_length=300)
