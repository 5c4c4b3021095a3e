"""Persons entered twice: who may be put together, who probably should be, and what was put together."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.cases.access import may_find_people
from roterfaden.cases.models.entrusted import Entrusted
from roterfaden.cases.models.people import Client
from roterfaden.cases.models.windows import FindableClient

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class MergeableClientQuerySet(models.QuerySet["MergeableClient"]):
    """Persons one may put together with others."""

    def visible_to(self, user: "User") -> Self:
        """Those of the user's office whose running case, or else latest one, the user leads as lead or deputy.

        Of somebody without a case, whoever registered and talked to them.
        """
        if not may_find_people(user) or user.serves_immigration_authority:
            return self.none()
        led = Q(decisive_case__among=Entrusted(user, "led"))
        talked = Exists(user.intakes.filter(client=OuterRef("pk")))
        registered = Q(talked, decisive_case=None, created_by=user)
        return self.filter(led | registered, organisation__in=user.organisations_as(Role.CASE_MANAGER))


class MergeableClient(models.Model):
    """A person as far as it matters whether they may be put together with another one."""

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(
        "network.Organisation", models.DO_NOTHING, related_name="+", verbose_name=_("betreut bei")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("angelegt von")
    )
    decisive_case = models.UUIDField(_("laufender oder letzter Fall"), null=True)

    objects = MergeableClientQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Person, die zusammengeführt werden darf")
        verbose_name_plural = _("Personen, die zusammengeführt werden dürfen")

    def __str__(self) -> str:
        return str(self.pk)


class ProbableDoubleQuerySet(models.QuerySet["ProbableDouble"]):
    """Two entries that are probably one person."""

    def visible_to(self, user: "User") -> Self:
        """Those of which the user may put the first one together with others."""
        return self.filter(first__in=MergeableClient.objects.visible_to(user).values("pk"))

    def each_once(self, user: "User") -> Self:
        """With ``is_both``: whether the user may put both together; then they stand in the list once, not twice."""
        # No Exists(): PostgreSQL would look for each second person among all of the user's, one after the other.
        second: Any = MergeableClient.objects.visible_to(user).values("pk")
        found = self.annotate(is_both=ExpressionWrapper(Q(second__in=second), models.BooleanField()))
        return found.exclude(is_both=True, first__gt=F("second")).order_by("-likeness", "pk")


class ProbableDouble(models.Model):
    """The same office, the same birth date, a name in common in any spelling; in both orders."""

    id = models.CharField(primary_key=True, max_length=73, editable=False)
    first = models.ForeignKey(FindableClient, models.DO_NOTHING, related_name="+", verbose_name=_("eine Person"))
    second = models.ForeignKey(FindableClient, models.DO_NOTHING, related_name="+", verbose_name=_("andere Person"))
    likeness = models.FloatField(_("Ähnlichkeit der Namen"))
    is_both: bool

    objects = ProbableDoubleQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Wahrscheinlich doppelt erfasste Person")
        verbose_name_plural = _("Wahrscheinlich doppelt erfasste Personen")

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class ClientMergeQuerySet(models.QuerySet["ClientMerge"]):
    """What was put together."""

    def visible_to(self, user: "User") -> Self:
        """That of persons known to the user, to case managers."""
        if not may_find_people(user):
            return self.none()
        known: Any = Client.objects.visible_to(user).unmerged().values("pk")
        return self.filter(Q(kept__in=known) | Q(joined__in=known))

    def standing(self) -> Self:
        """Not parted again."""
        return self.filter(parted_at=None)


@pghistory.track()
class ClientMerge(Identified):
    """Two entries of one person became one: what moved and what was changed, so that it can be taken back exactly.

    ``moved``: keys of rows by ``table.column`` that led to ``joined``. ``changed``: of the details of ``kept``, what
    stood there before and what the merge put there.
    """

    kept = models.ForeignKey(Client, models.PROTECT, related_name="merges", verbose_name=_("geblieben"))
    joined = models.ForeignKey(Client, models.PROTECT, related_name="+", verbose_name=_("dazugekommen"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("zusammengeführt von")
    )
    at = models.DateTimeField(_("zusammengeführt am"), default=timezone.now)
    moved = models.JSONField(_("Was umgezogen ist"), default=dict)
    changed = models.JSONField(_("Was geändert wurde"), default=dict)
    parted_at = models.DateTimeField(_("wieder getrennt am"), null=True)
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("wieder getrennt von"),
    )

    objects = ClientMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zusammenführung")
        verbose_name_plural = _("Zusammenführungen")
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["joined"], condition=Q(parted_at__isnull=True), name="client_merge_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(kept=F("joined")), name="client_merge_of_two"),
            models.CheckConstraint(
                condition=Q(parted_at__isnull=True, parted_by__isnull=True)
                | Q(parted_at__isnull=False, parted_by__isnull=False),
                name="client_merge_parted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y}"
