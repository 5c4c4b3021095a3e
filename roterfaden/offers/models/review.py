"""Whether the facts of an offer still hold: each time somebody is asked, with what came of it."""

from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Identified
from roterfaden.network.access import may_care_for_directory
from roterfaden.offers.models.offer import Offer


class ReviewState(models.TextChoices):
    """Where a question stands. It begins with the keepers of the offer, or with the city where it has none."""

    ASKED = "asked", _("gefragt")
    REMINDED = "reminded", _("erinnert")
    OVERDUE = "overdue", _("bei der Kommune")
    DOUBTED = "doubted", _("stimmt nicht mehr")
    CONFIRMED = "confirmed", _("bestätigt")
    ENDED = "ended", _("Angebot eingestellt")

    @classmethod
    def next_states(cls, state: str) -> tuple["ReviewState", ...]:
        """What may follow."""
        answers = (cls.DOUBTED, cls.CONFIRMED, cls.ENDED)
        follow: dict[str, tuple[ReviewState, ...]] = {
            cls.ASKED: (cls.REMINDED, cls.OVERDUE, *answers),
            cls.REMINDED: (cls.OVERDUE, *answers),
            cls.OVERDUE: answers,
            cls.DOUBTED: (cls.OVERDUE, cls.CONFIRMED, cls.ENDED),
        }
        return follow.get(state, ())

    @classmethod
    def closed(cls) -> tuple["ReviewState", ...]:
        """Nothing is asked any more."""
        return tuple(state for state in cls if not cls.next_states(state))


REVIEW_BADGES = {
    ReviewState.ASKED: Badge(_("gefragt"), Tone.INFO, "mail"),
    ReviewState.REMINDED: Badge(_("erinnert"), Tone.WARNING, "mail"),
    ReviewState.OVERDUE: Badge(_("lange nicht bestätigt"), Tone.WARNING),
    ReviewState.DOUBTED: Badge(_("stimmt nicht mehr"), Tone.DANGER),
    ReviewState.CONFIRMED: Badge(_("bestätigt"), Tone.SUCCESS),
    ReviewState.ENDED: Badge(_("eingestellt"), Tone.NEUTRAL, "close"),
}


class ReviewAnswer(models.TextChoices):
    """On which way an offer was confirmed."""

    LINK = "link", _("über den Link einer E-Mail")
    PAGE = "page", _("im Verzeichnis")
    CALL = "call", _("nach einem Anruf")


class OfferReviewQuerySet(models.QuerySet["OfferReview"]):
    """Questions whether offers still hold."""

    def visible_to(self, user: Any) -> Self:
        """The city sees all of them, a provider's staff those about its own offers."""
        if may_care_for_directory(user):
            return self
        return self.filter(offer__organisation__in=user.organisations_as(Role.PROVIDER_STAFF))

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(closed_at=None)


@pgtrigger.register(
    pgtrigger.FSM(
        name="offer_review_in_order",
        field="state",
        transitions=[(state.value, to.value) for state in ReviewState for to in ReviewState.next_states(state)],
    )
)
@pghistory.track(exclude=["token_hash"])
class OfferReview(Identified):
    """One question whether the facts of an offer still hold, from the first mail to the answer.

    Its history is the log of its states. Of the token in a mail only the SHA-256 is kept, and only while it is open.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="reviews", verbose_name=_("Angebot"))
    state = models.CharField(_("Stand"), max_length=10, choices=ReviewState, default=ReviewState.ASKED)
    asked_on = models.DateField(_("gefragt am"), default=timezone.localdate)
    mailed_on = models.DateField(_("letzte E-Mail am"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("Link gilt bis"), null=True, blank=True)
    words = models.TextField(_("Was nicht mehr stimmt"), blank=True)
    answered_by = models.CharField(_("bestätigt"), max_length=10, choices=ReviewAnswer, blank=True)
    closed_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)

    objects = OfferReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("Frage nach dem Stand eines Angebots")
        verbose_name_plural = _("Fragen nach dem Stand der Angebote")
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=Q(closed_at__isnull=True), name="offer_review_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReviewState.closed(), closed_at__isnull=False, token_hash__isnull=True)
                | (~Q(state__in=ReviewState.closed()) & Q(closed_at__isnull=True)),
                name="offer_review_closed_with_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True) | Q(expires_at__isnull=False), name="offer_review_link_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.get_state_display()}"

    @property
    def badge(self) -> Badge:
        """Its state as icon and word."""
        return REVIEW_BADGES[ReviewState(self.state)]


# On whatever way an offer gets a newer date or is retired (form, import, other systems): nobody is asked any more.
pgtrigger.register(
    pgtrigger.Trigger(
        name="offer_review_is_answered",
        operation=pgtrigger.Update,
        when=pgtrigger.After,
        condition=pgtrigger.Q(old__checked_on__df=pgtrigger.F("new__checked_on"))
        | pgtrigger.Q(old__is_active__df=pgtrigger.F("new__is_active")),
        func=f"""
            update offers_offerreview
            set state = case when new.is_active then '{ReviewState.CONFIRMED}' else '{ReviewState.ENDED}' end,
                answered_by = case when new.is_active then '{ReviewAnswer.PAGE}' else '' end,
                closed_at = now(), token_hash = null, expires_at = null
            where offer_id = new.id and closed_at is null and (not new.is_active or new.checked_on >= asked_on);
            return null;
        """,
    )
)(Offer)
