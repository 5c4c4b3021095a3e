"""Addresses of this station: case."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
