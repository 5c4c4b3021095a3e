"""Who waits: as little as it takes to call somebody and to have the right language in the room."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernModelForm
from roterfaden.base.languages import language_field
from roterfaden.cases.models import Waiting
from roterfaden.network.models import Organisation


class QueueForm(KernModelForm):
    """Everything may stay open: then somebody has a number and waits."""

    use_required_attribute = False
    language = language_field(label=_("Sprache"), required=False)

    class Meta:
        model = Waiting
        fields = ["word", "language", "needs_interpreter", "field_of_action", "way", "place"]
        widgets = {
            "word": forms.TextInput(attrs={"autocomplete": "off", "data-width": "m"}),
            "way": forms.RadioSelect(attrs={"data-inline": ""}),
        }

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Stelle"), empty_label=_("bitte wählen"))

    def __init__(self, *args: Any, offices: frozenset[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field_of_action"].empty_label = _("noch offen")  # type: ignore[attr-defined]
        self.fields["place"].empty_label = _("nicht festgehalten")  # type: ignore[attr-defined]
        if len(offices) > 1:
            chosen = Organisation.objects.filter(pk__in=offices).order_by("name", "pk")
            self.fields["organisation"].queryset = chosen  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]

    @property
    def wording(self) -> dict[str, Any]:
        """What was entered, and the office where there is a choice."""
        office = self.cleaned_data.get("organisation")
        entered = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {**entered, **({"organisation": office.pk} if office else {})}
