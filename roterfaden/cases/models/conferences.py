"""Hilfeplankonferenz and Fallkonferenz: several offices talk about one case, with the person or with her leave.

Who is invited, which dates suit whom, what is on the agenda. What came of it stands in ``conference_results.py``; what
somebody of another office sees of it in ``conference_windows.py``.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised, Withdrawable, WithdrawableQuerySet
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import sensitive_filter
from roterfaden.cases.models.passing_on import ToRecipient

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

FEWEST_DATES, MOST_DATES = 2, 5
SHORTEST, LONGEST = 15, 480


class ConferenceKind(models.TextChoices):
    """Whether the person sits at the table."""

    HELP_PLAN = "help_plan", _("Hilfeplankonferenz")
    CASE = "case", _("Fallkonferenz")


class MeetingWay(models.TextChoices):
    """How people meet."""

    PLACE = "place", _("vor Ort")
    PHONE = "phone", _("am Telefon")
    ONLINE = "online", _("per Video")


class ConferenceState(models.TextChoices):
    """Where a conference stands; PostgreSQL insists on the order."""

    PLANNED = "planned", _("in Planung")
    PROPOSED = "proposed", _("Termine vorgeschlagen")
    FIXED = "fixed", _("Termin steht")
    HELD = "held", _("hat stattgefunden")
    CLOSED = "closed", _("Protokoll abgeschlossen")
    CANCELLED = "cancelled", _("abgesagt")

    @classmethod
    def coming(cls) -> tuple["ConferenceState", ...]:
        """Before anybody met."""
        return (cls.PLANNED, cls.PROPOSED, cls.FIXED)


NEXT = {
    ConferenceState.PLANNED: (ConferenceState.PROPOSED, ConferenceState.CANCELLED),
    ConferenceState.PROPOSED: (ConferenceState.FIXED, ConferenceState.CANCELLED),
    ConferenceState.FIXED: (ConferenceState.PROPOSED, ConferenceState.HELD, ConferenceState.CANCELLED),
    ConferenceState.HELD: (ConferenceState.CLOSED,),
    ConferenceState.CLOSED: (ConferenceState.HELD,),
    ConferenceState.CANCELLED: (),
}


class Attendance(models.TextChoices):
    """Whether somebody came."""

    PRESENT = "present", _("war dabei")
    EXCUSED = "excused", _("entschuldigt")
    ABSENT = "absent", _("nicht da")


class ConferenceQuerySet(models.QuerySet["Conference"]):
    """Conferences."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases of which the user may read everything today: agenda and minutes may tell anything.

        Who is invited without that sees an :class:`~roterfaden.cases.models.Invitation`.
        """
        return self.filter(sensitive_filter(user))

    def of(self, user: "User") -> Self:
        """Those which ``user`` planned or is invited to, and those of the cases they lead."""
        invited = ConferenceInvitee.objects.current().filter(conference=OuterRef("pk"), user=user)
        return self.filter(Q(planned_by=user) | Q(case__lead=user) | Exists(invited))

    def coming(self) -> Self:
        """Before anybody met, unless the date has passed."""
        late = Q(state=ConferenceState.FIXED, starts_at__lt=timezone.now())
        return self.filter(~late, state__in=ConferenceState.coming())

    def without_minutes(self) -> Self:
        """Met, or should have met, and the minutes are not closed."""
        late = Q(state=ConferenceState.FIXED, starts_at__lt=timezone.now())
        return self.filter(late | Q(state=ConferenceState.HELD))

    def latest_of_case(self) -> Self:
        """What comes and what lacks its minutes first, then the latest that are done; none that was called off."""
        kept = self.exclude(state=ConferenceState.CANCELLED)
        is_done = ExpressionWrapper(Q(state=ConferenceState.CLOSED), models.BooleanField())
        return kept.order_by(is_done.asc(), "-planned_at", "pk")

    def as_json(self) -> models.QuerySet["Conference", Any]:
        """Kind, state and date for a sub-query; :meth:`Conference.read` makes it a conference again."""
        return self.values(meeting=JSONObject(id="pk", kind="kind", state="state", starts_at="starts_at"))

    def by_date(self) -> Self:
        """The next first, those without a date at the end."""
        return self.order_by(F("starts_at").asc(nulls_last=True), "planned_at", "pk")


_FROZEN = """
    IF (to_jsonb(NEW) - 'revision') IS DISTINCT FROM (to_jsonb(OLD) - 'revision') THEN
        RAISE EXCEPTION 'Closed minutes are reopened before anything changes';
    END IF;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.FSM(
        name="conference_goes_on",
        field="state",
        transitions=[(before.value, after.value) for before, afters in NEXT.items() for after in afters],
    ),
    pgtrigger.Trigger(
        name="conference_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state="closed", new__state="closed"),
        func=_FROZEN,
    ),
)
@pghistory.track()
class Conference(Revised):
    """One meeting about one case, from the plan to its minutes. ``sequence`` counts what calendars were told."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="conferences", verbose_name=_("Fall"))
    kind = models.CharField(_("Art der Konferenz"), max_length=10, choices=ConferenceKind)
    purpose = models.CharField(_("Worum es geht"), max_length=240)
    way = models.CharField(_("wie"), max_length=10, choices=MeetingWay, default=MeetingWay.PLACE)
    place = models.CharField(_("Ort"), max_length=200)
    duration = models.PositiveSmallIntegerField(_("Dauer in Minuten"), default=60)
    state = models.CharField(_("Stand"), max_length=10, choices=ConferenceState, default=ConferenceState.PLANNED)
    dates = ArrayField(models.DateTimeField(), verbose_name=_("Vorgeschlagene Termine"), default=list, blank=True)
    starts_at = models.DateTimeField(_("Termin"), null=True, blank=True)
    agenda = models.JSONField(_("Tagesordnung"), default=list, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    text = models.TextField(_("Protokoll"), blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("geplant von")
    )
    planned_at = models.DateTimeField(_("geplant am"), default=timezone.now)
    reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Konferenz")
        verbose_name_plural = _("Konferenzen")
        ordering = ["-planned_at", "id"]
        indexes = [
            models.Index(fields=["case", "state"], name="conference_of_case"),
            models.Index(fields=["planned_by", "state"], name="conference_planned_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(dates=[]) | Q(dates__len__gte=FEWEST_DATES, dates__len__lte=MOST_DATES),
                name="conference_two_to_five_dates",
                violation_error_message=_("Schlagen Sie zwei bis fünf Termine vor."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "proposed"], starts_at__isnull=True)
                | Q(state__in=["fixed", "held", "closed"], starts_at__isnull=False)
                | Q(state="cancelled"),
                name="conference_fixed_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") ^ Q(reason=""), name="conference_cancelled_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(duration__gte=SHORTEST, duration__lte=LONGEST), name="conference_lasts_up_to_a_day"
            ),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(place=""), name="conference_says_what_and_where"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @classmethod
    def read(cls, values: dict[str, Any]) -> "Conference":
        """A conference out of ``as_json``: enough to name it."""
        starts_at = datetime.fromisoformat(values["starts_at"]) if values["starts_at"] else None
        return cls(id=values["id"], kind=values["kind"], state=values["state"], starts_at=starts_at)

    @property
    def title(self) -> str:
        """What calendars and mails call it: no word about whose it is."""
        return _now("Termin: {kind}").format(kind=self.get_kind_display())

    @property
    def ends_at(self) -> datetime | None:
        """The end of the fixed date."""
        return self.starts_at + timedelta(minutes=self.duration) if self.starts_at else None

    @property
    def has_begun(self) -> bool:
        """Whether its date has come."""
        return self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Whether the time fixed for it has gone by."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def is_coming(self) -> bool:
        """Whether it is still being prepared."""
        return self.state in ConferenceState.coming()

    @property
    def can_begin(self) -> bool:
        """Whether minutes can be written: from the day of the conference on, until they are closed."""
        if self.state == ConferenceState.FIXED and self.starts_at is not None:
            return timezone.localdate(self.starts_at) <= timezone.localdate()
        return self.state == ConferenceState.HELD

    @property
    def needs(self) -> str:
        """What whoever plans does next, the primary act of its page: ``dates`` or ``minutes``, or nothing."""
        if self.can_begin:
            return "minutes"
        return "dates" if self.state == ConferenceState.PLANNED else ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing about those invited changes any more: called off, or its minutes are closed."""
        return self.state in {ConferenceState.CANCELLED, ConferenceState.CLOSED}

    def move(self, state: ConferenceState) -> None:
        """Go on to ``state`` (not yet saved). Raises ``RuleBroken`` where no way leads there."""
        if state not in NEXT[ConferenceState(self.state)]:
            raise RuleBroken(_now("Das geht jetzt nicht: {state}.").format(state=self.get_state_display()))
        self.state = state


