"""Commands of case management."""
