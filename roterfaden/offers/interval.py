"""The small form on the page of an offer: when to be asked again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.offers.models import Offer, ReviewInterval


class IntervalForm(forms.Form):
    """After how many months the facts want to be confirmed again."""

    monate = forms.TypedChoiceField(label=_("Abstand"), choices=ReviewInterval.choices, coerce=int)


def interval_form(offer: Offer) -> IntervalForm:
    """The form with what holds now."""
    return IntervalForm(initial={"monate": offer.review_months})
