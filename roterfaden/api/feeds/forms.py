"""Where offers are to come from, and whether to take all of them."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roterfaden.api.feeds.fetching import allowed_host
from roterfaden.base.errors import RuleBroken
from roterfaden.base.forms import KernForm


class FeedForm(KernForm):
    """A directory, by its address or by a file."""

    name = forms.CharField(
        label=_("Name des Verzeichnisses"),
        max_length=120,
        help_text=_("Zum Beispiel „Kreis Recklinghausen“. Unter demselben Namen werden Angebote später aktualisiert."),
    )
    url = forms.URLField(
        label=_("Adresse nach HSDS 3.0"),
        required=False,
        help_text=_("Beginnt mit https:// und endet vor „/services“."),
        widget=forms.URLInput(attrs={"data-width": "full"}),
    )
    file = forms.FileField(label=_("oder eine Datei (JSON oder Zip)"), required=False)

    def clean_url(self) -> str:
        """An address we may ask."""
        url = str(self.cleaned_data["url"])
        if url:
            try:
                allowed_host(url)
            except RuleBroken as error:
                raise ValidationError(error.message) from None
        return url

    def clean_file(self) -> Any:
        """A file that came whole."""
        file = self.cleaned_data["file"]
        if file and file.size > settings.FILE_SIZE_LIMIT:
            raise ValidationError(_("Die Datei ist zu groß."))
        return file

    def clean(self) -> dict[str, Any]:
        """Either of the two."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(values.get("url")) == bool(values.get("file")):
            raise ValidationError(_("Bitte entweder eine Adresse oder eine Datei angeben."))
        return values


class TakeForm(forms.Form):
    """Confirm what the preview says."""

    only_good = forms.BooleanField(required=False)
