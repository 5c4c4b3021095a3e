"""Konfliktklärung: a talk between the tenant, neighbours and the landlord, and what all agreed on.

Of everybody but the person one keeps as little as it takes: how they stand to the matter, what they said for the
protocol, what they promised. Source: the concept, lines 606 to 609.
"""

from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised, Withdrawable, WithdrawableQuerySet
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import team_filter
from roterfaden.cases.models.monitoring import CaseTask, FollowUp

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class MediationState(models.TextChoices):
    """Where the talk stands. PostgreSQL insists on the order."""

    TALKING = "talking", _("im Gespräch")
    AGREED = "agreed", _("Absprache getroffen")
    FAILED = "failed", _("ohne Einigung beendet")


NEXT = {
    MediationState.TALKING: (MediationState.AGREED, MediationState.FAILED),
    MediationState.AGREED: (MediationState.TALKING,),
    MediationState.FAILED: (MediationState.TALKING,),
}


class MediationQuerySet(models.QuerySet["Mediation"]):
    """Talks to settle a conflict."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))


_FROZEN = """
    IF (to_jsonb(NEW) - 'revision') IS DISTINCT FROM (to_jsonb(OLD) - 'revision') THEN
        RAISE EXCEPTION 'What was signed is reopened before anything changes';
    END IF;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.FSM(
        name="mediation_in_order",
        field="state",
        transitions=[(before.value, after.value) for before, afters in NEXT.items() for after in afters],
    ),
    pgtrigger.Trigger(
        name="mediation_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state="agreed", new__state="agreed"),
        func=_FROZEN,
    ),
)
@pghistory.track()
class Mediation(Revised):
    """One conflict about living together, with its short protocol. Once signed, its words stay as they are."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="mediations", verbose_name=_("Fall"))
    subject = models.CharField(_("Worum es geht"), max_length=240)
    talked_on = models.DateField(_("Gespräch am"))
    client_agrees = models.BooleanField(_("Die Person ist einverstanden"), default=False)
    agreement = models.TextField(_("Was vereinbart wurde"), blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=MediationState, default=MediationState.TALKING)
    signed_on = models.DateField(_("unterschrieben am"), null=True, blank=True)
    follow_up = models.OneToOneField(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="mediation", verbose_name=_("Überprüfung")
    )
    reason = models.CharField(_("Warum es keine Einigung gab"), max_length=300, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begonnen von")
    )
    begun_at = models.DateTimeField(_("begonnen am"), default=timezone.now)

    objects = MediationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Konfliktklärung")
        verbose_name_plural = _("Konfliktklärungen")
        ordering = ["-begun_at", "id"]
        indexes = [models.Index(fields=["case", "-begun_at"], name="mediation_of_case")]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="mediation_says_what"),
            models.CheckConstraint(
                condition=Q(client_agrees=True),
                name="mediation_only_if_the_person_agrees",
                violation_error_message=_("Mit anderen sprechen Sie nur, wenn die Person einverstanden ist."),
            ),
            models.CheckConstraint(
                condition=(Q(state="agreed", signed_on__isnull=False, follow_up__isnull=False) & ~Q(agreement=""))
                | Q(state__in=["talking", "failed"], signed_on=None),
                name="mediation_agreed_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") ^ Q(reason=""),
                name="mediation_failed_for_a_reason",
                violation_error_message=_("Nennen Sie bitte den Grund."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        """Whether the protocol can still be changed."""
        return self.state == MediationState.TALKING

    def move(self, state: MediationState) -> None:
        """Go on to ``state`` (not yet saved). Raises ``RuleBroken`` where no way leads there."""
        if state not in NEXT[MediationState(self.state)]:
            raise RuleBroken(_now("Das geht jetzt nicht: {state}.").format(state=self.get_state_display()))
        self.state = state


class OfMediationQuerySet(WithdrawableQuerySet[Any]):
    """Rows of a protocol, which can be taken back."""

    def visible_to(self, user: "User") -> Self:
        """Like the protocol."""
        return self.filter(team_filter(user))


_NOT_WHILE_SIGNED = """
    IF EXISTS (SELECT FROM cases_mediation WHERE id = NEW.mediation_id AND state = 'agreed') THEN
        RAISE EXCEPTION 'What was signed is reopened before anything changes';
    END IF;
    RETURN NEW;
