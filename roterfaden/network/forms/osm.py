"""The form in which opening hours are taken over as OpenStreetMap writes them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm
from roterfaden.network.osm import NotUnderstood, Read, read

LONGEST = 2000


class OsmForm(SeenForm):
    """One text; what it says is ``said``."""

    text = forms.CharField(
        label=_("Zeiten in der Schreibweise von OpenStreetMap"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Zum Beispiel: Mo-Fr 09:00-12:00; PH off"),
    )
    said: Read

    def clean_text(self) -> str:
        """What cannot be kept is refused with the part that was not understood."""
        text: str = self.cleaned_data["text"]
        try:
            self.said = read(text)
        except NotUnderstood as error:
            raise ValidationError(str(error.message)) from error
        return text

    def saved(self, current: Any) -> dict[str, Any]:
        """The text is worked out from the record, which has no field of that name."""
        return {}
