"""Requests of persons under the GDPR, their steps, and the versions of the impact assessment."""

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Identified, Revised
from roterfaden.cases.models import Client

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class RequestKind(models.TextChoices):
    """Which right the person claims."""

    ACCESS = "access", _("Auskunft (Art. 15)")
    CORRECTION = "correction", _("Berichtigung (Art. 16)")
    ERASURE = "erasure", _("Löschung (Art. 17)")
    RESTRICTION = "restriction", _("Einschränkung (Art. 18)")
    OBJECTION = "objection", _("Widerspruch (Art. 21)")


class RequestState(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("eingegangen")
    DECIDED = "decided", _("entschieden")
    ANSWERED = "answered", _("beantwortet")
    WITHDRAWN = "withdrawn", _("zurückgezogen")

    @classmethod
    def next_states(cls, state: str) -> tuple["RequestState", ...]:
        """The states which may follow; an empty tuple means the request has ended."""
        follow: dict[str, tuple[RequestState, ...]] = {
            cls.RECEIVED: (cls.DECIDED, cls.ANSWERED, cls.WITHDRAWN),
            cls.DECIDED: (cls.ANSWERED,),
        }
        return follow.get(state, ())


class Outcome(models.TextChoices):
    """How a request was decided."""

    GRANTED = "granted", _("Wir kommen dem Wunsch nach")
    PARTLY = "partly", _("Wir kommen dem Wunsch zum Teil nach")
    REFUSED = "refused", _("Wir lehnen den Wunsch ab")


class HandOver(models.TextChoices):
    """How the answer reached the person."""

    IN_PERSON = "in_person", _("im Gespräch übergeben")
    POST = "post", _("mit der Post")
    PORTAL = "secure", _("elektronisch, verschlüsselt")
    REPRESENTATIVE = "representative", _("an eine bevollmächtigte Person")


class StepAct(models.TextChoices):
    """What happened to a request."""

    RECEIVED = "received", _("Anfrage eingegangen")
    EXTENDED = "extended", _("Frist verlängert")
    DECIDED = "decided", _("entschieden")
    ANSWERED = "answered", _("beantwortet")
    WITHDRAWN = "withdrawn", _("von der Person zurückgezogen")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests."""

    def visible_to(self, user: "User") -> Self:
        """Requests of persons whose file the user may open; data protection and head of unit see all, by reference.

        What was asked and why it was decided so stands in the steps, which only the former see.
        """
        if not user.roles.isdisjoint({Role.DATA_PROTECTION, Role.HEAD_OF_UNIT}):
            return self
        return self.of_persons_of(user)

    def of_persons_of(self, user: "User") -> Self:
        """Requests of persons whose file the user may open."""
        return self.filter(client__in=Client.objects.visible_to(user).file_visible_to(user))

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state__in=[RequestState.RECEIVED, RequestState.DECIDED])

    def overdue(self) -> Self:
        """Waiting for longer than the law allows."""
        return self.open().filter(due_on__lt=timezone.localdate())

    def released_for_erasure(self) -> Self:
        """Erasure was granted as a whole: whoever deletes takes the persons from here; the rows go with the person."""
        return self.filter(kind=RequestKind.ERASURE, outcome=Outcome.GRANTED)


@pghistory.track()
class DataRequest(Revised):
    """One request. ``due_on`` is a month after it came in, at most three months after an extension (Art. 12 (3))."""

    reference = models.CharField(_("Zeichen"), max_length=20, unique=True, editable=False)
    client = models.ForeignKey(
        Client, models.PROTECT, related_name="data_requests", verbose_name=_("Ratsuchende Person")
    )
    kind = models.CharField(_("Worum es geht"), max_length=12, choices=RequestKind)
    state = models.CharField(_("Stand"), max_length=10, choices=RequestState, default=RequestState.RECEIVED)
    received_on = models.DateField(_("eingegangen am"), default=timezone.localdate)
    due_on = models.DateField(_("Antwort spätestens am"))
    extended_on = models.DateField(_("Frist verlängert am"), null=True, blank=True)
    language = models.CharField(_("Sprache der Antwort"), max_length=12, default="de")
    subject = models.UUIDField(_("Eintrag"), null=True, blank=True)
    outcome = models.CharField(_("Entscheidung"), max_length=10, choices=Outcome, blank=True)
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)
    answered_on = models.DateField(_("beantwortet am"), null=True, blank=True)
    handed_over = models.CharField(_("Wie die Antwort ankam"), max_length=16, choices=HandOver, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("aufgenommen von")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entschieden von"),
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anfrage zum Datenschutz")
        verbose_name_plural = _("Anfragen zum Datenschutz")
        ordering = ["-received_on", "-reference"]
        indexes = [
            models.Index(fields=["client", "state"], name="data_request_of_client"),
            models.Index(
                fields=["due_on"], condition=Q(state__in=["received", "decided"]), name="data_request_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="data_request_due_after_received"),
            models.CheckConstraint(
                condition=~Q(state__in=["received", "withdrawn"]) | Q(outcome=""),
                name="data_request_outcome_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | (~Q(outcome="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="data_request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answered_on__isnull=False) & ~Q(handed_over="")),
                name="data_request_answered_somehow",
            ),
            # Access needs no decision, all other rights do.
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(kind="access") | ~Q(outcome=""),
                name="data_request_answer_needs_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.state in {RequestState.RECEIVED, RequestState.DECIDED}

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late."""
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def is_released_for_erasure(self) -> bool:
        """Whether the person's data may be deleted on their request."""
        return self.kind == RequestKind.ERASURE and self.outcome == Outcome.GRANTED

    @property
    def sign(self) -> Badge:
        """Where it stands, for a page."""
        if self.is_overdue:
            return Badge(_("überfällig"), Tone.DANGER, "clock")
        if self.is_released_for_erasure:
            return Badge(_("zur Löschung freigegeben"), Tone.WARNING, "delete")
        tone, icon = {
            RequestState.RECEIVED: (Tone.WARNING, "clock"),
            RequestState.DECIDED: (Tone.INFO, "edit"),
            RequestState.ANSWERED: (Tone.SUCCESS, "check"),
            RequestState.WITHDRAWN: (Tone.NEUTRAL, "undo"),
        }[RequestState(self.state)]
        return Badge(RequestState(self.state).label, tone, icon)


class DataRequestStepQuerySet(models.QuerySet["DataRequestStep"]):
    """Steps of requests."""

    def visible_to(self, user: "User") -> Self:
        """Those of persons whose file the user may open; supervision sees the requests, not what was said."""
        return self.filter(request__client__in=Client.objects.visible_to(user).file_visible_to(user))


@pgtrigger.register(pgtrigger.Protect(name="data_request_step_stays", operation=pgtrigger.Update))
class DataRequestStep(Identified):
    """Who did what about a request, when and why. Never changed; removed only with the person."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="steps", verbose_name=_("Anfrage"))
    act = models.CharField(_("Vorgang"), max_length=10, choices=StepAct)
    at = models.DateTimeField(_("am"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("durch"))
    text = models.TextField(_("Worum es ging und warum"), blank=True)
    text_language = models.CharField(_("Sprache"), max_length=12, blank=True)

    objects = DataRequestStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schritt einer Anfrage")
        verbose_name_plural = _("Schritte von Anfragen")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "at"], name="data_request_step_of_request")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=["extended", "decided"]) | ~Q(text=""), name="data_request_step_with_reason"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_act_display())


class ImpactDraftQuerySet(models.QuerySet["ImpactDraft"]):
    """Versions of the impact assessment."""

    def visible_to(self, user: "User") -> Self:
        """All of them for data protection and head of unit; nobody else's business."""
        return self if not user.roles.isdisjoint({Role.DATA_PROTECTION, Role.HEAD_OF_UNIT}) else self.none()


@pgtrigger.register(pgtrigger.Protect(name="impact_draft_stays", operation=pgtrigger.Update | pgtrigger.Delete))
class ImpactDraft(Identified):
    """One saved version of what the municipality adds to the impact assessment. A change is a new version."""

    number = models.PositiveIntegerField(_("Fassung"), unique=True)
    answers = models.JSONField(_("Angaben der Kommune"), default=dict)
    saved_at = models.DateTimeField(_("gespeichert am"), default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gespeichert von")
    )

    objects = ImpactDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fassung der Folgenabschätzung")
        verbose_name_plural = _("Fassungen der Folgenabschätzung")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Fassung {self.number}"


def month_later(day: date, months: int = 1) -> date:
    """The end of a period of months (§ 188 BGB): the same day, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