"""


class PartyKind(models.TextChoices):
    """How somebody stands to the matter."""

    TENANT = "tenant", _("Mieterin oder Mieter")
    NEIGHBOUR = "neighbour", _("Nachbarschaft")
    LANDLORD = "landlord", _("Vermietung")
    OTHER = "other", _("andere")


@pgtrigger.register(
    pgtrigger.Trigger(
        name="mediation_party_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_NOT_WHILE_SIGNED,
    )
)
@carries_its_case("mediation", "cases_mediation")
@pghistory.track()
class MediationParty(Revised, BelowCase, Withdrawable):
    """Somebody at the table, with their view as they want it in the protocol. A designation is enough for a name."""

    above = "mediation"

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="parties", verbose_name=_("Konfliktklärung"))
    kind = models.CharField(_("Beteiligt als"), max_length=10, choices=PartyKind)
    label = models.CharField(_("Bezeichnung"), max_length=120)
    view = models.TextField(_("Sicht auf den Konflikt"), blank=True)
    added_at = models.DateTimeField(_("hinzugefügt am"), default=timezone.now)

    objects = OfMediationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beteiligte am Konflikt")
        verbose_name_plural = _("Beteiligte am Konflikt")
        ordering = ["added_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(label=""), name="mediation_party_is_called_something")]

    def __str__(self) -> str:
        return self.label


_STEP_GUARD = """
    IF NEW.party_id IS NOT NULL AND
       (SELECT mediation_id FROM cases_mediationparty WHERE id = NEW.party_id) IS DISTINCT FROM NEW.mediation_id
    THEN RAISE EXCEPTION 'A step and who takes it belong to one protocol';
    END IF;
    IF TG_OP = 'INSERT' OR (to_jsonb(NEW) - ARRAY['revision', 'done_on'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['revision', 'done_on'])
    THEN
        IF EXISTS (SELECT FROM cases_mediation WHERE id = NEW.mediation_id AND state = 'agreed') THEN
            RAISE EXCEPTION 'What was signed is reopened before anything changes';
        END IF;
    END IF;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.Trigger(
        name="mediation_step_guard",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_STEP_GUARD,
    )
)
@carries_its_case("mediation", "cases_mediation")
@pghistory.track()
class MediationStep(Revised, BelowCase, Withdrawable):
    """Who does what until when. For somebody of the team it is a task; a party has done it on ``done_on``."""

    above = "mediation"

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="steps", verbose_name=_("Konfliktklärung"))
    text = models.CharField(_("Was geschieht"), max_length=240)
    party = models.ForeignKey(
        MediationParty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("Beteiligte am Konflikt"),
    )
    task = models.OneToOneField(
        CaseTask, models.PROTECT, null=True, blank=True, related_name="mediation_step", verbose_name=_("Aufgabe")
    )
    due_on = models.DateField(_("bis"))
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)
    added_at = models.DateTimeField(_("hinzugefügt am"), default=timezone.now)

    objects = OfMediationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Absprache im Konflikt")
        verbose_name_plural = _("Absprachen im Konflikt")
        ordering = ["due_on", "added_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="mediation_step_says_what"),
            models.CheckConstraint(
                condition=Q(party__isnull=False, task=None) | Q(party=None, task__isnull=False, done_on=None),
                name="mediation_step_of_one",
                violation_error_message=_("Nennen Sie genau eine Person: vom Team oder vom Tisch."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def whose(self) -> str:
        """Who does it, in words."""
        return str(self.party) if self.party is not None else str(self.task.owner) if self.task else ""

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return self.done_on is not None or (self.task is not None and self.task.done_at is not None)
