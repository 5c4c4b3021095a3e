"""Parts of forms, filters and what is said after an act."""

from collections.abc import Iterable

from django import template
from django.contrib.messages import get_messages
from django.forms import BaseForm
from django.template.context import Context
from django.utils.safestring import SafeString

from roterfaden.base import forms, toasts
from roterfaden.base.badges import Text
from roterfaden.base.drawing import address, draw

register = template.Library()


# Forms -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def error_summary(form: BaseForm, *, also: Iterable[BaseForm] = ()) -> SafeString:
    """All errors of a form with links to their fields. A form that kept a part of it says so in ``what_remains``.

    ``also``: forms that are sent together with it. Where no field is wrong but a rule forbids the act, the heading does
    not send anybody looking for a field.
    """
    problems = [problem for one in (form, *also) if one.is_bound for problem in forms.problems_of(one)]
    is_refused = not any(label for _target, label, _message in problems)
    return draw(
        "error_summary", problems=problems, is_refused=is_refused, what_remains=getattr(form, "what_remains", "")
    )


@register.simple_tag
def form_sections(form: BaseForm) -> list[forms.ShownSection]:
    """The fields of a form in its sections; used by the form template."""
    return list(forms.sections_of(form))


@register.simple_tag
def form_actions(
    *,
    submit: Text,
    cancel: str | None = None,
    icon: str = "",
    secondary: Text = "",
    secondary_name: str = "",
    danger: bool = False,
) -> SafeString:
    """The end of a form: the one act, perhaps a second, and the way out."""
    return draw(
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
    """Filters that live in the address, and how much they leave.

    A form may name in ``folded`` the fields that are rarely chosen: they unfold, and are open while one is set.
    """
    asked = context["request"].GET
    chosen = {name for name in form.fields if any(asked.getlist(form.add_prefix(name)))}
    folded = set(getattr(form, "folded", ()))
    fields = form.visible_fields()
    return draw(
        "filter_bar",
        form=form,
        shown=[field for field in fields if field.name not in folded],
        folded=[field for field in fields if field.name in folded],
        folded_active=len(chosen & folded),
        total=total,
        noun=one if total == 1 else many,
        active=len(chosen),
        reset=address(reset) or "?",
    )


@register.simple_tag
def autosave_status() -> SafeString:
    """The line in which a form that saves by itself says that it has."""
    return draw("autosave_status")


@register.simple_tag(takes_context=True)
def toasts_waiting(context: Context) -> list[toasts.Toast]:
    """The messages waiting for this person; reading them empties the box."""
    request = context.get("request")
    return [toasts.read(message) for message in get_messages(request)] if request is not None else []


@register.simple_tag(takes_context=True, name="toasts")
def show_toasts(context: Context, *, oob: bool = False) -> SafeString:
    """The place where toasts appear; ``oob`` for the end of an htmx fragment."""
    return draw("toasts", context, waiting=toasts_waiting(context), oob=oob)
