"""The help plan: what others do, what the person does, and the referral to an offer."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised, Withdrawable, WithdrawableQuerySet
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.consents import GivenHow
from roterfaden.cases.models.disclosures import Disclosure
from roterfaden.cases.models.entrusted import own_filter, team_filter
from roterfaden.cases.models.goals import ActionGoal, GoalState
from roterfaden.cases.models.timeline import Act, TimelineEntry

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class MeasureKind(models.TextChoices):
    """What is done for the person."""

    OFFER = "offer", _("Angebot eines Trägers")
    SERVICE = "service", _("Hilfe der Fachkraft oder einer anderen Stelle")
    NO_OFFER = "no_offer", _("Es gibt kein passendes Angebot")


class StepState(models.TextChoices):
    """Where a step of the plan stands."""

    PLANNED = "planned", _("geplant")
    RUNNING = "running", _("läuft")
    DONE = "done", _("erledigt")


def _is_late(step: "Measure | OwnActivity") -> bool:
    return step.state == StepState.PLANNED and step.due_on is not None and step.due_on < timezone.localdate()


STANDING = Q(withdrawn_at=None, action_goal__withdrawn_at=None, action_goal__frame_goal__withdrawn_at=None)
"""That neither a step nor a goal above it was taken back."""


class PlanQuerySet(WithdrawableQuerySet["Measure"]):
    """Steps of a help plan."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def standing(self) -> Self:
        """Those in the plan: neither they nor a goal above them was taken back."""
        return self.filter(STANDING)

    def late(self, today: date) -> Self:
        """Those of open goals that should have begun by now (:attr:`Measure.is_late`)."""
        return self.exclude(kind=MeasureKind.NO_OFFER).filter(late_steps(today))


IS_ASKED = Func(F("pk"), function="rf.is_asked", output_field=models.BooleanField())
"""Whether a referral of the measure runs, even one that whoever asks may not read."""


@pghistory.track()
@carries_its_case("action_goal", "cases_actiongoal")
class Measure(BelowCase, Revised, Withdrawable):
    """A service, offer or help for an action goal; or the recorded answer that nothing fits."""

    above = "action_goal"

    action_goal = models.ForeignKey(
        ActionGoal, models.PROTECT, related_name="measures", verbose_name=_("Handlungsziel")
    )
    kind = models.CharField(_("Art"), max_length=10, choices=MeasureKind)
    title = models.CharField(_("Was geschieht"), max_length=240)
    offer = models.ForeignKey(
        "offers.Offer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Angebot")
    )
    responsible = models.CharField(_("Wer macht es"), max_length=160, blank=True)
    due_on = models.DateField(_("bis"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=StepState, default=StepState.PLANNED)
    note = models.TextField(_("Hinweis"), blank=True)
    missing = models.TextField(_("Was fehlt"), blank=True)
    compromise = models.TextField(_("Was wir stattdessen tun"), blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Maßnahme")
        verbose_name_plural = _("Maßnahmen")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["action_goal", "position"], name="measure_of_action_goal")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=MeasureKind.OFFER, offer__isnull=False)
                | (~Q(kind=MeasureKind.OFFER) & Q(offer__isnull=True)),
                name="measure_offer_belongs_to_kind",
                violation_error_message=_("Wählen Sie das Angebot aus, das vermittelt werden soll."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=MeasureKind.NO_OFFER) | ~Q(missing=""),
                name="measure_without_offer_says_what_is_missing",
                violation_error_message=_("Beschreiben Sie kurz, was fehlt."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether it should have begun: an answer that nothing fits is nothing to begin with."""
        return self.kind != MeasureKind.NO_OFFER and _is_late(self)

    def is_asked(self) -> bool:
        """Whether a referral runs, even one that whoever asks may not read. Costs a query."""
        return bool(Measure.objects.filter(pk=self.pk).values_list(IS_ASKED, flat=True).get())


def late_steps(today: date) -> Q:
    """The condition that a step stands in the plan, for an open goal, and should have begun."""
    return STANDING & Q(action_goal__state=GoalState.OPEN, state=StepState.PLANNED, due_on__lt=today)


class OwnActivityQuerySet(WithdrawableQuerySet["OwnActivity"]):
    """What people do themselves."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def late(self, today: date) -> Self:
        """Those of open goals that should have begun by now."""
        return self.filter(late_steps(today))


@pghistory.track()
@carries_its_case("action_goal", "cases_actiongoal")
class OwnActivity(BelowCase, Revised, Withdrawable):
    """What the person does themselves; kept apart from the help of others."""

    above = "action_goal"

    action_goal = models.ForeignKey(
        ActionGoal, models.PROTECT, related_name="own_activities", verbose_name=_("Handlungsziel")
    )
    text = models.CharField(_("Das mache ich selbst"), max_length=240)
    due_on = models.DateField(_("bis"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=StepState, default=StepState.PLANNED)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = OwnActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eigenaktivität")
        verbose_name_plural = _("Eigenaktivitäten")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["action_goal", "position"], name="own_activity_of_action_goal")]

    def __str__(self) -> str:
        return self.text

    @property
    def title(self) -> str:
        """What it is called among other steps."""
        return self.text

    @property
    def is_late(self) -> bool:
        """Whether it should have begun."""
        return _is_late(self)


