"""Addresses of the interfaces, below ``/api/``."""

from django.urls import URLPattern, URLResolver, include, path

from roterfaden.api import views
from roterfaden.api.rest import Answer, endpoint
from roterfaden.api.schema_org import SchemaEvent, SchemaService
from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page

app_name = "api"
DOCUMENT = (Answer(dict),)
JSON_LD = "application/ld+json"

urlpatterns: list[URLPattern | URLResolver] = [
    page("", views.profile, name="profile", audience=EVERYONE, as_nobody=True),
    endpoint("openapi.json", views.openapi, name="openapi", tag="about", answers_with=DOCUMENT),
    endpoint("hsds/openapi.json", views.hsds_openapi, name="hsds_openapi", tag="about", answers_with=DOCUMENT),
    path("hsds/", include("roterfaden.api.hsds.urls")),
    endpoint(
        "schema-org/services/<uuid:service>",
        views.schema_org,
        name="schema_org",
        tag="schema.org",
        answers_with=(Answer(SchemaService | SchemaEvent, JSON_LD),),
    ),
]
