"""Addresses of the needs module."""

from django.urls import URLPattern

from roterfaden.base.access import Purpose
from roterfaden.base.routing import page
from roterfaden.needs import views
from roterfaden.needs.access import ANSWERING, READERS

app_name = "needs"
FIELD = "bedarfe/feld/<slug:field>/"
PLACE = FIELD + "<slug:district>/"
ANSWER = "bedarfe/antwort/<slug:field>/"

urlpatterns: list[URLPattern] = [
    page("bedarfe/", views.needs, name="needs", audience=READERS, purpose=Purpose.STEERING),
    page(FIELD, views.place, name="field", audience=READERS, purpose=Purpose.STEERING),
    page(PLACE, views.place, name="place", audience=READERS, purpose=Purpose.STEERING),
    page(ANSWER, views.answer, name="answer", audience=ANSWERING, purpose=Purpose.STEERING),
    page(ANSWER + "<slug:district>/", views.answer, name="answer_place", audience=ANSWERING, purpose=Purpose.STEERING),
]
