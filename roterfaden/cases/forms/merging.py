"""Which detail stays where two entries of one person differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.doubles import Detail, Side, details
from roterfaden.cases.forms.intake import ClientForm
from roterfaden.cases.models import Client


@dataclass(frozen=True)
class Compared:
    """A detail of both as people read it."""

    label: str
    kept: str
    joined: str
    detail: Detail


def side_by_side(kept: Client, joined: Client) -> Iterator[Compared]:
    """Every detail that one of the two tells, in the words of the form about a person."""
    form = ClientForm(instance=kept)
    for one in details(kept, joined):
        kept_words, joined_words = (form.in_words(one.name, value) for value in (one.kept, one.joined))
        yield Compared(str(form.fields[one.name].label), kept_words, joined_words, one)


class MergeForm(KernForm):
    """A choice for each detail that differs; and the revisions of both that were compared."""

    seen_kept = forms.IntegerField(widget=forms.HiddenInput)
    seen_joined = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: Client, joined: Client, compared: list[Compared], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = (kept, joined)
        self.initial["seen_kept"], self.initial["seen_joined"] = kept.revision, joined.revision
        differing = [one for one in compared if one.detail.is_open]
        for one in differing:
            choices = [
                (Side.KEPT.value, _("{said} (steht schon hier)").format(said=one.kept)),
                (Side.JOINED.value, _("{said} (aus der anderen Erfassung)").format(said=one.joined)),
            ]
            self.fields[one.detail.name] = forms.ChoiceField(label=one.label, choices=choices, widget=forms.RadioSelect)
        if differing:
            names = [one.detail.name for one in differing]
            self.sections = [Section(_("Was stimmt?"), names, why=_("Beide Erfassungen sagen hier Verschiedenes."))]

    @property
    def seen(self) -> dict[UUID, int]:
        """The revisions that were compared, by person."""
        kept, joined = self.persons
        return {kept.pk: self.cleaned_data["seen_kept"], joined.pk: self.cleaned_data["seen_joined"]}

    @property
    def chosen(self) -> dict[str, str]:
        """Whose detail stays, by field."""
        return {name: side for name, side in self.cleaned_data.items() if not name.startswith("seen_")}
