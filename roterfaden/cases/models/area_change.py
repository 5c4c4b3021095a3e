"""Rechtskreiswechsel: the law that pays a person's livelihood changes, with a checklist of dated steps.

Source: the concept's multilingual checklists for the change of the Rechtskreis (lines 527 to 538).
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import team_filter
from roterfaden.cases.models.people import LegalArea

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class AreaChangeState(models.TextChoices):
    """Where a change stands. PostgreSQL insists on the order."""

    EXPECTED = "expected", _("wird erwartet")
    BEGUN = "begun", _("begonnen")
    DONE = "done", _("vollzogen")
    CANCELLED = "cancelled", _("abgebrochen")

    @classmethod
    def going_on(cls) -> tuple["AreaChangeState", ...]:
        """The states in which the change is still to come."""
        return (cls.EXPECTED, cls.BEGUN)

    @classmethod
    def with_steps(cls) -> tuple["AreaChangeState", ...]:
        """The states in which steps can be done: the last ones are due after the day itself."""
        return (cls.BEGUN, cls.DONE)


_NEXT = {
    AreaChangeState.EXPECTED: (AreaChangeState.BEGUN, AreaChangeState.CANCELLED),
    AreaChangeState.BEGUN: (AreaChangeState.DONE, AreaChangeState.CANCELLED),
}


class LegalAreaChangeQuerySet(models.QuerySet["LegalAreaChange"]):
    """Changes of the Rechtskreis."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def going_on(self) -> Self:
        """Still to come."""
        return self.filter(state__in=AreaChangeState.going_on())

    def going_on_as_json(self) -> models.QuerySet["LegalAreaChange", Any]:
        """What is still to come, for a sub-query; :meth:`LegalAreaChange.read` makes it a change again."""
        return self.going_on().values(
            change=JSONObject(
                id="pk",
                case_id="case_id",
                area_from="area_from",
                area_to="area_to",
                changes_on="changes_on",
                state="state",
            )
        )


@pgtrigger.register(
    pgtrigger.FSM(
        name="area_change_in_order",
        field="state",
        transitions=[(before.value, after.value) for before, following in _NEXT.items() for after in following],
    )
)
@pghistory.track()
class LegalAreaChange(Revised):
    """One change of the Rechtskreis. Once done it stays as the history of what held until when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="area_changes", verbose_name=_("Fall"))
    template = models.SlugField(_("Vorlage der Checkliste"))
    template_version = models.PositiveSmallIntegerField(_("Version der Vorlage"))
    area_from = models.CharField(_("bisheriger Rechtskreis"), max_length=20, choices=LegalArea)
    area_to = models.CharField(_("neuer Rechtskreis"), max_length=20, choices=LegalArea)
    changes_on = models.DateField(_("Tag des Wechsels"))
    state = models.CharField(_("Stand"), max_length=10, choices=AreaChangeState, default=AreaChangeState.EXPECTED)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("angelegt von")
    )
    opened_at = models.DateTimeField(_("angelegt am"), default=timezone.now)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    reason = models.CharField(_("Grund des Abbruchs"), max_length=300, blank=True)

    objects = LegalAreaChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rechtskreiswechsel")
        verbose_name_plural = _("Rechtskreiswechsel")
        ordering = ["-changes_on", "-opened_at", "id"]
        indexes = [models.Index(fields=["case", "-changes_on"], name="area_change_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["expected", "begun"]),
                name="area_change_one_going_on",
                violation_error_message=_("Für diese Person läuft schon ein Rechtskreiswechsel."),
            ),
            models.CheckConstraint(
                condition=~Q(area_from=F("area_to")),
                name="area_change_to_another_area",
                violation_error_message=_("Gewechselt wird in einen anderen Rechtskreis."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["expected", "begun"], ended_at__isnull=True)
                | Q(state__in=["done", "cancelled"], ended_at__isnull=False),
                name="area_change_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") ^ Q(reason=""),
                name="area_change_cancelled_with_a_reason",
                violation_error_message=_("Nennen Sie bitte den Grund."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_area_from_display()} → {self.get_area_to_display()}"

    @classmethod
    def read(cls, values: dict[str, Any]) -> "LegalAreaChange":
        """A change out of ``going_on_as_json``: enough to name it."""
        return cls(**{**values, "changes_on": date.fromisoformat(values["changes_on"])})

    @property
    def is_going_on(self) -> bool:
        """Whether the change is still to come."""
        return self.state in AreaChangeState.going_on()

    @property
    def has_steps(self) -> bool:
        """Whether steps can be done."""
        return self.state in AreaChangeState.with_steps()

    @property
    def has_come(self) -> bool:
        """Whether its day is there: before it nothing is carried out."""
        return self.changes_on <= timezone.localdate()

    def move_on(self, state: AreaChangeState) -> None:
        """Go to ``state`` (not yet saved). Raises ``RuleBroken`` when it does not follow."""
        if state not in _NEXT.get(AreaChangeState(self.state), ()):
            raise RuleBroken(
                _now("Das geht nicht mehr. Der Wechsel steht so: {state}.").format(state=self.get_state_display())
            )
        self.state = state
        if state not in AreaChangeState.going_on():
            self.ended_at = timezone.now()


class StepWho(models.TextChoices):
    """Who does a step."""

    PERSON = "person", _("die Person selbst")
    WORKER = "worker", _("die Fachkraft")
    OFFICE = "office", _("eine andere Stelle")


class ChecklistState(models.TextChoices):
    """Where a step stands."""

    OPEN = "open", _("offen")
    DONE = "done", _("erledigt")
    NOT_NEEDED = "not_needed", _("nicht nötig")


class ChecklistStepQuerySet(models.QuerySet["ChecklistStep"]):
    """Steps of checklists."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def waiting(self) -> Self:
        """Still to do: neither done nor of a change that was called off."""
        return self.filter(state=ChecklistState.OPEN, change__state__in=AreaChangeState.with_steps())

    def as_json(self) -> models.QuerySet["ChecklistStep", Any]:
        """What is shown of a step beside the plan, for a sub-query; :meth:`ChecklistStep.read` makes it one again."""
        return self.values(
            step=JSONObject(id="pk", case_id="case_id", change_id="change_id", text="text", who="who", due_on="due_on")
        )


