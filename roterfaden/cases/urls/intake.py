"""Addresses of this station: intake."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
