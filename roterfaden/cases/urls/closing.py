"""Addresses of this station: closing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
