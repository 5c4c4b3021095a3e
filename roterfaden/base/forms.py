"""How a Django form becomes a form of German administration (KERN-UX): one renderer, one bound field, a few widgets.

Forms stay plain Django forms. The renderer puts the label above, the help under the label, the error at the field and
all errors in a summary on top. A form may name its ``sections``; a widget may carry ``data-width`` and ``data-inline``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Text

# Django says "Dieses Feld ist zwingend erforderlich." A form of ours asks. Imported early (BaseConfig.ready), so that
# every field created after it has these words.
forms.Field.default_error_messages["required"] = _("Bitte ausfüllen.")
forms.ChoiceField.default_error_messages["required"] = _("Bitte wählen Sie etwas aus.")
forms.MultipleChoiceField.default_error_messages["required"] = _("Bitte wählen Sie mindestens eines aus.")
forms.BooleanField.default_error_messages = {"required": _("Bitte bestätigen Sie das.")}
forms.FileField.default_error_messages["required"] = _("Bitte wählen Sie eine Datei.")

SCALE_STEPS = 5
RATING_STEPS = range(11)

# How wide a field is when its widget does not say so: a field as long as its answer tells what is expected.
WIDTHS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.NumberInput, "xs"),
    (forms.DateTimeInput, "m"),
    (forms.DateInput, "s"),
    (forms.TimeInput, "xs"),
    (forms.Textarea, "full"),
    (forms.ClearableFileInput, "full"),
    (forms.Select, "m"),
    (Input, "l"),
)


@dataclass(frozen=True)
class Section:
    """Fields which belong together, with a sentence of why we ask.

    ``folded``: what most people leave out; it opens by a click, and by itself where something stands in it or is wrong.
    The sentence says once that all of it is voluntary.
    """

    title: Text
    fields: Sequence[str]
    why: Text = ""
    folded: bool = False


@dataclass(frozen=True)
class ShownSection:
    """A section of one form with its bound fields; the last one, without a title, takes what no section names."""

    title: Text = ""
    why: Text = ""
    fields: list[BoundField] = field(default_factory=list)
    id: str = ""
    folded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a folded section shows its fields: something was entered, or is wrong."""
        return any(bound.errors or _is_filled(bound) for bound in self.fields)


class DateInput(forms.DateInput):
    """A day, picked with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """A moment in local time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """A time of day, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Scale(forms.RadioSelect):
    """Five steps between two words, such as "gar nicht" and "sehr gut"."""

    template_name = "kern/scale.html"
    steps: Sequence[int] = range(1, SCALE_STEPS + 1)

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, low: Text = "", high: Text = ""
    ) -> None:
        super().__init__(attrs, choices or [(str(step), str(step)) for step in self.steps])
        self.low, self.high = low, high

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The context of the radios plus the words at both ends."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"low": self.low, "high": self.high}
        return context


class Rating(Scale):
    """A number from 0 to 10 between two words, as the statistical offices ask for satisfaction."""

    steps = RATING_STEPS


class Families(forms.CheckboxSelectMultiple):
    """Boxes in families, for long lists: each family opens by itself, one with something chosen is open."""

    template_name = "kern/families.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The context of the boxes, with how many of each family are chosen."""
        context = super().get_context(name, value, attrs)
        context["widget"]["families"] = [
            (family, options, sum(option["selected"] for option in options))
            for family, options, _index in context["widget"]["optgroups"]
        ]
        return context


class KernBoundField(BoundField):
    """A field of a form, ready for the KERN templates."""

    @property
    def kind(self) -> str:
        """How it is drawn: input, textarea, file, select, list, check (one box) or group (radios, boxes)."""
        widget = self.field.widget
        if isinstance(widget, forms.FileInput):
            return "file"
        if widget.use_fieldset:
            return "group"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.Select):
            return "list" if widget.allow_multiple_selected else "select"
        return "textarea" if isinstance(widget, forms.Textarea) else "input"

    @property
    def is_optional(self) -> bool:
        """Whether "(freiwillig)" is said. A single box says by its sentence whether it has to be ticked;
        a list without an empty line always has an answer; a form in which everything is voluntary says so once
        (``all_optional``).
        """
        if getattr(self.form, "all_optional", False) or self.field.required or self.field.disabled or _is_folded(self):
            return False
        return self.kind != "check" and (self.kind != "select" or self._may_stay_empty)

    @property
    def _may_stay_empty(self) -> bool:
        return any(not value for value, _label in self.field.widget.choices)

    @cached_property
    def width(self) -> str:
        """One of xs, s, m, l, full."""
        widget = self.field.widget
        named = widget.attrs.get("data-width")
        return str(named or next((width for kind, width in WIDTHS if isinstance(widget, kind)), "full"))

    @property
    def is_inline(self) -> bool:
        """Whether short choices stand in one line."""
        return "data-inline" in self.field.widget.attrs

    @property
    def described_by(self) -> str:
        """Ids of help and error: for a group Django leaves them to the fieldset."""
        return self.aria_describedby or ""

    @property
    def first_id(self) -> str:
        """The id a link of the error summary jumps to: the first choice of a group, or of its first family."""
        if self.kind != "group" or not self.auto_id:
            return self.auto_id
        return f"{self.auto_id}_0_0" if isinstance(self.field.widget, Families) else f"{self.auto_id}_0"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """KERN's class on the control itself; its state comes from the errors."""
        attrs = super().build_widget_attrs(attrs, widget)
        name = "kern-form-input__select" if self.kind == "select" else "kern-form-input__input"
        if self.kind not in {"group", "check"} and not self.is_hidden:
            own = self.field.widget.attrs.get("class", "")
            attrs["class"] = " ".join(filter(None, [own, name, f"{name}--error" if self.errors else ""]))
        return attrs


