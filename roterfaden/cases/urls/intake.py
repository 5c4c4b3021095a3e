"""Addresses of the intake and of the lists around people."""

from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, WORKLOAD
from roterfaden.cases.routing import page
from roterfaden.cases.views import (
    advice,
    caseload,
    intake,
    lists,
    merging,
    people,
    queue,
    reassigning,
    worklists,
    year,
)

INTAKE = "aufnahme/<uuid:intake>/"
ADVICE = "beratungen/kurz/<uuid:advice>/"
WAITING = "beratungen/warteschlange/<uuid:waiting>/"
CLIENT = "menschen/<uuid:client>/"

urlpatterns = [
    page("aufnahme/", people.find, name="find", audience=CASE_WORK),
    page("aufnahme/neu/", people.register, name="register", audience=CASE_WORK),
    page("aufnahme/person/<uuid:client>/neu/", intake.start_intake, name="start_intake", audience=CASE_WORK),
    page(INTAKE, intake.intake, name="intake", audience=CASE_WORK),
    page(f"{INTAKE}entscheidung/", intake.decide, name="decide", audience=CASE_WORK),
    page(f"{INTAKE}wieder-oeffnen/", intake.reopen_intake, name="reopen_intake", audience=CASE_WORK),
    page("menschen/doppelt/", merging.doubles, name="doubles", audience=CASE_WORK),
    page(f"{CLIENT}zusammenfuehren/<uuid:other>/", merging.merge, name="merge", audience=CASE_WORK),
    page("menschen/trennen/<uuid:merge>/", merging.merge_part, name="merge_part", audience=CASE_WORK),
    page(CLIENT, people.client, name="client", audience=CASE_WORK),
    page(f"{CLIENT}bearbeiten/", people.client_edit, name="client_edit", audience=CASE_WORK),
    page("beratungen/kurz/", advice.advice_short, name="advice_short", audience=CASE_WORK),
    page("beratungen/kurz/neu/", advice.advice_add, name="advice_add", audience=CASE_WORK),
    page("beratungen/kurz/ohne/", advice.advice_let_go, name="advice_let_go", audience=CASE_WORK),
    page(ADVICE, advice.advice_edit, name="advice_edit", audience=CASE_WORK),
    page(f"{ADVICE}loeschen/", advice.advice_remove, name="advice_remove", audience=CASE_WORK),
    page(f"{ADVICE}aufnehmen/", advice.advice_take_up, name="advice_take_up", audience=CASE_WORK),
    page("beratungen/warteschlange/", queue.queue, name="queue", audience=CASE_WORK),
    page("beratungen/warteschlange/stand/", queue.queue_rows, name="queue_rows", audience=CASE_WORK),
    page("beratungen/warteschlange/naechste/", queue.queue_next, name="queue_next", audience=CASE_WORK),
    page(f"{WAITING}aufrufen/", queue.queue_take, name="queue_take", audience=CASE_WORK),
    page(f"{WAITING}gegangen/", queue.queue_leave, name="queue_leave", audience=CASE_WORK),
    page(f"{WAITING}fertig/", queue.queue_done, name="queue_done", audience=CASE_WORK),
    page(f"{WAITING}zurueck/", queue.queue_back, name="queue_back", audience=CASE_WORK),
    page(f"{WAITING}aufnehmen/", queue.queue_take_up, name="queue_take_up", audience=CASE_WORK),
    page("beratungen/", lists.advice, name="advice", audience=CASE_WORK),
    page("faelle/", lists.cases, name="cases", audience=CASE_WORK),
    page("faelle/listen/", worklists.lists, name="lists", audience=CASE_WORK),
    page("faelle/listen/neu/", worklists.list_keep, name="list_keep", audience=CASE_WORK),
    page("faelle/listen/<uuid:saved>/entfernen/", worklists.list_drop, name="list_drop", audience=CASE_WORK),
    page("faelle/wochenueberblick/", worklists.weekly_overview, name="weekly_overview", audience=CASE_WORK),
    page("auslastung/", lists.workload, name="workload", audience=WORKLOAD, purpose=Purpose.STEERING),
    page("auslastung/jahr/", year.year_figures, name="year_figures", audience=WORKLOAD, purpose=Purpose.STEERING),
    page("auslastung/jahr/tabelle.csv", year.year_csv, name="year_csv", audience=WORKLOAD, purpose=Purpose.STEERING),
    page(
        "auslastung/beratungen/",
        lists.advice_figures,
        name="advice_figures",
        audience=WORKLOAD,
        purpose=Purpose.STEERING,
    ),
    page(
        "auslastung/<uuid:worker>/uebertragen/",
        reassigning.reassign,
        name="reassign",
        audience=WORKLOAD,
        purpose=Purpose.STEERING,
    ),
    page(
        "auslastung/uebertragung/<uuid:reassignment>/",
        reassigning.reassigned,
        name="reassigned",
        audience=WORKLOAD,
        purpose=Purpose.STEERING,
    ),
    page(
        "auslastung/richtwerte/",
        caseload.caseload_rule,
        name="caseload_rule",
        audience=WORKLOAD,
        purpose=Purpose.STEERING,
    ),
]
