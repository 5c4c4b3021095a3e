"""The parts staff pages are built of, as template tags. ``/_/components`` shows each of them in every state.

Block tags draw their frame around what stands between them; the drawing itself is in ``templates/parts/``. Settings
name this one library as builtin; it brings those of lists and forms along.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roterfaden.base import dates, small_parts
from roterfaden.base.badges import Badge, Text, Tone
from roterfaden.base.drawing import address, draw, trimmed
from roterfaden.base.routing import address_of
from roterfaden.base.templatetags import parts_of_forms, parts_of_lists

register = template.Library()
for library in (parts_of_forms.register, parts_of_lists.register):
    register.tags |= library.tags


# Signs -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, *, size: str = "default", label: Text = "") -> SafeString:
    """An icon; with a label it speaks, without one it only accompanies the word beside it."""
    return small_parts.icon(name, size, label)


@register.simple_tag
def badge(word: Badge | Text, *, tone: str = Tone.NEUTRAL, icon: str = "") -> SafeString:
    """A state: icon, word and colour together."""
    return small_parts.badge(word if isinstance(word, Badge) else Badge(word, tone, icon))


@register.filter
def as_address(view_name: str) -> str:
    """The address of a page named in a log, without whom it was about."""
    return address_of(view_name)


@register.filter
def day(value: date | None) -> str:
    """A day behind "bis" or "seit": without its year as long as it is this one."""
    return dates.calendar_day(value, timezone.localdate()) if value else ""


register.filter("spoken", small_parts.spoken)


# Acts ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def button(
    label: Text,
    *,
    url: str | None = None,
    style: str = "primary",
    icon: str = "",
    small: bool = False,
    name: str = "",
    value: str = "",
    form: str = "",
) -> SafeString:
    """A link that looks like a button, or without ``url`` the submit button of a form."""
    if url:
        return small_parts.link(label, url=address(url), style=style, sign=icon, small=small)
    given = {"name": name, "value": value, "form": form}
    return small_parts.submit(label, style=style, sign=icon, small=small, given=given)


@register.simple_tag(takes_context=True)
def act(
    context: Context,
    *,
    url: str,
    label: Text,
    style: str = "secondary",
    icon: str = "",
    small: bool = False,
    confirm: Text = "",
    **fields: Any,
) -> SafeString:
    """One act as a form of one button; further arguments travel as hidden fields."""
    button = small_parts.submit(label, style=style, sign=icon, small=small)
    token = context.get("csrf_token", "")
    return small_parts.act(button, url=address(url), token=token, confirm=confirm, fields=fields)


@register.simple_tag
def dialog_button(
    dialog: str, label: Text, *, fallback: str, style: str = "secondary", icon: str = "", small: bool = False
) -> SafeString:
    """Opens a dialog of the page; without JavaScript it is the link to the page that asks the same."""
    return small_parts.link(label, url=address(fallback), style=style, sign=icon, small=small, dialog=dialog)


@register.simple_block_tag
def dialog(content: str, *, id: str, title: Text) -> SafeString:
    """A modal dialog, opened by ``dialog_button``."""
    return draw("dialog", content=content, id=id, title=title)


# Surfaces --------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def page_head(content: str, *, title: Text, lead: Text = "") -> SafeString:
    """The head of a page: what it is, one sentence, and between the tags its one primary action."""
    return draw("page_head", content=trimmed(content), title=title, lead=lead)


@register.simple_block_tag
def more(content: str, *, label: Text) -> SafeString:
    """A button that unfolds acts done now and then; between the tags stand ``more_link``s."""
    return draw("more", content=trimmed(content), label=label)


@register.simple_tag
def more_link(label: Text, *, url: str, icon: str) -> SafeString:
    """One act in ``more``."""
    return draw("more_link", label=label, url=address(url), icon=icon)


@register.simple_block_tag
def person_head(
    content: str, *, name: Text, address: Text = "", badge: Badge | None = None, lead: Text = "", level: int = 1
) -> SafeString:
    """The head of a person's page; ``address`` says how to address them, between the tags stand ``datum``s."""
    return draw(
        "person_head", content=trimmed(content), name=name, address=address, badge=badge, lead=lead, level=level
    )


