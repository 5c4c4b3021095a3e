"""Addresses of covers for absences, of handing a case over and of emergency access."""

from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, COVERS, SUPERVISION
from roterfaden.cases.routing import page
from roterfaden.cases.views import cover, emergency, handing_over

HAND_OVER = "faelle/<uuid:pk>/uebergabe/"
OFFER = "uebergabe/<uuid:offered>/"
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
