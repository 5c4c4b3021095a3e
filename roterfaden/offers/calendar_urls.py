"""Addresses of the calendars, for everybody."""

from django.urls import URLPattern

from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page
from roterfaden.offers import calendar_views

app_name = "calendars"
urlpatterns: list[URLPattern] = [
    page("angebote.ics", calendar_views.of_filter, name="filter", audience=EVERYONE, as_nobody=True),
    page("angebot/<uuid:offer>.ics", calendar_views.of_offer, name="offer", audience=EVERYONE, as_nobody=True),
    page("ort/<uuid:place>.ics", calendar_views.of_place, name="place", audience=EVERYONE, as_nobody=True),
    page(
        "anbieter/<uuid:organisation>.ics",
        calendar_views.of_organisation,
        name="organisation",
        audience=EVERYONE,
        as_nobody=True,
    ),
]
