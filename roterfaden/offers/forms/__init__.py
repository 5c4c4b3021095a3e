"""Filters of the directory, and the forms in which an offer is kept."""

from roterfaden.offers.forms.entry import Entry
from roterfaden.offers.forms.fields import CommaField, LanguagesField, LinesField
from roterfaden.offers.forms.offer import FreePlacesForm, OfferForm

__all__ = ["CommaField", "Entry", "FreePlacesForm", "LanguagesField", "LinesField", "OfferForm"]
