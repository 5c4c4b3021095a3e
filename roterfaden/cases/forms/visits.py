"""Forms of home visits: their rhythm, a visit on the plan, what it showed; problems and their solution."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import AskedLater, SeenForm, SeenModelForm
from roterfaden.base.forms import KernForm, Section, not_ahead
from roterfaden.cases.actions.visits import Found
from roterfaden.cases.models import Case, HomeCare, HomeVisit, Intensity, Problem, ProblemKind
from roterfaden.cases.models.visits import rhythm_in_words

MET, ABSENT = "met", "absent"
RHYTHMS = (1, 2, 4, 6, 8, 12, 26)
USUAL_DAYS = 14
LEADING = _("wer den Fall führt")


class DayForm(forms.Form):
    """Which day's plan is shown, of whom the due ones, and which page of them."""

    tag = forms.DateField(required=False)
    alle = forms.BooleanField(required=False)
    seite = forms.IntegerField(required=False)

    @property
    def day(self) -> date:
        """The day asked for; without a sensible one, today."""
        self.is_valid()
        return self.cleaned_data.get("tag") or timezone.localdate()

    @property
    def everybody(self) -> bool:
        """Whether all are shown whom one may visit."""
        self.is_valid()
        return bool(self.cleaned_data.get("alle"))

    @property
    def due_query(self) -> dict[str, Any]:
        """The list of the due ones as it was asked for, in words of the address."""
        asked = {"tag": self.day.isoformat(), "alle": self.everybody and "on", "seite": self.cleaned_data.get("seite")}
        return {word: value for word, value in asked.items() if value}


class HomeCareForm(SeenForm):
    """How often, from when on, by whom, and how one gets in."""

    weeks = forms.TypedChoiceField(label=_("Wie oft?"), coerce=int)
    starts_on = forms.DateField(label=_("Erster Besuch bis"))
    visitor = forms.ModelChoiceField(
        label=_("Wer besucht?"), queryset=User.objects.none(), required=False, empty_label=LEADING
    )
    way_in = forms.CharField(
        label=_("Wie kommt man hinein?"),
        max_length=200,
        required=False,
        help_text=_("zum Beispiel: zweite Klingel von oben, Hinterhaus, 3. Stock"),
    )

    def __init__(self, *args: Any, case: Case, care: HomeCare | None, team: Any, **kwargs: Any) -> None:
        known: dict[str, Any] = {"seen": 0, "weeks": Intensity(case.intensity).weeks, "starts_on": timezone.localdate()}
        if care is not None:
            known = {
                "seen": care.revision,
                "weeks": care.weeks,
                "starts_on": care.starts_on if care.ended_on is None else timezone.localdate(),
                "visitor": care.visitor_id,
                "way_in": care.way_in,
            }
        super().__init__(*args, initial=known, **kwargs)
        self.fields["visitor"].queryset = team  # type: ignore[attr-defined]
        weeks = sorted({*RHYTHMS, known["weeks"]})
        self.fields["weeks"].choices = [(one, rhythm_in_words(one)) for one in weeks]  # type: ignore[attr-defined]


class PlanForm(KernForm):
    """On which day, and at what time if it is fixed."""

    on_day = forms.DateField(label=_("An welchem Tag?"), initial=timezone.localdate)
    at = forms.TimeField(label=_("Um"), required=False, help_text=_("nur wenn Sie sich fest verabredet haben"))

    def clean_on_day(self) -> date:
        """Nobody plans for yesterday."""
        day: date = self.cleaned_data["on_day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Dieser Tag ist vorbei."))
        return day


