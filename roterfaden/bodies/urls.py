"""Addresses of the bodies."""

from django.urls import URLPattern

from roterfaden.base.routing import page
from roterfaden.bodies import views
from roterfaden.bodies.access import KEEPERS, READERS

app_name = "bodies"
REPORT = "fallberichte/<uuid:report>/"

urlpatterns: list[URLPattern] = [
    page("fallberichte/", views.reports, name="reports", audience=READERS),
    page(REPORT, views.report, name="report", audience=READERS),
    page(f"{REPORT}pdf/", views.report_pdf, name="report_pdf", audience=READERS),
    page(f"{REPORT}zuruecknehmen/", views.report_take_back, name="report_take_back", audience=KEEPERS),
    page("gremien/", views.bodies, name="bodies", audience=KEEPERS),
    page("gremien/neu/", views.body_add, name="body_add", audience=KEEPERS),
    page("gremien/<uuid:body>/bearbeiten/", views.body_edit, name="body_edit", audience=KEEPERS),
]
