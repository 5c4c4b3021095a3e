"""Commands of the logbook."""
