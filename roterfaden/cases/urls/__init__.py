"""Addresses of case management, one file per station."""

from roterfaden.cases.urls import (
    area_change,
    assessment,
    attachments,
    case,
    closing,
    conferences,
    entrusting,
    examples,
    goals,
    home,
    household,
    intake,
    levels,
    monitoring,
    passing_on,
    plan,
    reports,
    templates,
)

app_name = "cases"
urlpatterns = [
    *intake.urlpatterns,
    *case.urlpatterns,
    *assessment.urlpatterns,
    *household.urlpatterns,
    *goals.urlpatterns,
    *attachments.urlpatterns,
    *plan.urlpatterns,
    *passing_on.urlpatterns,
    *reports.urlpatterns,
    *monitoring.urlpatterns,
    *home.urlpatterns,
    *conferences.urlpatterns,
    *area_change.urlpatterns,
    *closing.urlpatterns,
    *entrusting.urlpatterns,
    *examples.urlpatterns,
    *levels.urlpatterns,
    *templates.urlpatterns,
]
