"""The answer of those who were asked, in words for them."""

import re
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm
from roterfaden.cases.models import ReferralState


class UsualReason(models.TextChoices):
    """Why providers usually decline."""

    NO_PLACE = "kein Platz", _("kein Platz")
    NOT_FOR_THEM = "passt nicht zur Zielgruppe", _("passt nicht zur Zielgruppe")
    TOO_LONG = "Wartezeit zu lang", _("Wartezeit zu lang")
    OTHER = "anderes", _("anderes")


class RecipientAnswerForm(KernForm):
    """What the provider says. The usual reasons take one click; ``reason`` puts them together with the words."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("Was antworten Sie?"), widget=forms.RadioSelect)
    usual = forms.ChoiceField(
        label=_("Woran liegt es?"),
        choices=UsualReason,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Nötig, wenn Sie ablehnen oder es vorzeitig endet."),
    )
    words = forms.CharField(
        label=_("In Ihren Worten"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nötig bei „anderes“. Sonst, wenn Sie etwas dazu sagen möchten, zum Beispiel den ersten Termin."),
    )

    WORDS = {
        ReferralState.ACCEPTED: _("Wir sagen zu: Die Person kann kommen"),
        ReferralState.DECLINED: _("Wir lehnen ab"),
        ReferralState.STARTED: _("Es hat begonnen: Die Person kommt zu uns"),
        ReferralState.DONE: _("Es ist beendet, wie geplant"),
        ReferralState.ENDED_EARLY: _("Es ist vorzeitig beendet"),
    }

    def __init__(self, *args: Any, state: str, revision: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = revision
        following = ReferralState.next_states(state)
        self.fields["state"].choices = [(each, self.WORDS[each]) for each in following]  # type: ignore[attr-defined]
        for name in ("usual", "words"):
            self.fields[name].bound_field_class = AskedLater
        if ReferralState.DECLINED not in following:  # the usual reasons are those of a refusal
            del self.fields["usual"]
            self.fields["words"].help_text = _(
                "Nötig, wenn es vorzeitig endet. Sonst, wenn Sie etwas dazu sagen möchten."
            )

    def clean(self) -> dict[str, Any]:
        """A refusal and an early end need their reason; "anderes" alone is none."""
        cleaned = super().clean() or self.cleaned_data
        usual, words = cleaned.get("usual", ""), cleaned.get("words", "").strip()
        if cleaned.get("state") in ReferralState.failed():
            if usual == UsualReason.OTHER and not words:
                self.add_error("words", _("Sagen Sie bitte kurz, woran es liegt."))
            elif not usual and not words:
                where = "usual" if "usual" in self.fields else "words"
                self.add_error(where, _("Nennen Sie bitte den Grund: Dann findet sich eher das Passende."))
        return cleaned

    @property
    def answer(self) -> dict[str, Any]:
        """What the act is called with. A usual reason belongs to an end only, whatever else was ticked."""
        state, words = self.cleaned_data["state"], self.cleaned_data["words"].strip()
        usual = self.cleaned_data.get("usual", "") if state in ReferralState.failed() else ""
        said = [usual if usual != UsualReason.OTHER else "", words]
        return {"seen": self.cleaned_data["seen"], "state": state, "reason": ": ".join(filter(None, said))}


class CodeForm(KernForm):
    """The six digits told by another way; spaces and dashes between them do no harm."""

    code = forms.CharField(
        label=_("Code mit sechs Ziffern"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "data-width": "s"}),
        help_text=_(
            "Die Fachkraft hat Ihnen den Code gesagt, zum Beispiel am Telefon. Er steht nicht in der Nachricht."
        ),
    )

    def clean_code(self) -> str:
        """Six digits, or it is no try."""
        code = "".join(sign for sign in self.cleaned_data["code"] if sign not in " -")
        if not re.fullmatch(r"[0-9]{6}", code):
            raise forms.ValidationError(_("Der Code hat sechs Ziffern."))
        return code


class LinkAnswerForm(RecipientAnswerForm):
    """The same answer by link; the code comes along, since nobody is signed in."""

    code = forms.CharField(widget=forms.HiddenInput)


def typed(sent: QueryDict) -> dict[str, str]:
    """What was entered, to go on with after somebody was faster."""
    return {name: sent.get(name, "") for name in ("state", "usual", "words")}
