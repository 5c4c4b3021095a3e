"""Addresses that exist in demo mode only."""

from django.urls import URLPattern, URLResolver, include, path

from roterfaden.demo import sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    # The same address and name as the plain page of accounts, which it replaces.
    path("anmelden/", sign_in.sign_in, name="account_login"),
    path("anmelden/demo/", include(([path("<uuid:person>/", sign_in.enter, name="enter")], "demo"))),
]
