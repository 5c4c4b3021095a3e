"""Windows: what somebody may see of files that are not theirs, and not a column more.

Each is a view of PostgreSQL (``cases/rowlevel.py``) which asks for the role and the purpose itself; the rows behind it
stay closed. Search-before-create needs a name and whom to ring; the head of the unit needs counts.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.cases.access import may_find_people
from roterfaden.cases.models.case import Scope
from roterfaden.cases.models.disclosures import Disclosure
from roterfaden.cases.models.entrusted import staff_of
from roterfaden.cases.models.intensity import Intensity
from roterfaden.cases.models.people import SoughtQuerySet
from roterfaden.cases.models.plan import ReferralState

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class FindableClientQuerySet(SoughtQuerySet):
    """What search-before-create may name."""

    def visible_to(self, user: "User") -> Self:
        """For case managers, the persons whom an organisation in which they are case managers has registered.

        Two seats find the persons of both.
        """
        if not may_find_people(user) or user.serves_immigration_authority:
            return self.none()
        return self.filter(organisation__in=user.organisations_as(Role.CASE_MANAGER))


class FindableClient(models.Model):
    """A person as every case manager may know them: name, birth date, district, and who leads their case.

    With it what the reader has to do with them: the ``scope`` of their running case that is entrusted to the reader
    (nothing if none is), and ``is_known``, whether ``Client.objects.visible_to`` holds them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    given_name = models.CharField(_("Vorname"), max_length=100)
    family_name = models.CharField(_("Familienname"), max_length=100)
    other_names = models.CharField(_("Andere Schreibweisen"), max_length=200)
    birth_date = models.DateField(_("Geburtsdatum"), null=True)
    district = models.ForeignKey(
        "network.District", models.DO_NOTHING, null=True, related_name="+", verbose_name=_("Quartier")
    )
    organisation = models.ForeignKey(
        "network.Organisation", models.DO_NOTHING, related_name="+", verbose_name=_("betreut bei")
    )
    open_case = models.UUIDField(_("laufender Fall"), null=True)
    reference = models.CharField(_("Aktenzeichen"), max_length=20)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("Fallführung")
    )
    talks_with = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("im Gespräch mit")
    )
    scope = models.CharField(_("Einblick"), max_length=10, choices=Scope)
    is_known = models.BooleanField(_("mir bekannt"))
    search_text = models.TextField(editable=False)
    skeletons = ArrayField(models.TextField(), editable=False)
    phone_digits = models.CharField(max_length=20, editable=False)

    objects = FindableClientQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Auffindbare Person")
        verbose_name_plural = _("Auffindbare Personen")

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class OverseenClientQuerySet(models.QuerySet["OverseenClient"]):
    """Whose papers data protection makes."""

    def visible_to(self, user: "User") -> Self:
        """All persons, for data protection officers: they make papers about the processing itself, not about a case."""
        return self if Role.DATA_PROTECTION in user.roles else self.none()


class OverseenClient(models.Model):
    """A person as the head of a paper which data protection makes for them: name, birth date, language."""

    id = models.UUIDField(primary_key=True, editable=False)
    given_name = models.CharField(_("Vorname"), max_length=100)
    family_name = models.CharField(_("Familienname"), max_length=100)
    birth_date = models.DateField(_("Geburtsdatum"), null=True)
    language = models.CharField(_("Sprache"), max_length=12)

    objects = OverseenClientQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Person auf einem Papier des Datenschutzes")
        verbose_name_plural = _("Personen auf Papieren des Datenschutzes")

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class WorkloadQuerySet(models.QuerySet["CarriedCase"]):
    """Cases as figures."""

    def visible_to(self, user: "User") -> Self:
        """Those of the unit whose head the user is."""
        return self.filter(lead__in=staff_of(user))


class CarriedCase(models.Model):
    """A case as a figure of the workload: lead, intensity, phase and dates. Nobody can tell whose it is."""

    id = models.UUIDField(primary_key=True, editable=False)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("Fallführung")
    )
    phase = models.CharField(_("Phase"), max_length=12)
    intensity = models.CharField(_("Begleitung"), max_length=10, choices=Intensity)
    opened_at = models.DateTimeField(_("eröffnet am"))
    closed_at = models.DateTimeField(_("abgeschlossen am"), null=True)
    last_contact_at = models.DateTimeField(_("letzter Kontakt"), null=True)
    rests_until = models.DateField(_("ruht bis"), null=True)

    objects = WorkloadQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Fall als Zahl")
        verbose_name_plural = _("Fälle als Zahlen")

    def __str__(self) -> str:
        return f"{self.phase}"


