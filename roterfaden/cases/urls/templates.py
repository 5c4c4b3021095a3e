"""Addresses of the editor of questionnaires."""

from functools import partial

from roterfaden.base.access import Purpose
from roterfaden.base.routing import page
from roterfaden.cases.access import COVERS, WORKLOAD
from roterfaden.cases.views import templates as views

LIST = "vorlagen/"
ONE = f"{LIST}<uuid:template>/"
SECTION = f"{ONE}abschnitt/<slug:section>/"
QUESTION = f"{SECTION}frage/<slug:question>/"
OPTION = f"{QUESTION}antwort/<slug:option>/"
LANGUAGE = f"{ONE}sprache/<slug:language>/"
editing = partial(page, audience=WORKLOAD, purpose=Purpose.STEERING)
reading = partial(page, audience=COVERS, purpose=Purpose.STEERING)

urlpatterns = [
    editing(LIST, views.templates, name="templates"),
    editing(ONE, views.template, name="template"),
    editing(f"{ONE}kopieren/", views.template_copy, name="template_copy"),
    reading(f"{ONE}vorschau/", views.template_preview, name="template_preview"),
    reading(f"{ONE}vorschau/<slug:section>/", views.template_preview, name="template_preview_section"),
    editing(f"{ONE}veroeffentlichen/", views.template_publish, name="template_publish"),
    editing(f"{ONE}verwerfen/", views.template_discard, name="template_discard"),
    editing(f"{ONE}wieder-aufnehmen/", views.template_take_up, name="template_take_up"),
    editing(f"{ONE}zuruecknehmen/<int:revision>/", views.template_undo, name="template_undo"),
    editing(f"{ONE}abschnitt/", views.template_section_add, name="template_section_add"),
    editing(SECTION, views.template_section, name="template_section"),
    editing(f"{SECTION}verschieben/", views.template_move, name="template_section_move"),
    editing(f"{SECTION}entfernen/", views.template_remove, name="template_section_remove"),
    editing(f"{SECTION}frage/", views.template_question_add, name="template_question_add"),
    editing(QUESTION, views.template_question, name="template_question"),
    editing(f"{QUESTION}bedingung/", views.template_condition, name="template_condition"),
    editing(f"{QUESTION}verschieben/", views.template_move, name="template_question_move"),
    editing(f"{QUESTION}entfernen/", views.template_remove, name="template_question_remove"),
    editing(OPTION, views.template_level, name="template_level"),
    editing(f"{OPTION}verschieben/", views.template_move, name="template_option_move"),
    editing(f"{OPTION}entfernen/", views.template_remove, name="template_option_remove"),
    editing(f"{ONE}sprache/", views.template_language_add, name="template_language_add"),
    editing(LANGUAGE, views.template_language, name="template_language"),
    editing(f"{LANGUAGE}entfernen/", views.template_language_remove, name="template_language_remove"),
    editing(f"{LANGUAGE}abschnitt/<slug:section>/", views.template_words, name="template_words"),
]
