"""Addresses of consents and disclosures: in a person's file, and on the side of those who received something."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, NORM_READERS, RECIPIENTS
from roterfaden.cases.routing import page
from roterfaden.cases.views import consents, disclosed, disclosures

CASE = "faelle/<uuid:pk>/"
CONSENT = CASE + "einwilligung/<uuid:consent>/"

received = partial(routing.page, audience=RECIPIENTS, purpose=Purpose.DISCLOSED)

urlpatterns = [
    page(CASE + "weitergabe/", consents.passing_on, name="passing_on", audience=CASE_WORK),
    page(CASE + "einwilligung/neu/", consents.consent_add, name="consent_add", audience=CASE_WORK),
    page(CONSENT, consents.consent, name="consent", audience=CASE_WORK),
    page(CONSENT + "widerrufen/", consents.consent_withdraw, name="consent_withdraw", audience=CASE_WORK),
    page(CONSENT + "einwilligung.pdf", consents.consent_paper, name="consent_paper", audience=CASE_WORK),
    page(CONSENT + "widerruf.pdf", consents.withdrawal_paper, name="withdrawal_paper", audience=CASE_WORK),
    page(CASE + "uebermittlung/neu/", disclosures.disclose, name="disclose", audience=CASE_WORK),
    page(CASE + "uebermittlung/<uuid:disclosure>/", disclosures.disclosure, name="disclosure", audience=CASE_WORK),
    page("rechtsgrundlagen/", disclosures.norms, name="norms", audience=NORM_READERS),
    received("uebermittelt/", disclosed.disclosed, name="disclosed"),
    received("uebermittelt/<uuid:pk>/", disclosed.disclosed_one, name="disclosed_one"),
]
