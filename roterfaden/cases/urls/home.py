"""Addresses of decentral care: a day of home visits, a person's home, problems, conflicts."""

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.routing import page
from roterfaden.cases.views import home, mediation, visits

HOME = "faelle/<uuid:pk>/wohnen/"
VISIT = "faelle/<uuid:pk>/hausbesuch/<uuid:visit>/"
PROBLEM = f"{HOME}problem/<uuid:problem>/"
MEDIATION = f"{HOME}konflikt/<uuid:mediation>/"
PARTY = f"{HOME}konflikt/beteiligt/<uuid:party>/"
STEP = f"{HOME}konflikt/absprache/<uuid:mediation_step>/"

urlpatterns = [
    page("hausbesuche/", visits.visits, name="visits", audience=CASE_WORK),
    page("hausbesuche/planen/", visits.visits_plan, name="visits_plan", audience=CASE_WORK),
    page("hausbesuche/ordnen/", visits.visits_suggest, name="visits_suggest", audience=CASE_WORK),
    page("faelle/<uuid:pk>/hausbesuch/planen/", visits.visit_plan, name="visit_plan", audience=CASE_WORK),
    page("faelle/<uuid:pk>/hausbesuch/jetzt/", visits.visit_now, name="visit_now", audience=CASE_WORK),
    page(VISIT, visits.visit, name="visit", audience=CASE_WORK),
    page(f"{VISIT}absagen/", visits.visit_take_off, name="visit_take_off", audience=CASE_WORK),
    page(f"{VISIT}wieder-planen/", visits.visit_put_back, name="visit_put_back", audience=CASE_WORK),
    page(f"{VISIT}wieder-oeffnen/", visits.visit_reopen, name="visit_reopen", audience=CASE_WORK),
    page(f"{VISIT}frueher/", visits.visit_earlier, name="visit_earlier", audience=CASE_WORK),
    page(f"{VISIT}spaeter/", visits.visit_later, name="visit_later", audience=CASE_WORK),
    page(HOME, home.home, name="home", audience=CASE_WORK),
    page(f"{HOME}rhythmus/", home.home_care, name="home_care", audience=CASE_WORK),
    page(f"{HOME}beenden/", home.home_care_end, name="home_care_end", audience=CASE_WORK),
    page(f"{HOME}problem/", home.problem_add, name="problem_add", audience=CASE_WORK),
    page(PROBLEM, home.problem, name="problem", audience=CASE_WORK),
    page(f"{PROBLEM}geloest/", home.problem_solve, name="problem_solve", audience=CASE_WORK),
    page(f"{PROBLEM}wieder-oeffnen/", home.problem_reopen, name="problem_reopen", audience=CASE_WORK),
    page(f"{HOME}konflikt/", mediation.mediation_begin, name="mediation_begin", audience=CASE_WORK),
    page(MEDIATION, mediation.mediation, name="mediation", audience=CASE_WORK),
    page(f"{MEDIATION}beteiligt/", mediation.mediation_party_add, name="mediation_party_add", audience=CASE_WORK),
    page(PARTY, mediation.mediation_party, name="mediation_party", audience=CASE_WORK),
    page(f"{PARTY}heraus/", mediation.mediation_party_withdraw, name="mediation_party_withdraw", audience=CASE_WORK),
    page(f"{PARTY}zurueck/", mediation.mediation_party_restore, name="mediation_party_restore", audience=CASE_WORK),
    page(f"{MEDIATION}absprache/", mediation.mediation_step_add, name="mediation_step_add", audience=CASE_WORK),
    page(f"{STEP}heraus/", mediation.mediation_step_withdraw, name="mediation_step_withdraw", audience=CASE_WORK),
    page(f"{STEP}zurueck/", mediation.mediation_step_restore, name="mediation_step_restore", audience=CASE_WORK),
    page(f"{STEP}erledigt/", mediation.mediation_step_done, name="mediation_step_done", audience=CASE_WORK),
    page(f"{MEDIATION}unterschrieben/", mediation.mediation_agree, name="mediation_agree", audience=CASE_WORK),
    page(f"{MEDIATION}beenden/", mediation.mediation_end, name="mediation_end", audience=CASE_WORK),
    page(f"{MEDIATION}wieder-aufnehmen/", mediation.mediation_reopen, name="mediation_reopen", audience=CASE_WORK),
    page(f"{MEDIATION}protokoll.pdf", mediation.mediation_paper, name="mediation_paper", audience=CASE_WORK),
]
