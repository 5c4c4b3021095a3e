"""Forms at a conference: minutes and who came, decisions; and what an invited person may see."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import AskedLater, SeenForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.actions.disclosures import NormApplied
from roterfaden.cases.agenda import facts_of_conference
from roterfaden.cases.facts import facts_of_file
from roterfaden.cases.forms.disclosures import TellForm
from roterfaden.cases.models import Attendance, Conference, ConferenceInvitee, Consent, PassingPurpose
from roterfaden.cases.norms import catalogue

CONSENT = "consent-"


class MinutesForm(SeenForm):
    """What was said, and who was there. Saved as one types."""

    text = forms.CharField(
        label=_("Protokoll"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        help_text=_("Was besprochen wurde, in kurzen Sätzen."),
    )

    def __init__(self, *args: Any, meeting: Conference, invitees: list[ConferenceInvitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitees = invitees
        self.initial = {"seen": meeting.revision, "text": meeting.text}
        came = [f"came_{number}" for number in range(len(invitees))]
        self.sections = [Section("", ["text"]), Section(_("Wer war dabei?"), came)]
        for number, invitee in enumerate(invitees):
            self.fields[f"came_{number}"] = forms.ChoiceField(
                label=", ".join(filter(None, [invitee.name, invitee.office])),
                choices=[("", _("noch offen")), *Attendance.choices],
                required=False,
            )
            self.initial[f"came_{number}"] = invitee.attendance
        for name in ("text", *came):
            self.fields[name].bound_field_class = AskedLater

    @property
    def attendance(self) -> dict[UUID, str]:
        """Who came, by invited person."""
        return {one.pk: self.cleaned_data[f"came_{number}"] for number, one in enumerate(self.invitees)}


class DecisionForm(KernForm):
    """Who does what until when."""

    text = forms.CharField(label=_("Beschluss"), max_length=240)
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Wer aus dem Team"),
        required=False,
        empty_label=_("jemand anderes"),
        help_text=_("Dann wird daraus eine Aufgabe."),
    )
    invitee = forms.ModelChoiceField(
        ConferenceInvitee.objects.none(),
        label=_("Oder wer von den Eingeladenen"),
        required=False,
        empty_label=_("niemand von ihnen"),
        help_text=_("Dann bekommt die Fallführung die Aufgabe, an dem Tag nachzufragen."),
    )
    owner_described = forms.CharField(
        label=_("Oder wer sonst"),
        required=False,
        max_length=200,
        help_text=_("Name und Stelle. Auch hier wird nachgefragt."),
    )
    due_on = forms.DateField(label=_("Bis wann"))

    def __init__(self, *args: Any, team: Any, invited: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team  # type: ignore[attr-defined]
        choice: Any = self.fields["invitee"]
        choice.queryset = invited
        choice.label_from_instance = lambda one: ", ".join(filter(None, [one.name, one.office]))
        for name in ("owner", "invitee", "owner_described"):
            self.fields[name].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """Exactly one who does it."""
        cleaned = super().clean() or self.cleaned_data
        named = [cleaned.get(name) for name in ("owner", "invitee", "owner_described")]
        if len([each for each in named if each]) != 1:
            self.add_error("owner", _("Nennen Sie genau eine Person: aus dem Team, eingeladen oder beschrieben."))
        return cleaned


class InviteeDiscloseForm(TellForm):
    """What one invited person may see, and on which basis."""

    basis = forms.ChoiceField(
        label=_("Worauf stützt sich das?"),
        widget=forms.RadioSelect,
        help_text=_("Eine Einwilligung der Person für diese Stelle, oder eine Vorschrift."),
    )
    norm_reason = forms.CharField(
        label=_("Warum gilt die Vorschrift hier?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nur, wenn Sie eine Vorschrift gewählt haben."),
    )

    def __init__(
        self, *args: Any, meeting: Conference, invitee: ConferenceInvitee, consents: list[Consent], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {f"{CONSENT}{consent.pk}": consent for consent in consents}
        to_authority = invitee.goes_to_immigration_authority
        norms = catalogue().fitting(legal_area=meeting.case.client.legal_area, immigration_authority=to_authority)
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            *((key, self._in_words(consent)) for key, consent in self.consents.items()),
            *((norm.key, f"{norm.citation}: {norm.applies}") for norm in norms),
        ]
        self.offer_facts([*facts_of_conference(meeting), *facts_of_file(meeting.case)])
        self.order_fields(["basis", "norm_reason", "tell", "words", "word_kinds"])

    @staticmethod
    def _in_words(consent: Consent) -> str:
        said = _("Einwilligung bis {day}: {purpose}. Erlaubt: {kinds}")
        return said.format(
            day=f"{consent.valid_until:%d.%m.%Y}",
            purpose=consent.purpose_in_words,
            kinds="; ".join(consent.kind_labels),
        )

    @property
    def has_basis(self) -> bool:
        """Whether there is anything to rest it on."""
        return bool(self.fields["basis"].choices)  # type: ignore[attr-defined]

    @property
    def grounds(self) -> dict[str, Any]:
        """Basis and purpose as the act of passing on wants them."""
        chosen = self.cleaned_data["basis"]
        if consent := self.consents.get(chosen):
            return {"basis": consent, "purpose": consent.purpose, "purpose_detail": consent.purpose_detail}
        return {
            "basis": NormApplied(chosen, self.cleaned_data["norm_reason"]), "purpose": PassingPurpose.COOPERATION,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A norm is given with its reason."""
        cleaned = super().clean()
        chosen = cleaned.get("basis")
        if chosen and chosen not in self.consents and not cleaned.get("norm_reason", "").strip():
            self.add_error("norm_reason", _("Sagen Sie, warum die Vorschrift hier gilt."))
        return cleaned
