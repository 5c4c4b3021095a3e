"""Haushalt: who lives with the person, who is family, and who has custody, as the person of this file has told it.

Each file keeps its own account. Somebody here may have a file too; the two accounts are never mixed, they are joined
by a :class:`~roterfaden.cases.models.HouseholdLink`. One knows as little of each as it takes: a name or just "Kind",
the year of birth, how they belong together.
"""

from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q
from django.db.models.functions import Greatest, JSONObject, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised, Withdrawable
from roterfaden.cases.models.assessment import TeamQuerySet, TeamWithdrawableQuerySet
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.people import Gender

EARLIEST_BIRTH = 1900
LATEST_BIRTH = 2100
NO_CIRCLE = "relation_no_circle_of_parents"


class Custody(models.TextChoices):
    """Sorgerecht of one person for a child (§§ 1626, 1671, 1773 BGB)."""

    JOINT = "joint", _("gemeinsames Sorgerecht")
    ALONE = "alone", _("alleiniges Sorgerecht")
    GUARDIAN = "guardian", _("Vormundschaft")
    UNCLEAR = "unclear", _("Sorgerecht nicht geklärt")


class RelationKind(models.TextChoices):
    """What ``one`` is to ``other``. "Child" and "ward" are the same rows, read the other way round."""

    PARENT = "parent", _("Elternteil")
    MARRIED = "married", _("Ehe")
    PARTNER = "partner", _("Partnerschaft")
    SIBLING = "sibling", _("Geschwister")
    CUSTODY = "custody", _("Sorgerecht")
    OTHER = "other", _("andere Beziehung")


COUPLES = (RelationKind.MARRIED, RelationKind.PARTNER)


class Parting(models.TextChoices):
    """That a couple is none any more. A day is often not known: then it is said without one."""

    SEPARATED = "separated", _("getrennt")
    DIVORCED = "divorced", _("geschieden")


def span() -> Func:
    """The days from ``starts_on`` up to, not including, ``ends_on``; open where a date is missing."""
    return Func(F("starts_on"), F("ends_on"), function="daterange", output_field=DateRangeField())


def ends_after_start(name: str) -> models.CheckConstraint:
    """The end lies after the beginning."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
        name=name,
        violation_error_message=_("Das Ende liegt nicht nach dem Beginn."),
    )


@pghistory.track()
class Relative(Revised, Withdrawable):
    """Somebody of the person's family or household; ``is_self`` is the person, whose name stands in their record."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="relatives", verbose_name=_("Fall"))
    is_self = models.BooleanField(_("die Person selbst"), default=False, editable=False)
    name = models.CharField(_("Name oder Beziehung"), max_length=100, blank=True)
    gender = models.CharField(_("Geschlecht"), max_length=20, choices=Gender, default=Gender.NOT_STATED)
    birth_year = models.PositiveSmallIntegerField(_("Geburtsjahr"), null=True, blank=True)
    has_died = models.BooleanField(_("verstorben"), default=False)

    objects = TeamWithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Person aus Familie oder Haushalt")
        verbose_name_plural = _("Personen aus Familie und Haushalt")
        ordering = ["-is_self", "birth_year", "name", "id"]
        indexes = [models.Index(fields=["case"], name="relative_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(is_self=True), name="relative_one_self_per_case"),
            models.CheckConstraint(
                condition=Q(is_self=True, name="", has_died=False, withdrawn_at__isnull=True)
                | (Q(is_self=False) & ~Q(name="")),
                name="relative_has_a_name",
                violation_error_message=_("Geben Sie einen Namen ein, oder schreiben Sie zum Beispiel „Kind“."),
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(EARLIEST_BIRTH, LATEST_BIRTH)),
                name="relative_birth_year_is_a_year",
                violation_error_message=_("Das Geburtsjahr hat vier Ziffern."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("die Person selbst")) if self.is_self else self.name

    @property
    def age(self) -> int | None:
        """The age they reach this year, if they live: more than the year of birth is not known."""
        return None if self.birth_year is None or self.has_died else timezone.localdate().year - self.birth_year


class HouseholdQuerySet(TeamQuerySet):
    """Households."""

    def today(self) -> Self:
        """Those in which people live now."""
        today = timezone.localdate()
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=today)).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today)
        )


