"""The parts staff pages are built of, as template tags. ``/_/components`` shows each of them in every state.

Block tags draw their frame around what stands between them; the drawing itself is in ``templates/parts/``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roterfaden.base import forms, icons, toasts
from roterfaden.base.badges import Badge, Step, Text, Tone

register = template.Library()

PAGE_PARAMETER = "seite"
ADDRESS_STARTS = ("/", "#", "?", "http:", "https:", "mailto:", "tel:")


def _draw(part: str, context: Context | None = None, **values: Any) -> SafeString:
    if context is not None:
        values["csrf_token"] = context.get("csrf_token", "")
    return get_template(f"parts/{part}.html").render(values)


def address(url: str | None) -> str:
    """An address as it is, or the one of a URL name that takes no arguments."""
    url = str(url or "")
    return url if not url or url.startswith(ADDRESS_STARTS) else reverse(url)


# Signs -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, *, size: str = "default", label: Text = "") -> SafeString:
    """An icon; with a label it speaks, without one it only accompanies the word beside it."""
    classes = f"{icons.css_class(name)} kern-icon--{size}"
    if label:
        return format_html('<span class="{}" role="img" aria-label="{}"></span>', classes, label)
    return format_html('<span class="{}" aria-hidden="true"></span>', classes)


@register.simple_tag
def badge(word: Badge | Text, *, tone: str = Tone.NEUTRAL, icon: str = "") -> SafeString:
    """A state: icon, word and colour together."""
    return _draw("badge", badge=word if isinstance(word, Badge) else Badge(word, tone, icon))


@register.filter
def spoken(value: date | datetime | None) -> SafeString | str:
    """A day or moment as people say it ("morgen, 9:30"), with the exact one for machines and on pointing at it."""
    from roterfaden.base import dates

    if value is None:
        return ""
    now = timezone.localtime()
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        words, exact, iso = dates.spoken_moment(value, now), date_format(value, r"l, j. F Y, G:i \U\h\r"), value.isoformat()
    else:
        words, exact, iso = dates.spoken_date(value, now), date_format(value, "l, j. F Y"), value.isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, exact, words)


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
    return _draw(
        "button", label=label, url=address(url), style=style, icon=icon, small=small, name=name, value=value, form=form
    )


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
    return _draw(
        "act", context, url=address(url), label=label, style=style, icon=icon, small=small, confirm=confirm, fields=fields
    )


@register.simple_tag
def dialog_button(dialog: str, label: Text, *, fallback: str, style: str = "secondary", icon: str = "", small: bool = False) -> SafeString:
    """Opens a dialog of the page; without JavaScript it is the link to the page that asks the same."""
    return _draw(
        "button", label=label, url=address(fallback), style=style, icon=icon, small=small, name="", value="", form="", dialog=dialog
    )


@register.simple_block_tag
def dialog(content: str, *, id: str, title: Text) -> SafeString:
    """A modal dialog, opened by ``dialog_button``."""
    return _draw("dialog", content=content, id=id, title=title)


# Surfaces --------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def page_head(content: str, *, title: Text, lead: Text = "") -> SafeString:
    """The head of a page: what it is, one sentence, and between the tags its one primary action."""
    return _draw("page_head", content=content.strip(), title=title, lead=lead)


@register.simple_block_tag
def person_head(content: str, *, name: Text, address: Text = "", badge: Badge | None = None, lead: Text = "") -> SafeString:
    """The head of a person's page; ``address`` says how to address them, between the tags stand ``datum``s."""
    return _draw("person_head", content=content.strip(), name=name, address=address, badge=badge, lead=lead)


