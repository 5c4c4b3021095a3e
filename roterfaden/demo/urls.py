"""Addresses that exist in demo mode only."""

from django.urls import URLPattern

from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page
from roterfaden.demo import sign_in

urlpatterns: list[URLPattern] = [
    # The same address and name as the plain page of accounts, which it replaces.
    page("anmelden/", sign_in.sign_in, name="account_login", audience=EVERYONE),
    page("anmelden/demo/<uuid:person>/", sign_in.enter, name="demo_enter", audience=EVERYONE),
]