@pghistory.track()
class Household(Revised):
    """Where the person lives with others, from–until; the address stays with the person. A move begins a new one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="households", verbose_name=_("Fall"))
    starts_on = models.DateField(_("von"), null=True, blank=True)
    ends_on = models.DateField(_("bis"), null=True, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("Haushalt")
        verbose_name_plural = _("Haushalte")
        ordering = ["-starts_on", "id"]
        constraints = [
            ExclusionConstraint(
                name="household_one_at_a_time",
                expressions=[("case", RangeOperators.EQUAL), (span(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Zu dieser Zeit lebt die Person schon in einem anderen Haushalt."),
            ),
            ends_after_start("household_ends_after_start"),
        ]

    def __str__(self) -> str:
        since = f"{self.starts_on:%d.%m.%Y}" if self.starts_on else "…"
        return f"{since}–{self.ends_on:%d.%m.%Y}" if self.ends_on else f"{since}–"


class MemberQuerySet(TeamQuerySet):
    """Who lives in a household."""

    def today(self) -> Self:
        """Who lives there now."""
        today = timezone.localdate()
        moved_in = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
        stays = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
        return self.filter(moved_in, stays, relative__withdrawn_at__isnull=True, relative__has_died=False)

    def as_json(self) -> models.QuerySet[Any, Any]:
        """Name, year of birth and whether a child of the person, for a sub-query; the oldest first."""
        of_self = Relation.objects.current().filter(
            kind=RelationKind.PARENT, one__is_self=True, other=OuterRef("relative")
        )
        return self.order_by("relative__birth_year", "relative__name", "pk").values(
            line=JSONObject(name="relative__name", born="relative__birth_year", is_child=models.Exists(of_self))
        )


@pghistory.track()
@pgtrigger.register(
    pgtrigger.Trigger(
        name="both_of_one_case",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("relative_id", "household_id"),  # type: ignore[no-untyped-call]
        func="""
            IF (SELECT case_id FROM cases_relative WHERE id = NEW.relative_id)
               IS DISTINCT FROM (SELECT case_id FROM cases_household WHERE id = NEW.household_id)
            THEN RAISE EXCEPTION 'A household and who lives in it belong to one case';
            END IF;
            RETURN NEW;
        """,
    )
)
@carries_its_case("household", "cases_household")
class HouseholdMember(BelowCase, Revised):
    """Somebody who lives with the person, from–until. Whoever has moved out stays on record."""

    above = "household"

    household = models.ForeignKey(Household, models.PROTECT, related_name="members", verbose_name=_("Haushalt"))
    relative = models.ForeignKey(Relative, models.PROTECT, related_name="stays", verbose_name=_("Wer"))
    starts_on = models.DateField(_("von"), null=True, blank=True)
    ends_on = models.DateField(_("bis"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("Person im Haushalt")
        verbose_name_plural = _("Personen im Haushalt")
        ordering = ["starts_on", "id"]
        constraints = [
            ExclusionConstraint(
                name="household_member_once_at_a_time",
                expressions=[("relative", RangeOperators.EQUAL), (span(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Diese Person lebt zu dieser Zeit schon hier."),
            ),
            ends_after_start("household_member_ends_after_start"),
        ]

    def __str__(self) -> str:
        return str(self.relative)


_SAME_CASE_NO_CIRCLE = f"""
    IF (SELECT case_id FROM cases_relative WHERE id = NEW.other_id)
       IS DISTINCT FROM (SELECT case_id FROM cases_relative WHERE id = NEW.one_id)
    THEN RAISE EXCEPTION 'Both ends of a relation belong to one case';
    END IF;
    IF NEW.kind = '{RelationKind.PARENT}' AND NEW.withdrawn_at IS NULL AND EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.one_id
            UNION
            SELECT r.one_id FROM cases_relation r JOIN above ON r.other_id = above.id
            WHERE r.kind = '{RelationKind.PARENT}' AND r.withdrawn_at IS NULL AND r.id <> NEW.id
        )
        SELECT FROM above WHERE id = NEW.other_id
    )
    THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{NO_CIRCLE}',
        MESSAGE = 'Nobody is among their own ancestors';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
@pgtrigger.register(
    pgtrigger.Trigger(
        name="same_case_no_circle",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_SAME_CASE_NO_CIRCLE,
    )
)
@carries_its_case("one", "cases_relative")
class Relation(BelowCase, Revised, Withdrawable):
    """What ``one`` is to ``other``, from–until. The other direction follows from it and is stored nowhere."""

    above = "one"

    one = models.ForeignKey(Relative, models.PROTECT, related_name="relations", verbose_name=_("Wer"))
    kind = models.CharField(_("Beziehung"), max_length=10, choices=RelationKind)
    other = models.ForeignKey(Relative, models.PROTECT, related_name="relations_to", verbose_name=_("Für wen"))
    custody = models.CharField(_("Sorgerecht"), max_length=10, choices=Custody, blank=True)
    described = models.CharField(_("In einem Wort"), max_length=60, blank=True)
    parting = models.CharField(_("Trennung"), max_length=10, choices=Parting, blank=True)
    starts_on = models.DateField(_("von"), null=True, blank=True)
    ends_on = models.DateField(_("bis"), null=True, blank=True)

    objects = TeamWithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beziehung")
        verbose_name_plural = _("Beziehungen")
        ordering = ["kind", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(one=F("other")),
                name="relation_with_somebody_else",
                violation_error_message=_("Eine Beziehung verbindet zwei verschiedene Personen."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="custody") & ~Q(custody="")) | (~Q(kind="custody") & Q(custody="")),
                name="relation_custody_says_which",
                violation_error_message=_("Wählen Sie, welches Sorgerecht es ist."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="other") & ~Q(described="")) | (~Q(kind="other") & Q(described="")),
                name="relation_other_says_what",
                violation_error_message=_("Sagen Sie mit einem Wort, welche Beziehung es ist."),
            ),
            models.CheckConstraint(
                condition=Q(parting="") | Q(kind="married") | Q(kind="partner", parting="separated"),
                name="relation_parting_of_a_couple",
                violation_error_message=_("Getrennt kann nur ein Paar sein, geschieden nur, wer verheiratet war."),
            ),
            models.UniqueConstraint(
                "kind",
                Least("one", "other"),
                Greatest("one", "other"),
                condition=Q(ends_on__isnull=True, parting="", withdrawn_at__isnull=True),
                name="relation_once_at_a_time",
                violation_error_message=_("Diese Beziehung ist schon eingetragen."),
            ),
            ends_after_start("relation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.described or str(self.get_custody_display() if self.custody else self.get_kind_display())

    @property
    def is_past(self) -> bool:
        """Whether it has ended."""
        return bool(self.parting) or (self.ends_on is not None and self.ends_on <= timezone.localdate())
