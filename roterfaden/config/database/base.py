"""The database connection which starts the embedded server when it is first needed.

Commands that never touch the database (``collectstatic``, ``check``, mypy's Django plugin) therefore start no server.
"""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from roterfaden.config import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection with a server of its own."""

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect, starting the server before. Raises ``EmbeddedDatabaseError`` with advice in German."""
        directory = Path(self.settings_dict["DATA_DIRECTORY"])
        embedded.ensure_running(embedded.Server(directory, fsync=self.settings_dict["FSYNC"]))
        return super().get_new_connection(conn_params)
