"""Addresses of the person's rights and of supervision."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.rights.access import RIGHTS_WORK, SUPERVISION
from roterfaden.rights.views import persons, supervision

app_name = "rights"

for_persons = partial(routing.page, audience=RIGHTS_WORK, purpose=Purpose.RIGHTS)
supervised = partial(routing.page, audience=SUPERVISION, purpose=Purpose.DATA_PROTECTION)

CLIENT = "menschen/<uuid:client>/"
REQUEST = "rechte/<uuid:pk>/"

urlpatterns = [
    for_persons("rechte/", persons.mine, name="mine"),
    for_persons("rechte/information.pdf", persons.handout, name="handout"),
    for_persons(f"{CLIENT}rechte/", persons.person, name="person"),
    for_persons(f"{CLIENT}auskunft/", persons.information, name="information"),
    for_persons(f"{CLIENT}rechte/neu/", persons.request_add, name="request_add"),
    for_persons(REQUEST, persons.request_page, name="request"),
    for_persons(f"{REQUEST}antwort.pdf", persons.letter, name="request_letter"),
    for_persons("rechte/schutz/<uuid:pk>/", persons.safeguard, name="safeguard"),
    supervised("datenschutz/anfragen/", supervision.requests, name="requests"),
    supervised("datenschutz/verzeichnis/", supervision.records, name="records"),
    supervised("datenschutz/verzeichnis.pdf", supervision.records_pdf, name="records_pdf"),
    supervised("datenschutz/massnahmen/", supervision.protection, name="measures"),
    supervised("datenschutz/massnahmen.pdf", supervision.protection_pdf, name="measures_pdf"),
    supervised("datenschutz/folgenabschaetzung/", supervision.impact_page, name="impact"),
    supervised("datenschutz/folgenabschaetzung.pdf", supervision.impact_pdf, name="impact_pdf"),
    supervised("datenschutz/folgenabschaetzung.md", supervision.impact_text, name="impact_text"),
]
