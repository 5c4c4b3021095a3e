"""Forms of case management, one file per station."""
