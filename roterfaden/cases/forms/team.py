"""A colleague for a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.edits import AskedLater
from roterfaden.base.forms import KernForm
from roterfaden.cases.models import Case, CaseMember, Part, Scope
from roterfaden.cases.models.entrusting import SHORTEST_REASON
from roterfaden.network.models import Seat


class JoinForm(KernForm):
    """Who joins the team, as what, until when."""

    user = forms.ModelChoiceField(label=_("Wer?"), queryset=User.objects.none(), empty_label=_("bitte wählen"))
    part = forms.ChoiceField(
        label=_("Als was?"),
        choices=[(part.value, part.label) for part in (Part.DEPUTY, Part.MEMBER)],
        initial=Part.DEPUTY,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    scope = forms.ChoiceField(
        label=_("Wie viel von der Akte?"),
        choices=[
            (Scope.FULL, _("ganze Akte: alles, auch Gesundheit und vertrauliche Notizen")),
            (Scope.ORDINARY, _("ohne sensible Teile: alles außer besonders geschützten Abschnitten und Notizen")),
            (Scope.OWN, _("nur eigene Beiträge: Name, Adresse, Telefon, Team und was die Person selbst notiert")),
        ],
        initial=Scope.FULL,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Wer vertritt, braucht die ganze Akte. Bei Mitarbeit reicht oft weniger."),
    )
    ends_on = forms.DateField(
        label=_("Bis wann?"),
        required=False,
        help_text=_("zum Beispiel bis zum Ende des Urlaubs; leer heißt: ohne Ende"),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].bound_field_class = AskedLater
        # Colleagues are those of the organisation that looks after the person; other organisations are not.
        workers = (
            Seat.objects.current()
            .filter(role=Role.CASE_MANAGER, organisation=case.client.organisation_id)
            .values("user")
        )
        free = User.objects.filter(pk__in=workers, is_active=True).exclude(pk__in=case.members.current().values("user"))
        self.fields["user"].queryset = free.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever stands in for the lead sees what the lead sees."""
        values = super().clean() or {}
        if values.get("part") == Part.DEPUTY:
            values["scope"] = values.get("scope") or Scope.FULL
            if values["scope"] != Scope.FULL:
                self.add_error("scope", _("Wer vertritt, braucht die ganze Akte."))
        elif not values.get("scope") and "scope" not in self.errors:
            self.add_error("scope", _("Wählen Sie, wie viel von der Akte zu sehen sein soll."))
        return values


class ScopeForm(KernForm):
    """How much of the file a member sees from now on."""

    scope = forms.ChoiceField(label=_("Einblick"), choices=Scope)

    def __init__(self, *args: Any, member: CaseMember, **kwargs: Any) -> None:
        super().__init__(*args, initial={"scope": member.scope}, auto_id=f"id_{member.pk}_%s", **kwargs)


class CoverForm(KernForm):
    """Who stands in for whom, and when."""

    absent = forms.ModelChoiceField(label=_("Wer ist nicht da?"), queryset=User.objects.none(), empty_label=None)
    cover = forms.ModelChoiceField(
        label=_("Wer vertritt?"), queryset=User.objects.none(), empty_label=_("bitte wählen")
    )
    starts_on = forms.DateField(label=_("Von"))
    ends_on = forms.DateField(label=_("Bis"), help_text=_("einschließlich; danach schließen sich die Akten von selbst"))

    def __init__(self, *args: Any, absent: Any, cover: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["absent"].queryset = absent  # type: ignore[attr-defined]
        self.fields["cover"].queryset = cover  # type: ignore[attr-defined]


class EmergencyForm(KernForm):
    """Why a file has to be opened now."""

    reason = forms.CharField(
        label=_("Warum ist es ein Notfall?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=SHORTEST_REASON,
        max_length=1000,
        help_text=_("Mindestens 20 Zeichen. Team und Datenschutz lesen, was Sie schreiben."),
    )


class ReviewForm(KernForm):
    """Whether it was right to open the file."""

    was_justified = forms.TypedChoiceField(
        label=_("War der Zugriff gerechtfertigt?"),
        choices=[("yes", _("ja, es war ein Notfall")), ("no", _("nein, der Datenschutz soll es prüfen"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    review = forms.CharField(label=_("Wie sehen Sie es?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
