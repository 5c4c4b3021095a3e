"""Template tags of case management."""
