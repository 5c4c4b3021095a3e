"""Addresses of the library of good goals."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, COVERS
from roterfaden.cases.routing import page as page_of_a_file
from roterfaden.cases.views import examples as views

library = partial(routing.page, audience=COVERS, purpose=Purpose.DIRECTORY)
EXAMPLE = "beispiele/<uuid:example>/"

urlpatterns = [
    library("beispiele/", views.examples, name="examples"),
    library("beispiele/neu/", views.example_add, name="example_add"),
    library(EXAMPLE, views.example, name="example"),
    library(f"{EXAMPLE}freigeben/", views.example_release, name="example_release"),
    library(f"{EXAMPLE}zuruecknehmen/", views.example_withdraw, name="example_withdraw"),
    library(f"{EXAMPLE}wieder-vorschlagen/", views.example_restore, name="example_restore"),
    page_of_a_file(
        "faelle/<uuid:pk>/handlungsziel/<uuid:goal>/als-beispiel/",
        views.example_of_goal,
        name="example_of_goal",
        audience=CASE_WORK,
    ),
]
