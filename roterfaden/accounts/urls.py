"""Addresses of the accounts module."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
