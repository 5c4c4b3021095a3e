"""The link with which a provider without an account answers one referral, once."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models.answer_links import AnswerLink, AnswerLinkQuerySet, link_indexes, link_rules, track_link
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.plan import Referral

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class ReferralLinkQuerySet(AnswerLinkQuerySet["ReferralLink"]):
    """Links."""

    def visible_to(self, user: "User") -> Self:
        """Those of referrals the user may read."""
        return self.filter(referral__in=Referral.objects.visible_to(user))


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
        indexes = link_indexes("referral_link")
        constraints = link_rules("referral_link", to="referral")