class VisitForm(KernForm):
    """What a visit showed: written at the door, so as little as possible has to be filled in."""

    sections = (
        Section("", ["met", "text", "at", "with_whom", "is_sensitive"]),
        Section(_("Gibt es ein Problem?"), ["problem_kind", "problem_text", "problem_due"]),
    )

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    met = forms.ChoiceField(
        label=_("Wie war es?"),
        choices=[(MET, _("jemand war da")), (ABSENT, _("niemand war da"))],
        initial=MET,
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
    )
    text = forms.CharField(
        label=_("Notiz"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Was haben Sie gesehen und besprochen?"),
    )
    at = forms.TimeField(label=_("Um"), required=False)
    with_whom = forms.CharField(label=_("Mit wem?"), required=False, max_length=160)
    is_sensitive = forms.BooleanField(label=_("nur für Teammitglieder mit vollem Einblick"), required=False)
    problem_kind = forms.ChoiceField(
        label=_("Art"), required=False, choices=[("", _("nein, kein neues Problem")), *ProblemKind.choices]
    )
    problem_text = forms.CharField(label=_("Was ist das Problem?"), required=False, max_length=300)
    problem_due = forms.DateField(
        label=_("Bis wann kümmern wir uns?"), required=False, help_text=_("Ohne Datum: in zwei Wochen.")
    )

    def __init__(self, data: Any = None, *, visit: HomeVisit) -> None:
        super().__init__(data, prefix=visit.pk.hex, initial={"at": visit.at})
        self.fields["text"].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """Somebody was met: then something was said. A problem has a kind and words."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("met") == MET and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("Schreiben Sie bitte kurz, wie der Besuch war."))
        if cleaned.get("problem_text") and not cleaned.get("problem_kind"):
            self.add_error("problem_kind", _("Bitte wählen Sie die Art des Problems."))
        if cleaned.get("problem_kind") and not (cleaned.get("problem_text") or "").strip():
            self.add_error("problem_text", _("Bitte schreiben Sie kurz, was das Problem ist."))
        return cleaned

    @property
    def recorded(self) -> dict[str, Any]:
        """What the act is called with."""
        said = self.cleaned_data
        return {
            "key": said["key"],
            "met": said["met"] == MET,
            "text": said["text"].strip() or str(_("Niemand angetroffen.")),
            "at": said["at"],
            "with_whom": said["with_whom"],
            "is_sensitive": said["is_sensitive"],
            "problem": self._problem(),
        }

    def _problem(self) -> Found | None:
        said = self.cleaned_data
        if not said["problem_kind"]:
            return None
        due_on = said["problem_due"] or timezone.localdate() + timedelta(days=USUAL_DAYS)
        return Found(said["problem_kind"], said["problem_text"], due_on)

    @property
    def in_one_line(self) -> str:
        """What is wrong with it, for a phone that sent it by itself."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class ProblemForm(SeenModelForm):
    """A problem at home."""

    class Meta:
        model = Problem
        fields = ["kind", "text", "since", "has_to_act", "owner", "due_on"]
        help_texts = {
            "has_to_act": _("zum Beispiel: Hausverwaltung, Jobcenter, die Person selbst"),
            "text": _("Schreiben Sie nichts über Gesundheit oder Gewalt; dafür gibt es geschützte Notizen."),
        }

    def __init__(self, *args: Any, team: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Bitte wählen")), *ProblemKind.choices]  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = LEADING  # type: ignore[attr-defined]
        today = timezone.localdate()
        if self.instance._state.adding:
            self.initial.setdefault("since", today)
            self.initial.setdefault("due_on", today + timedelta(days=USUAL_DAYS))

    def clean_since(self) -> date:
        """What begins tomorrow is no problem yet."""
        return not_ahead(self.cleaned_data["since"])


class SolveForm(SeenForm):
    """When and how a problem was solved."""

    solved_on = forms.DateField(label=_("Wann wurde es gelöst?"), initial=timezone.localdate)
    solution = forms.CharField(label=_("Wie wurde es gelöst?"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": problem.revision}, **kwargs)

    def clean_solved_on(self) -> date:
        """It is solved, not going to be."""
        return not_ahead(self.cleaned_data["solved_on"])
