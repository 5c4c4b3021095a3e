"""Addresses of this station: goals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
