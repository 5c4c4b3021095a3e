"""Addresses of the concept module."""

from django.urls import URLPattern

from roterfaden.base.routing import page
from roterfaden.concept import views
from roterfaden.concept.access import READERS

app_name = "concept"
urlpatterns: list[URLPattern] = [
    page("konzept/", views.overview, name="overview", audience=READERS),
    page("konzept/handlungsfelder/<slug:key>/", views.field, name="field", audience=READERS),
    page("konzept/<slug:key>/", views.chapter, name="chapter", audience=READERS),
    page("ziele/", views.goals, name="goals", audience=READERS),
    page("ziele/<slug:key>/", views.goal, name="goal", audience=READERS),
    page("projekte/", views.projects, name="projects", audience=READERS),
    page("projekte/<slug:key>/", views.project, name="project", audience=READERS),
]
