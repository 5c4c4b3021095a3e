"""Addresses of this station: the help plan, linking to offers and steering anew."""

from django.urls import URLPattern

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import gaps, plan, referral_links, referrals

CASE = "faelle/<uuid:pk>/"
GOAL = CASE + "handlungsziel/<uuid:goal>/"
MEASURE = CASE + "massnahme/<uuid:measure>/"
OWN = CASE + "eigenaktivitaet/<uuid:activity>/"
REFERRAL = CASE + "vermittlung/<uuid:referral>/"

urlpatterns: list[URLPattern] = [
    page(GOAL + "massnahme/neu/", plan.measure_add, name="measure_add", audience=CASE_WORK),
    page(MEASURE, plan.measure, name="measure", audience=CASE_WORK),
    page(MEASURE + "stand/", plan.measure_state, name="measure_state", audience=CASE_WORK),
    page(MEASURE + "verschieben/", plan.measure_move, name="measure_move", audience=CASE_WORK),
    page(MEASURE + "herausnehmen/", plan.measure_drop, name="measure_drop", audience=CASE_WORK),
    page(MEASURE + "wiederherstellen/", plan.measure_restore, name="measure_restore", audience=CASE_WORK),
    page(GOAL + "eigenaktivitaet/neu/", plan.own_activity_add, name="own_activity_add", audience=CASE_WORK),
    page(OWN, plan.own_activity, name="own_activity", audience=CASE_WORK),
    page(OWN + "stand/", plan.own_activity_state, name="own_activity_state", audience=CASE_WORK),
    page(OWN + "verschieben/", plan.own_activity_move, name="own_activity_move", audience=CASE_WORK),
    page(OWN + "herausnehmen/", plan.own_activity_drop, name="own_activity_drop", audience=CASE_WORK),
    page(OWN + "wiederherstellen/", plan.own_activity_restore, name="own_activity_restore", audience=CASE_WORK),
    page(CASE + "hilfeplan/festlegen/", plan.plan_fix, name="plan_fix", audience=CASE_WORK),
    page(CASE + "hilfeplan/ueberarbeiten/", plan.plan_reopen, name="plan_reopen", audience=CASE_WORK),
    page(MEASURE + "vermitteln/", referrals.refer, name="refer", audience=CASE_WORK),
    page(REFERRAL, referrals.referral, name="referral", audience=CASE_WORK),
    page(REFERRAL + "berichtigen/", referrals.referral_correct, name="referral_correct", audience=CASE_WORK),
    page(REFERRAL + "link/", referral_links.link_make, name="referral_link", audience=CASE_WORK),
    page(
        REFERRAL + "link/zurueckziehen/",
        referral_links.link_withdraw,
        name="referral_link_withdraw",
        audience=CASE_WORK,
    ),
    page(REFERRAL + "erinnern/", referral_links.remind, name="referral_remind", audience=CASE_WORK),
    page(REFERRAL + "neu-einwilligen/", referrals.referral_renew, name="referral_renew", audience=CASE_WORK),
    page(CASE + "bedarf/<uuid:gap>/zaehlen/", gaps.gap_count, name="gap_count", audience=CASE_WORK),
    page(MEASURE + "nachsteuern/", referrals.steer_anew, name="steer_anew", audience=CASE_WORK),
]
