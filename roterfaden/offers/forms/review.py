"""What the city says about a draft or a suggestion, and how anybody suggests something."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm
from roterfaden.base.forms import KernForm
from roterfaden.network.models import Organisation

LONGEST = 2000


class ReturnForm(SeenForm):
    """Why a draft goes back to its provider."""

    words = forms.CharField(
        label=_("Was soll noch anders werden?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Der Träger liest das beim Entwurf. In der E-Mail steht es nicht."),
    )


class SuggestForm(KernForm):
    """A missing offer in a few words."""

    title = forms.CharField(
        label=_("Wie heißt das Angebot?"), max_length=200, widget=forms.TextInput(attrs={"data-width": "full"})
    )
    words = forms.CharField(
        label=_("Was sollen wir wissen?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Wer bietet es an, wo, wann, für wen? Was stimmt nicht mehr? Bitte keine Angaben zu Ratsuchenden."),
    )
    reach = forms.CharField(
        label=_("Wie erreichen wir Sie bei Fragen?"),
        max_length=200,
        required=False,
        help_text=_("Telefon oder E-Mail. Sobald entschieden ist, wird es gelöscht."),
    )


class CorrectForm(SuggestForm):
    """What is wrong or has changed with an offer; which one is known already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["title"]


class TakeUpForm(KernForm):
    """For which organisation the new entry is."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Anbieter"),
        required=False,
        empty_label=_("steht noch nicht fest"),
        help_text=_("Der Entwurf gehört dann dieser Organisation; sie kann daran weiterschreiben."),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class DeclineForm(KernForm):
    """Why a suggestion is not followed."""

    words = forms.CharField(label=_("Warum nicht?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
