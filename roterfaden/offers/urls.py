"""Addresses of the offers module."""

from django.urls import URLPattern

from roterfaden.base.routing import page
from roterfaden.network.access import DIRECTORY_CARE
from roterfaden.offers import consultation_views, date_views
from roterfaden.offers.access import EDITORS, READERS, REVIEWING
from roterfaden.offers.brochure import views as brochures
from roterfaden.offers.brochure.access import KEEPERS, PRINTERS
from roterfaden.offers.spreadsheets import views as tables
from roterfaden.offers.spreadsheets.access import EXPORTERS, IMPORTERS
from roterfaden.offers.translating import urls as translating
from roterfaden.offers.views import drafts, keeping, programmes, suggestions
from roterfaden.offers.views import offers as views

app_name = "offers"
TIME = "angebote/termine/<uuid:schedule>/"
DAY = TIME + "<slug:day>/"
CLOSURE = "schliesszeiten/<uuid:closure>/"
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
    page("angebote/broschueren/", brochures.brochures, name="brochures", audience=PRINTERS),
    page("angebote/broschueren/neu/", brochures.brochure_new, name="brochure_new", audience=PRINTERS),
    page("angebote/broschueren/pdf/", brochures.brochure_pdf, name="brochure_pdf", audience=PRINTERS),
    page("angebote/broschueren/<uuid:pk>/", brochures.brochure, name="brochure", audience=PRINTERS),
    page("angebote/broschueren/<uuid:pk>/loeschen/", brochures.brochure_drop, name="brochure_drop", audience=KEEPERS),
    page("angebote/als/<slug:form>/", tables.export, name="export", audience=EXPORTERS),
    page("angebote/tabellen/", tables.imports, name="imports", audience=IMPORTERS),
    page("angebote/tabellen/<uuid:pk>/", tables.import_check, name="import_check", audience=IMPORTERS),
    page("angebote/tabellen/<uuid:pk>/spalten/", tables.import_columns, name="import_columns", audience=IMPORTERS),
    page("angebote/tabellen/<uuid:pk>/zeile/<int:number>/", tables.import_row, name="import_row", audience=IMPORTERS),
    page(
        "angebote/tabellen/<uuid:pk>/zeile/<int:number>/weglassen/",
        tables.import_row_skip,
        name="import_row_skip",
        audience=IMPORTERS,
    ),
    page(
        "angebote/tabellen/<uuid:pk>/zeile/<int:number>/zurueckholen/",
        tables.import_row_back,
        name="import_row_back",
        audience=IMPORTERS,
    ),
    page("angebote/tabellen/<uuid:pk>/uebernehmen/", tables.import_take, name="import_take", audience=IMPORTERS),
    page("angebote/tabellen/<uuid:pk>/verwerfen/", tables.import_drop, name="import_drop", audience=IMPORTERS),
    page("angebote/pflegen/", keeping.kept, name="kept", audience=EDITORS),
    page("angebote/lange-nicht-bestaetigt/", keeping.overdue, name="overdue", audience=DIRECTORY_CARE),
    page(
        "angebote/<uuid:pk>/nach-anruf-bestaetigt/",
        keeping.offer_called,
        name="offer_called",
        audience=DIRECTORY_CARE,
    ),
    page("angebote/<uuid:pk>/wann-wieder-fragen/", keeping.offer_interval, name="offer_interval", audience=EDITORS),
    page("angebote/<uuid:pk>/programm/", programmes.offer_join, name="offer_join", audience=EDITORS),
    page("angebote/<uuid:pk>/texte-des-programms/", programmes.offer_follow, name="offer_follow", audience=EDITORS),
    page("programme/", programmes.programmes, name="programmes", audience=READERS),
    page("programme/tabelle.csv", programmes.programmes_csv, name="programmes_csv", audience=READERS),
    page("programme/neu/", programmes.programme_add, name="programme_add", audience=EDITORS),
    page("programme/<slug:key>/", programmes.programme, name="programme", audience=READERS),
    page("programme/<slug:key>/bearbeiten/", programmes.programme_edit, name="programme_edit", audience=EDITORS),
    page("programme/<slug:key>/anlegen/", programmes.programme_many, name="programme_many", audience=EDITORS),
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
    page("angebote/<uuid:pk>/termine/", date_views.offer_dates, name="offer_dates", audience=EDITORS),
    page("angebote/<uuid:pk>/termine/neu/", date_views.schedule_add, name="offer_schedule_add", audience=EDITORS),
    page("angebote/<uuid:pk>/termine/osm/", date_views.offer_osm, name="offer_osm", audience=EDITORS),
    page("angebote/<uuid:pk>/schliesszeit/", date_views.offer_close, name="offer_close", audience=EDITORS),
    page(TIME, date_views.schedule_edit, name="schedule_edit", audience=EDITORS),
    page(TIME + "entfernen/", date_views.schedule_remove, name="schedule_remove", audience=EDITORS),
    page(DAY, date_views.offer_date, name="offer_date", audience=EDITORS),
    page(DAY + "ausfallen/", date_views.date_cancel, name="date_cancel", audience=EDITORS),
    page(DAY + "verlegen/", date_views.date_move, name="date_move", audience=EDITORS),
    page(DAY + "stattfinden/", date_views.date_after_all, name="date_after_all", audience=EDITORS),
    page(DAY + "zuruecknehmen/", date_views.date_take_back, name="date_take_back", audience=EDITORS),
    page("orte/<uuid:place>/schliesszeit/", date_views.place_close, name="place_close", audience=EDITORS),
    page(
        "organisationen/<uuid:organisation>/schliesszeit/",
        date_views.organisation_close,
        name="organisation_close",
        audience=EDITORS,
    ),
    page("sprechstunden/", consultation_views.consultations, name="consultations", audience=READERS),
    page("sprechstunden/<uuid:place>/", consultation_views.week_sheet, name="week_sheet", audience=READERS),
    page(CLOSURE + "aufheben/", date_views.closure_take_back, name="closure_take_back", audience=EDITORS),
    page(CLOSURE + "eintragen/", date_views.closure_restore, name="closure_restore", audience=EDITORS),
]
