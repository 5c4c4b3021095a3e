"""Addresses of anonymous case reports, and of the second person who reads them."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import Purpose
from roterfaden.cases.access import CASE_WORK, COVERS, WORKLOAD
from roterfaden.cases.routing import page
from roterfaden.cases.views import case_reports, report_reviews, report_rule

REPORT = "faelle/<uuid:pk>/fallbericht/<uuid:report>/"
REVIEW = "freigabe/<uuid:review>/"

steering = partial(routing.page, purpose=Purpose.STEERING)

urlpatterns = [
    page("faelle/<uuid:pk>/fallbericht/neu/", case_reports.report_add, name="report_add", audience=CASE_WORK),
    page(REPORT, case_reports.report, name="report", audience=CASE_WORK),
    page(f"{REPORT}freigeben-lassen/", case_reports.report_submit, name="report_submit", audience=CASE_WORK),
    page(f"{REPORT}zurueckholen/", case_reports.report_recall, name="report_recall", audience=CASE_WORK),
    page(f"{REPORT}verwerfen/", case_reports.report_drop, name="report_drop", audience=CASE_WORK),
    page(f"{REPORT}uebergeben/", case_reports.report_deliver, name="report_deliver", audience=CASE_WORK),
    page(REVIEW, report_reviews.report_review, name="report_review", audience=COVERS),
    page(f"{REVIEW}zurueckgeben/", report_reviews.report_return, name="report_return", audience=COVERS),
    steering("fallberichte-schwelle/", report_rule.report_rule, name="report_rule", audience=WORKLOAD),
]
