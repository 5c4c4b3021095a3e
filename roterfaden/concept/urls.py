"""Addresses of the concept module."""

from django.urls import URLPattern

app_name = "concept"
urlpatterns: list[URLPattern] = []
