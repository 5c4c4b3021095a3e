"""Addresses of the desk."""

from roterfaden.base.access import STAFF
from roterfaden.base.routing import page
from roterfaden.desk import views

app_name = "desk"
urlpatterns = [
    page("heute/", views.today, name="today", audience=STAFF),
    page("suche/", views.search, name="search", audience=STAFF),
]
