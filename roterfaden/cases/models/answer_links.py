"""Links with which somebody without an account answers once: a secret address, and a code told by another way."""

from typing import Self, TypeVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified

MOST_FAILURES = 5
"""So many wrong codes end a link: then one of 200,000 who has the link, but not the code, has guessed it."""

track_link = pghistory.track(exclude=["token_hash", "code_hash"])
"""The history of a link keeps no secrets, not even hashed ones."""


class LinkEnd(models.TextChoices):
    """Why a link leads nowhere any more."""

    USED = "used", _("beantwortet")
    REPLACED = "replaced", _("durch einen neuen Link ersetzt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    GUESSED = "guessed", _("nach fünf falschen Codes gesperrt")
    EXPIRED = "expired", _("abgelaufen")


Link = TypeVar("Link", bound="AnswerLink")


class AnswerLinkQuerySet(models.QuerySet[Link]):
    """Links of one kind; who may know of them, each kind says itself."""

    def open(self) -> Self:
        """Not ended; whether the link still opens also depends on its time and on what it opens."""
        return self.filter(closed_at__isnull=True)

    def over(self) -> Self:
        """Their time is over, and nobody has written it down."""
        return self.open().filter(expires_at__lte=timezone.now())

    def end(self, why: LinkEnd) -> int:
        """Those that were open lead nowhere from now on; how many there were."""
        return self.open().update(closed_at=timezone.now(), closed_why=why)


class AnswerLink(Identified):
    """A secret address, and a code told by another way. Of both only hashes are stored.

    The token's SHA-256 is enough, nobody guesses 256 bits; the six digits are hashed with the key of the installation.
    """

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(_("angelegt am"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("angelegt von")
    )
    expires_at = models.DateTimeField(_("gilt bis"))
    failures = models.PositiveSmallIntegerField(_("falsche Codes"), default=0)
    opened_at = models.DateTimeField(_("geöffnet am"), null=True, blank=True)
    closed_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    closed_why = models.CharField(_("warum geschlossen"), max_length=10, choices=LinkEnd, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.made_at:%d.%m.%Y}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be used, as far as the link itself knows."""
        return self.closed_at is None and self.expires_at > timezone.now()

    @property
    def end(self) -> LinkEnd | None:
        """How it ended; the daily run writes down that its time is over, but it is over before that."""
        if self.closed_why:
            return LinkEnd(self.closed_why)
        return None if self.is_open else LinkEnd.EXPIRED


def link_indexes(kind: str) -> list[models.Index]:
    """What the daily run looks for in a table of links: those that have expired."""
    return [models.Index(fields=["expires_at"], condition=Q(closed_at__isnull=True), name=f"{kind}_expires")]


def link_rules(kind: str, *, to: str) -> list[models.BaseConstraint]:
    """What PostgreSQL insists on in a table of links: one open at a time ``to`` each row, no end without a reason."""
    is_open = Q(closed_at__isnull=True)
    return [
        models.UniqueConstraint(fields=[to], condition=is_open, name=f"{kind}_one_open"),
        models.CheckConstraint(
            condition=Q(closed_at__isnull=True, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
            name=f"{kind}_closed_with_a_reason",
        ),
    ]
