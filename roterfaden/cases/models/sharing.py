"""Two files of one household: joined when both teams agree, and the steps that both follow without copying them."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, JSONObject, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Revised
from roterfaden.cases.models.assessment import TeamQuerySet
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.consents import Consent
from roterfaden.cases.models.entrusted import Entrusted, team_filter
from roterfaden.cases.models.goals import ActionGoal, GoalState
from roterfaden.cases.models.household import Relative
from roterfaden.cases.models.plan import Measure, StepState

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class LinkState(models.TextChoices):
    """Where a link stands. Who joined two files has proposed it; both teams agree; each of them may end it."""

    PROPOSED = "proposed", _("vorgeschlagen")
    AGREED = "agreed", _("verbunden")
    ENDED = "ended", _("beendet")


class HouseholdLinkQuerySet(models.QuerySet["HouseholdLink"]):
    """Links between files."""

    def visible_to(self, user: "User") -> Self:
        """Those of which the user may open at least one of the two files today. They name nobody of the other one."""
        return self.filter(team_filter(user) | team_filter(user, "other_case"))

    def standing(self) -> Self:
        """Proposed or agreed."""
        return self.exclude(state=LinkState.ENDED)

    def standing_but_for_the_end(self) -> Self:
        """Standing, or ended by nothing but the end of one of the two cases (``rf.part_household``)."""
        with_case = Q(ended_at=F("case__closed_at")) | Q(ended_at=F("other_case__closed_at"))
        return self.filter(~Q(state=LinkState.ENDED) | with_case)

    def naming(self, relative: Relative) -> Self:
        """Those in which ``relative`` is meant, on whichever side."""
        return self.filter(Q(relative=relative) | Q(other_relative=relative))

    def agreed(self) -> Self:
        """Both teams have agreed."""
        return self.filter(state=LinkState.AGREED)


@pgtrigger.register(
    pgtrigger.FSM(
        name="agreed_once_ended_once",
        field="state",
        transitions=[
            (LinkState.PROPOSED.value, LinkState.AGREED.value),
            (LinkState.PROPOSED.value, LinkState.ENDED.value),
            (LinkState.AGREED.value, LinkState.ENDED.value),
        ],
    )
)
@pghistory.track()
class HouseholdLink(Revised):
    """That somebody told of in one file is the person of another one: ``relative`` of ``case`` has ``other_case``.

    ``other_relative`` is the person of ``case`` as the other file tells of them. So each side shows the name its own
    person has told, and neither needs the other's record.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="links", verbose_name=_("Fall"))
    relative = models.ForeignKey(Relative, models.PROTECT, related_name="links", verbose_name=_("Wer"))
    other_case = models.ForeignKey(Case, models.PROTECT, related_name="links_from", verbose_name=_("andere Akte"))
    other_relative = models.ForeignKey(
        Relative, models.PROTECT, null=True, blank=True, related_name="links_from", verbose_name=_("Wer in jener Akte")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=LinkState, default=LinkState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vorgeschlagen von")
    )
    proposed_at = models.DateTimeField(_("vorgeschlagen am"), default=timezone.now)
    agreed_at = models.DateTimeField(_("hier zugestimmt am"), null=True, blank=True)
    other_agreed_at = models.DateTimeField(_("dort zugestimmt am"), null=True, blank=True)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beendet von")
    )

    objects = HouseholdLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Verbindung zweier Akten im Haushalt")
        verbose_name_plural = _("Verbindungen von Akten im Haushalt")
        ordering = ["-proposed_at", "id"]
        indexes = [
            models.Index(fields=["case", "state"], name="household_link_of_case"),
            models.Index(fields=["other_case", "state"], name="household_link_of_other"),
        ]
        constraints = [
            models.UniqueConstraint(
                Least("case", "other_case"),
                Greatest("case", "other_case"),
                condition=~Q(state="ended"),
                name="household_link_once",
                violation_error_message=_("Diese beiden Akten sind schon verbunden, oder es ist vorgeschlagen."),
            ),
            models.CheckConstraint(condition=~Q(case=F("other_case")), name="household_link_of_two_files"),
            models.CheckConstraint(
                condition=~Q(state="agreed")
                | Q(agreed_at__isnull=False, other_agreed_at__isnull=False, other_relative__isnull=False),
                name="household_link_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False, ended_by__isnull=False)
                | (~Q(state="ended") & Q(ended_at__isnull=True, ended_by__isnull=True)),
                name="household_link_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.proposed_at:%d.%m.%Y})"

    @property
    def is_agreed(self) -> bool:
        """Whether steps may be shared over it."""
        return self.state == LinkState.AGREED


class SharedStepQuerySet(TeamQuerySet):
    """Steps shared with other files, as the file sees them that they belong to."""

    def running(self) -> Self:
        """Those that are shared today: neither ended nor without a consent that holds.

        The other file shows them while both cases run and nothing is restricted (:class:`ReceivedStep`). How that file
        stands is nobody's to know here.
        """
        return self.filter(ended_at__isnull=True, consent__valid_until__gte=timezone.localdate())


@pghistory.track()
@pgtrigger.register(
    pgtrigger.Trigger(
        name="of_the_file_of_its_step",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("case_id", "link_id", "measure_id", "action_goal_id", "consent_id"),  # type: ignore[no-untyped-call]
        func="""
            NEW.case_id := coalesce(
                (SELECT case_id FROM cases_measure WHERE id = NEW.measure_id),
                (SELECT case_id FROM cases_actiongoal WHERE id = NEW.action_goal_id)
            );
            IF NOT EXISTS (
                SELECT FROM cases_householdlink
                WHERE id = NEW.link_id AND state = 'agreed' AND NEW.case_id IN (case_id, other_case_id)
            ) OR NOT EXISTS (SELECT FROM cases_consent WHERE id = NEW.consent_id AND case_id = NEW.case_id)
            THEN RAISE EXCEPTION 'Shared are steps of a file that is joined, on a consent of its person';
            END IF;
            RETURN NEW;
        """,
    )
)
class SharedStep(Revised):
    """A measure or an action goal that another file of the household follows. It stays one row of this file.

    ``may_tick``: the other team may say where it stands.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="shared_steps", editable=False, verbose_name=_("Fall"))
    link = models.ForeignKey(HouseholdLink, models.PROTECT, related_name="steps", verbose_name=_("Verbindung"))
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name=_("Maßnahme")
    )
    action_goal = models.ForeignKey(
        ActionGoal, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name=_("Handlungsziel")
    )
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+", verbose_name=_("Einwilligung"))
    may_tick = models.BooleanField(_("darf auch dort abgehakt werden"), default=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("geteilt von")
    )
    shared_at = models.DateTimeField(_("geteilt am"), default=timezone.now)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beendet von")
    )

    objects = SharedStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("Gemeinsamer Schritt")
        verbose_name_plural = _("Gemeinsame Schritte")
        ordering = ["shared_at", "id"]
        indexes = [models.Index(fields=["case"], name="shared_step_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, action_goal__isnull=True)
                | Q(measure__isnull=True, action_goal__isnull=False),
                name="shared_step_is_one",
            ),
            models.UniqueConstraint(
                fields=["link", "measure", "action_goal"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="shared_step_once",
                violation_error_message=_("Dieser Schritt ist dort schon zu sehen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shared_at:%d.%m.%Y}"


class ReceivedStepQuerySet(models.QuerySet["ReceivedStep"]):
    """Steps of others in one's own file."""

    def visible_to(self, user: "User") -> Self:
        """Those of files which the user may open today."""
        return self.filter(team_filter(user))

    def waiting_for(self, user: "User") -> Self:
        """Still to begin, or goals still to reach, in files that the user leads, as deputy or for somebody away too."""
        is_ahead = Q(is_goal=False, state=StepState.PLANNED) | Q(is_goal=True, state=GoalState.OPEN)
        return self.filter(is_ahead, due_on__isnull=False, case__among=Entrusted(user, "led"))

    def as_json(self) -> models.QuerySet["ReceivedStep", Any]:
        """All of it, and whose it is, for a sub-query; :meth:`ReceivedStep.read` makes it a step again."""
        names = [field.attname for field in ReceivedStep._meta.fields if field.name != "shared_at"]
        return self.order_by("due_on", "shared_at", "pk").values(
            step=JSONObject(whose="relative__name", **{name: name for name in names})
        )


class ReceivedStep(Identified):
    """A step of another file of the household, as this file shows it: a window, with what is followed together.

    ``relative`` is whose step it is, in the words of this file. Closed when sharing ends, the consent is withdrawn or
    runs out, the step is taken out of the plan, or its case is closed or restricted (Art. 18 GDPR).
    """

    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", verbose_name=_("Fall"))
    relative = models.ForeignKey(Relative, models.DO_NOTHING, related_name="+", verbose_name=_("Wer"))
    is_goal = models.BooleanField(_("Handlungsziel"))
    title = models.CharField(_("Schritt"), max_length=240)
    responsible = models.CharField(_("Wer macht es"), max_length=160)
    due_on = models.DateField(_("bis"), null=True)
    state = models.CharField(_("Stand"), max_length=10)
    may_tick = models.BooleanField(_("darf auch hier abgehakt werden"))
    step_revision = models.PositiveIntegerField(_("Bearbeitungsstand"))
    shared_at = models.DateTimeField(_("geteilt am"))

    objects = ReceivedStepQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Gemeinsamer Schritt aus einer anderen Akte")
        verbose_name_plural = _("Gemeinsame Schritte aus anderen Akten")
        ordering = ["due_on", "shared_at", "id"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read(cls, values: dict[str, Any]) -> "ReceivedStep":
        """A step out of ``as_json``."""
        known = {**values}
        due_on, whose = known.pop("due_on"), Relative(pk=known.pop("relative_id"), name=known.pop("whose"))
        return cls(**known, due_on=date.fromisoformat(due_on) if due_on else None, relative=whose)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in (StepState.DONE, GoalState.ACHIEVED)

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it has not begun, or the goal is not reached."""
        is_ahead = self.state in (StepState.PLANNED, GoalState.OPEN)
        return is_ahead and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def possible(self) -> list[str]:
        """The states there are."""
        return list(self._states.values)

    def in_words(self, state: str) -> str:
        """A state as people read it."""
        return str(self._states(state).label)

    def get_state_display(self) -> str:
        """The state in words."""
        return self.in_words(self.state)

    @property
    def _states(self) -> type[models.TextChoices]:
        return GoalState if self.is_goal else StepState

    @property
    def turned(self) -> str:
        """The state that one click leads to: done, or open again."""
        if self.is_goal:
            return GoalState.OPEN if self.is_done else GoalState.ACHIEVED
        return StepState.RUNNING if self.is_done else StepState.DONE