_BOTH_WAYS = [
    (ChecklistState.OPEN.value, ChecklistState.DONE.value),
    (ChecklistState.OPEN.value, ChecklistState.NOT_NEEDED.value),
    (ChecklistState.DONE.value, ChecklistState.OPEN.value),
    (ChecklistState.NOT_NEEDED.value, ChecklistState.OPEN.value),
]


@pghistory.track()
@carries_its_case("change", "cases_legalareachange")
@pgtrigger.register(pgtrigger.FSM(name="checklist_step_in_order", field="state", transitions=_BOTH_WAYS))
class ChecklistStep(BelowCase, Revised):
    """A step of a change: who does it, until when. ``key`` names it in the template; own steps have none."""

    above = "change"

    change = models.ForeignKey(
        LegalAreaChange, models.PROTECT, related_name="steps", verbose_name=_("Rechtskreiswechsel")
    )
    key = models.SlugField(_("Schritt der Vorlage"), blank=True)
    text = models.CharField(_("Was ist zu tun?"), max_length=300)
    is_right = models.BooleanField(_("ein Recht, das dazukommt"), default=False)
    who = models.CharField(_("Wer macht es?"), max_length=10, choices=StepWho)
    due_on = models.DateField(_("bis"))
    state = models.CharField(_("Stand"), max_length=10, choices=ChecklistState, default=ChecklistState.OPEN)
    reason = models.CharField(_("Warum nicht nötig?"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entschieden von"),
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = ChecklistStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schritt der Checkliste")
        verbose_name_plural = _("Schritte der Checkliste")
        ordering = ["is_right", "due_on", "position", "id"]
        indexes = [
            # Heute, the list of cases: what is still to do.
            models.Index(fields=["case", "due_on"], condition=Q(state="open"), name="checklist_step_due"),
            models.Index(fields=["change", "due_on"], name="checklist_step_of_change"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "key"], condition=~Q(key=""), name="checklist_step_once_in_a_change"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="checklist_step_says_what"),
            models.CheckConstraint(
                condition=Q(state="not_needed") ^ Q(reason=""),
                name="checklist_step_not_needed_with_a_reason",
                violation_error_message=_("Nennen Sie bitte den Grund."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="checklist_step_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def read(cls, values: dict[str, Any]) -> "ChecklistStep":
        """A step out of ``as_json``: enough to show it."""
        return cls(**{**values, "due_on": date.fromisoformat(values["due_on"])})

    @property
    def is_open(self) -> bool:
        """Whether it is still to do."""
        return self.state == ChecklistState.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is still to do."""
        return self.is_open and self.due_on < timezone.localdate()
