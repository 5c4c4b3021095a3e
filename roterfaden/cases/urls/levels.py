"""Addresses of second looks."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, WORKLOAD
from roterfaden.cases.routing import page
from roterfaden.cases.views import levels as views

ASSESSMENT = "faelle/<uuid:pk>/bestandsaufnahme/"
APPOINTED = "vorlagen/zweiter-blick/"
steering = partial(routing.page, audience=WORKLOAD, purpose=Purpose.STEERING)

urlpatterns = [
    page(f"{ASSESSMENT}einstufung/<uuid:level>/zweiter-blick/", views.look_ask, name="look_ask", audience=CASE_WORK),
    page(
        f"{ASSESSMENT}zweiter-blick/<uuid:look>/zurueckziehen/",
        views.look_withdraw,
        name="look_withdraw",
        audience=CASE_WORK,
    ),
    page(f"{ASSESSMENT}zweiter-blick/<uuid:look>/bleiben/", views.look_keep, name="look_keep", audience=CASE_WORK),
    page("zweiter-blick/<uuid:look>/", views.second_look, name="second_look", audience=CASE_WORK),
    steering(APPOINTED, views.appointments, name="appointments"),
    steering(f"{APPOINTED}<uuid:appointment>/beenden/", views.appointment_end, name="appointment_end"),
]
