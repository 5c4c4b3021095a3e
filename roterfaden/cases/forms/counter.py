"""What the person says to an entry."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.forms import KernForm
from roterfaden.base.languages import language_name


class CounterForm(KernForm):
    """Their words, in their language."""

    text = forms.CharField(
        label=_("Was sagt die Person dazu?"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("In ihren eigenen Worten und, wenn sie möchte, in ihrer Sprache."),
    )
    language = forms.ChoiceField(label=_("In welcher Sprache steht das hier?"))
    stated_on = forms.DateField(label=_("Wann hat sie das gesagt?"))

    def __init__(self, *args: Any, spoken: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = dict.fromkeys(["de", spoken])
        self.fields["language"].choices = [(code, language_name(code)) for code in codes]  # type: ignore[attr-defined]
        self.fields["stated_on"].initial = timezone.localdate()
