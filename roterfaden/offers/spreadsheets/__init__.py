"""Offers in spreadsheets: out as CSV and XLSX, in with mapping, preview and plain words about what does not fit.

The door: :mod:`reading` (a file becomes a table of texts), :mod:`columns` (what a column can be), :mod:`checking` (a
table becomes offers as they would be) and :mod:`actions`.
"""
