"""The parts that a page shows dozens of times: sign, badge, button, act, fact. Drawn without a template.

A template takes four times as long for them, and on a page with fifty buttons that was a fifth of its time
(``benchmarks/cases``). The larger parts have theirs in ``templates/parts/``.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from roterfaden.base import icons
from roterfaden.base.badges import Badge, Text


def icon(name: str, size: str = "default", label: Text = "") -> SafeString:
    """An icon; with a label it speaks. Raises KeyError for a name nobody drew."""
    if label:
        classes = f"{icons.css_class(name)} kern-icon--{size}"
        return format_html('<span class="{}" role="img" aria-label="{}"></span>', classes, label)
    return _silent(name, size)


@cache
def _silent(name: str, size: str) -> SafeString:
    return format_html('<span class="{} kern-icon--{}" aria-hidden="true"></span>', icons.css_class(name), size)


def badge(shown: Badge) -> SafeString:
    """Icon, word and colour together."""
    sign = icon(shown.sign, "small")
    return format_html(
        '<span class="rf-badge rf-badge--{}">{}<span>{}</span></span>', str(shown.tone), sign, shown.word
    )


def link(label: Text, *, url: str, style: str, sign: str = "", small: bool = False, dialog: str = "") -> SafeString:
    """A link that looks like a button, or opens a dialog."""
    return format_html(
        '<a class="{}" href="{}"{}>{}<span class="kern-label">{}</span></a>',
        _classes(style, small),
        url,
        _given({"data-dialog": dialog}),
        icon(sign, "small") if sign else "",
        label,
    )


def submit(
    label: Text, *, style: str, sign: str = "", small: bool = False, given: Mapping[str, Any] | None = None
) -> SafeString:
    """The submit button of a form; ``given`` are further attributes, the empty ones left out."""
    return format_html(
        '<button type="submit" class="{}"{}>{}<span class="kern-label">{}</span></button>',
        _classes(style, small),
        _given(given or {}),
        icon(sign, "small") if sign else "",
        label,
    )


def act(button: SafeString, *, url: str, token: Any, confirm: Text, fields: Mapping[str, Any]) -> SafeString:
    """A form of one button; ``fields`` travel hidden."""
    return format_html(
        '<form method="post" action="{}" class="rf-act"{}>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}{}</form>',
        url,
        _given({"data-confirm": confirm}),
        token,
        format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items()) if fields else "",
        button,
    )


def fact(label: Text, content: Any) -> SafeString:
    """One label and what is known."""
    known = content or format_html('<span class="rf-muted">{}</span>', gettext("keine Angabe"))
    return format_html('<div class="rf-fact"><dt>{}</dt><dd>{}</dd></div>', label, known)


def _classes(style: str, small: bool) -> str:
    return f"kern-btn kern-btn--{style}{' rf-btn--small' if small else ''}"


def _given(attributes: Mapping[str, Any]) -> SafeString:
    given = [(name, value) for name, value in attributes.items() if value not in ("", None)]
    return format_html_join("", ' {}="{}"', given) if given else SafeString()
