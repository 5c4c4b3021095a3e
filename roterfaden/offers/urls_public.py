"""Addresses of this module that are open to everybody."""

from django.urls import URLPattern

from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page
from roterfaden.offers.views import suggestions

app_name = "suggestions"
urlpatterns: list[URLPattern] = [
    page("", suggestions.suggest_publicly, name="suggest", audience=EVERYONE),
    page("danke/", suggestions.thanks, name="thanks", audience=EVERYONE),
]
