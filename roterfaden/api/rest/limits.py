"""How often one client may ask: counted for each minute in the memory of the process, by address, never stored."""

from time import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

WINDOW = 60


def seconds_to_wait(request: HttpRequest) -> int:
    """Count this request; how long its sender has to wait, 0 for not at all.

    Each web process counts for itself, so that asking costs no query: the true limit is that many times higher.
    """
    now = int(time())
    key = f"api:{now // WINDOW}:{_client(request)}"
    counted = caches["memory"]
    counted.add(key, 0, WINDOW)
    try:
        asked = counted.incr(key)
    except ValueError:
        asked = 1  # others have just pushed it out
    return WINDOW - now % WINDOW if asked > settings.API_PER_MINUTE else 0


def _client(request: HttpRequest) -> str:
    """The address; behind a socket that says none, all are one."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
