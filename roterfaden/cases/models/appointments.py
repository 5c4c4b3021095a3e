"""An appointment (Termin) with the person: when, where, with whom, what to bring; and what became of it."""

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import own_filter, team_filter
from roterfaden.cases.models.intake import Way

SHORTEST, USUAL, LONGEST = 5, 45, 480

MEETING_WAYS = (Way.OFFICE, Way.HOME_VISIT, Way.PHONE, Way.VIDEO, Way.NURSERY, Way.OTHER_OFFICE)
"""How one can arrange to meet: nobody arranges an open hour or a letter."""


class AppointmentState(models.TextChoices):
    """What became of an appointment. Undone, it is planned again; PostgreSQL insists on the order."""

    PLANNED = "planned", _("geplant")
    KEPT = "kept", _("hat stattgefunden")
    MISSED = "missed", _("nicht gekommen")
    EXCUSED = "excused", _("die Person hat abgesagt")
    CANCELLED = "cancelled", _("wir haben abgesagt")


ENDS = tuple(state for state in AppointmentState if state != AppointmentState.PLANNED)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments."""

    def visible_to(self, user: User) -> Self:
        """Those of cases whose file the user may open today, and those they hold in a case entrusted to them."""
        return self.filter(team_filter(user) | (own_filter(user) & Q(owner=user)))

    def planned(self) -> Self:
        """Still ahead, or gone by and nobody has said yet what became of it."""
        return self.filter(state=AppointmentState.PLANNED)

    def with_day(self) -> Self:
        """With ``due_on``, the day, by which lists order what is planned."""
        return self.annotate(due_on=TruncDate("starts_at"))

    def at_the_time_of(self, other: "Appointment") -> Self:
        """Others that the same holder has planned while ``other`` lasts."""
        ends_at = F("starts_at") + F("minutes") * Value(timedelta(minutes=1))
        begun = {
            "starts_at__gt": other.starts_at - timedelta(minutes=LONGEST),  # what the index finds by
            "starts_at__lt": other.ends_at,
        }
        lasting = ExpressionWrapper(ends_at, models.DateTimeField())
        same = self.planned().filter(owner=other.owner_id, **begun).exclude(pk=other.pk)
        return same.alias(ends_at=lasting).filter(ends_at__gt=other.starts_at)

    def as_json(self) -> models.QuerySet["Appointment", Any]:
        """What is shown beside the plan, for a sub-query; :meth:`Appointment.read` makes it an appointment again."""
        shown = ("case_id", "starts_at", "minutes", "way", "place", "about", "state", "owner_id")
        return self.values(met=JSONObject(id="pk", owner_name="owner__name", **{name: name for name in shown}))


@pgtrigger.register(
    pgtrigger.FSM(
        name="appointment_in_order",
        field="state",
        transitions=[
            *((AppointmentState.PLANNED.value, end.value) for end in ENDS),
            *((end.value, AppointmentState.PLANNED.value) for end in ENDS),
        ],
    )
)
@pghistory.track()
class Appointment(Revised):
    """One appointment with the person. ``about`` and ``bring`` are on the paper they take home, so they are neutral.

    ``sequence`` counts what calendars were told.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="appointments", verbose_name=_("Fall"))
    starts_at = models.DateTimeField(_("wann"))
    minutes = models.PositiveSmallIntegerField(_("Dauer in Minuten"), default=USUAL)
    way = models.CharField(_("wie"), max_length=20, choices=Way, default=Way.OFFICE)
    place = models.CharField(_("wo"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name=_("mit wem")
    )
    about = models.CharField(_("Worum es geht"), max_length=160)
    bring = models.CharField(_("Bitte mitbringen"), max_length=300, blank=True)
    needs_interpreter = models.BooleanField(_("mit Sprachmittlung"), default=False)
    arranged_at = models.DateTimeField(_("vereinbart am"), default=timezone.now, editable=False)
    state = models.CharField(_("Stand"), max_length=10, choices=AppointmentState, default=AppointmentState.PLANNED)
    reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at", "id"]
        indexes = [
            # What comes next in a file, on its page and in every list of cases.
            models.Index(fields=["case", "starts_at"], condition=Q(state="planned"), name="appointment_next_of_case"),
            # Heute: what somebody has planned by day.
            models.Index(fields=["owner", "starts_at"], condition=Q(state="planned"), name="appointment_due_for_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="phone") | ~Q(place=""),
                name="appointment_is_somewhere",
                violation_error_message=_("Schreiben Sie, wo Sie sich treffen."),
            ),
            models.CheckConstraint(
                condition=Q(way__in=[way.value for way in MEETING_WAYS]), name="appointment_way_one_arranges"
            ),
            models.CheckConstraint(condition=~Q(about=""), name="appointment_says_what_about"),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST), name="appointment_lasts_up_to_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") ^ Q(reason=""), name="appointment_cancelled_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.about

    @classmethod
    def read(cls, values: dict[str, Any]) -> Self:
        """An appointment out of ``as_json``: enough to show it."""
        known = {**values, "starts_at": datetime.fromisoformat(values["starts_at"])}
        owner = User(pk=UUID(known.pop("owner_id")), name=known.pop("owner_name"))
        return cls(owner=owner, **known)

    @property
    def ends_at(self) -> datetime:
        """When it should be over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return self.state == AppointmentState.PLANNED

    @property
    def has_begun(self) -> bool:
        """Whether its time has come."""
        return self.starts_at <= timezone.now()

    @property
    def is_today_or_past(self) -> bool:
        """Whether its day has come: from then on one can say what became of it; somebody may come early."""
        return timezone.localdate(self.starts_at) <= timezone.localdate()

    @property
    def is_unanswered(self) -> bool:
        """Whether it should be over, and nobody has said what became of it."""
        return self.is_planned and self.ends_at <= timezone.now()

    @property
    def where(self) -> str:
        """How and where, in one line."""
        return ", ".join(filter(None, [self.place, str(self.get_way_display())]))

    @property
    def title(self) -> str:
        """What calendars call it: no word about whose it is or what it is about."""
        return _now("Termin: {way}").format(way=self.get_way_display())

    def move(self, state: AppointmentState) -> None:
        """Go on to ``state`` (not yet saved). Raises ``RuleBroken`` where no way leads there."""
        if (state == AppointmentState.PLANNED) == self.is_planned:
            raise RuleBroken(_now("Das geht jetzt nicht: {state}.").format(state=self.get_state_display()))
        self.state = state