class OfConferenceQuerySet(WithdrawableQuerySet[Any]):
    """Rows of a conference that can be taken back."""

    def visible_to(self, user: "User") -> Self:
        """Like the conference."""
        return self.filter(sensitive_filter(user))


NOT_WHILE_CLOSED = """
    IF EXISTS (SELECT FROM cases_conference WHERE id = NEW.conference_id AND state = 'closed') THEN
        RAISE EXCEPTION 'Closed minutes are reopened before anything changes';
    END IF;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.Trigger(
        name="invitee_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=NOT_WHILE_CLOSED,
    )
)
@carries_its_case("conference", "cases_conference")
@pghistory.track()
class ConferenceInvitee(Revised, BelowCase, ToRecipient, Withdrawable):
    """Somebody who is invited: a colleague with an account, somebody of an office without one, or the person herself.

    ``suits`` are those of the proposed dates on which they can come; it is empty until ``answered_at`` and may stay so.
    """

    above = "conference"

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="invitees", verbose_name=_("Konferenz"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Konto")
    )
    name = models.CharField(_("Name"), max_length=160)
    email = models.EmailField(_("E-Mail"), blank=True)
    is_client = models.BooleanField(_("Ratsuchende Person"), default=False)
    suits = ArrayField(models.DateTimeField(), verbose_name=_("Passende Termine"), default=list, blank=True)
    answered_at = models.DateTimeField(_("geantwortet am"), null=True, blank=True)
    attendance = models.CharField(_("Teilnahme"), max_length=10, choices=Attendance, blank=True)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eingeladene Person")
        verbose_name_plural = _("Eingeladene Personen")
        ordering = ["-is_client", "name", "id"]
        indexes = [models.Index(fields=["user"], condition=Q(withdrawn_at=None), name="invitee_is_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                condition=Q(withdrawn_at=None),
                name="invitee_once",
                violation_error_message=_("Diese Person ist schon eingeladen."),
            ),
            models.UniqueConstraint(
                fields=["conference"], condition=Q(is_client=True, withdrawn_at=None), name="invitee_one_client"
            ),
            models.CheckConstraint(
                condition=Q(is_client=True, user=None, recipient=None, recipient_described="")
                | Q(is_client=False, recipient__isnull=False, recipient_described="")
                | (Q(is_client=False, recipient=None, user=None) & ~Q(recipient_described="")),
                name="invitee_comes_from_somewhere",
                violation_error_message=_("Nennen Sie genau eine Stelle: aus dem Verzeichnis oder beschrieben."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where invitations go by mail; the person gets hers on paper."""
        if self.is_client:
            return ""
        return self.user.email if self.user is not None else self.email

    @property
    def office(self) -> str:
        """Where they come from, in words."""
        return "" if self.is_client else self.recipient_name
