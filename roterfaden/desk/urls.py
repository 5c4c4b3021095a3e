"""Addresses of the desk."""

from roterfaden.base.access import STAFF, Purpose
from roterfaden.base.routing import page
from roterfaden.desk import views

app_name = "desk"
urlpatterns = [
    page("heute/", views.today, name="today", audience=STAFF, purpose=Purpose.CASE_WORK),
    page("hinweise/", views.notices, name="notices", audience=STAFF),
    page("hinweise/<uuid:notice>/gelesen/", views.notice_read, name="notice_read", audience=STAFF),
    page("suche/", views.search, name="search", audience=STAFF, purpose=Purpose.CASE_WORK),
]
