"""Draw a part from its template: what all template tags share."""

from typing import Any

from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

ADDRESS_STARTS = ("/", "#", "?", "http:", "https:", "mailto:", "tel:", "webcal:")


def draw(part: str, context: Context | None = None, **values: Any) -> SafeString:
    """The part ``parts/<part>.html`` with these values; ``context`` gives only the token against forged posts."""
    if context is not None:
        values["csrf_token"] = context.get("csrf_token", "")
    return mark_safe(get_template(f"parts/{part}.html").render(values))


def trimmed(content: str) -> SafeString:
    """The content of a block without the white space around it, so that an empty block is empty."""
    # str.strip() forgets that a rendered block is safe already.
    return mark_safe(content.strip())


def address(url: str | None) -> str:
    """An address as it is, or the one of a URL name that takes no arguments."""
    url = str(url or "")
    return url if not url or url.startswith(ADDRESS_STARTS) else reverse(url)
