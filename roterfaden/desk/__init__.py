"""The staff start page, work lists and the search for everything."""
