"""Addresses of the cases module."""

from django.urls import URLPattern

app_name = "cases"
urlpatterns: list[URLPattern] = []
