"""Forms around accounts and seats."""

from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.forms import KernForm, Section
from roterfaden.network.models import Organisation, Seat

EVERY = ("", _("alle"))
# A wrong letter within a name of six leaves half of its trigrams; PostgreSQL's own threshold of 0.6 would miss it.
LIKE_ENOUGH = 0.5
LONGEST_ADDRESS = User._meta.get_field("email").max_length


class AccountFilter(KernForm):
    """Which accounts the list shows."""

    STATES = (EVERY, ("aktiv", _("aktiv")), ("ohne", _("ohne Funktion")), ("gesperrt", _("gesperrt")))

    suche = forms.CharField(label=_("Name oder E-Mail"), required=False, max_length=100)
    rolle = forms.ChoiceField(label=_("Rolle"), required=False, choices=[EVERY, *Role.choices])
    zustand = forms.ChoiceField(label=_("Zustand"), required=False, choices=STATES)

    def chosen(self, accounts: QuerySet[Any]) -> QuerySet[Any]:
        """The accounts that fit; a word of the name may have a typing error."""
        wanted = self.cleaned_data if self.is_valid() else {}
        holding = Seat.objects.current()
        if text := wanted.get("suche"):
            likeness = TrigramWordSimilarity(text, "name")
            accounts = accounts.annotate(likeness=likeness).filter(
                Q(name__icontains=text) | Q(email__icontains=text) | Q(likeness__gte=LIKE_ENOUGH)
            )
        if role := wanted.get("rolle"):
            accounts = accounts.filter(pk__in=holding.filter(role=role).values("user"))
        if state := wanted.get("zustand"):
            accounts = accounts.filter(is_active=state != "gesperrt")
            accounts = accounts.exclude(pk__in=holding.values("user")) if state == "ohne" else accounts
        return accounts


class SeatForm(KernForm):
    """A role in an organisation, from–until."""

    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Organisation"))
    role = forms.ChoiceField(
        label=_("Rolle"), choices=[("", "---------"), *Role.choices],
        help_text=_("Die Rolle bestimmt, welche Seiten die Person öffnen kann."),
    )  # fmt: skip
    function = forms.CharField(
        label=_("Funktion"),
        required=False,
        max_length=120,
        help_text=_("So steht es bei der Person, zum Beispiel „Sozialarbeiterin“."),
    )
    starts_on = forms.DateField(label=_("von"), initial=timezone.localdate)
    ends_on = forms.DateField(label=_("bis"), required=False, help_text=_("Der letzte Tag. Leer: bis auf Weiteres."))


class NewAccountForm(KernForm):
    """A person and their first role."""

    sections = [
        Section(
            _("Person"),
            ["name", "email"],
            why=_("An die E-Mail geht die Einladung; mit ihr meldet sich die Person an."),
        ),
        Section(
            _("Erste Funktion"),
            ["organisation", "role", "function", "starts_on"],
            why=_("Ohne Funktion kann ein Konto nichts öffnen."),
        ),
    ]

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("Vor- und Nachname, wie andere ihn lesen."))
    email = forms.EmailField(label=_("E-Mail"), max_length=LONGEST_ADDRESS)
    organisation = SeatForm.base_fields["organisation"]
    role = SeatForm.base_fields["role"]
    function = SeatForm.base_fields["function"]
    starts_on = SeatForm.base_fields["starts_on"]


class RenameForm(KernForm):
    """Name and address of an account."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("E-Mail"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Mit dieser Adresse meldet sich die Person an."),
    )


class EndSeatForm(KernForm):
    """The last day of a seat."""

    ends_on = forms.DateField(
        label=_("Letzter Tag"), initial=timezone.localdate, help_text=_("An diesem Tag gilt die Funktion noch.")
    )
