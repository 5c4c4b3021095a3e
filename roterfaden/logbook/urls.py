"""Addresses of the log."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.logbook import views
from roterfaden.logbook.access import OVERSIGHT

app_name = "logbook"
page = partial(routing.page, audience=OVERSIGHT, purpose=Purpose.DATA_PROTECTION)

urlpatterns = [
    page("datenschutz/lesezugriffe/", views.reads, name="reads"),
    page("datenschutz/lesezugriffe/ausfuehren/", views.reads_export, name="reads_export"),
    page("datenschutz/aenderungen/", views.changes, name="changes"),
    page("datenschutz/auffaelliges/", views.unusual, name="unusual"),
]
