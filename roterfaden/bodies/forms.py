"""Forms of the bodies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm
from roterfaden.bodies.models import Body
from roterfaden.network.models import Organisation


class BodyForm(SeenModelForm):
    """A body."""

    class Meta:
        model = Body
        fields = ["name", "kind", "organisation"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)  # type: ignore[attr-defined]


class ReportFilter(forms.Form):
    """Reports to which body, of those of which the user may read them."""

    gremium = forms.ModelChoiceField(
        label=_("Gremium"), queryset=Body.objects.none(), required=False, empty_label=_("alle")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gremium"].queryset = Body.objects.read_by(user)  # type: ignore[attr-defined]

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to choose (one query)."""
        return len(self.fields["gremium"].queryset) > 1  # type: ignore[attr-defined]


class TakeBackForm(KernForm):
    """Why."""

    reason = forms.CharField(
        label=_("Warum nehmen Sie den Bericht zurück?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        help_text=_("Die Mitglieder des Gremiums lesen den Grund. Schreiben Sie nicht, wer gemeint sein könnte."),
    )
