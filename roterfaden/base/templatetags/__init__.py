"""Template tags of the pages: see parts."""
