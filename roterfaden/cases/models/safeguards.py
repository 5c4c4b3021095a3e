"""What protects a person's data on their request: restriction, objection, and their own statement beside an entry."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Revised, Withdrawable
from roterfaden.cases.models.assessment import TeamWithdrawableQuerySet
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.people import Client

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class SafeguardKind(models.TextChoices):
    """What is in force."""

    RESTRICTION = "restriction", _("Verarbeitung eingeschränkt")
    OBJECTION = "objection", _("Widerspruch gegen die Weitergabe")


class SafeguardQuerySet(models.QuerySet["Safeguard"]):
    """Safeguards."""

    def visible_to(self, user: "User") -> Self:
        """Those of persons whose file the user may open: teams of their cases, and who took an intake."""
        return self.filter(client__in=Client.objects.visible_to(user))

    def standing(self) -> Self:
        """Not ended, whether or not used today by way of exception."""
        return self.filter(ended_at__isnull=True)

    def in_force(self) -> Self:
        """Standing, and not set aside for the moment."""
        return self.standing().filter(Q(lifted_until__isnull=True) | Q(lifted_until__lte=Now()))

    def on_whole_file(self) -> Self:
        """Those that hold for everything, not for one entry."""
        return self.filter(subject__isnull=True)


@pghistory.track()
class Safeguard(Identified):
    """A restriction (Art. 18 GDPR) or an objection that was granted (Art. 21), for the whole file or one entry.

    ``subject`` is the identifier of the entry, of whatever kind; ``request`` that of the request it was granted on.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="safeguards", verbose_name=_("Ratsuchende Person"))
    kind = models.CharField(_("Art"), max_length=12, choices=SafeguardKind)
    subject = models.UUIDField(_("Eintrag"), null=True, blank=True)
    label = models.CharField(_("Wofür"), max_length=300, blank=True)
    request = models.UUIDField(_("Anfrage"), null=True, blank=True)
    reason = models.TextField(_("Grund"))
    since = models.DateTimeField(_("seit"), default=timezone.now)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("festgelegt von")
    )
    lifted_until = models.DateTimeField(_("ausnahmsweise offen bis"), null=True, blank=True)
    lifted_reason = models.TextField(_("Grund der Ausnahme"), blank=True)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beendet von")
    )
    end_reason = models.TextField(_("Grund des Endes"), blank=True)

    objects = SafeguardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schutz auf Wunsch der Person")
        verbose_name_plural = _("Schutz auf Wunsch der Person")
        ordering = ["-since", "id"]
        indexes = [
            models.Index(fields=["client", "kind"], name="safeguard_of_client"),
            # Every claim of a record asks whether it is restricted.
            models.Index(fields=["subject"], condition=Q(ended_at__isnull=True), name="safeguard_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind", "subject"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="safeguard_once_at_a_time",
                violation_error_message=_("Das ist schon in Kraft."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="safeguard_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""), name="safeguard_end_needs_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(lifted_until__isnull=True) | ~Q(lifted_reason=""), name="safeguard_lifted_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_lifted(self) -> bool:
        """Whether it is set aside at this moment."""
        return self.lifted_until is not None and self.lifted_until > timezone.now()


@pghistory.track()
class CounterStatement(Revised, Withdrawable):
    """What the person says to an entry they disagree with (Gegendarstellung); always shown beside it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="counter_statements", verbose_name=_("Fall"))
    subject = models.UUIDField(_("Eintrag"))
    label = models.CharField(_("Zu welchem Eintrag"), max_length=300)
    text = models.TextField(_("Gegendarstellung"))
    language = models.CharField(_("Sprache"), max_length=12, default="de")
    stated_on = models.DateField(_("gesagt am"), default=timezone.localdate)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("festgehalten von")
    )
    written_at = models.DateTimeField(_("festgehalten am"), auto_now_add=True)

    objects = TeamWithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Gegendarstellung")
        verbose_name_plural = _("Gegendarstellungen")
        ordering = ["stated_on", "written_at"]
        indexes = [models.Index(fields=["case", "subject"], name="counter_statement_of_entry")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="counter_statement_says_something")]

    def __str__(self) -> str:
        return str(self.label)


def statements_on(case: Case, subjects: list[UUID]) -> dict[UUID, list[CounterStatement]]:
    """What the person says to these entries of the case, by entry (one query)."""
    found: dict[UUID, list[CounterStatement]] = {}
    for statement in CounterStatement.objects.current().filter(case=case, subject__in=subjects):
        found.setdefault(statement.subject, []).append(statement)
    return found
