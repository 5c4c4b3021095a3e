"""Pages of the person's rights, of supervision and of the records."""
