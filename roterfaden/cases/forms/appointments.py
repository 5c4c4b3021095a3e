"""Forms of appointments: when and where one meets, and what the person takes home on paper about it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.edits import AskedLater, SeenForm
from roterfaden.base.forms import Section
from roterfaden.cases.forms.quick import ChosenCaseForm
from roterfaden.cases.meeting_place import usual_place
from roterfaden.cases.models import Appointment, Case, Way
from roterfaden.cases.models.appointments import MEETING_WAYS, USUAL

LENGTHS = (15, 30, 45, 60, 90, 120, 180)
TALK = "Gespräch"
BRINGABLE = (
    "Ausweis oder Aufenthaltspapier",
    "Briefe und Bescheide",
    "Mietvertrag",
    "Kontoauszüge",
    "Zeugnisse",
    "diesen Zettel",
)
"""What people bring most often: said in every language of the paper (``documents/texts/appointment``)."""


class AppointmentForm(SeenForm):
    """When, where and with whom; what it is about and what to bring, in words the person may read."""

    sections = (
        Section("", ["starts_at", "minutes", "way", "place", "owner", "needs_interpreter"]),
        Section(
            _("Was auf dem Zettel steht"),
            ["about", "things", "bring"],
            why=_(
                "Die Person nimmt „Ihr Termin“ auf Papier mit, vielleicht lesen es andere in ihrem Haushalt. Schreiben "
                "Sie nichts über Gesundheit, Gewalt oder Schulden."
            ),
        ),
    )

    starts_at = forms.DateTimeField(label=_("Wann?"))
    minutes = forms.TypedChoiceField(label=_("Wie lange?"), coerce=int, initial=USUAL)
    way = forms.ChoiceField(label=_("Wie treffen Sie sich?"), choices=[(way.value, way.label) for way in MEETING_WAYS])
    place = forms.CharField(
        label=_("Wo?"),
        max_length=200,
        required=False,
        help_text=_(
            "mit Anschrift; beim Hausbesuch trägt sich die Anschrift der Person ein, wenn Sie nichts schreiben"
        ),
        widget=forms.TextInput(attrs={"data-width": "full"}),
    )
    owner = forms.ModelChoiceField(label=_("Mit wem?"), queryset=User.objects.none(), empty_label=None)
    needs_interpreter = forms.BooleanField(label=_("mit Sprachmittlung"), required=False)
    about = forms.CharField(
        label=_("Worum geht es?"),
        max_length=160,
        initial=TALK,
        help_text=_("zum Beispiel: Gespräch, Gespräch über Ihre Ziele, Brief gemeinsam lesen"),
    )
    things = forms.MultipleChoiceField(
        label=_("Bitte mitbringen"),
        choices=[(thing, thing) for thing in BRINGABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Das steht auf dem Zettel auch in der Sprache der Person."),
    )
    bring = forms.CharField(
        label=_("Außerdem mitbringen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("eine Sache pro Zeile, in einfachem Deutsch"),
    )

    def __init__(
        self, *args: Any, case: Case, holders: Any, own_place: str, known: Appointment | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = (_of(known) if known else _new(case, own_place)) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.client, self.own_place, self.known = case.client, own_place, known
        if known is not None:  # they may have stood in for the lead when they arranged it
            holders |= User.objects.filter(pk=known.owner_id)
        self.fields["place"].bound_field_class = AskedLater
        self.fields["owner"].queryset = holders  # type: ignore[attr-defined]
        lengths = sorted({*LENGTHS, kwargs["initial"].get("minutes", USUAL)})
        minutes = [(length, _("{minutes} Minuten").format(minutes=length)) for length in lengths]
        self.fields["minutes"].choices = minutes  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        """One meets from now on, or when it was arranged (what has begun may get other words); what was is a note."""
        at: datetime = self.cleaned_data["starts_at"]
        is_new = self.known is None or at != self.known.starts_at
        if is_new and at < timezone.now():
            raise forms.ValidationError(
                _("Dieser Zeitpunkt ist schon vorbei. Was war, schreiben Sie als Kontaktnotiz.")
            )
        return at

    def clean(self) -> dict[str, Any]:
        """The address of the office is proposed, so it counts in the office alone."""
        cleaned = super().clean() or self.cleaned_data
        way, place = cleaned.get("way", ""), (cleaned.get("place") or "").strip()
        if place == self.own_place and way != Way.OFFICE:
            place = ""
        cleaned["place"] = place or usual_place(way, self.client, self.own_place)
        if not cleaned["place"] and way and way != Way.PHONE:
            self.add_error("place", _("Schreiben Sie, wo Sie sich treffen."))
        brought = [*cleaned.get("things", []), *_lines(cleaned.get("bring", ""))]
        if len("\n".join(brought)) > Appointment._meta.get_field("bring").max_length:  # type: ignore[operator]
            self.add_error("bring", _("Das ist zu viel für den Zettel: höchstens 300 Zeichen zusammen."))
        return cleaned

    @staticmethod
    def words_of(former: Appointment) -> dict[str, Any]:
        """What the next appointment begins with when this one did not take place: all but the time."""
        return {name: value for name, value in _of(former).items() if name not in {"seen", "starts_at", "owner"}}

    @property
    def wording(self) -> dict[str, Any]:
        """What was entered, by field of the appointment; what to bring stands in one list, a thing on each line."""
        said = {**super().wording}
        said["bring"] = "\n".join([*said.pop("things", []), *_lines(said.get("bring", ""))])
        return said


class WhoseAppointmentForm(ChosenCaseForm):
    """With whom one meets."""

    fall = forms.ModelChoiceField(label=_("Mit wem?"), queryset=Case.objects.none(), empty_label=_("bitte wählen"))
    chosen = "fall"


def _lines(typed: str) -> list[str]:
    return [line.strip(" -–•") for line in typed.splitlines() if line.strip(" -–•")]


def _new(case: Case, own_place: str) -> dict[str, Any]:
    return {
        "seen": 0,
        "way": Way.OFFICE,
        "place": own_place,
        "needs_interpreter": case.client.needs_interpreter,
        "minutes": USUAL,
    }


def _of(known: Appointment) -> dict[str, Any]:
    things = _lines(known.bring)
    return {
        "seen": known.revision,
        "starts_at": known.starts_at,
        "minutes": known.minutes,
        "way": known.way,
        "place": known.place,
        "owner": known.owner_id,
        "needs_interpreter": known.needs_interpreter,
        "about": known.about,
        "things": [thing for thing in things if thing in BRINGABLE],
        "bring": "\n".join(thing for thing in things if thing not in BRINGABLE),
    }
