"""When an offer takes place: rhythms, single days, what differs on one day, and when all is closed."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Withdrawable, WithdrawableQuerySet
from roterfaden.base.weekdays import Weekday
from roterfaden.offers.models.vocabulary import Frequency

LAST = -1
NTH = ((1, _("ersten")), (2, _("zweiten")), (3, _("dritten")), (4, _("vierten")), (LAST, _("letzten")))
MOST_WEEKS = 8

_ONCE = Q(frequency=Frequency.ONCE, on_date__isnull=False, weekday__isnull=True, nth__isnull=True)
_WEEKLY = Q(frequency=Frequency.WEEKLY, on_date__isnull=True, weekday__isnull=False, nth__isnull=True)
_MONTHLY = Q(frequency=Frequency.MONTHLY, on_date__isnull=True, weekday__isnull=False, nth__isnull=False)


class ScheduleQuerySet(models.QuerySet["OfferSchedule"]):
    """Times of offers."""

    def plain(self) -> Self:
        """Those of every week, without a first or last day: what the form of an offer holds."""
        return self.filter(frequency=Frequency.WEEKLY, every_weeks=1, starts_on__isnull=True, ends_on__isnull=True)


class OfferSchedule(Identified):
    """A time at which an offer takes place: every week, every few weeks, once a month or on a single day."""

    offer = models.ForeignKey("offers.Offer", models.CASCADE, related_name="schedules", verbose_name=_("Angebot"))
    place = models.ForeignKey(
        "network.Place", models.PROTECT, null=True, blank=True, related_name="schedules", verbose_name=_("Ort")
    )
    frequency = models.CharField(
        _("Rhythmus"), max_length=10, choices=Frequency, default=Frequency.WEEKLY, db_default=Frequency.WEEKLY
    )
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday, null=True, blank=True)
    every_weeks = models.PositiveSmallIntegerField(_("alle … Wochen"), default=1, db_default=1)
    nth = models.SmallIntegerField(_("welcher im Monat"), choices=NTH, null=True, blank=True)
    on_date = models.DateField(_("am"), null=True, blank=True)
    starts_on = models.DateField(_("zum ersten Mal am"), null=True, blank=True)
    ends_on = models.DateField(_("zum letzten Mal am"), null=True, blank=True)
    starts_at = models.TimeField(_("von"))
    ends_at = models.TimeField(_("bis"))
    staffed_by = models.CharField(_("wer da ist"), max_length=120, blank=True)
    note = models.CharField(_("Hinweis"), max_length=120, blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["weekday", "on_date", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="offer_schedule_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(condition=_ONCE | _WEEKLY | _MONTHLY, name="offer_schedule_fits_its_frequency"),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__range=(1, 7)), name="offer_schedule_weekday_is_one"
            ),
            models.CheckConstraint(
                condition=Q(nth__isnull=True) | Q(nth__in=[number for number, _word in NTH]),
                name="offer_schedule_nth_is_one",
            ),
            models.CheckConstraint(
                condition=Q(every_weeks=1)
                | Q(every_weeks__range=(2, MOST_WEEKS), frequency=Frequency.WEEKLY, starts_on__isnull=False),
                name="offer_schedule_some_weeks_count_from_a_day",
                violation_error_message=_("Wer nicht jede Woche da ist, sagt bitte, ab welchem Tag gezählt wird."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="offer_schedule_last_day_after_first",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_in_words} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is still to come."""
        last = self.on_date or self.ends_on
        return last is not None and last < timezone.localdate()

    @property
    def days_in_words(self) -> str:
        """On which days: "Montag", "jeden ersten Montag im Monat", "alle 2 Wochen Montag" or the date."""
        if self.on_date:
            return date_format(self.on_date, "D, j. F Y")
        day = str(self.get_weekday_display())
        if self.nth is not None:
            return gettext("jeden {nth} {day} im Monat").format(nth=self.get_nth_display(), day=day)
        if self.every_weeks > 1:
            return gettext("alle {number} Wochen {day}").format(number=self.every_weeks, day=day)
        return day


class ExceptionKind(models.TextChoices):
    """What differs on one day."""

    CANCELLED = "cancelled", _("fällt aus")
    MOVED = "moved", _("ist verlegt")


class OfferException(Identified):
    """What differs on one day of a schedule: it is cancelled, or it takes place elsewhere or at another time."""

    schedule = models.ForeignKey(OfferSchedule, models.CASCADE, related_name="exceptions", verbose_name=_("Termin"))
    on_date = models.DateField(_("an diesem Tag"))
    kind = models.CharField(_("was anders ist"), max_length=10, choices=ExceptionKind)
    new_date = models.DateField(_("stattdessen am"), null=True, blank=True)
    new_starts_at = models.TimeField(_("von"), null=True, blank=True)
    new_ends_at = models.TimeField(_("bis"), null=True, blank=True)
    new_place = models.ForeignKey(
        "network.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ort")
    )
    staffed_by = models.CharField(_("wer da ist"), max_length=120, blank=True)
    reason = models.CharField(_("Grund"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Ausnahme")
        verbose_name_plural = _("Ausnahmen")
        ordering = ["on_date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "on_date"],
                name="offer_exception_once_a_day",
                violation_error_message=_("Für diesen Tag ist schon eine Ausnahme eingetragen."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ExceptionKind.MOVED)
                | Q(
                    kind=ExceptionKind.CANCELLED,
                    new_date__isnull=True,
                    new_starts_at__isnull=True,
                    new_ends_at__isnull=True,
                    new_place__isnull=True,
                    staffed_by="",
                ),
                name="offer_exception_cancelled_says_nothing_new",
            ),
            models.CheckConstraint(
                condition=Q(new_starts_at__isnull=True, new_ends_at__isnull=True)
                | Q(new_ends_at__gt=F("new_starts_at")),
                name="offer_exception_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{date_format(self.on_date, 'D, j. F Y')} {self.get_kind_display()}"


class ClosureQuerySet(WithdrawableQuerySet["Closure"]):
    """Closures."""


class Closure(Identified, Withdrawable):
    """Days on which an offer, a place or all of an organisation is closed.

    One that was taken back stays, so that calendars which subscribed hear that something has changed (``changed_at``).
    """

    offer = models.ForeignKey(
        "offers.Offer", models.CASCADE, null=True, blank=True, related_name="closures", verbose_name=_("Angebot")
    )
    place = models.ForeignKey(
        "network.Place", models.CASCADE, null=True, blank=True, related_name="closures", verbose_name=_("Ort")
    )
    organisation = models.ForeignKey(
        "network.Organisation", models.CASCADE, null=True, blank=True, related_name="closures", verbose_name=_("Träger")
    )
    starts_on = models.DateField(_("vom"))
    ends_on = models.DateField(_("bis einschließlich"))
    reason = models.CharField(_("Grund"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("geändert am"), auto_now=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schließzeit")
        verbose_name_plural = _("Schließzeiten")
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False, place__isnull=True, organisation__isnull=True)
                | Q(offer__isnull=True, place__isnull=False, organisation__isnull=True)
                | Q(offer__isnull=True, place__isnull=True, organisation__isnull=False),
                name="closure_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="closure_ends_after_start",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            ),
        ]

    def __str__(self) -> str:
        if self.starts_on == self.ends_on:
            return date_format(self.starts_on, "j. F Y")
        return f"{date_format(self.starts_on, 'j. F Y')} – {date_format(self.ends_on, 'j. F Y')}"
