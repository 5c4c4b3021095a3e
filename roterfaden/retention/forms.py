"""Forms of the periods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import SeenModelForm
from roterfaden.base.forms import KernForm, Section
from roterfaden.cases.models import LegalArea
from roterfaden.retention.kinds import kind_of, kinds
from roterfaden.retention.models import RetentionRule

_WORDING = ["months", "from_year_end", "notice_weeks", "offer_to_archive", "source", "as_of", "doubt"]
_SECTIONS = (
    Section(_("Frist"), ("kind", "legal_area", "months", "from_year_end", "notice_weeks", "offer_to_archive")),
    Section(
        _("Worauf sie sich stützt"),
        ("source", "as_of", "doubt", "reason"),
        _("Wer später fragt, warum etwas gelöscht oder noch da ist, findet hier die Antwort."),
    ),
)


class _RuleForm(SeenModelForm):
    """The wording of a rule."""

    sections = _SECTIONS

    class Meta:
        model = RetentionRule
        fields = _WORDING
        widgets = {"source": forms.Textarea(attrs={"rows": 3}), "doubt": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].widget.attrs.update({"min": 0, "max": 1200})

    def clean_months(self) -> int:
        """A hundred years at most."""
        months: int = self.cleaned_data["months"]
        if months > 1200:
            raise forms.ValidationError(_("Höchstens 1200 Monate, das sind hundert Jahre."))
        return months

    def clean_notice_weeks(self) -> int:
        """Two years at most."""
        weeks: int = self.cleaned_data["notice_weeks"]
        if weeks > 104:
            raise forms.ValidationError(_("Höchstens 104 Wochen."))
        return weeks


class RuleForm(_RuleForm):
    """Change a rule, with the reason. It has to be confirmed again."""

    reason = forms.CharField(label=_("Grund der Änderung"), max_length=300)


class NewRuleForm(_RuleForm):
    """A rule for a kind of record and a legal area."""

    kind = forms.ChoiceField(label=_("Art der Daten"))
    legal_area = forms.ChoiceField(
        label=_("Rechtskreis"),
        required=False,
        choices=[("", _("alle")), *LegalArea.choices],
        help_text=_("Gelten mehrere Fristen, entscheidet die längste."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds()]  # type: ignore[attr-defined]

    @property
    def wording(self) -> dict[str, Any]:
        """What the act is called with."""
        return {**super().wording, **{name: self.cleaned_data[name] for name in ("kind", "legal_area")}}

    def clean(self) -> dict[str, Any]:
        """Only what belongs to a person has a legal area."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("legal_area") and "kind" in cleaned and not kind_of(cleaned["kind"]).by_person:
            self.add_error("legal_area", _("Diese Art der Daten hat keinen Rechtskreis."))
        return cleaned


class HoldForm(KernForm):
    """Why nothing may be deleted, and when that is to be looked at again."""

    reason = forms.CharField(
        label=_("Grund"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("zum Beispiel: Ein Widerspruchsverfahren läuft noch. Bitte ohne Namen."),
    )
    until = forms.DateField(
        label=_("Zu überprüfen am"),
        help_text=_("An diesem Tag erinnern wir Sie. Ausgesetzt bleibt das Löschen, bis jemand es aufhebt."),
    )


class ReferenceForm(KernForm):
    """Ask the protocol for a reference one knows."""

    reference = forms.CharField(label=_("Aktenzeichen"), max_length=20, help_text=_("zum Beispiel 2026-00042"))
