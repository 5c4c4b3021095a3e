"""Addresses of household and family, of joining two files and of shared steps."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import household, sharing

HOUSEHOLD = "faelle/<uuid:pk>/haushalt/"
RELATIVE = f"{HOUSEHOLD}person/<uuid:relative>/"
RELATION = f"{HOUSEHOLD}beziehung/<uuid:relation>/"
LINK = f"{HOUSEHOLD}verbindung/<uuid:link>/"

urlpatterns = [
    page(HOUSEHOLD, household.household, name="household", audience=CASE_WORK),
    page(f"{HOUSEHOLD}umzug/", household.move, name="move", audience=CASE_WORK),
    page(RELATIVE, household.relative, name="relative", audience=CASE_WORK),
    page(f"{RELATIVE}entfernen/", household.relative_remove, name="relative_remove", audience=CASE_WORK),
    page(f"{RELATIVE}wiederherstellen/", household.relative_restore, name="relative_restore", audience=CASE_WORK),
    page(f"{RELATIVE}einzug/", household.move_in, name="move_in", audience=CASE_WORK),
    page(f"{RELATIVE}auszug/", household.move_out, name="move_out", audience=CASE_WORK),
    page(f"{RELATIVE}auszug/zurueck/", household.move_out_undo, name="move_out_undo", audience=CASE_WORK),
    page(f"{RELATIVE}beziehung/neu/", household.tie_add, name="tie_add", audience=CASE_WORK),
    page(RELATION, household.relation, name="relation", audience=CASE_WORK),
    page(f"{RELATION}entfernen/", household.relation_remove, name="relation_remove", audience=CASE_WORK),
    page(f"{RELATION}wiederherstellen/", household.relation_restore, name="relation_restore", audience=CASE_WORK),
    page(f"{RELATIVE}verbinden/", sharing.link_add, name="link_add", audience=CASE_WORK),
    page(LINK, sharing.link, name="link", audience=CASE_WORK),
    page(f"{LINK}beenden/", sharing.link_end, name="link_end", audience=CASE_WORK),
    page(
        "faelle/<uuid:pk>/massnahme/<uuid:measure>/teilen/",
        sharing.measure_share,
        name="measure_share",
        audience=CASE_WORK,
    ),
    page(
        "faelle/<uuid:pk>/handlungsziel/<uuid:goal>/teilen/", sharing.goal_share, name="goal_share", audience=CASE_WORK
    ),
    page("faelle/<uuid:pk>/geteilt/<uuid:share>/beenden/", sharing.share_end, name="share_end", audience=CASE_WORK),
    page(
        "faelle/<uuid:pk>/gemeinsam/<uuid:received>/stand/",
        sharing.received_state,
        name="received_state",
        audience=CASE_WORK,
    ),
]
