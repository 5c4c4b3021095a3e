"""Addresses of this station: plan."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
