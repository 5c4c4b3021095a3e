"""Roter Faden: a municipality's integration work as one system."""

__version__ = "0.1.0"