@register.simple_block_tag
def datum(content: str, *, label: Text, icon: str = "") -> SafeString:
    """One short fact in a person's head: phone, language, legal area."""
    return draw("datum", content=trimmed(content), label=label, icon=icon)


@register.simple_block_tag
def card(
    content: str,
    *,
    title: Text = "",
    level: int = 3,
    url: str | None = None,
    icon: str = "",
    action_url: str | None = None,
    action_label: Text = "",
    tone: str = "",
) -> SafeString:
    """A surface for one thing."""
    return draw(
        "card",
        content=content,
        title=title,
        level=level,
        url=address(url),
        icon=icon,
        action_url=address(action_url),
        action_label=action_label,
        tone=tone,
    )


@register.simple_block_tag
def section(
    content: str,
    *,
    title: Text,
    id: str,
    level: int = 2,
    count: int | None = None,
    lead: Text = "",
    action_url: str | None = None,
    action_label: Text = "",
) -> SafeString:
    """A titled stretch of a page, reachable by its id."""
    return draw(
        "section",
        content=content,
        title=title,
        id=id,
        level=level,
        count=count,
        lead=lead,
        action_url=address(action_url),
        action_label=action_label,
    )


@register.simple_block_tag
def alert(content: str, *, tone: str = Tone.INFO, title: Text = "", compact: bool = False) -> SafeString:
    """Something one must not overlook on this page."""
    return draw("alert", content=trimmed(content), badge=Badge(title, tone), title=title, compact=compact)


@register.simple_tag
def empty_state(
    title: Text, *, text: Text = "", url: str | None = None, action: Text = "", icon: str = ""
) -> SafeString:
    """Nothing here yet: what belongs here, and the one next step."""
    return draw("empty_state", title=title, text=text, url=address(url), action=action, icon=icon)


@register.simple_block_tag
def accordion(content: str, *, title: Text, open: bool = False, note: Text = "") -> SafeString:
    """Something that is there when one wants it."""
    return draw("accordion", content=content, title=title, open=open, note=note)


@register.simple_tag
def conflict(*, mine: str, theirs: str, who: Text, when: datetime) -> SafeString:
    """Two versions of one text, because somebody else saved in between. Nothing is lost, one is chosen."""
    return draw("conflict", mine=mine, theirs=theirs, who=who, when=when)


# Facts -----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def facts(content: str, *, columns: int = 1) -> SafeString:
    """A description list of ``fact``s."""
    return format_html('<dl class="rf-facts rf-facts--{}">{}</dl>', columns, content)


@register.simple_block_tag
def fact(content: str, label: Text) -> SafeString:
    """One label and what is known."""
    return small_parts.fact(label, trimmed(content))


@register.simple_block_tag
def summary(content: str, *, title: Text, edit_url: str | None = None, level: int = 2) -> SafeString:
    """What was entered, to be checked once more before it counts; contains ``fact``s."""
    return draw("summary", content=content, title=title, edit_url=address(edit_url), level=level)


@register.simple_tag
def tile(*, label: Text, value: Any, note: Text = "", url: str | None = None, tone: str = "") -> SafeString:
    """One figure that matters, with the words it needs."""
    return draw("tile", label=label, value=value, note=note, url=address(url), tone=tone)


@register.simple_tag
def meter(*, value: int | Decimal, max: int | Decimal, label: Text, shown: Text = "") -> SafeString:
    """How much of something is reached; ``shown`` stands in the place of a label that the surroundings say already."""
    return draw("meter", value=value, max=max, filled=min(value, max), label=label, shown=shown or label)
