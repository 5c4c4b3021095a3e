"""What one chooses before a brochure is printed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenForm
from roterfaden.base.forms import Section
from roterfaden.base.languages import language_name
from roterfaden.offers.brochure.content import GERMAN, LANGUAGES, Format, Order

NO_SECOND = ("", _("keine zweite Sprache"))


class BrochureForm(SeenForm):
    """Languages, paper, order and titles."""

    title = forms.CharField(label=_("Titel auf Deutsch"), max_length=120)
    language = forms.ChoiceField(label=_("Sprache"), initial=GERMAN)
    second = forms.ChoiceField(
        label=_("Zweite Sprache"),
        required=False,
        help_text=_("Beide Sprachen stehen nebeneinander. Die Wörter auf dem Türschild bleiben deutsch."),
    )
    translated_title = forms.CharField(
        label=_("Titel in der anderen Sprache"),
        required=False,
        max_length=120,
        help_text=_("Bleibt das Feld leer, steht dort das Wort für „Angebote“."),
    )
    form = forms.ChoiceField(
        label=_("Papier"), choices=Format, initial=Format.A4, widget=forms.RadioSelect(attrs={"data-inline": ""})
    )
    order = forms.ChoiceField(label=_("Ordnung"), choices=Order, initial=Order.TOPIC)

    sections = [
        Section(_("Sprachen"), ["language", "second"]),
        Section(_("Titel"), ["title", "translated_title"]),
        Section(_("Papier"), ["form", "order"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, language_name(code)) for code in LANGUAGES]
        fields: dict[str, Any] = self.fields
        fields["language"].choices = named
        fields["second"].choices = [NO_SECOND, *named]

    def clean_second(self) -> str:
        """Another language, or none."""
        second = str(self.cleaned_data["second"])
        if second and second == self.cleaned_data.get("language"):
            raise ValidationError(_("Das ist schon die erste Sprache."))
        return second

    @property
    def languages(self) -> tuple[str, ...]:
        """One or two."""
        chosen = (self.cleaned_data["language"], self.cleaned_data["second"])
        return tuple(filter(None, chosen))

    @property
    def titles(self) -> dict[str, str]:
        """The titles that were typed, by language."""
        other = next((code for code in self.languages if code != GERMAN), "")
        told = {GERMAN: self.cleaned_data["title"], other: self.cleaned_data["translated_title"]}
        return {code: title for code, title in told.items() if code and title}
