"""The rules: how long which kind of record is kept, and on what that rests."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Text, Tone
from roterfaden.base.models import Revised
from roterfaden.cases.models import LegalArea
from roterfaden.retention.kinds import kind_of

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class RuleState(models.TextChoices):
    """What a rule does. Unchecked it keeps: nothing is deleted to which it might apply."""

    UNCHECKED = "unchecked", _("ungeprüft")
    IN_FORCE = "in_force", _("gilt")
    SET_ASIDE = "set_aside", _("wird nicht angewendet")

    @property
    def badge(self) -> Badge:
        """The state as a sign."""
        tones = {self.UNCHECKED: Tone.WARNING, self.IN_FORCE: Tone.SUCCESS, self.SET_ASIDE: Tone.NEUTRAL}
        return Badge(self.label, tones[self])


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    """Rules."""

    def visible_to(self, user: "User") -> Self:
        """All, for data protection and head of unit, who supervise, and case managers, whose files go; else none."""
        readers = {Role.DATA_PROTECTION, Role.HEAD_OF_UNIT, Role.CASE_MANAGER}
        return self.all() if not user.roles.isdisjoint(readers) else self.none()


@pghistory.track()
class RetentionRule(Revised):
    """One period: for a kind of record and a legal area, or any. Changed, it has to be confirmed again."""

    kind = models.CharField(_("Art der Daten"), max_length=30)
    legal_area = models.CharField(
        _("Rechtskreis"),
        max_length=20,
        choices=LegalArea,
        blank=True,
        help_text=_("Ohne Angabe gilt die Frist für alle Rechtskreise."),
    )
    months = models.PositiveSmallIntegerField(_("Monate"))
    from_year_end = models.BooleanField(
        _("Die Frist beginnt erst mit dem Ende des Jahres"),
        default=False,
        help_text=_("So zählen viele Aufbewahrungslisten der Verwaltung."),
    )
    notice_weeks = models.PositiveSmallIntegerField(
        _("Hinweis so viele Wochen vorher"),
        default=4,
        help_text=_("So lange haben die Zuständigen Zeit, das Löschen mit Grund auszusetzen."),
    )
    offer_to_archive = models.BooleanField(
        _("Vorher dem Archiv anbieten"),
        default=False,
        help_text=_("Gelöscht wird dann erst, wenn Sie die Antwort des Archivs festgehalten haben."),
    )
    source = models.TextField(_("Quelle"), help_text=_("Gesetz, Urteil, Aufbewahrungsliste oder eigene Festlegung."))
    as_of = models.CharField(_("Stand der Quelle"), max_length=60, blank=True)
    doubt = models.TextField(_("Was daran unsicher ist"), blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=RuleState, default=RuleState.UNCHECKED, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("bestätigt von"),
    )
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("geändert von"),
    )
    changed_at = models.DateTimeField(_("geändert am"), null=True, editable=False)
    reason = models.CharField(_("Grund der Änderung"), max_length=300, blank=True, editable=False)

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Löschfrist")
        verbose_name_plural = _("Löschfristen")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "legal_area"],
                name="retention_rule_once",
                violation_error_message=_("Für diese Art und diesen Rechtskreis gibt es schon eine Frist."),
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force")
                | (Q(confirmed_at__isnull=False) & Q(confirmed_by__isnull=False) & ~Q(source="")),
                name="retention_rule_in_force_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label}, {self.get_legal_area_display()}" if self.legal_area else str(self.kind_label)

    @property
    def kind_label(self) -> Text:
        """The kind of record in words."""
        return kind_of(self.kind).label

    @property
    def starts(self) -> Text:
        """What sets the clock going, in words."""
        return kind_of(self.kind).starts

    @property
    def is_of_a_person(self) -> bool:
        """Whether it decides when a person is deleted; others let single rows run out."""
        return kind_of(self.kind).by_person

    @property
    def badge(self) -> Badge:
        """The state as a sign."""
        return RuleState(self.state).badge
