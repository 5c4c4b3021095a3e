"""Addresses of this station: monitoring."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
