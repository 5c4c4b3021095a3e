"""Short advice in one form: what about, where, who roughly. Nothing in it names anybody."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import Section, not_ahead
from roterfaden.base.languages import language_field
from roterfaden.cases.forms.intake import FieldCards
from roterfaden.cases.models import Advice
from roterfaden.concept.models import FieldOfAction


class AdviceForm(SeenModelForm):
    """Only the field of action has to be chosen; the rest is as last time or may stay open."""

    language = language_field(label=_("Sprache des Gesprächs"), required=False)
    fields_of_action = forms.ModelMultipleChoiceField(
        FieldOfAction.objects.all(), label=_("Worum ging es?"), widget=FieldCards
    )

    class Meta:
        model = Advice
        fields = ["fields_of_action", "note", "district", "language", "way", "place", "length", "given_on"]
        help_texts = {"note": _("Ein paar Worte für Sie selbst. Ohne Namen.")}
        widgets = {
            "note": forms.TextInput(attrs={"data-width": "full", "autocomplete": "off"}),
            "way": forms.RadioSelect(attrs={"data-inline": ""}),
            "length": forms.RadioSelect(attrs={"data-inline": ""}),
        }

    sections = [
        Section(_("Anliegen"), ["fields_of_action", "note"]),
        Section(_("Wer war da?"), ["district", "language"], why=_("Damit sichtbar wird, wo und wofür Beratung fehlt.")),
        Section(_("Das Gespräch"), ["way", "place", "length", "given_on"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("district", "place"):
            self.fields[name].empty_label = _("nicht festgehalten")  # type: ignore[attr-defined]

    def clean_given_on(self) -> date:
        """Advice is counted after it was given."""
        return not_ahead(self.cleaned_data["given_on"])
