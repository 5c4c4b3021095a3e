"""Commands of the offers module."""