class KernRenderer(TemplatesSetting):
    """Renders every form of the project; named by ``settings.FORM_RENDERER``."""

    form_template_name = "kern/form.html"
    field_template_name = "kern/field.html"
    bound_field_class = KernBoundField


class KernForm(forms.Form):
    """A form whose dates and times use the browser's own pickers. Inherit from it only for that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_native_pickers(self)


class KernModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """The same for a form of a model.

    ``errors_at``: at which field the message of a constraint of the database stands, by the constraint's name.
    """

    errors_at: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_native_pickers(self)
        for of_form in self.fields.values():
            # Django repeats a default like "today" as a hidden input to tell what changed; here the record tells.
            of_form.show_hidden_initial = False

    def _update_errors(self, errors: ValidationError) -> None:
        """What PostgreSQL would refuse is said where it can be mended."""
        of_constraints = errors.error_dict.pop(NON_FIELD_ERRORS, [])
        for error in of_constraints:
            self.add_error(self._field_of(error), error)
        super()._update_errors(errors)  # type: ignore[misc]

    def _field_of(self, error: ValidationError) -> str | None:
        """The field at which the message of a constraint stands."""
        for _model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                if constraint.get_violation_error_message() == error.message:
                    at = self.errors_at.get(constraint.name)
                    return at if at in self.fields else None
        return None


NATIVE: tuple[tuple[type[forms.Field], type[forms.Widget], type[forms.Widget]], ...] = (
    (forms.DateTimeField, forms.DateTimeInput, DateTimeInput),
    (forms.DateField, forms.DateInput, DateInput),
    (forms.TimeField, forms.TimeInput, TimeInput),
)


def use_native_pickers(form: forms.BaseForm) -> None:
    """Replace Django's text inputs for dates and times, keeping attributes set on them."""
    for of_form in form.fields.values():
        for kind, plain, native in NATIVE:
            if isinstance(of_form, kind) and type(of_form.widget) is plain:
                of_form.widget = native(of_form.widget.attrs)
                # A required field tells its widget at creation only.
                of_form.widget.is_required = of_form.required
                break


def sections_of(form: forms.BaseForm) -> Iterator[ShownSection]:
    """The visible fields in the sections the form names, what is left over at the end under no title."""
    visible = {bound.name: bound for bound in form.visible_fields()}
    for number, section in enumerate(getattr(form, "sections", ()), start=1):
        chosen = [visible.pop(name) for name in section.fields if name in visible]
        if chosen:
            there = form.add_prefix(f"abschnitt-{number}")
            yield ShownSection(section.title, section.why, chosen, id=there, folded=section.folded)
    if visible:
        yield ShownSection(fields=list(visible.values()))


def _is_folded(bound: BoundField) -> bool:
    return any(section.folded and bound.name in section.fields for section in getattr(bound.form, "sections", ()))


def _is_filled(bound: BoundField) -> bool:
    """Whether somebody said something here; what the form proposes by itself does not count."""
    value = bound.value()
    return value not in (None, "", [], False) and str(value) != str(bound.field.initial)


def problems_of(form: forms.BaseForm) -> list[tuple[str, Text, str]]:
    """What the error summary lists: (id to jump to, label, message); errors of the whole form jump nowhere."""
    problems: list[tuple[str, Text, str]] = [("", "", str(error)) for error in form.non_field_errors()]
    problems += [
        ("", _("Verborgenes Feld {name}").format(name=bound.name), str(error))
        for bound in form.hidden_fields()
        for error in bound.errors
    ]
    for section in sections_of(form):
        for bound in section.fields:
            target = bound.first_id if isinstance(bound, KernBoundField) else bound.auto_id
            problems += [(target, bound.label or bound.name, str(error)) for error in bound.errors]
    return problems


def not_past(day: date) -> date:
    """``day``, unless it lies behind."""
    if day < timezone.localdate():
        raise ValidationError(_("Dieser Tag ist schon vorbei."))
    return day


def not_ahead(day: date) -> date:
    """``day``, unless it lies in the future."""
    if day > timezone.localdate():
        raise ValidationError(_("Dieser Tag liegt in der Zukunft."))
    return day


def not_to_come(at: datetime) -> datetime:
    """``at``, unless it lies ahead."""
    if at > timezone.now():
        raise ValidationError(_("Dieser Zeitpunkt liegt in der Zukunft."))
    return at
