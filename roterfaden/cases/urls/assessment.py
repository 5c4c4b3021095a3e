"""Addresses of the assessment and the network map."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import assessment as views

ASSESSMENT = "faelle/<uuid:pk>/bestandsaufnahme/"
MAP = "faelle/<uuid:pk>/netzwerk/"

urlpatterns = [
    page(ASSESSMENT, views.assessment, name="assessment", audience=CASE_WORK),
    page(f"{ASSESSMENT}<int:number>/", views.assessment_earlier, name="assessment_earlier", audience=CASE_WORK),
    page(f"{ASSESSMENT}vergleich/", views.assessments_compared, name="assessments_compared", audience=CASE_WORK),
    page(f"{ASSESSMENT}staerken/", views.strengths, name="strengths", audience=CASE_WORK),
    page(f"{ASSESSMENT}abschliessen/", views.assessment_complete, name="assessment_complete", audience=CASE_WORK),
    page(f"{ASSESSMENT}wieder-oeffnen/", views.assessment_reopen, name="assessment_reopen", audience=CASE_WORK),
    page(
        f"{ASSESSMENT}abschnitt/<slug:section>/",
        views.assessment_section,
        name="assessment_section",
        audience=CASE_WORK,
    ),
    page(MAP, views.network_map, name="network_map", audience=CASE_WORK),
    page(f"{MAP}<uuid:contact>/", views.network_contact, name="network_contact", audience=CASE_WORK),
    page(
        f"{MAP}<uuid:contact>/verschieben/",
        views.network_contact_move,
        name="network_contact_move",
        audience=CASE_WORK,
    ),
    page(
        f"{MAP}<uuid:contact>/entfernen/",
        views.network_contact_remove,
        name="network_contact_remove",
        audience=CASE_WORK,
    ),
    page(
        f"{MAP}<uuid:contact>/wiederherstellen/",
        views.network_contact_restore,
        name="network_contact_restore",
        audience=CASE_WORK,
    ),
]
