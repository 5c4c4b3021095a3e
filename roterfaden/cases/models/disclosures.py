"""Übermittlung: an act of passing data on, with its legal basis and exactly what went."""

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.consents import Consent
from roterfaden.cases.models.passing_on import (
    DataKind,
    PassingPurpose,
    RecipientQuerySet,
    ToRecipient,
    one_recipient,
    some_kinds,
)

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

RECIPIENT_ROLES = (Role.PROVIDER_STAFF, Role.OTHER_OFFICE)


class ClosedWhy(models.TextChoices):
    """Why the recipient can no longer read it here."""

    WITHDRAWN = "withdrawn", _("Einwilligung widerrufen")
    MISTAKE = "mistake", _("versehentlich übermittelt")
    REPLACED = "replaced", _("neu eingewilligt")
    UNINVITED = "uninvited", _("nicht mehr eingeladen")
    TAKEN_OVER = "taken_over", _("in die Akte der anderen Stelle übernommen")
    AREA_CHANGED = "area_changed", _("nach dem Rechtskreiswechsel nicht mehr zuständig")


class DisclosureQuerySet(RecipientQuerySet["Disclosure"]):
    """Disclosures."""

    def open_to(self, user: "User") -> Self:
        """What was passed on to an organisation in which the user works today, as long as it may be read there.

        What was told to somebody who is invited to a conference, only they read. Nothing but the row itself: no role of
        these opens anything of the file.
        """
        from roterfaden.cases.models.conference_windows import Invitation

        own = frozenset().union(*(user.organisations_as(role) for role in RECIPIENT_ROLES))
        told = Q(recipient__in=own, invitee__isnull=True) | Q(
            recipient__in=own | user.organisations_as(Role.CASE_MANAGER),
            invitee__in=Invitation.objects.visible_to(user).values("pk"),
        )
        return self.filter(told, closed_at__isnull=True, open_until__gte=timezone.localdate())


_HAS_A_BASIS = """
    IF NEW.consent_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM cases_consent AS c
        WHERE c.id = NEW.consent_id AND c.case_id = NEW.case_id
          AND c.recipient_id IS NOT DISTINCT FROM NEW.recipient_id
          AND c.recipient_described = NEW.recipient_described
          AND c.purpose = NEW.purpose AND c.purpose_detail IN ('', NEW.purpose_detail)
          AND c.kinds @> NEW.kinds
          AND c.withdrawn_at IS NULL AND NEW.open_until <= c.valid_until
          AND (NEW.disclosed_at AT TIME ZONE 'Europe/Berlin')::date BETWEEN c.valid_from AND c.valid_until
          AND NOT (c.single_act AND EXISTS (SELECT FROM cases_disclosure AS d WHERE d.consent_id = c.id))
    ) THEN
        RAISE EXCEPTION 'The consent does not cover this disclosure';
    END IF;
    RETURN NEW;
"""
_FROZEN = """
    IF (to_jsonb(NEW) - ARRAY['open_until', 'closed_at', 'closed_why'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['open_until', 'closed_at', 'closed_why'])
    THEN
        RAISE EXCEPTION 'What was disclosed stays as it went';
    END IF;
    IF OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
        RAISE EXCEPTION 'A closed disclosure is not opened again';
    END IF;
    IF NEW.open_until > OLD.open_until AND EXISTS (
        SELECT FROM cases_consent WHERE id = NEW.consent_id AND valid_until < NEW.open_until
    ) THEN
        RAISE EXCEPTION 'Access ends with the consent';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
@pgtrigger.register(
    pgtrigger.Protect(name="disclosure_is_kept", operation=pgtrigger.Delete),
    pgtrigger.Trigger(
        name="disclosure_has_a_basis", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_HAS_A_BASIS
    ),
    pgtrigger.Trigger(name="disclosure_is_frozen", when=pgtrigger.Before, operation=pgtrigger.Update, func=_FROZEN),
)
class Disclosure(Identified, ToRecipient):
    """One act of passing on: what, to whom, when, by whom, what for, on which basis. Only its access ends.

    The recipient reads it here until ``open_until``, unless it is closed before; both are plain columns so that the
    database itself can tell whether the row is still open to them.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures", verbose_name=_("Fall"))
    purpose = models.CharField(_("Wozu"), max_length=20, choices=PassingPurpose)
    purpose_detail = models.CharField(_("genauer"), max_length=300, blank=True)
    kinds = ArrayField(models.CharField(max_length=20, choices=DataKind), verbose_name=_("Welche Daten"))
    snapshot = models.JSONField(_("Was genau"))
    text = models.TextField(_("Was genau, zum Lesen"))
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name=_("Einwilligung")
    )
    norm = models.CharField(_("Vorschrift"), max_length=60, blank=True)
    norm_citation = models.CharField(_("Fundstelle der Vorschrift"), max_length=200, blank=True)
    norm_reason = models.TextField(_("Warum die Vorschrift hier gilt"), blank=True)
    invitee = models.ForeignKey(
        "cases.ConferenceInvitee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        verbose_name=_("Eingeladene Person"),
    )
    disclosed_at = models.DateTimeField(_("übermittelt am"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("übermittelt von")
    )
    open_until = models.DateField(_("dort lesbar bis"))
    closed_at = models.DateTimeField(_("dort geschlossen seit"), null=True, blank=True)
    closed_why = models.CharField(_("warum geschlossen"), max_length=20, choices=ClosedWhy, blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Übermittlung")
        verbose_name_plural = _("Übermittlungen")
        ordering = ["-disclosed_at", "id"]
        indexes = [
            models.Index(fields=["case", "-disclosed_at"], name="disclosure_of_case"),
            # "An uns übermittelt": what is still open to one's organisation.
            models.Index(
                fields=["recipient", "open_until"], condition=Q(closed_at__isnull=True), name="disclosure_open_to"
            ),
        ]
        constraints = [
            one_recipient("disclosure_has_one_recipient"),
            some_kinds("disclosure_names_kinds"),
            models.CheckConstraint(
                condition=Q(consent__isnull=False, norm="", norm_citation="", norm_reason="")
                | (Q(consent__isnull=True) & ~Q(norm="") & ~Q(norm_citation="") & ~Q(norm_reason="")),
                name="disclosure_has_one_basis",
                violation_error_message=_("Nennen Sie genau eine Grundlage: eine Einwilligung oder eine Vorschrift."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="disclosure_says_what_went"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="disclosure_closed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_name} ({self.disclosed_at:%d.%m.%Y})"

    @property
    def is_open(self) -> bool:
        """Whether the recipient can still read it here."""
        return self.recipient_id is not None and self.closed_at is None and self.open_until >= timezone.localdate()

    @property
    def basis(self) -> str:
        """The legal basis in words."""
        return self.norm_citation if self.consent_id is None else str(_("Einwilligung"))

    @property
    def purpose_in_words(self) -> str:
        """The purpose with what it was said to be exactly."""
        return ": ".join(filter(None, [str(self.get_purpose_display()), self.purpose_detail]))

    @property
    def purpose_for_recipient(self) -> str:
        """The same as the recipient reads it."""
        return ": ".join(filter(None, [PassingPurpose(self.purpose).for_recipient, self.purpose_detail]))
