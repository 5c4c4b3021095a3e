"""The link with which a provider without an account answers one referral, once."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models.answer_links import AnswerLink, track_link
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.plan import Referral

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class ReferralLinkQuerySet(models.QuerySet["ReferralLink"]):
    """Links."""

    def visible_to(self, user: "User") -> Self:
        """Those of referrals the user may read."""
        return self.filter(referral__in=Referral.objects.visible_to(user))

    def open(self) -> Self:
        """Not ended; whether the link still opens also depends on its time and on what it opens."""
        return self.filter(closed_at__isnull=True)


@track_link
@carries_its_case("referral", "cases_referral")
class ReferralLink(BelowCase, AnswerLink):
    """The link for the provider that was asked."""

    above = "referral"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="links", verbose_name=_("Vermittlung"))

    objects = ReferralLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Link für den Träger")
        verbose_name_plural = _("Links für Träger")
        ordering = ["-made_at", "id"]
        indexes = [
            # The daily run: what has expired.
            models.Index(fields=["expires_at"], condition=Q(closed_at__isnull=True), name="referral_link_expires")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(closed_at__isnull=True), name="referral_link_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="referral_link_closed_with_a_reason",
            ),
        ]
