"""Addresses of a person's case."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import case as views
from roterfaden.cases.views import counter, intensity, quick, team

COUNTER = "faelle/<uuid:pk>/gegendarstellung/"

urlpatterns = [
    page("faelle/<uuid:pk>/", views.case, name="case", audience=CASE_WORK),
    page("faelle/<uuid:pk>/verlauf/", views.history, name="history", audience=CASE_WORK),
    page("faelle/<uuid:pk>/begleitung/", intensity.intensity, name="intensity", audience=CASE_WORK),
    page("faelle/<uuid:pk>/pause/", intensity.rest, name="rest", audience=CASE_WORK),
    page("faelle/<uuid:pk>/pause/beenden/", intensity.rest_end, name="rest_end", audience=CASE_WORK),
    page("faelle/<uuid:pk>/team/", team.team, name="team", audience=CASE_WORK),
    page("faelle/<uuid:pk>/team/<uuid:member>/beenden/", team.team_leave, name="team_leave", audience=CASE_WORK),
    page("faelle/<uuid:pk>/team/<uuid:member>/einblick/", team.team_scope, name="team_scope", audience=CASE_WORK),
    page(f"{COUNTER}<uuid:entry>/", counter.counter_add, name="counter_add", audience=CASE_WORK),
    page(f"{COUNTER}<uuid:statement>/zurueck/", counter.counter_withdraw, name="counter_withdraw", audience=CASE_WORK),
    page("notiz/neu/", views.quick_note, name="quick_note", audience=CASE_WORK),
    page("aufgabe/neu/", views.quick_task, name="quick_task", audience=CASE_WORK),
    page("ueberpruefung/neu/", quick.quick_follow_up, name="quick_follow_up", audience=CASE_WORK),
    page("vermittlung/neu/", quick.quick_referral, name="quick_referral", audience=CASE_WORK),
]