@register.simple_block_tag
def datum(content: str, *, label: Text, icon: str = "") -> SafeString:
    """One short fact in a person's head: phone, language, legal area."""
    return _draw("datum", content=content.strip(), label=label, icon=icon)


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
    return _draw(
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
    return _draw(
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
    return _draw("alert", content=content.strip(), badge=Badge(title, tone), title=title, compact=compact)


@register.simple_tag
def empty_state(title: Text, *, text: Text = "", url: str | None = None, action: Text = "", icon: str = "") -> SafeString:
    """Nothing here yet: what belongs here, and the one next step."""
    return _draw("empty_state", title=title, text=text, url=address(url), action=action, icon=icon)


@register.simple_block_tag
def accordion(content: str, *, title: Text, open: bool = False, note: Text = "") -> SafeString:
    """Something that is there when one wants it."""
    return _draw("accordion", content=content, title=title, open=open, note=note)


@register.simple_tag
def conflict(*, mine: str, theirs: str, who: Text, when: datetime) -> SafeString:
    """Two versions of one text, because somebody else saved in between. Nothing is lost, one is chosen."""
    return _draw("conflict", mine=mine, theirs=theirs, who=who, when=when)


# Facts -----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def facts(content: str, *, columns: int = 1) -> SafeString:
    """A description list of ``fact``s."""
    return format_html('<dl class="rf-facts rf-facts--{}">{}</dl>', columns, content)


@register.simple_block_tag
def fact(content: str, label: Text) -> SafeString:
    """One label and what is known."""
    return _draw("fact", content=content.strip(), label=label)


@register.simple_block_tag
def summary(content: str, *, title: Text, edit_url: str | None = None, level: int = 2) -> SafeString:
    """What was entered, to be checked once more before it counts; contains ``fact``s."""
    return _draw("summary", content=content, title=title, edit_url=address(edit_url), level=level)


@register.simple_tag
def tile(*, label: Text, value: Any, note: Text = "", url: str | None = None, tone: str = "") -> SafeString:
    """One figure that matters, with the words it needs."""
    return _draw("tile", label=label, value=value, note=note, url=address(url), tone=tone)


@register.simple_tag
def meter(*, value: int, max: int, label: Text) -> SafeString:
    """How much of something is reached."""
    return _draw("meter", value=value, max=max, label=label)


# Lists -----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def rows(content: str, *, label: Text) -> SafeString:
    """A list of work; j, k and the arrow keys go through its rows."""
    return format_html('<ul class="rf-rows" role="list" data-keys aria-label="{}">{}</ul>', label, content)


@register.simple_block_tag
def row(content: str, *, url: str, title: Text, why: Text = "", badge: Badge | None = None) -> SafeString:
    """One row: what it is, why now, and between the tags who and when."""
    return _draw("row", content=content.strip(), url=address(url), title=title, why=why, badge=badge)


@register.simple_tag(takes_context=True)
def task_row(
    context: Context,
    *,
    url: str,
    title: Text,
    done: bool = False,
    due: date | datetime | None = None,
    who: Any = "",
    link: str | None = None,
    overdue: bool = False,
) -> SafeString:
    """A task that is checked off where it stands; ``url`` is posted to and turns done into open and back."""
    return _draw(
        "task_row", context, url=address(url), title=title, done=done, due=due, who=who, link=address(link), overdue=overdue
    )


@register.simple_block_tag
def timeline(content: str, *, label: Text = "") -> SafeString:
    """What happened, newest first; contains ``moment``s."""
    return _draw("timeline", content=content, label=label)


@register.simple_block_tag
def moment(
    content: str, *, when: date | datetime, title: Text, icon: str = "circle", who: Any = "", url: str | None = None
) -> SafeString:
    """One event of a timeline."""
    return _draw("moment", content=content.strip(), when=when, title=title, icon=icon, who=who, url=address(url))


@register.simple_tag
def stepper(steps: Sequence[Step], *, label: Text) -> SafeString:
    """The phases of something that moves on: what is done, where it is, what comes."""
    current = next((number for number, step in enumerate(steps, start=1) if step.is_current), 0)
    return _draw("stepper", steps=steps, label=label, current=current)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any]) -> SafeString:
    """The way through a long list; keeps the filters of the address."""
    query = context["request"].GET.copy()
    query.pop(PAGE_PARAMETER, None)
    kept = query.urlencode()
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return _draw("pagination", page=page, numbers=list(numbers), gap=page.paginator.ELLIPSIS, start=f"?{kept}&" if kept else "?")


# Ways ------------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def tabs(content: str, *, label: Text) -> SafeString:
    """Views of one thing, each with its own address."""
    return format_html('<nav class="rf-tabs" aria-label="{}"><ul role="list">{}</ul></nav>', label, content)


@register.simple_tag(takes_context=True)
def tab(context: Context, label: Text, *, url: str, count: int | None = None, current: bool | None = None) -> SafeString:
    """One tab; the current one is found from the address unless it is said."""
    where = address(url)
    if current is None:
        request = context.get("request")
        current = request is not None and where in {request.path, request.get_full_path()}
    return _draw("tab", label=label, url=where, count=count, current=current)


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The way down to a page."""
    return _draw("crumbs", content=content)


@register.simple_tag
def crumb(label: Text, *, url: str | None = None) -> SafeString:
    """One station; the last one, the page itself, has no address."""
    return _draw("crumb", label=label, url=address(url))


# Forms -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """All errors of a form with links to their fields."""
    template_ = get_template("kern/error_summary.html")
    return template_.render({"problems": forms.problems_of(form) if form.is_bound else []})


@register.simple_tag
def form_sections(form: BaseForm) -> list[forms.ShownSection]:
    """The fields of a form in its sections; used by the form template."""
    return list(forms.sections_of(form))


@register.simple_tag
def form_actions(
    *, submit: Text, cancel: str | None = None, icon: str = "", secondary: Text = "", secondary_name: str = "", danger: bool = False
) -> SafeString:
    """The end of a form: the one act, perhaps a second, and the way out."""
    return _draw(
        "form_actions",
        submit=submit,
        cancel=address(cancel),
        icon=icon,
        secondary=secondary,
        secondary_name=secondary_name,
        danger=danger,
    )


@register.simple_tag(takes_context=True)
def filter_bar(
    context: Context, *, form: BaseForm, total: int, one: Text, many: Text, reset: str | None = None
) -> SafeString:
    """Filters that live in the address, and how much they leave."""
    asked = context["request"].GET
    active = sum(any(asked.getlist(form.add_prefix(name))) for name in form.fields)
    return _draw("filter_bar", form=form, total=total, noun=one if total == 1 else many, active=active, reset=address(reset) or "?")


@register.simple_tag
def autosave_status() -> SafeString:
    """The line in which a form that saves by itself says that it has."""
    return _draw("autosave_status")


@register.simple_tag(takes_context=True)
def toasts_waiting(context: Context) -> list[toasts.Toast]:
    """The messages waiting for this person; reading them empties the box."""
    request = context.get("request")
    return [toasts.read(message) for message in get_messages(request)] if request is not None else []


@register.simple_tag(takes_context=True, name="toasts")
def show_toasts(context: Context, *, oob: bool = False) -> SafeString:
    """The place where toasts appear; ``oob`` for the end of an htmx fragment."""
    return _draw("toasts", context, waiting=toasts_waiting(context), oob=oob)
