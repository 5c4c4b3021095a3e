"""Addresses of the Rechtskreiswechsel and its checklist."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import area_acceptance
from roterfaden.cases.views import area_change as views

CHANGES = "faelle/<uuid:pk>/rechtskreiswechsel/"
CHANGE = f"{CHANGES}<uuid:change>/"
ASKED = f"{CHANGES}annahme/<uuid:acceptance>/"
STEP = f"{CHANGES}schritt/<uuid:checklist_step>/"

urlpatterns = [
    page(CHANGES, views.area_changes, name="area_changes", audience=CASE_WORK),
    page(CHANGE, views.area_change, name="area_change", audience=CASE_WORK),
    page(f"{CHANGE}beginnen/", views.area_change_begin, name="area_change_begin", audience=CASE_WORK),
    page(f"{CHANGE}tag/", views.area_change_day, name="area_change_day", audience=CASE_WORK),
    page(f"{CHANGE}vollziehen/", views.area_change_complete, name="area_change_complete", audience=CASE_WORK),
    page(f"{CHANGE}abbrechen/", views.area_change_cancel, name="area_change_cancel", audience=CASE_WORK),
    page(f"{CHANGE}schritt/", views.checklist_step_add, name="checklist_step_add", audience=CASE_WORK),
    page(f"{CHANGE}checkliste.pdf", views.checklist, name="checklist", audience=CASE_WORK),
    page(f"{CHANGE}annahme/", area_acceptance.acceptance_ask, name="acceptance_ask", audience=CASE_WORK),
    page(
        f"{CHANGE}zugriff/<uuid:disclosure>/beenden/",
        area_acceptance.former_access_end,
        name="former_access_end",
        audience=CASE_WORK,
    ),
    page(f"{ASKED}link/", area_acceptance.acceptance_link, name="acceptance_link", audience=CASE_WORK),
    page(f"{ASKED}antwort/", area_acceptance.acceptance_record, name="acceptance_record", audience=CASE_WORK),
    page(f"{ASKED}zurueck/", area_acceptance.acceptance_withdraw, name="acceptance_withdraw", audience=CASE_WORK),
    page(f"{STEP}erledigt/", views.checklist_step_done, name="checklist_step_done", audience=CASE_WORK),
    page(f"{STEP}nicht-noetig/", views.checklist_step_not_needed, name="checklist_step_not_needed", audience=CASE_WORK),
    page(f"{STEP}offen/", views.checklist_step_reopen, name="checklist_step_reopen", audience=CASE_WORK),
]
