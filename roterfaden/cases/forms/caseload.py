"""Weights, limit and shares of a full seat."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import Section
from roterfaden.cases.models import CaseloadRule
from roterfaden.cases.models.caseload import FULL_TIME

WEIGHTS = ("weight_close", "weight_regular", "weight_loose")
LEAST_SHARE = 5


class CaseloadRuleForm(SeenModelForm):
    """What a case weighs, what a full seat carries, and who works how much of one."""

    class Meta:
        model = CaseloadRule
        fields = [*WEIGHTS, "limit", "source"]

    def __init__(self, *args: Any, workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares = {f"share_{worker.pk}": worker for worker in workers}
        for name, worker in self.shares.items():
            self.fields[name] = forms.IntegerField(
                label=worker.name,
                min_value=LEAST_SHARE,
                max_value=FULL_TIME,
                initial=self.instance.shares.get(str(worker.pk), FULL_TIME),
            )
        self.sections = [
            Section(_("Gewicht eines Falls"), WEIGHTS, why=_("Wer eng begleitet wird, braucht mehr Zeit als andere.")),
            Section(_("Grenze"), ["limit", "source"], why=_("Ab hier ist es für eine volle Stelle zu viel.")),
            Section(
                _("Stellenanteile in Prozent"),
                list(self.shares),
                why=_("Wer eine halbe Stelle hat, trägt die Hälfte: 50."),
            ),
        ]

    @property
    def wording(self) -> dict[str, Any]:
        """With the shares of those who do not work full-time; of colleagues who are not here now, as before."""
        shares = {name: self.cleaned_data[name] for name in self.shares if name in self.cleaned_data}
        kept = {key: share for key, share in self.instance.shares.items() if f"share_{key}" not in shares}
        named = {str(self.shares[name].pk): share for name, share in shares.items() if share != FULL_TIME}
        return {**super().wording, "shares": {**kept, **named}}
