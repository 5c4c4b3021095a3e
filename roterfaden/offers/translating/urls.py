"""Addresses of translating; they belong to the namespace of offers."""

from django.urls import URLPattern

from roterfaden.base.routing import page
from roterfaden.offers.access import EDITORS, READERS
from roterfaden.offers.translating.access import KEEPERS, TRANSLATORS
from roterfaden.offers.translating.views import files, words, work

LIST = "uebersetzungen/<slug:language>/"
OFFER = "angebote/<uuid:pk>/"
ONE = LIST + "<uuid:offer>/"

urlpatterns: list[URLPattern] = [
    page("uebersetzungen/", work.translations, name="translations", audience=TRANSLATORS),
    page("uebersetzungen/datei/einlesen/", files.translation_import, name="translation_import", audience=TRANSLATORS),
    page(LIST + "datei/", files.translation_file, name="translation_file", audience=TRANSLATORS),
    page(LIST + "maschinell/", work.translation_machine, name="translation_machine", audience=TRANSLATORS),
    page(LIST, work.translation_list, name="translation_list", audience=TRANSLATORS),
    page(ONE, work.translation_edit, name="translation_edit", audience=TRANSLATORS),
    page(ONE + "gilt-weiter/", work.translation_pass, name="translation_pass", audience=TRANSLATORS),
    page(ONE + "doch-veraltet/", work.translation_unpass, name="translation_unpass", audience=TRANSLATORS),
    page(ONE + "verwerfen/", work.translation_drop, name="translation_drop", audience=TRANSLATORS),
    page(OFFER + "in/<slug:language>/", work.offer_in, name="offer_in", audience=READERS),
    page(OFFER + "gelten-weiter/", work.offer_passes, name="offer_passes", audience=EDITORS),
    page(OFFER + "nur-mit-freigabe/", work.offer_released_only, name="offer_released_only", audience=EDITORS),
    page(OFFER + "auch-maschinell/", work.offer_machine_too, name="offer_machine_too", audience=EDITORS),
    page("sprachen/", words.languages, name="languages", audience=KEEPERS),
    page("sprachen/neu/", words.language_add, name="language_add", audience=KEEPERS),
    page("sprachen/<slug:language>/", words.language_edit, name="language_edit", audience=KEEPERS),
    page("sprachen/<slug:language>/einschalten/", words.language_on, name="language_on", audience=KEEPERS),
    page("sprachen/<slug:language>/ausschalten/", words.language_off, name="language_off", audience=KEEPERS),
    page("fachwoerter/", words.terms, name="terms", audience=TRANSLATORS),
    page("fachwoerter/neu/", words.term_add, name="term_add", audience=KEEPERS),
    page("fachwoerter/<uuid:term>/", words.term_edit, name="term_edit", audience=KEEPERS),
]
