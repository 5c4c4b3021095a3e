"""Brochures: offers on paper, in one language or two side by side, with contents, index and codes.

The door: :func:`roterfaden.offers.brochure.making.make`, which turns offers into a PDF.
"""
