"""Parts of lists and ways through them: rows, timelines, phases, pages, tabs, crumbs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from roterfaden.base import small_parts
from roterfaden.base.badges import Badge, Step, Text
from roterfaden.base.drawing import address, draw, trimmed

register = template.Library()

PAGE_PARAMETER = "seite"


# Lists -----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def rows(content: str, *, label: Text) -> SafeString:
    """A list of work; j, k and the arrow keys go through its rows."""
    return format_html('<ul class="rf-rows rf-list" data-keys aria-label="{}">{}</ul>', label, content)


@register.simple_block_tag
def row(
    content: str,
    *,
    url: str,
    title: Text,
    why: Text = "",
    badge: Badge | None = None,
    found: Text = "",
    lacks: Text = "",
    when: Text = "",
) -> SafeString:
    """One row: what it is, why now, and between the tags who and when; of a search, why it was found and what lacks.

    ``when``: the time of day that a list of dates begins with.
    """
    sign = small_parts.badge(badge) if badge else SafeString()
    said = {"title": title, "why": why, "found": found, "lacks": lacks, "when": when}
    return small_parts.row(trimmed(content), url=address(url), badge=sign, **said)


@register.simple_block_tag(takes_context=True)
def task_row(
    context: Context,
    content: str,
    *,
    url: str,
    title: Text,
    done: bool = False,
    due: date | datetime | None = None,
    who: Any = "",
    link: str | None = None,
    overdue: bool = False,
) -> SafeString:
    """A task that is checked off where it stands; ``url`` is posted to and turns done into open and back.

    Between the tags stand further acts.
    """
    day: SafeString | str = small_parts.spoken(due)
    if due and overdue and not done:
        sign = small_parts.icon("warning", "small", _("überfällig"))
        day = format_html('<span class="rf-due">{}{}</span>', sign, day)
    elif due:
        day = format_html("<span>{}</span>", day)
    said = {"title": title, "done": done, "due": day, "who": who}
    token = context.get("csrf_token", "")
    return small_parts.task_row(trimmed(content), url=address(url), token=token, link=address(link), **said)


@register.simple_block_tag
def timeline(content: str, *, label: Text = "") -> SafeString:
    """What happened, newest first; contains ``moment``s."""
    return draw("timeline", content=content, label=label)


@register.simple_block_tag
def moment(
    content: str, *, when: date | datetime, title: Text, icon: str = "circle", who: Any = "", url: str | None = None
) -> SafeString:
    """One event of a timeline."""
    return draw("moment", content=trimmed(content), when=when, title=title, icon=icon, who=who, url=address(url))


@register.simple_tag
def stepper(steps: Sequence[Step], *, label: Text) -> SafeString:
    """The phases of something that moves on: what is done, where it is, what comes."""
    current = next((number for number, step in enumerate(steps, start=1) if step.is_current), 0)
    return draw("stepper", steps=steps, label=label, current=current)


@register.simple_tag(takes_context=True)
def pagination(
    context: Context, page: Page[Any], *, parameter: str = PAGE_PARAMETER, at: str = "", label: Text = ""
) -> SafeString:
    """The way through a long list; keeps the filters of the address.

    On a page with more than the list, ``at`` is the id where it begins; two lists go by ``parameter`` and ``label``.
    """
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    kept = query.urlencode()
    return draw(
        "pagination",
        page=page,
        numbers=list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        gap=page.paginator.ELLIPSIS,
        start=f"?{kept}&{parameter}=" if kept else f"?{parameter}=",
        end=f"#{at}" if at else "",
        label=label,
    )


# Ways ------------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def tabs(content: str, *, label: Text) -> SafeString:
    """Views of one thing, each with its own address."""
    return format_html('<nav class="rf-tabs" aria-label="{}"><ul class="rf-list">{}</ul></nav>', label, content)


@register.simple_tag(takes_context=True)
def tab(
    context: Context, label: Text, *, url: str, count: int | None = None, current: bool | None = None
) -> SafeString:
    """One tab; the current one is found from the address unless it is said."""
    where = address(url)
    if current is None:
        request = context.get("request")
        current = request is not None and where in {request.path, request.get_full_path()}
    return draw("tab", label=label, url=where, count=count, current=current)


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The way down to a page."""
    return draw("crumbs", content=content)


@register.simple_tag
def crumb(label: Text, *, url: str | None = None) -> SafeString:
    """One station; the last one, the page itself, has no address."""
    return draw("crumb", label=label, url=address(url))
