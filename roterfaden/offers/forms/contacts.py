"""Rows of contacts: who answers questions about an offer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm
from roterfaden.offers.forms.fields import LanguagesField
from roterfaden.offers.models import Offer, OfferContact
from roterfaden.offers.wanted import ContactWanted


class ContactForm(KernForm):
    """One person or desk. Saving replaces all rows."""

    name = forms.CharField(label=_("Name"), max_length=120)
    function = forms.CharField(label=_("Funktion"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "data-width": "m"}),
    )
    email = forms.EmailField(label=_("E-Mail"), required=False)
    languages = LanguagesField(label=_("Sprachen"), required=False)
    is_public = forms.BooleanField(
        label=_("darf veröffentlicht werden"),
        required=False,
        help_text=OfferContact._meta.get_field("is_public").help_text,
    )

    @property
    def legend(self) -> str:
        """What stands above the row."""
        return str(self["name"].value() or gettext("Weitere Ansprechperson"))

    def clean(self) -> dict[str, Any]:
        """Whoever is named can be reached."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("name") and not (values.get("phone") or values.get("email") or self.errors):
            raise ValidationError({"phone": _("Bitte Telefon oder E-Mail angeben.")})
        return values


ContactFormSet = forms.formset_factory(ContactForm, extra=1, can_delete=True, can_delete_extra=False)


def contacts_wanted(rows: Any) -> list[ContactWanted]:
    """The contacts that were entered and not struck out."""
    kept = (row.cleaned_data for row in rows if row.cleaned_data.get("name") and not row.cleaned_data.get("DELETE"))
    return [_wanted(**{name: value for name, value in row.items() if name != "DELETE"}) for row in kept]


def _wanted(languages: list[str], **values: Any) -> ContactWanted:
    return ContactWanted(languages=tuple(languages), **values)


def contact_rows(post: Any, offer: Offer | None) -> Any:
    """The rows of contacts for a page."""
    saved = offer.contacts.values("name", "function", "phone", "email", "languages", "is_public") if offer else ()
    return ContactFormSet(post, initial=list(saved), prefix="kontakte")
