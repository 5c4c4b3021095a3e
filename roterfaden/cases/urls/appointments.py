"""Addresses of appointments."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import appointments as views

ONE = "faelle/<uuid:pk>/termin/<uuid:arranged>/"

urlpatterns = [
    page("termin/neu/", views.quick_appointment, name="quick_appointment", audience=CASE_WORK),
    page("faelle/<uuid:pk>/termin/neu/", views.appointment_add, name="appointment_add", audience=CASE_WORK),
    page(ONE, views.appointment, name="appointment", audience=CASE_WORK),
    page(f"{ONE}aendern/", views.appointment_move, name="appointment_move", audience=CASE_WORK),
    page(f"{ONE}stattgefunden/", views.appointment_keep, name="appointment_keep", audience=CASE_WORK),
    page(f"{ONE}nicht-gekommen/", views.appointment_miss, name="appointment_miss", audience=CASE_WORK),
    page(f"{ONE}abgesagt/", views.appointment_excuse, name="appointment_excuse", audience=CASE_WORK),
    page(f"{ONE}absagen/", views.appointment_cancel, name="appointment_cancel", audience=CASE_WORK),
    page(f"{ONE}wieder-planen/", views.appointment_reopen, name="appointment_reopen", audience=CASE_WORK),
    page(f"{ONE}zettel/", views.appointment_paper, name="appointment_pdf", audience=CASE_WORK),
    page(f"{ONE}kalender/", views.appointment_ics, name="appointment_ics", audience=CASE_WORK),
]
