"""Forms of a Konfliktklärung: begin it, write its protocol, sign it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm, SeenModelForm
from roterfaden.base.forms import KernForm, not_ahead
from roterfaden.cases.models import Mediation, MediationParty

TEAM = "team:"
LOOK_AGAIN_DAYS = 28


class BeginMediationForm(KernForm):
    """What it is about, and that the person wants it."""

    subject = forms.CharField(
        label=_("Worum geht es?"), max_length=240, help_text=_("ein Satz ohne Vorwurf, zum Beispiel: Ruhe am Abend")
    )
    talked_on = forms.DateField(label=_("Wann wird gesprochen?"), initial=timezone.localdate)
    client_agrees = forms.BooleanField(
        label=_("Die Person ist einverstanden, dass wir mit den anderen sprechen."),
        help_text=_("Die anderen erfahren nur, was am Tisch gesagt wird, nichts aus der Akte."),
    )


class ProtocolForm(SeenModelForm):
    """The protocol as far as it goes."""

    class Meta:
        model = Mediation
        fields = ["subject", "talked_on", "agreement"]
        help_texts = {"agreement": _("In Worten, die alle verstehen. Wer was bis wann tut, steht darunter.")}


class PartyForm(SeenModelForm):
    """Somebody at the table and their view."""

    class Meta:
        model = MediationParty
        fields = ["kind", "label", "view"]
        help_texts = {
            "label": _("Eine Bezeichnung genügt, zum Beispiel: Nachbarin im 2. Stock."),
            "view": _("Nur was diese Person im Protokoll haben will. Alle am Tisch lesen es."),
        }


class MediationStepForm(KernForm):
    """Who does what until when."""

    text = forms.CharField(label=_("Was geschieht?"), max_length=240)
    who = forms.ChoiceField(label=_("Wer tut es?"))
    due_on = forms.DateField(label=_("Bis wann?"))

    def __init__(self, *args: Any, parties: list[MediationParty], team: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        self.team = {f"{TEAM}{user.pk}": user for user in team}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Bitte wählen")),
            (_("Am Tisch"), [(key, str(party)) for key, party in self.parties.items()]),
            (_("Aus dem Team, wird eine Aufgabe"), [(key, str(user)) for key, user in self.team.items()]),
        ]

    @property
    def promised(self) -> dict[str, Any]:
        """What the act is called with."""
        who = self.cleaned_data["who"]
        return {
            "text": self.cleaned_data["text"],
            "due_on": self.cleaned_data["due_on"],
            "party": self.parties.get(who),
            "owner": self.team.get(who),
        }


class SignForm(SeenForm):
    """All have signed."""

    signed_on = forms.DateField(label=_("Unterschrieben am"), initial=timezone.localdate)
    look_again_on = forms.DateField(
        label=_("Wann schauen Sie, ob die Absprache hält?"), help_text=_("Daraus wird eine Überprüfung.")
    )

    def __init__(self, *args: Any, mediation: Mediation, **kwargs: Any) -> None:
        look_again_on = timezone.localdate() + timedelta(days=LOOK_AGAIN_DAYS)
        super().__init__(*args, initial={"seen": mediation.revision, "look_again_on": look_again_on}, **kwargs)

    def clean_signed_on(self) -> date:
        """Nobody has signed tomorrow."""
        return not_ahead(self.cleaned_data["signed_on"])

    def clean_look_again_on(self) -> date:
        """One looks later whether it holds."""
        day: date = self.cleaned_data["look_again_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Der Tag liegt nicht in der Zukunft."))
        return day
