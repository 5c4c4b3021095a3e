"""Addresses of jobs."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import STAFF
from roterfaden.jobs import views

app_name = "jobs"
page = partial(routing.page, audience=STAFF)

urlpatterns = [
    page("auftraege/", views.jobs, name="jobs"),
    page("auftraege/<uuid:job>/", views.job, name="job"),
    page("auftraege/<uuid:job>/stand/", views.job_state, name="job_state"),
    page("auftraege/<uuid:job>/abbrechen/", views.job_cancel, name="job_cancel"),
]
