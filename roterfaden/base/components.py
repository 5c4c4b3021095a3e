"""Examples for the catalogue of parts (``/_/components``): invented persons, every part in every state."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base import icons, toasts
from roterfaden.base.badges import Badge, Step, StepState, Tone
from roterfaden.base.forms import DateInput, KernForm, Rating, Scale, Section

ROWS_A_PAGE = 25
LONGEST_WORD = "Aufenthaltsgestattungsverlängerung"
LANGUAGES = [("ar", _("Arabisch")), ("ku", _("Kurmandschi")), ("tr", _("Türkisch")), ("uk", _("Ukrainisch"))]
DISTRICTS = [("", _("alle")), ("huels", "Hüls-Süd"), ("drewer", "Drewer"), ("sinsen", "Sinsen-Lenkerbeck")]
PHASES = (
    _("Aufnahme"),
    _("Bestandsaufnahme"),
    _("Zielvereinbarung"),
    _("Hilfeplan"),
    _("Durchführung"),
    _("Auswertung"),
)


def are_shown() -> bool:
    """Whether this installation shows the catalogue: only the demo does."""
    return bool(settings.DEMO)


class ExampleForm(KernForm):
    """A form with every kind of field."""

    sections = (
        Section(
            _("Zur Person"),
            ["name", "born", "language", "children"],
            why=_("So finden wir die Person wieder und sprechen sie richtig an."),
        ),
        Section(
            _("Was jetzt hilft"),
            ["wish", "channels", "reach", "interpreter", "confidence", "satisfaction", "consent"],
            why=_("Nur was für den Hilfeplan gebraucht wird."),
        ),
    )

    name = forms.CharField(label=_("Name"), help_text=_("Wie im Ausweis geschrieben."))
    born = forms.DateField(label=_("Geburtsdatum"), widget=DateInput)
    language = forms.ChoiceField(label=_("Sprache"), choices=[("", _("Bitte wählen")), *LANGUAGES], required=False)
    children = forms.IntegerField(label=_("Kinder im Haushalt"), required=False, min_value=0)
    wish = forms.CharField(
        label=_("Worum geht es der Person?"),
        help_text=_("In ihren eigenen Worten, so kurz wie möglich."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    channels = forms.MultipleChoiceField(
        label=_("Erreichbar über"),
        choices=[("phone", _("Telefon")), ("mail", _("E-Mail")), ("visit", _("Hausbesuch"))],
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.ChoiceField(
        label=_("Wann am besten?"),
        choices=[("am", _("vormittags")), ("pm", _("nachmittags")), ("eve", _("abends"))],
        widget=forms.RadioSelect(attrs={"data-inline": ""}),
        required=False,
    )
    interpreter = forms.FileField(label=_("Bescheid"), required=False, help_text=_("PDF oder Foto, höchstens 10 MB."))
    confidence = forms.ChoiceField(
        label=_("Wie zuversichtlich ist die Person?"),
        choices=[(str(n), str(n)) for n in range(1, 6)],
        widget=Scale(low=_("gar nicht"), high=_("sehr")),
        required=False,
    )
    satisfaction = forms.ChoiceField(
        label=_("Wie zufrieden ist sie zurzeit mit ihrem Leben?"),
        choices=[(str(n), str(n)) for n in range(11)],
        widget=Rating(low=_("überhaupt nicht"), high=_("völlig")),
        required=False,
    )
    consent = forms.BooleanField(
        label=_("Die Einwilligung liegt unterschrieben vor."),
        help_text=_("Ohne Einwilligung bleibt es bei einer Beratung."),
    )


class ExampleFilter(forms.Form):
    """Filters of a list."""

    q = forms.CharField(label=_("Name oder Stichwort"), required=False)
    quartier = forms.ChoiceField(label=_("Sozialraum"), choices=DISTRICTS, required=False)
    offen = forms.BooleanField(label=_("nur mit Fälligem"), required=False)


def steps() -> list[Step]:
    """Six phases, the fourth is current."""
    states = [StepState.DONE, StepState.DONE, StepState.SKIPPED, StepState.CURRENT, StepState.OPEN, StepState.OPEN]
    notes = ["3. Feb.", "17. Feb.", "", "seit 4. März", "", ""]
    return [Step(label, state, note=note) for label, state, note in zip(PHASES, states, notes, strict=True)]


def badges() -> list[Badge]:
    """One badge of each tone."""
    words = {
        Tone.NEUTRAL: _("Entwurf"),
        Tone.INFO: _("in Arbeit"),
        Tone.SUCCESS: _("vereinbart"),
        Tone.WARNING: _("wird fällig"),
        Tone.DANGER: _("überfällig"),
    }
    return [Badge(word, tone) for tone, word in words.items()]


def examples(request: HttpRequest) -> dict[str, Any]:
    """What the catalogue shows. Adds three toasts to the page."""
    now = timezone.now()
    toasts.toast(request, _("Ziel erledigt."), undo="/_/components")
    toasts.toast(request, _("Der Bescheid läuft in drei Tagen ab."), tone=Tone.WARNING)
    messages.info(request, _("Sie sehen Beispieldaten."))
    failed = ExampleForm({"name": "", "wish": "", "confidence": "3", "language": "ar"})
    return {
        "now": now,
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "last_week": now - timedelta(days=7),
        "steps": steps(),
        "badges": badges(),
        "tones": [tone.value for tone in Tone if tone is not Tone.NEUTRAL],
        "form": ExampleForm(prefix="leer"),
        "failed": failed,
        "filters": ExampleFilter(request.GET),
        "page": Paginator(range(320), ROWS_A_PAGE).get_page(request.GET.get("seite")),
        "kern_icons": sorted(icons.KERN),
        "own_icons": sorted(icons.OWN),
        "longest_word": LONGEST_WORD,
    }
