"""Addresses of the offers module."""

from django.urls import URLPattern

from roterfaden.base.routing import page
from roterfaden.offers.access import EDITORS, READERS, REVIEWING
from roterfaden.offers.translating import urls as translating
from roterfaden.offers.views import drafts, suggestions
from roterfaden.offers.views import offers as views

app_name = "offers"
urlpatterns: list[URLPattern] = [
    page("angebote/", views.offers, name="offers", audience=READERS),
    page("angebote/neu/", drafts.offer_add, name="offer_add", audience=EDITORS),
    page("angebote/vorschlagen/", suggestions.suggest, name="suggest", audience=READERS),
    page("angebote/entwuerfe/", drafts.drafts, name="drafts", audience=EDITORS),
    page("angebote/entwuerfe/<uuid:pk>/", drafts.draft, name="draft", audience=EDITORS),
    page("angebote/entwuerfe/<uuid:pk>/verwerfen/", drafts.draft_discard, name="draft_discard", audience=EDITORS),
    page("angebote/entwuerfe/<uuid:pk>/zurueckholen/", drafts.draft_reopen, name="draft_reopen", audience=EDITORS),
    page("angebote/pruefen/", drafts.reviews, name="reviews", audience=REVIEWING),
    page("angebote/pruefen/<uuid:pk>/", drafts.review, name="review", audience=REVIEWING),
    page(
        "angebote/pruefen/<uuid:pk>/veroeffentlichen/", drafts.review_publish, name="review_publish", audience=REVIEWING
    ),
    page("angebote/pruefen/<uuid:pk>/zurueckgeben/", drafts.review_return, name="review_return", audience=REVIEWING),
    page("angebote/vorschlaege/<uuid:pk>/", suggestions.suggestion, name="suggestion", audience=REVIEWING),
    page(
        "angebote/vorschlaege/<uuid:pk>/aufgreifen/",
        suggestions.suggestion_take_up,
        name="suggestion_take_up",
        audience=REVIEWING,
    ),
    page(
        "angebote/vorschlaege/<uuid:pk>/ablegen/",
        suggestions.suggestion_decline,
        name="suggestion_decline",
        audience=REVIEWING,
    ),
    page(
        "angebote/vorschlaege/<uuid:pk>/doch/",
        suggestions.suggestion_again,
        name="suggestion_again",
        audience=REVIEWING,
    ),
    page("angebote/<uuid:pk>/", views.offer, name="offer", audience=READERS),
    page("angebote/<uuid:pk>/bearbeiten/", views.offer_edit, name="offer_edit", audience=EDITORS),
    page("angebote/<uuid:pk>/verlauf/", views.offer_history, name="offer_history", audience=EDITORS),
    page("angebote/<uuid:pk>/kopieren/", drafts.offer_copy, name="offer_copy", audience=EDITORS),
    page("angebote/<uuid:pk>/hinweis/", suggestions.offer_correct, name="offer_correct", audience=READERS),
    page("angebote/<uuid:pk>/bestaetigen/", views.offer_confirm, name="offer_confirm", audience=EDITORS),
    page("angebote/<uuid:pk>/nicht-bestaetigt/", views.offer_unconfirm, name="offer_unconfirm", audience=EDITORS),
    page("angebote/<uuid:pk>/einstellen/", views.offer_retire, name="offer_retire", audience=EDITORS),
    page("angebote/<uuid:pk>/freie-plaetze/", views.offer_places, name="offer_places", audience=EDITORS),
    page("angebote/<uuid:pk>/wieder-aufnehmen/", views.offer_take_up, name="offer_take_up", audience=EDITORS),
    *translating.urlpatterns,
]
