"""Addresses of monitoring."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import monitoring as views
from roterfaden.cases.views import moving

FOLLOW_UP = "faelle/<uuid:pk>/ueberpruefung/<uuid:follow_up>/"
NOTE = "faelle/<uuid:pk>/notiz/<uuid:note>/"
TASK = "aufgabe/<uuid:task>/"

urlpatterns = [
    page("faelle/<uuid:pk>/ueberpruefung/neu/", views.follow_up_add, name="follow_up_add", audience=CASE_WORK),
    page(FOLLOW_UP, views.follow_up, name="follow_up", audience=CASE_WORK),
    page(f"{FOLLOW_UP}aendern/", moving.follow_up_change, name="follow_up_change", audience=CASE_WORK),
    page(f"{FOLLOW_UP}verschieben/", moving.follow_up_move, name="follow_up_move", audience=CASE_WORK),
    page(
        f"{FOLLOW_UP}verschieben/zuruecknehmen/",
        moving.follow_up_move_back,
        name="follow_up_move_back",
        audience=CASE_WORK,
    ),
    page(f"{FOLLOW_UP}absagen/", views.follow_up_cancel, name="follow_up_cancel", audience=CASE_WORK),
    page(f"{FOLLOW_UP}zuruecknehmen/", views.follow_up_undo, name="follow_up_undo", audience=CASE_WORK),
    page(f"{FOLLOW_UP}wieder-oeffnen/", views.follow_up_reopen, name="follow_up_reopen", audience=CASE_WORK),
    page(NOTE, views.note, name="note", audience=CASE_WORK),
    page(f"{NOTE}zuruecknehmen/", views.note_withdraw, name="note_withdraw", audience=CASE_WORK),
    page(f"{NOTE}wiederherstellen/", views.note_restore, name="note_restore", audience=CASE_WORK),
    page(TASK, moving.task, name="task", audience=CASE_WORK),
    page(f"{TASK}verschieben/", moving.task_move, name="task_move", audience=CASE_WORK),
    page(f"{TASK}verschieben/zuruecknehmen/", moving.task_move_back, name="task_move_back", audience=CASE_WORK),
    page(f"{TASK}erledigt/", views.task_done, name="task_done", audience=CASE_WORK),
    page(f"{TASK}wieder-oeffnen/", views.task_reopen, name="task_reopen", audience=CASE_WORK),
    page(f"{TASK}zuruecknehmen/", views.task_withdraw, name="task_withdraw", audience=CASE_WORK),
]
