"""Addresses of the library of good goals."""

from roterfaden.cases.access import CASE_WORK, COVERS
from roterfaden.cases.routing import page
from roterfaden.cases.views import examples as views

EXAMPLE = "beispiele/<uuid:example>/"

urlpatterns = [
    page("beispiele/", views.examples, name="examples", audience=COVERS),
    page("beispiele/neu/", views.example_add, name="example_add", audience=COVERS),
    page(EXAMPLE, views.example, name="example", audience=COVERS),
    page(f"{EXAMPLE}freigeben/", views.example_release, name="example_release", audience=COVERS),
    page(f"{EXAMPLE}zuruecknehmen/", views.example_withdraw, name="example_withdraw", audience=COVERS),
    page(f"{EXAMPLE}wieder-vorschlagen/", views.example_restore, name="example_restore", audience=COVERS),
    page(
        "faelle/<uuid:pk>/handlungsziel/<uuid:goal>/als-beispiel/",
        views.example_of_goal,
        name="example_of_goal",
        audience=CASE_WORK,
    ),
]
