"""Which cases of a colleague go to whom, and why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.models import AssignableCase, Intensity, Phase, ReassignReason
from roterfaden.cases.spreading import Receiver, Spread

SALT = "cases.reassign"
AN_HOUR = 3600


class Which(models.TextChoices):
    """How one says which cases are meant."""

    ALL = "all", _("alle offenen Fälle")
    NUMBER = "number", _("eine Anzahl, die zuletzt begonnenen zuerst")
    CHOSEN = "chosen", _("einzelne, unten angekreuzt")


class ReassignForm(KernForm):
    """Reason, receivers and cases; the cases by reference, phase and intensity only."""

    sections = [
        Section(_("Warum"), ["reason"], why=_("Der Grund steht im Verlauf jedes Falls.")),
        Section(_("An wen"), ["receivers"], why=_("Bei mehreren wird nach Auslastung verteilt.")),
        Section(_("Welche Fälle"), ["which", "number", "chosen"]),
    ]

    reason = forms.ChoiceField(label=_("Grund"), choices=ReassignReason, widget=forms.RadioSelect)
    receivers = forms.MultipleChoiceField(label=_("Wer übernimmt?"), widget=forms.CheckboxSelectMultiple)
    which = forms.ChoiceField(label=_("Auswahl"), choices=Which, initial=Which.ALL, widget=forms.RadioSelect)
    number = forms.IntegerField(label=_("Wie viele?"), required=False, min_value=1)
    chosen = forms.MultipleChoiceField(label=_("Einzelne Fälle"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, cases: Sequence[AssignableCase], receivers: Sequence[Receiver], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cases = sorted(cases, key=lambda case: case.opened_at, reverse=True)
        self.possible = {str(one.user.pk): one for one in receivers}
        self.fields["receivers"].choices = [  # type: ignore[attr-defined]
            (key, _in_words(one)) for key, one in self.possible.items()
        ]
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (case.reference, f"{case.reference} · {Phase(case.phase).label} · {Intensity(case.intensity).label}")
            for case in sorted(cases, key=lambda case: case.reference)
        ]
        for name in ("number", "chosen"):
            self.fields[name].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """A number with "a number", ticks with "single ones"."""
        values = super().clean() or {}
        if values.get("which") == Which.NUMBER and not values.get("number") and "number" not in self.errors:
            self.add_error("number", _("Schreiben Sie, wie viele."))
        if values.get("which") == Which.CHOSEN and not values.get("chosen") and "chosen" not in self.errors:
            self.add_error("chosen", _("Kreuzen Sie mindestens einen Fall an."))
        return values

    @property
    def meant(self) -> list[AssignableCase]:
        """The cases that were meant."""
        match self.cleaned_data["which"]:
            case Which.NUMBER:
                return self.cases[: self.cleaned_data["number"]]
            case Which.CHOSEN:
                return [case for case in self.cases if case.reference in self.cleaned_data["chosen"]]
            case _all:
                return self.cases

    @property
    def takers(self) -> list[Receiver]:
        """Who takes them."""
        return [self.possible[key] for key in self.cleaned_data["receivers"]]


class Plan(forms.Form):
    """What the preview showed, sealed: exactly this is done when it is confirmed."""

    plan = forms.CharField(widget=forms.HiddenInput)

    def clean_plan(self) -> tuple[ReassignReason, list[tuple[UUID, UUID]]]:
        """Reason, and keys of case and receiver. Too old a preview, or one of another colleague, is refused."""
        try:
            worker, reason, given = signing.loads(self.cleaned_data["plan"], salt=SALT, max_age=AN_HOUR)
        except signing.BadSignature:
            raise forms.ValidationError(_("Die Vorschau ist zu alt. Sehen Sie sich bitte eine neue an.")) from None
        if worker != str(self.initial["worker"]):
            raise forms.ValidationError(_("Diese Vorschau gehört zu einer anderen Fachkraft."))
        return ReassignReason(reason), [(UUID(case), UUID(receiver)) for case, receiver in given]


def sealed(worker: User, reason: str, planned: Spread) -> str:
    """A preview as it travels to the browser and back."""
    given = [(str(case.pk), str(receiver.pk)) for case, receiver in planned.given]
    return signing.dumps([str(worker.pk), reason, given], salt=SALT, compress=True)


def _in_words(receiver: Receiver) -> str:
    burden = receiver.burden
    cases = ngettext("{n} Fall", "{n} Fälle", burden.open).format(n=burden.open)
    words = _("{name}: {cases}, {percent} % der Grenze")
    return str(words).format(name=receiver.user, cases=cases, percent=burden.percent)
