"""Addresses of this station: goals, their agreement and the papers."""

from django.urls import URLPattern

from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import agreements, goal_course, goals, papers, self_ratings
from roterfaden.logbook.access import OVERSIGHT

CASE = "faelle/<uuid:pk>/"
RATING = CASE + "selbsteinschaetzung/<uuid:rating>/"
FRAME = CASE + "rahmenziel/"
GOAL = CASE + "handlungsziel/<uuid:goal>/"
AGREEMENT = CASE + "zielvereinbarung/"

urlpatterns: list[URLPattern] = [
    page(CASE + "zielverlauf/", goal_course.goal_course, name="goal_course", audience=CASE_WORK),
    page(CASE + "mottoziel/", goals.guiding_goal, name="guiding_goal", audience=CASE_WORK),
    page(RATING, self_ratings.self_rating, name="self_rating", audience=CASE_WORK),
    page(
        RATING + "zuruecknehmen/",
        self_ratings.self_rating_withdraw,
        name="self_rating_withdraw",
        audience=CASE_WORK,
    ),
    page(
        RATING + "wiederherstellen/",
        self_ratings.self_rating_restore,
        name="self_rating_restore",
        audience=CASE_WORK,
    ),
    page(FRAME + "neu/", goals.frame_goal_add, name="frame_goal_add", audience=CASE_WORK),
    page(FRAME + "<uuid:frame>/", goals.frame_goal, name="frame_goal", audience=CASE_WORK),
    page(
        FRAME + "<uuid:frame>/zuruecknehmen/", goals.frame_goal_withdraw, name="frame_goal_withdraw", audience=CASE_WORK
    ),
    page(
        FRAME + "<uuid:frame>/wiederherstellen/",
        goals.frame_goal_restore,
        name="frame_goal_restore",
        audience=CASE_WORK,
    ),
    page(FRAME + "<uuid:frame>/verschieben/", goals.frame_goal_move, name="frame_goal_move", audience=CASE_WORK),
    page(FRAME + "<uuid:frame>/handlungsziel/neu/", goals.action_goal_add, name="action_goal_add", audience=CASE_WORK),
    page(GOAL, goals.action_goal, name="action_goal", audience=CASE_WORK),
    page(GOAL + "zuruecknehmen/", goals.action_goal_withdraw, name="action_goal_withdraw", audience=CASE_WORK),
    page(GOAL + "wiederherstellen/", goals.action_goal_restore, name="action_goal_restore", audience=CASE_WORK),
    page(GOAL + "verschieben/", goals.action_goal_move, name="action_goal_move", audience=CASE_WORK),
    page(GOAL + "stand/", goals.action_goal_state, name="action_goal_state", audience=CASE_WORK),
    page(AGREEMENT, agreements.agree, name="agree", audience=CASE_WORK),
    page(AGREEMENT + "neu-fassen/", agreements.renegotiate, name="renegotiate", audience=CASE_WORK),
    page(AGREEMENT + "<int:number>/", agreements.agreement, name="agreement", audience=CASE_WORK),
    page(
        AGREEMENT + "<int:number>/unterschrift/", agreements.agreement_sign, name="agreement_sign", audience=CASE_WORK
    ),
    page(AGREEMENT + "<int:number>/pdf/", papers.agreement_pdf, name="agreement_pdf", audience=CASE_WORK),
    page(CASE + "wer-hat-gelesen/pdf/", papers.readers_of_case, name="readers_pdf", audience=CASE_WORK),
    page(
        "menschen/<uuid:client>/wer-hat-gelesen/pdf/",
        papers.readers_of_client,
        name="client_readers_pdf",
        audience=OVERSIGHT,
        purpose=Purpose.DATA_PROTECTION,
    ),
    page(CASE + "hilfeplan/pdf/", papers.plan_pdf, name="plan_pdf", audience=CASE_WORK),
    page(CASE + "dokumente/", papers.documents, name="documents", audience=CASE_WORK),
]
