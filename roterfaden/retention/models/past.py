"""What statistics keep of deleted cases and advice: rows that belong to nobody.

No identifier, no day, no district, no origin. What would describe somebody together stands apart: the month and the age
group in one row, every other trait alone in a row of its own that knows only the year. No row can be joined to another.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.cases.models import Gender

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class PastQuerySet(models.QuerySet["Past"]):
    """Past rows."""

    def visible_to(self, user: "User") -> Self:
        """All, for those who steer or supervise by figures; they lead to nobody."""
        return self.all() if not user.roles.isdisjoint({Role.HEAD_OF_UNIT, Role.DATA_PROTECTION}) else self.none()


class Past(Identified):
    """One that was, in a month (its first day), in an age group; the gender where enough of the year share both."""

    month = models.DateField(_("Monat"))
    age_group = models.CharField(_("Altersgruppe"), max_length=8, blank=True)
    gender = models.CharField(_("Geschlecht"), max_length=20, choices=Gender, blank=True)

    objects = PastQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="%(class)s_knows_no_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"


class PastCase(Past):
    """A case that was closed in this month and has been deleted."""

    class Meta(Past.Meta):
        verbose_name = _("gelöschter Fall")
        verbose_name_plural = _("gelöschte Fälle")


class PastAdvice(Past):
    """An advice of this month that has been deleted."""

    class Meta(Past.Meta):
        verbose_name = _("gelöschte Beratung")
        verbose_name_plural = _("gelöschte Beratungen")


class Trait(models.TextChoices):
    """What is counted by the year."""

    FIELD = "field", _("Handlungsfeld")
    ADVICE_FIELD = "advice_field", _("Handlungsfeld einer Beratung")
    LEGAL_AREA = "legal_area", _("Rechtskreis")
    DURATION = "duration", _("Dauer in Monaten")
    CLOSE_REASON = "close_reason", _("Grund des Abschlusses")
    T_VALUE = "t_value", _("T-Wert")


class PastTraitQuerySet(models.QuerySet["PastTrait"]):
    """Past traits."""

    def visible_to(self, user: "User") -> Self:
        """All, for those who steer or supervise by figures; they lead to nobody."""
        return self.all() if not user.roles.isdisjoint({Role.HEAD_OF_UNIT, Role.DATA_PROTECTION}) else self.none()


class PastTrait(Identified):
    """One trait of one deleted case or advice, alone, with nothing but the year beside it."""

    year = models.PositiveSmallIntegerField(_("Jahr"))
    trait = models.CharField(_("Merkmal"), max_length=12, choices=Trait)
    value = models.CharField(_("Ausprägung"), max_length=40)

    objects = PastTraitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Merkmal gelöschter Fälle und Beratungen")
        verbose_name_plural = _("Merkmale gelöschter Fälle und Beratungen")
        indexes = [models.Index(fields=["trait", "year", "value"], name="past_trait_counts")]

    def __str__(self) -> str:
        return f"{self.year} {self.get_trait_display()}: {self.value}"
