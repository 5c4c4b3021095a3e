"""Short advice without a case: somebody asks, gets an answer and goes. Nobody is named, everything is counted."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised
from roterfaden.cases.models.intake import Way

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

# Six digits with at most one sign between two of them: telephone, birth date, file number. Or an address of e-mail.
TELLS_WHO = r"\d([ ./-]?\d){5}|@"
NAMELESS = _("Bitte ohne Telefonnummer, Geburtsdatum, Aktenzeichen oder E-Mail: Hier wird niemand benannt.")


class AdviceLength(models.IntegerChoices):
    """About how many minutes it took."""

    FIVE = 5, _("5 Minuten")
    QUARTER = 15, _("15 Minuten")
    HALF = 30, _("30 Minuten")
    HOUR = 60, _("eine Stunde oder länger")


class AdviceQuerySet(models.QuerySet["Advice"]):
    """Short advice."""

    def visible_to(self, user: "User") -> Self:
        """One's own; others see it as a figure (``AdviceFigure``)."""
        return self.none() if user.serves_immigration_authority else self.filter(given_by=user)


@pghistory.track()
class Advice(Revised):
    """One piece of advice, at an open hour, in a Kita, at the telephone. No person hangs on it, now or later."""

    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("beraten von")
    )
    given_on = models.DateField(_("Tag"), default=timezone.localdate)
    way = models.CharField(_("Wo oder wie?"), max_length=20, choices=Way, default=Way.OPEN_HOUR)
    place = models.ForeignKey(
        "network.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ort")
    )
    district = models.ForeignKey(
        "network.District", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wohnt im Quartier")
    )
    language = models.CharField(_("Sprache des Gesprächs"), max_length=12, blank=True)
    fields_of_action = models.ManyToManyField(
        "concept.FieldOfAction", related_name="+", verbose_name=_("Worum es ging")
    )
    length = models.PositiveSmallIntegerField(_("Dauer"), choices=AdviceLength, default=AdviceLength.QUARTER)
    note = models.CharField(
        _("Stichwort"),
        max_length=300,
        blank=True,
        validators=[RegexValidator(TELLS_WHO, message=NAMELESS, inverse_match=True)],
    )

    recorded_at = models.DateTimeField(_("festgehalten am"), auto_now_add=True)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kurzberatung")
        verbose_name_plural = _("Kurzberatungen")
        indexes = [
            models.Index(fields=["given_by", "-given_on"], name="advice_by_worker"),
            models.Index(fields=["given_on"], name="advice_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(note__regex=TELLS_WHO), name="advice_names_nobody", violation_error_message=NAMELESS
            )
        ]

    def __str__(self) -> str:
        return f"{self.given_on:%d.%m.%Y}"