class Overdue(models.TextChoices):
    """What can be late in a case: its day has passed, or the answer has not come for two weeks."""

    APPOINTMENT = "met", _("Termine ohne Ergebnis")
    FOLLOW_UP = "follow_up", _("Überprüfungen")
    TASK = "task", _("Aufgaben")
    STEP = "step", _("Schritte zum Rechtskreiswechsel")
    ANSWER = "answer", _("Antworten auf Vermittlungen")
    PROBLEM = "problem", _("Probleme in der Wohnung")


class OverdueFigureQuerySet(models.QuerySet["OverdueFigure"]):
    """What is overdue, as figures."""

    def visible_to(self, user: "User") -> Self:
        """Those of the unit whose head the user is."""
        return self.filter(lead__in=staff_of(user))


class OverdueFigure(models.Model):
    """How much of one kind is overdue today in the open cases that somebody leads. No case and no day is told."""

    id = models.CharField(primary_key=True, max_length=60, editable=False)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("Fallführung")
    )
    what = models.CharField(_("was"), max_length=10, choices=Overdue)
    count = models.PositiveIntegerField(_("wie viele"))

    objects = OverdueFigureQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Überfälliges als Zahl")
        verbose_name_plural = _("Überfälliges als Zahlen")

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.count}"


class AdviceFigureQuerySet(models.QuerySet["AdviceFigure"]):
    """Advice as figures."""

    def visible_to(self, user: "User") -> Self:
        """One's own, and those of the unit whose head the user is."""
        return self.filter(Q(taken_by=user) | Q(taken_by__in=staff_of(user)))


class AdviceFigure(models.Model):
    """One advice given, with a name or without: for counting by month, field, language and district."""

    id = models.UUIDField(primary_key=True, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("aufgenommen von")
    )
    taken_at = models.DateTimeField(_("aufgenommen am"))
    talk_language = models.CharField(_("Sprache des Gesprächs"), max_length=12)
    district = models.ForeignKey(
        "network.District", models.DO_NOTHING, null=True, related_name="+", verbose_name=_("Quartier")
    )
    fields_of_action = models.ManyToManyField(
        "concept.FieldOfAction", through="AdviceField", related_name="+", verbose_name=_("Worum es geht")
    )

    objects = AdviceFigureQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Beratung als Zahl")
        verbose_name_plural = _("Beratungen als Zahlen")

    def __str__(self) -> str:
        return f"{self.taken_at:%m.%Y}"


class AdviceField(models.Model):
    """A field of action that an advice touched."""

    advice = models.ForeignKey(AdviceFigure, models.DO_NOTHING, related_name="+", verbose_name=_("Beratung"))
    field_of_action = models.ForeignKey(
        "concept.FieldOfAction", models.DO_NOTHING, related_name="+", verbose_name=_("Handlungsfeld")
    )

    class Meta:
        managed = False
        verbose_name = _("Handlungsfeld einer Beratung")
        verbose_name_plural = _("Handlungsfelder von Beratungen")

    def __str__(self) -> str:
        return f"{self.field_of_action_id}"


class ReceivedReferralQuerySet(models.QuerySet["ReceivedReferral"]):
    """Referrals as their recipients see them."""

    def visible_to(self, user: "User") -> Self:
        """Those behind what was passed on to one's organisations, as long as it may be read there."""
        return self.filter(pk__in=Disclosure.objects.open_to(user).values("pk"))


class ReceivedReferral(models.Model):
    """Where a referral stands, for the organisation that was asked: named by the disclosure, nothing of the file."""

    disclosure_id = models.UUIDField(primary_key=True, editable=False)
    state = models.CharField(_("Stand"), max_length=12, choices=ReferralState)
    sent_at = models.DateTimeField(_("angefragt am"))
    answered_at = models.DateTimeField(_("Stand vom"), null=True)
    revision = models.PositiveIntegerField(_("Bearbeitungsstand"))

    objects = ReceivedReferralQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Vermittlung an die eigene Stelle")
        verbose_name_plural = _("Vermittlungen an die eigene Stelle")

    def __str__(self) -> str:
        return str(self.get_state_display())

    @property
    def is_running(self) -> bool:
        """Whether an answer or an end is still to come."""
        return bool(ReferralState.next_states(self.state))
