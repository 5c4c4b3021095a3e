"""An example of a good goal, proposed for everybody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import Section
from roterfaden.cases.models import Case, GoalExample
from roterfaden.cases.models.examples import TEXTS
from roterfaden.cases.telltale import secret_of, tells


class ExampleForm(SeenModelForm):
    """The words of an example; ``about`` is the case it comes from, whose names it must not tell, and who writes it."""

    class Meta:
        model = GoalExample
        fields = ["field_of_action", *TEXTS]
        help_texts = {
            "source": _("Zum Beispiel: „aus der Beratung, verändert“ oder „Teamtag“. Ohne Namen."),
            "scale_expected": _("Das nehmen sich Menschen mit diesem Ziel vor."),
        }
        widgets = dict.fromkeys(TEXTS, forms.TextInput(attrs={"data-width": "full"}))

    sections = [
        Section(_("Das Ziel"), ["field_of_action", "frame_goal", "title"]),
        Section(
            _("Woran man merkt, dass es geklappt hat"),
            ["scale_expected", "scale_more", "scale_much_more", "scale_less", "scale_much_less"],
        ),
        Section(_("Dazu"), ["measure", "source"]),
    ]

    def __init__(self, *args: Any, about: tuple[Case, User] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.fields["field_of_action"].empty_label = _("bitte wählen")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What tells of the person is said at its field."""
        cleaned = super().clean() or self.cleaned_data
        if self.about is None:
            return cleaned
        secret = secret_of(*self.about)
        for name in TEXTS:
            if told := tells(cleaned.get(name, ""), secret):
                words = ", ".join(f"„{word}“" for word in told)
                self.add_error(name, _("Das verrät, um wen es geht: {words}.").format(words=words))
        return cleaned
