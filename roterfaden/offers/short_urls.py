"""The short addresses of offers on paper: ``/a/k7m2pqx4/``."""

from django.urls import URLPattern

from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page
from roterfaden.offers.short_views import short

app_name = "short"
urlpatterns: list[URLPattern] = [page("<slug:code>/", short, name="offer", audience=EVERYONE, as_nobody=True)]
