"""Forms of linking: what the provider is told, with the person's consent, and what the provider answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm
from roterfaden.base.languages import language_name
from roterfaden.cases.models import Client, Referral, ReferralState
from roterfaden.offers.models import Offer


class ReferForm(KernForm):
    """What we tell the provider. As little as possible is ticked; the person decides what is added."""

    tell = forms.MultipleChoiceField(
        label=_("Das teilen wir mit"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("So wenig wie möglich. Angekreuzt ist, was der Träger braucht, um sich zu melden."),
    )
    words = forms.CharField(
        label=_("Dazu sagen wir"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Nur, was für dieses Angebot nötig ist, zum Beispiel: „Kann nur vormittags, braucht Kinderbetreuung.“"
        ),
    )
    consent_given = forms.BooleanField(
        error_messages={"required": _("Ohne Einverständnis der Person geben wir nichts weiter.")},
        help_text=_(
            "Lesen Sie der Person vor, was in der Vorschau steht, wenn nötig mit Sprachmittlung. Sie darf Nein sagen."
        ),
    )

    def __init__(self, *args: Any, client: Client, offer: Offer, worker: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client, self.offer, self.worker = client, offer, worker
        facts = facts_to_tell(client)
        self.fields["tell"].choices = [(key, sentence) for key, sentence, _needed in facts]  # type: ignore[attr-defined]
        self.fields["tell"].bound_field_class = AskedLater
        self.initial.setdefault("tell", [key for key, _sentence, needed in facts if needed])
        label = _now("{name} ist einverstanden, dass {provider} genau das erfährt, was in der Vorschau steht.")
        self.fields["consent_given"].label = label.format(name=client, provider=offer.organisation)

    @property
    def told(self) -> list[str]:
        """What is ticked so far."""
        return list(self.data.getlist("tell") if isinstance(self.data, QueryDict) else self.initial["tell"])

    @property
    def message(self) -> str:
        """Exactly what the provider is told, as ticked and typed so far."""
        chosen = self.told
        words = self.data.get("words", "") if self.is_bound else ""
        return compose(
            self.offer, self.worker, [line for key, line, _needed in facts_to_tell(self.client) if key in chosen], words
        )


def facts_to_tell(client: Client) -> list[tuple[str, str, bool]]:
    """What a provider may be told about the person: key, sentence, and whether a provider needs it to get in touch."""
    speaks = _now("Sprache: {language}").format(language=language_name(client.language))
    if client.needs_interpreter:
        speaks += _now(" (mit Sprachmittlung)")
    facts = [("name", _now("Name: {name}").format(name=client), True), ("language", speaks, client.language != "de")]
    if client.phone:
        facts.append(("phone", _now("Telefon: {phone}").format(phone=client.phone), True))
    if client.email:
        facts.append(("email", _now("E-Mail: {email}").format(email=client.email), False))
    if client.district:
        facts.append(("district", _now("wohnt in {district}").format(district=client.district), False))
    return facts


def compose(offer: Offer, worker: Any, facts: Iterable[str], words: str) -> str:
    """The message, ready to be read out, on the telephone too."""
    lines = [_now("Anfrage für „{offer}“").format(offer=offer.title), *facts, words.strip()]
    lines.append(_now("Rückfragen an: {worker}").format(worker=worker))
    return "\n".join(line for line in lines if line)


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

    def clean(self) -> dict[str, Any]:
        """A refusal and an early end need their reason; the words under the field say why."""
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("state") in {ReferralState.DECLINED, ReferralState.ENDED_EARLY}
            and not cleaned.get("reason", "").strip()
        ):
            self.add_error("reason", _("Nennen Sie bitte den Grund."))
        return cleaned


class CorrectionForm(KernForm):
    """What was wrong about the last answer."""

    reason = forms.CharField(label=_("Was war falsch eingetragen?"), max_length=300)
