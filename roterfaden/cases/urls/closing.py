"""Addresses of evaluating, closing and re-opening."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import closing as views

EVALUATION = "faelle/<uuid:pk>/auswertung/"

urlpatterns = [
    page(EVALUATION, views.evaluation, name="evaluation", audience=CASE_WORK),
    page(
        f"{EVALUATION}<uuid:evaluation>/wieder-oeffnen/",
        views.evaluation_reopen,
        name="evaluation_reopen",
        audience=CASE_WORK,
    ),
    page("faelle/<uuid:pk>/abschliessen/", views.close, name="close", audience=CASE_WORK),
    page("faelle/<uuid:pk>/wieder-aufnehmen/", views.reopen, name="reopen", audience=CASE_WORK),
]
