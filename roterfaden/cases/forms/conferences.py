"""Forms of preparing a conference."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from roterfaden.base.edits import AskedLater, SeenForm, SeenModelForm
from roterfaden.base.forms import DateTimeInput, KernForm
from roterfaden.cases.actions.conferences import Topic
from roterfaden.cases.agenda import Drawn
from roterfaden.cases.models import Colleague, Conference, ConferenceKind, DataKind
from roterfaden.cases.models.conferences import FEWEST_DATES, LONGEST, MOST_DATES, SHORTEST
from roterfaden.network.models import Organisation

LONGEST_TOPIC = 240


class ConferenceForm(SeenModelForm):
    """What it is about, where and how long."""

    class Meta:
        model = Conference
        fields = ["purpose", "way", "place", "duration"]
        widgets = {"way": forms.RadioSelect(attrs={"data-inline": ""})}
        help_texts = {
            "purpose": _("Nur im Team zu lesen, und auf der Einladung für die Person."),
            "place": _(
                "Raum, Telefonnummer oder Adresse des Videoraums. Steht in Einladungen, E-Mails und Kalendern: keine "
                "Namen und keine Wohnanschrift."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duration"] = forms.IntegerField(
            label=_("Dauer in Minuten"), min_value=SHORTEST, max_value=LONGEST, initial=60
        )


class NewConferenceForm(ConferenceForm):
    """The same before there is one: also which kind it is."""

    kind = forms.ChoiceField(
        label=_("Art der Konferenz"),
        choices=ConferenceKind,
        widget=forms.RadioSelect,
        help_text=_("Zur Hilfeplankonferenz kommt die Person selbst. In der Fallkonferenz beraten sich die Stellen."),
    )
    field_order = ("kind", "purpose", "way", "place", "duration")


class AgendaForm(SeenForm):
    """Points drawn from the case by tick, and others in own words."""

    drawn = forms.MultipleChoiceField(label=_("Aus der Akte"), required=False, widget=forms.CheckboxSelectMultiple)
    more = forms.CharField(
        label=_("Weitere Punkte"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Einer je Zeile."),
    )
    kind = forms.ChoiceField(
        label=_("Worum geht es in den weiteren Punkten?"),
        choices=DataKind.choices,
        initial=DataKind.CONCERN,
        help_text=_("Daran wird gemessen, wem Sie diese Punkte zeigen dürfen."),
    )

    def __init__(self, *args: Any, meeting: Conference, possible: Sequence[Drawn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {topic["about"]: Drawn(topic["about"], topic["title"]) for topic in meeting.agenda if topic["about"]}
        self.possible = kept | {one.about: one for one in possible}
        self.fields["drawn"].choices = [(one.about, one.title) for one in self.possible.values()]  # type: ignore[attr-defined]
        own = [topic for topic in meeting.agenda if not topic["about"]]
        self.initial = {
            "seen": meeting.revision,
            "drawn": list(kept),
            "more": "\n".join(topic["title"] for topic in own),
            "kind": own[0]["kind"] if own else DataKind.CONCERN,
        }

    def clean_more(self) -> str:
        """Nothing of what was typed is cut off."""
        more: str = self.cleaned_data["more"]
        if any(len(line.strip()) > LONGEST_TOPIC for line in more.splitlines()):
            raise forms.ValidationError(
                _("Ein Punkt ist zu lang. Höchstens {n} Zeichen je Zeile.").format(n=LONGEST_TOPIC)
            )
        return more

    @property
    def topics(self) -> list[Topic]:
        """The agenda as chosen."""
        chosen = self.cleaned_data["drawn"]
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        return [
            *(one.topic for about, one in self.possible.items() if about in chosen),
            *(Topic(line, self.cleaned_data["kind"]) for line in lines),
        ]


class InviteForm(KernForm):
    """A colleague with an account, or somebody of another office by name."""

    colleague = forms.ModelChoiceField(
        Colleague.objects.none(),
        label=_("Kollegin oder Kollege mit Konto"),
        required=False,
        empty_label=_("niemand mit Konto"),
        help_text=_("bekommt einen Hinweis, sagt selbst, welche Termine passen, und liest nur, was Sie zeigen"),
    )
    name = forms.CharField(label=_("Oder: Name"), required=False, max_length=160)
    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Stelle"), required=False, empty_label=_("nicht im Verzeichnis")
    )
    recipient_described = forms.CharField(label=_("Andere Stelle"), required=False, max_length=200)
    email = forms.EmailField(
        label=_("E-Mail"), required=False, help_text=_("Dorthin geht der Termin für den Kalender, sonst nichts.")
    )

    def __init__(self, *args: Any, colleagues: Any, recipients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["recipient"].queryset = recipients  # type: ignore[attr-defined]
        for name in ("colleague", "name", "recipient", "recipient_described"):
            self.fields[name].bound_field_class = AskedLater

    def clean(self) -> dict[str, Any]:
        """Exactly one person, who comes from somewhere."""
        cleaned = super().clean() or self.cleaned_data
        by_name = bool(cleaned.get("name"))
        if bool(cleaned.get("colleague")) == by_name:
            self.add_error("colleague", _("Wählen Sie jemanden mit Konto, oder nennen Sie eine andere Person."))
        elif by_name and bool(cleaned.get("recipient")) == bool(cleaned.get("recipient_described")):
            self.add_error("recipient", _("Wählen Sie die Stelle aus, oder beschreiben Sie sie."))
        return cleaned


class DatesForm(SeenForm):
    """Two to five dates."""

    def __init__(self, *args: Any, meeting: Conference, proposed: Sequence[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = meeting.revision
        for number in range(1, MOST_DATES + 1):
            needed = number <= FEWEST_DATES
            self.fields[f"date_{number}"] = forms.DateTimeField(
                label=_("{number}. Termin").format(number=number), required=needed, widget=DateTimeInput
            )
            if number <= len(proposed):
                self.initial[f"date_{number}"] = proposed[number - 1]

    @property
    def entered(self) -> list[datetime]:
        """The dates typed so far that are dates."""
        typed = [self[f"date_{number}"].value() for number in range(1, MOST_DATES + 1)]
        return [moment for moment in map(_moment, typed) if moment is not None]

    @property
    def dates(self) -> list[datetime]:
        """What was entered."""
        return [moment for name, moment in self.cleaned_data.items() if name != "seen" and moment]

    def clean(self) -> dict[str, Any]:
        """None of them has passed."""
        cleaned = super().clean() or self.cleaned_data
        for name, moment in cleaned.items():
            if isinstance(moment, datetime) and moment <= timezone.now():
                self.add_error(name, _("Dieser Termin liegt in der Vergangenheit."))
        return cleaned


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = parse_datetime(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if timezone.is_aware(value) else timezone.make_aware(value)


class SuitsForm(SeenForm):
    """Which of the proposed dates suit; none is an answer, too."""

    suits = forms.MultipleChoiceField(
        label=_("Welche Termine passen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Passt keiner, speichern Sie ohne Haken."),
    )

    def __init__(self, *args: Any, asked: Any, dates: Sequence[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = {date.isoformat(): date for date in dates}
        self.fields["suits"].bound_field_class = AskedLater
        self.fields["suits"].choices = [(key, spoken_date(date)) for key, date in self.dates.items()]  # type: ignore[attr-defined]
        self.initial = {"seen": asked.revision, "suits": [date.isoformat() for date in asked.suits]}

    def saved(self, current: Any) -> dict[str, Any]:
        """What somebody else entered meanwhile."""
        return {"suits": [date.isoformat() for date in current.suits]}

    @property
    def chosen(self) -> list[datetime]:
        """The ticked dates."""
        return [self.dates[key] for key in self.cleaned_data["suits"]]


def spoken_date(moment: datetime) -> str:
    """A possible date, as one says it."""
    return date_format(timezone.localtime(moment), "l, j. F Y, H:i")
