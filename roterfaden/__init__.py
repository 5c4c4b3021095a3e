"""Roter Faden: a municipality's integration work as one system."""
