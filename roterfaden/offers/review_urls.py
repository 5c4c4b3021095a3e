"""The public addresses under which those who keep an offer say by link whether it still holds."""

from functools import partial

from django.urls import URLPattern

from roterfaden.base import routing
from roterfaden.base.access import EVERYONE, Purpose
from roterfaden.offers.views import links

page = partial(routing.page, audience=EVERYONE, purpose=Purpose.ANSWERING)

app_name = "reviews"
urlpatterns: list[URLPattern] = [
    page("danke/", links.thanks, name="thanks"),
    page("<str:token>/", links.review, name="review"),
    page("<str:token>/stimmt-nicht-mehr/", links.doubt, name="doubt"),
]
