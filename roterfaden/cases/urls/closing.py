"""Addresses of evaluating, closing and re-opening."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import after_talks, own_views, reports
from roterfaden.cases.views import closing as views

EVALUATION = "faelle/<uuid:pk>/auswertung/"
VIEW = "faelle/<uuid:pk>/sicht/"
TALK = "faelle/<uuid:pk>/nachgespraech/"
REPORT = "faelle/<uuid:pk>/abschlussbericht/"

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
    page(VIEW, own_views.own_view_ask, name="own_view_ask", audience=CASE_WORK),
    page(f"{VIEW}blatt.pdf", own_views.own_view_pdf, name="own_view_pdf", audience=CASE_WORK),
    page(f"{VIEW}eintragen/", own_views.own_view_enter, name="own_view_enter", audience=CASE_WORK),
    page(
        f"{VIEW}link/zurueckziehen/",
        own_views.own_view_link_withdraw,
        name="own_view_link_withdraw",
        audience=CASE_WORK,
    ),
    page(
        f"{VIEW}<uuid:view>/zuruecknehmen/", own_views.own_view_withdraw, name="own_view_withdraw", audience=CASE_WORK
    ),
    page(
        f"{VIEW}<uuid:view>/wiederherstellen/", own_views.own_view_restore, name="own_view_restore", audience=CASE_WORK
    ),
    page(f"{TALK}neu/", after_talks.after_talk_add, name="after_talk_add", audience=CASE_WORK),
    page(f"{TALK}<uuid:talk>/", after_talks.after_talk, name="after_talk", audience=CASE_WORK),
    page(f"{TALK}<uuid:talk>/absagen/", after_talks.after_talk_cancel, name="after_talk_cancel", audience=CASE_WORK),
    page(
        f"{TALK}<uuid:talk>/wieder-oeffnen/",
        after_talks.after_talk_reopen,
        name="after_talk_reopen",
        audience=CASE_WORK,
    ),
    page(REPORT, reports.closing_report, name="closing_report", audience=CASE_WORK),
    page(f"{REPORT}akte.pdf", reports.closing_report_pdf, name="closing_report_pdf", audience=CASE_WORK),
    page(f"{REPORT}person.pdf", reports.closing_letter_pdf, name="closing_letter_pdf", audience=CASE_WORK),
]
