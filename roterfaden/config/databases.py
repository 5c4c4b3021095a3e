"""As whom this process signs in to PostgreSQL, and where."""

from typing import Any

from environs import Env

from roterfaden.base.rowlevel import SERVING_ROLE
from roterfaden.config.cluster import SUPERUSER
from roterfaden.config.embedded import connection_parameters
from roterfaden.config.environment import Environment
from roterfaden.config.preparing import PREPARE_THRESHOLD, PreparingCursor


def database_of(environment: Environment) -> dict[str, Any]:
    """Django's settings of the one database. Raises ``environs.EnvError`` when the owner's address is missing.

    ``?prepare_threshold=0`` in the address keeps no plans, for a pooler that gives each transaction another connection.
    """
    found = _address_of(environment)
    options = {"prepare_threshold": PREPARE_THRESHOLD, **found.get("OPTIONS", {})}
    options["prepare_threshold"] = options["prepare_threshold"] or None
    return {**found, "OPTIONS": {**options, "cursor_factory": PreparingCursor, "server_side_binding": True}}


def _address_of(environment: Environment) -> dict[str, Any]:
    if not environment.database_url:
        user = SERVING_ROLE if environment.serves else SUPERUSER
        directory = environment.variable_directory / "postgres"
        return connection_parameters(directory, fsync=environment.database_fsync, user=user)
    name = "DATABASE_URL" if environment.serves else "DATABASE_OWNER_URL"
    found: dict[str, Any] = Env().dj_db_url(name)
    return found
