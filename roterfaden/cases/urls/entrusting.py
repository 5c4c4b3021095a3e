"""Addresses of covers for absences, of handing a case over, also to another organisation, and of emergency access."""

from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, COVERS, SUPERVISION
from roterfaden.cases.routing import page
from roterfaden.cases.views import cover, emergency, handing_over, transfers

HAND_OVER = "faelle/<uuid:pk>/uebergabe/"
OFFER = "uebergabe/<uuid:offered>/"
OTHER = "faelle/<uuid:pk>/andere-stelle/"
TRANSFER = "uebergaben/<uuid:transfer>/"
OFFERED = "uebergaben/angebot/<uuid:offered_transfer>/"
EMERGENCY = "faelle/<uuid:pk>/notfall/<uuid:emergency>/"

urlpatterns = [
    page("vertretung/", cover.covers, name="covers", audience=COVERS),
    page("vertretung/<uuid:cover>/beenden/", cover.cover_revoke, name="cover_revoke", audience=COVERS),
    page(HAND_OVER, handing_over.hand_over, name="hand_over", audience=CASE_WORK),
    page(f"{HAND_OVER}<uuid:handover>/", handing_over.handed_over, name="handed_over", audience=CASE_WORK),
    page(
        f"{HAND_OVER}<uuid:handover>/zurueckziehen/",
        handing_over.hand_over_withdraw,
        name="hand_over_withdraw",
        audience=CASE_WORK,
    ),
    page(OFFER, handing_over.hand_over_offer, name="hand_over_offer", audience=CASE_WORK),
    page(f"{OFFER}ablehnen/", handing_over.hand_over_decline, name="hand_over_decline", audience=CASE_WORK),
    page(OTHER, transfers.transfer, name="transfer", audience=CASE_WORK),
    page(f"{OTHER}papier/", transfers.hand_over_outside, name="hand_over_outside", audience=CASE_WORK),
    page(f"{OTHER}<uuid:handed>/uebergabe.pdf", transfers.disclosed_paper, name="disclosed_paper", audience=CASE_WORK),
    page(OFFERED, transfers.transfer_offer, name="transfer_offer", audience=CASE_WORK),
    page(f"{OFFERED}ablehnen/", transfers.transfer_decline, name="transfer_decline", audience=CASE_WORK),
    page(TRANSFER, transfers.transferred, name="transferred", audience=CASE_WORK),
    page(f"{TRANSFER}zurueckziehen/", transfers.transfer_withdraw, name="transfer_withdraw", audience=CASE_WORK),
    page(f"{TRANSFER}uebergabe.pdf", transfers.transfer_paper, name="transfer_paper", audience=CASE_WORK),
    page("aufnahme/person/<uuid:client>/notfall/", emergency.emergency_open, name="emergency_open", audience=CASE_WORK),
    page(EMERGENCY, emergency.emergency, name="emergency", audience=CASE_WORK),
    page(f"{EMERGENCY}beenden/", emergency.emergency_end, name="emergency_end", audience=CASE_WORK),
    page(
        "notfallzugriffe/",
        emergency.emergencies,
        name="emergencies",
        audience=SUPERVISION,
        purpose=Purpose.DATA_PROTECTION,
    ),
]
