"""What somebody sees of a conference whose file is not theirs: that they are invited, and whom one can invite.

Views of PostgreSQL (``cases/conferring.py``), as those of ``windows.py``.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.access import CASE_WORK
from roterfaden.cases.models.conferences import ConferenceKind, ConferenceState, MeetingWay

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def visible_to(self, user: "User") -> Self:
        """One's own."""
        return self.filter(user=user)


class Invitation(models.Model):
    """A conference as somebody knows it who is invited: kind, date, place, who invites. Not a word about whom.

    What they may read beyond that was disclosed to them, and is read as a
    :class:`~roterfaden.cases.models.Disclosure`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("Konto"))
    conference = models.UUIDField(_("Konferenz"))
    kind = models.CharField(_("Art der Konferenz"), max_length=10, choices=ConferenceKind)
    state = models.CharField(_("Stand"), max_length=10, choices=ConferenceState)
    way = models.CharField(_("wie"), max_length=10, choices=MeetingWay)
    place = models.CharField(_("Ort"), max_length=200)
    duration = models.PositiveSmallIntegerField(_("Dauer in Minuten"))
    dates = ArrayField(models.DateTimeField(), verbose_name=_("Vorgeschlagene Termine"))
    starts_at = models.DateTimeField(_("Termin"), null=True)
    sequence = models.PositiveSmallIntegerField(editable=False)
    suits = ArrayField(models.DateTimeField(), verbose_name=_("Passende Termine"))
    answered_at = models.DateTimeField(_("geantwortet am"), null=True)
    revision = models.PositiveIntegerField(_("Bearbeitungsstand"))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("geplant von")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Einladung zu einer Konferenz")
        verbose_name_plural = _("Einladungen zu Konferenzen")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def title(self) -> str:
        """What calendars call it."""
        return _now("Termin: {kind}").format(kind=self.get_kind_display())

    @property
    def waits(self) -> bool:
        """Whether the invited person has not said yet which dates suit."""
        return self.state == ConferenceState.PROPOSED and self.answered_at is None


class ColleagueQuerySet(models.QuerySet["Colleague"]):
    """Whom one can invite."""

    def visible_to(self, user: "User") -> Self:
        """All, for case managers; nobody for the Ausländerbehörde."""
        if not CASE_WORK.admits(user) or user.serves_immigration_authority:
            return self.none()
        return self


class Colleague(models.Model):
    """Somebody with an account in an office or at a provider, as whom one invites: the name and where they work.

    Nobody of a confidential place: whoever works there is invited by words.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("Konto"))
    organisation = models.ForeignKey(
        "network.Organisation", models.DO_NOTHING, related_name="+", verbose_name=_("Stelle")
    )
    name = models.CharField(_("Name"), max_length=160)

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Kollegin oder Kollege")
        verbose_name_plural = _("Kolleginnen und Kollegen")

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"
