"""Pages with which the city cares for what goes out and comes in, below ``/app/``."""

from django.urls import URLPattern

from roterfaden.api import embedding
from roterfaden.api.feeds import views
from roterfaden.base.routing import page
from roterfaden.network.access import DIRECTORY_CARE

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    page("angebote/einbetten/", embedding.embed_code, name="embed_code", audience=DIRECTORY_CARE),
    page("angebote/uebernehmen/", views.feeds, name="feeds", audience=DIRECTORY_CARE),
    page("angebote/uebernehmen/<uuid:delivery>/", views.delivery, name="delivery", audience=DIRECTORY_CARE),
    page(
        "angebote/uebernehmen/<uuid:delivery>/uebernehmen/",
        views.delivery_take,
        name="delivery_take",
        audience=DIRECTORY_CARE,
    ),
]
