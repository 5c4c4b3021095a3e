"""Addresses of the network module."""

from django.urls import URLPattern

app_name = "network"
urlpatterns: list[URLPattern] = []
