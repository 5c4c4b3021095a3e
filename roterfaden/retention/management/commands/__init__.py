"""Commands of the demo module."""
