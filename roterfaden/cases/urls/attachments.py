"""Addresses of a case's files."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import attachments as views

FILES = "faelle/<uuid:pk>/dateien/"
FILE = FILES + "<uuid:attachment>/"

urlpatterns = [
    page(f"{FILES}neu/", views.attachment_add, name="attachment_add", audience=CASE_WORK),
    page(FILE, views.attachment, name="attachment", audience=CASE_WORK),
    page(f"{FILE}vorschau/", views.attachment_preview, name="attachment_preview", audience=CASE_WORK),
    page(f"{FILE}herunterladen/", views.attachment_download, name="attachment_download", audience=CASE_WORK),
    page(f"{FILE}zuruecknehmen/", views.attachment_withdraw, name="attachment_withdraw", audience=CASE_WORK),
    page(f"{FILE}wiederherstellen/", views.attachment_restore, name="attachment_restore", audience=CASE_WORK),
]
