"""Asking another directory over https, without becoming a tool for looking into our own network.

Only hosts the operator named (``ROTERFADEN_FEED_HOSTS``) are asked, at the very address that was checked: the name is
looked up once, so that it cannot mean another machine a moment later. No redirect is followed.
"""

import ipaddress
import json
import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken

PER_PAGE, MOST_PAGES = 100, 200
MOST_BYTES = 20 * 1024 * 1024
SECONDS, SECONDS_IN_ALL = 10, 45


class _AtAddress(HTTPSConnection):
    """Speaks to one address of the host, and checks the certificate for the host's name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=SECONDS, context=ssl.create_default_context())
        self._address = address

    def connect(self) -> None:
        """Open the connection to the address that was checked."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def fetch_services(url: str) -> list[Any]:
    """All services below an HSDS address such as ``https://example.org/hsds``. Raises ``RuleBroken`` with words."""
    until, services, left = monotonic() + SECONDS_IN_ALL, [], MOST_BYTES
    for number in range(1, MOST_PAGES + 1):
        content = _get(url, {"page": number, "per_page": PER_PAGE, "full": "true"}, left, until)
        left -= len(content)
        page = _page(content)
        services += page["contents"]
        if page.get("last_page", True) or not page["contents"]:
            return services
    raise RuleBroken(_("Das Verzeichnis hat mehr Seiten, als wir auf einmal lesen. Bitte nehmen Sie eine Datei."))


def _page(content: bytes) -> dict[str, Any]:
    try:
        page = json.loads(content)
    except ValueError:
        page = None
    if not isinstance(page, dict) or not isinstance(page.get("contents"), list):
        raise RuleBroken(_("Unter dieser Adresse antwortet kein Verzeichnis nach HSDS 3.0."))
    return page


def _get(url: str, asked: dict[str, Any], most: int, until: float) -> bytes:
    parts = urlsplit(url)
    host, port = allowed_host(url), parts.port or 443
    connection = connect(host, port, public_address(host, port))
    try:
        path = f"{parts.path.rstrip('/')}/services?{urlencode(asked)}"
        connection.request("GET", path, headers={"Accept": "application/json", "User-Agent": "Roter-Faden"})
        answer = connection.getresponse()
        if 300 <= answer.status < 400:
            raise RuleBroken(_("Die Adresse leitet weiter. Bitte tragen Sie die richtige Adresse ein."))
        if answer.status != 200:
            raise RuleBroken(_("Das Verzeichnis antwortet mit dem Fehler {code}.").format(code=answer.status))
        return _read(answer, most, until)
    except (OSError, HTTPException) as error:
        raise RuleBroken(_("Das Verzeichnis ist nicht zu erreichen. Bitte später noch einmal.")) from error
    finally:
        connection.close()


def _read(answer: Any, most: int, until: float) -> bytes:
    parts: list[bytes] = []
    while part := answer.read1(65536):
        most -= len(part)
        if most < 0:
            raise RuleBroken(_("Das Verzeichnis schickt mehr, als wir auf einmal lesen (20 MB)."))
        if monotonic() > until:
            raise RuleBroken(_("Das Verzeichnis braucht zu lange. Bitte nehmen Sie eine Datei."))
        parts.append(part)
    return b"".join(parts)


def connect(host: str, port: int, address: str) -> HTTPSConnection:
    """A connection; tests put a directory of their own here."""
    return _AtAddress(host, port, address)


def allowed_host(url: str) -> str:
    """The host of an address we may ask. Raises ``RuleBroken``."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise RuleBroken(_("Bitte eine Adresse eintragen, die mit https:// beginnt."))
    if parts.hostname not in settings.FEED_HOSTS:
        words = _(
            "Von „{host}“ dürfen wir noch nichts holen. Die Technik trägt die Adresse ein (ROTERFADEN_FEED_HOSTS)."
        )
        raise RuleBroken(words.format(host=parts.hostname))
    return parts.hostname


def public_address(host: str, port: int) -> str:
    """An address of the host, if all of its addresses lie in the public internet. Raises ``RuleBroken``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise RuleBroken(_("Diese Adresse gibt es nicht.")) from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(ipaddress.ip_address(one.split("%")[0]).is_global for one in addresses):
        raise RuleBroken(_("Diese Adresse führt nicht ins Internet, sondern in ein internes Netz."))
    return addresses[0]
