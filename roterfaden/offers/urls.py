"""Addresses of the offers module."""

from django.urls import URLPattern

from roterfaden.base.routing import page
from roterfaden.offers import views
from roterfaden.offers.access import EDITORS, READERS
from roterfaden.offers.translating import urls as translating

app_name = "offers"
urlpatterns: list[URLPattern] = [
    page("angebote/", views.offers, name="offers", audience=READERS),
    page("angebote/neu/", views.offer_add, name="offer_add", audience=EDITORS),
    page("angebote/<uuid:pk>/", views.offer, name="offer", audience=READERS),
    page("angebote/<uuid:pk>/bearbeiten/", views.offer_edit, name="offer_edit", audience=EDITORS),
    page("angebote/<uuid:pk>/bestaetigen/", views.offer_confirm, name="offer_confirm", audience=EDITORS),
    page("angebote/<uuid:pk>/nicht-bestaetigt/", views.offer_unconfirm, name="offer_unconfirm", audience=EDITORS),
    page("angebote/<uuid:pk>/einstellen/", views.offer_retire, name="offer_retire", audience=EDITORS),
    page("angebote/<uuid:pk>/freie-plaetze/", views.offer_places, name="offer_places", audience=EDITORS),
    page("angebote/<uuid:pk>/wieder-aufnehmen/", views.offer_take_up, name="offer_take_up", audience=EDITORS),
    *translating.urlpatterns,
]
