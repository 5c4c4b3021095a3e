"""Where one subscribes to a calendar: the addresses under ``/kalender/``."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Subscription:
    """The two addresses of a calendar: one that a calendar program opens by itself, and one to copy."""

    webcal: str
    https: str


def subscription(request: HttpRequest, name: str, *args: object, query: str = "") -> Subscription:
    """The addresses of the calendar ``calendars:<name>``."""
    https = request.build_absolute_uri(reverse(f"calendars:{name}", args=args)) + (f"?{query}" if query else "")
    return Subscription("webcal:" + https.partition(":")[2], https)


def filter_query(request: HttpRequest) -> str:
    """The filters of the directory as the address of this page has them, without the number of the page."""
    asked = request.GET.copy()
    asked.pop("seite", None)
    for name in [name for name, value in asked.items() if not value]:
        del asked[name]
    return asked.urlencode()
