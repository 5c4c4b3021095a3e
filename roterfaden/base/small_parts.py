"""The parts that a page shows dozens of times: sign, badge, day, button, act, fact, row. Drawn without a template.

A template takes four times as long for them, and on a page with fifty buttons that was a fifth of its time
(``benchmarks/cases``). The larger parts have theirs in ``templates/parts/``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from roterfaden.base import dates, icons
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


def spoken(value: date | datetime | None) -> SafeString | str:
    """A day or moment as people say it ("morgen, 9:30"), with the exact one for machines and on pointing at it."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return _spoken_day(value, timezone.localdate(), get_language())
    now = timezone.localtime()
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    exact = date_format(value, r"l, j. F Y, G:i \U\h\r")
    return _time(value.isoformat(timespec="seconds"), exact, dates.spoken_moment(value, now))


@lru_cache(maxsize=512)
def _spoken_day(day: date, today: date, _language: str | None) -> SafeString:
    """Kept, because the rows of a list name the same few days again and again."""
    return _time(day.isoformat(), date_format(day, "l, j. F Y"), dates.spoken_date(day, today))


def _time(iso: str, exact: str, words: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, exact, words)


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


def row(
    content: SafeString, *, url: str, title: Any, why: Any, badge: SafeString, found: Any, lacks: Any, when: Any
) -> SafeString:
    """One row of a list; see the tag of this name."""
    return format_html(
        '<li class="rf-row{}">{}<div class="rf-row__main"><div class="rf-row__line">'
        '<a class="rf-row__link" href="{}">{}</a>{}</div>{}{}{}</div>{}</li>',
        " rf-row--when" if when else "",
        _if('<span class="rf-row__when">{}</span>', when),
        url,
        title,
        badge,
        _if(_WHY, why),
        _if(_WHY, found and _put(gettext("Gefunden: %(found)s"), found=found)),
        _if(_WHY, lacks and _put(gettext("Fehlt oder nicht bekannt: %(lacks)s"), lacks=lacks)),
        _if('<div class="rf-row__meta">{}</div>', content),
    )


def task_row(
    content: SafeString, *, url: str, token: Any, title: Any, done: bool, due: SafeString | str, who: Any, link: str
) -> SafeString:
    """A task with the button that checks it off; see the tag of this name. ``due`` is drawn already."""
    return format_html(
        '<li class="rf-row rf-row--task{}"><form method="post" action="{}" class="rf-act">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><button type="submit" class="rf-check-off"'
        ' aria-pressed="{}" aria-label="{}">{}</button></form><div class="rf-row__main">{}</div>'
        '<div class="rf-row__meta">{}{}{}</div></li>',
        " rf-row--done" if done else "",
        url,
        token,
        "true" if done else "false",
        _put(gettext("Erledigt: %(title)s"), title=title),
        icon("check", "small"),
        format_html('<a class="rf-row__link" href="{}">{}</a>', link, title)
        if link
        else format_html('<span class="rf-row__name">{}</span>', title),
        _if("<span>{}</span>", who),
        due,
        content,
    )


_WHY = '<p class="rf-row__why">{}</p>'


def _if(html: str, shown: Any) -> SafeString:
    """``html`` around what is shown, if there is anything."""
    return format_html(html, shown) if shown else SafeString()


def _put(words: str, **values: Any) -> SafeString:
    """Words of the catalogue with values in their places, as ``blocktranslate`` does it."""
    return mark_safe(words % {name: conditional_escape(value) for name, value in values.items()})


def _classes(style: str, small: bool) -> str:
    return f"kern-btn kern-btn--{style}{' rf-btn--small' if small else ''}"


def _given(attributes: Mapping[str, Any]) -> SafeString:
    given = [(name, value) for name, value in attributes.items() if value not in ("", None)]
    return format_html_join("", ' {}="{}"', given) if given else SafeString()
