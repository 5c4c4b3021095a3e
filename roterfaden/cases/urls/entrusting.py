"""Addresses of covers for absences and of emergency access."""

from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, COVERS, SUPERVISION
from roterfaden.cases.routing import page
from roterfaden.cases.views import cover, emergency

EMERGENCY = "faelle/<uuid:pk>/notfall/<uuid:emergency>/"

urlpatterns = [
    page("vertretung/", cover.covers, name="covers", audience=COVERS),
    page("vertretung/<uuid:cover>/beenden/", cover.cover_revoke, name="cover_revoke", audience=COVERS),
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
