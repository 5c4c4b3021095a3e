"""Django's PostgreSQL backend on the embedded server, used when no ``DATABASE_URL`` is set; see ``embedded.py``."""