class ReferralState(models.TextChoices):
    """The life of a referral."""

    SENT = "sent", _("angefragt")
    ACCEPTED = "accepted", _("zugesagt")
    DECLINED = "declined", _("abgelehnt")
    STARTED = "started", _("hat begonnen")
    DONE = "done", _("beendet")
    ENDED_EARLY = "ended_early", _("vorzeitig beendet")

    @classmethod
    def running(cls) -> tuple["ReferralState", ...]:
        """The states in which the provider is asked or at work."""
        return (cls.SENT, cls.ACCEPTED, cls.STARTED)

    @classmethod
    def failed(cls) -> tuple["ReferralState", ...]:
        """The ends after which something else has to be found; each needs its reason."""
        return (cls.DECLINED, cls.ENDED_EARLY)

    @classmethod
    def next_states(cls, state: str) -> tuple["ReferralState", ...]:
        """The states which may follow; an empty tuple means the referral has ended.

        Some providers simply begin, some never answer: then the request ends early, with that as its reason.
        """
        follow: dict[str, tuple[ReferralState, ...]] = {
            cls.SENT: (cls.ACCEPTED, cls.DECLINED, cls.STARTED, cls.ENDED_EARLY),
            cls.ACCEPTED: (cls.STARTED, cls.ENDED_EARLY),
            cls.STARTED: (cls.DONE, cls.ENDED_EARLY),
        }
        return follow.get(state, ())


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals."""

    def visible_to(self, user: "User") -> Self:
        """Those whose disclosure the user may read today, and those they sent in a case entrusted to them."""
        told = Exists(Disclosure.objects.visible_to(user).filter(pk=OuterRef("disclosure")))
        return self.filter((team_filter(user) & told) | (own_filter(user) & Q(sent_by=user)))

    def unanswered_since(self, moment: datetime) -> Self:
        """Asked before ``moment``, reminded by nobody since, and without any answer; of open cases, not noted yet.

        A reminder of the daily run asks again, but gives no longer.
        """
        waiting = self.filter(state=ReferralState.SENT, sent_at__lte=moment, expired_at=None)
        waiting = waiting.filter(case__closed_at=None, measure__withdrawn_at=None)
        return waiting.exclude(Exists(_reminders().filter(at__gt=moment, by__isnull=False)))

    def never_reminded(self) -> Self:
        """Of which neither a colleague nor the daily run has reminded anybody."""
        return self.exclude(Exists(_reminders()))


def _reminders() -> models.QuerySet[TimelineEntry]:
    return TimelineEntry.objects.filter(case=OuterRef("case"), act=Act.REFERRAL_REMINDED, subject=OuterRef("pk"))


@pghistory.track()
@carries_its_case("measure", "cases_measure")
class Referral(BelowCase, Revised):
    """The referral of a person to an offer. After a refusal a new referral steers anew; the old one stays."""

    above = "measure"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="referrals", verbose_name=_("Maßnahme"))
    offer = models.ForeignKey("offers.Offer", models.PROTECT, related_name="+", verbose_name=_("Angebot"))
    state = models.CharField(_("Stand"), max_length=12, choices=ReferralState, default=ReferralState.SENT)
    sent_at = models.DateTimeField(_("angefragt am"), default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("angefragt von")
    )
    message = models.TextField(_("Was wurde mitgeteilt"), blank=True)
    seen_at = models.DateTimeField(_("dort gelesen am"), null=True, blank=True, editable=False)
    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="referral", verbose_name=_("Übermittlung")
    )
    answered_at = models.DateTimeField(_("Stand vom"), null=True, blank=True)
    reason = models.TextField(_("Grund"), blank=True)
    expired_at = models.DateTimeField(_("ohne Antwort abgelaufen am"), null=True, blank=True, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vermittlung")
        verbose_name_plural = _("Vermittlungen")
        ordering = ["-sent_at", "id"]
        indexes = [
            models.Index(fields=["measure"], name="referral_of_measure"),
            # Today: answers that are still awaited after two weeks.
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="referral_without_answer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(state__in=["sent", "accepted", "started"]),
                name="referral_one_running_per_measure",
                violation_error_message=_("Für diese Maßnahme läuft schon eine Vermittlung."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "ended_early"]) | ~Q(reason=""),
                name="referral_end_needs_a_reason",
                violation_error_message=_("Nennen Sie bitte den Grund."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer} ({self.get_state_display()})"

    @property
    def has_failed(self) -> bool:
        """Whether something else has to be found."""
        return self.state in ReferralState.failed()

    @property
    def is_running(self) -> bool:
        """Whether an answer or an end is still to come."""
        return bool(ReferralState.next_states(self.state))

    @property
    def has_expired(self) -> bool:
        """Whether nobody answered in time. A late answer still counts; until then one asks again or steers anew."""
        return self.state == ReferralState.SENT and self.expired_at is not None

    @property
    def lacks_consent(self) -> bool:
        """Whether it still runs although the consent behind it was withdrawn or has run out: end it or ask again."""
        consent = self.disclosure.consent
        if not self.is_running or consent is None:
            return False
        # What was ticked before there were consents has no end of its own.
        return consent.withdrawn_at is not None or (consent.given_how != GivenHow.BEFORE and not consent.holds)
