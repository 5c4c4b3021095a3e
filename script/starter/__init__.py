"""Set up and start Roter Faden on a fresh machine. Only the standard library: nothing is installed yet when it runs."""
