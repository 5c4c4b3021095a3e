"""Addresses of this station: assessment."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
