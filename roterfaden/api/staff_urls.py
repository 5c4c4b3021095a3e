"""Pages with which the city cares for what goes out and comes in, below ``/app/``."""

from django.urls import URLPattern

from roterfaden.api import embedding
from roterfaden.base.routing import page
from roterfaden.network.access import DIRECTORY_CARE

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    page("angebote/einbetten/", embedding.embed_code, name="embed_code", audience=DIRECTORY_CARE),
]
