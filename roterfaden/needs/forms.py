"""The filters of the page "Bedarfe", and the form for what became of needs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenModelForm
from roterfaden.needs.catalogue import Catalogue
from roterfaden.needs.models import Need, Outcome, OutcomeState
from roterfaden.needs.protection import Split
from roterfaden.needs.quarters import quarter_in_words
from roterfaden.needs.tables import Share

Choices = list[tuple[str, Any]]


class NeedFilter(forms.Form):
    """Which quarter, field and district, and whether only one share is shown. A value nobody knows filters nothing."""

    quartal = forms.ChoiceField(label=_("Quartal"), required=False)
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    quartier = forms.ChoiceField(label=_("Quartier"), required=False)
    anteil = forms.ChoiceField(label=_("Davon nur"), required=False)

    def __init__(self, values: Mapping[str, Any], quarters: Sequence[date], catalogue: Catalogue) -> None:
        super().__init__(values)
        self.quarters, self.catalogue = quarters, catalogue
        self._offer("quartal", [(quarter.isoformat(), quarter_in_words(quarter)) for quarter in quarters])
        self._offer("feld", [("", _("alle")), *((key, str(one)) for key, one in catalogue.fields.items())])
        self._offer("quartier", [("", _("alle")), *((key, one.name) for key, one in catalogue.districts.items())])

    def of(self, needs: Sequence[Need]) -> list[Need]:
        """The figures of the quarter that are left; their shares become choices."""
        shares = sorted({(one.by, one.value) for one in needs if one.by})
        groups = [(split, [value for by, value in shares if by == split]) for split in Split]
        named = [
            (split.label, [(f"{split}:{value}", self.catalogue.share_name(split, value)) for value in values])
            for split, values in groups
            if values
        ]
        self._offer("anteil", [("", _("alle Bedarfe")), *named])
        field, district = self._chosen("feld"), self._chosen("quartier")
        return [one for one in needs if field in {"", one.field} and district in {"", one.district}]

    @property
    def quarter(self) -> date | None:
        """The chosen quarter, or the newest; ``None`` when none has been counted yet."""
        chosen = self._chosen("quartal")
        return date.fromisoformat(chosen) if chosen else next(iter(self.quarters), None)

    @property
    def share(self) -> Share:
        """The chosen share, or the whole."""
        by, _colon, value = self._chosen("anteil").partition(":")
        return Share(by, value)

    @property
    def is_for_all_districts(self) -> bool:
        """Whether sums say something: of one district they only repeat it."""
        return not self._chosen("quartier")

    def _offer(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _chosen(self, name: str) -> str:
        field: Any = self.fields[name]
        asked = str(self.data.get(name, ""))
        return asked if asked and field.valid_value(asked) else ""


class OutcomeForm(SeenModelForm):
    """What became of needs: state, a few sentences, and perhaps an offer that exists now."""

    class Meta:
        model = Outcome
        fields = ["state", "text", "offer"]
        widgets = {"state": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"offer": _("Aus dem Verzeichnis, in diesem Handlungsfeld.")}

    def __init__(self, *args: Any, field_of_action: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        states = OutcomeState.next_states(self.instance.state)
        fields["state"].widget.attrs.pop("autofocus", None)
        fields["state"].choices = [(state.value, state.label) for state in states]
        # The answer stands in files: the name of a confidential place says why somebody needs help.
        there_now = Q(is_active=True, fields_of_action=field_of_action, organisation__is_sensitive=False)
        fields["offer"].queryset = fields["offer"].queryset.filter(there_now | Q(pk=self.instance.offer_id)).distinct()
        fields["offer"].empty_label = _("keines")
        fields["offer"].widget.attrs["data-width"] = "full"
