"""Addresses of the offers module."""

from django.urls import URLPattern

app_name = "offers"
urlpatterns: list[URLPattern] = []
