"""An anonymous case report: general words to choose from, text in four parts, and the second person's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import SeenForm, SeenModelForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.bodies.models import FACTS, WORDS, Body
from roterfaden.cases.anonymity.facets import Facets
from roterfaden.cases.models import PersonAsked, ReportDraft, ReportRule

_HELP = {
    "situation": _("So erzählen, dass es auf mehrere zutrifft. Keine Namen, Orte, Tage, Berufe, Kinderzahlen."),
    "helped": _("Was ist gelungen, wer oder was hat dazu beigetragen?"),
    "missing": _("Was gibt es hier nicht, dauert zu lange, passt nicht zusammen?"),
    "question": _("Was soll das Gremium beraten oder entscheiden?"),
}
_LONGEST = 3000


class ReportForm(SeenModelForm):
    """The report. Facts are chosen among words that are true and general; nobody can make them finer."""

    class Meta:
        model = ReportDraft
        fields = ["body", *FACTS, *WORDS, "person_asked"]
        widgets = {"person_asked": forms.RadioSelect}

    def __init__(self, *args: Any, facets: Facets, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = forms.ModelChoiceField(
            label=self.fields["body"].label, queryset=Body.objects.all(), empty_label=_("bitte wählen")
        )
        for name in FACTS:
            words = [(word.label, word.label) for word in facets[name]]
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, choices=[*words, ("", _("nicht erzählen"))], required=False
            )
            self.fields[name].widget.attrs["data-width"] = "l"
        for name, words_of_help in _HELP.items():
            self.fields[name] = forms.CharField(
                label=self.fields[name].label,
                widget=forms.Textarea(attrs={"rows": 5 if name in ("situation", "missing") else 3}),
                max_length=_LONGEST,
                help_text=words_of_help,
                required=name in ("situation", "question"),
            )
        self.fields["person_asked"] = forms.ChoiceField(
            label=_("Weiß die Person davon?"),
            choices=PersonAsked.choices,
            widget=forms.RadioSelect,
            help_text=_("Über wen nicht erzählt werden soll, über die oder den schreiben wir nicht."),
        )
        self.sections = [
            Section(_("Für wen"), ["body"]),
            Section(
                _("In allgemeinen Worten"),
                FACTS,
                why=_("Vorgeschlagen ist, was genug Menschen teilen. Gröber geht immer, genauer nicht."),
            ),
            Section(_("Der Bericht"), WORDS),
            Section(_("Die Person"), ["person_asked"]),
        ]

    @property
    def has_bodies(self) -> bool:
        """Whether any body can receive it (one query)."""
        choice: Any = self.fields["body"]
        return bool(choice.queryset.exists())


class SubmitForm(SeenForm):
    """Who reads it, and why hints may stay."""

    justification = forms.CharField(
        label=_("Warum kann es so stehen bleiben?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Gehen Sie auf jeden Hinweis ein. Die zweite Person liest das; keine Namen."),
    )
    reviewer = forms.ModelChoiceField(
        label=_("Wer soll den Bericht freigeben?"),
        queryset=User.objects.none(),
        empty_label=_("bitte wählen"),
        help_text=_("Case Management außerhalb des Teams, oder die Leitung. Sie sehen den Bericht, nicht die Akte."),
    )

    def __init__(self, *args: Any, reviewers: Any, has_hints: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = reviewers  # type: ignore[attr-defined]
        if not has_hints:
            del self.fields["justification"]


class ReturnForm(KernForm):
    """What has to change."""

    remark = forms.CharField(
        label=_("Was muss noch geändert werden?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class ReportRuleForm(SeenModelForm):
    """How many must share what is told."""

    class Meta:
        model = ReportRule
        fields = ["least_shared", "source"]
