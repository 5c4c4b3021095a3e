"""All addresses. Staff pages live below ``/app/``; everything needs sign-in unless its audience says otherwise."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from roterfaden.api.embedding import embed
from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page
from roterfaden.config.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:today"), name="root"),
    path("app/", RedirectView.as_view(pattern_name="desk:today"), name="app"),
    path("app/", include("roterfaden.desk.urls")),
    path("app/", include("roterfaden.jobs.urls")),
    path("app/", include("roterfaden.network.urls")),
    path("app/", include("roterfaden.logbook.urls")),
    path("app/", include("roterfaden.concept.urls")),
    path("app/", include("roterfaden.offers.urls")),
    path("app/", include("roterfaden.api.staff_urls")),
    path("app/", include("roterfaden.needs.urls")),
    path("app/", include("roterfaden.bodies.urls")),
    path("app/", include("roterfaden.cases.urls")),
    path("app/", include("roterfaden.retention.urls")),
    path("app/", include("roterfaden.rights.urls")),
    path("api/", include("roterfaden.api.urls")),
    page("einbetten/angebote", embed, name="embed", audience=EVERYONE, as_nobody=True),
    path("vorschlag/", include("roterfaden.offers.urls_public")),
    path("kalender/", include("roterfaden.offers.calendar_urls")),
    path("a/", include("roterfaden.offers.short_urls")),
    path("antwort/", include("roterfaden.cases.urls.answers")),
    path("bestaetigung/", include("roterfaden.offers.review_urls")),
    path("konto/", include("roterfaden.accounts.urls")),
    path("", include("roterfaden.base.urls")),
    page("healthz", health, name="health", audience=EVERYONE),
]

if settings.DEMO:
    # Before the plain sign-in page, which it replaces; a real installation does not even know the addresses.
    urlpatterns.insert(0, path("konto/", include("roterfaden.demo.urls")))

handler404 = "roterfaden.api.views.not_found"
