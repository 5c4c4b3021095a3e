"""Decentral care: the rhythm of home visits, the visits of a day in their order, problems found and their solution.

Source: the concept, lines 600 to 610: private flats are visited regularly, problems are asked for and dealt with.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import team_filter
from roterfaden.cases.models.monitoring import ContactNote

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

FEWEST_WEEKS, MOST_WEEKS = 1, 26


class HomeCareQuerySet(models.QuerySet["HomeCare"]):
    """Rhythms of home visits."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def running(self) -> Self:
        """Going on."""
        return self.filter(ended_on=None)

    def expected(self, day: date) -> Self:
        """Of persons who are at home on ``day``, as far as one knows: not while it was agreed that nobody comes."""
        return self.running().filter(Q(case__rests_until=None) | Q(case__rests_until__lt=day))

    def looked_after_by(self, user: "User") -> Self:
        """Whom ``user`` visits: by name, or as the one who leads the case."""
        return self.filter(Q(visitor=user) | Q(visitor=None, case__lead=user))

    def as_json(self) -> models.QuerySet["HomeCare", Any]:
        """What is shown beside the plan, for a sub-query; :meth:`HomeCare.read` makes it a rhythm again."""
        return self.values(care=JSONObject(id="pk", weeks="weeks", due_on="due_on"))


@pghistory.track()
class HomeCare(Revised):
    """How often a person is visited at home, by whom, and how one gets in. Without a visitor, who leads the case goes.

    ``due_on`` follows from the latest visit on which somebody was met (``reckoning.py``); PostgreSQL sets it.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="home_care", verbose_name=_("Fall"))
    weeks = models.PositiveSmallIntegerField(_("ein Besuch in so vielen Wochen"))
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Wer besucht"),
    )
    way_in = models.CharField(_("Zugang zur Wohnung"), max_length=200, blank=True)
    starts_on = models.DateField(_("erster Besuch bis"))
    due_on = models.DateField(_("nächster Besuch bis"), editable=False)
    ended_on = models.DateField(_("beendet am"), null=True, editable=False)

    objects = HomeCareQuerySet.as_manager()

    class Meta:
        verbose_name = _("Betreuung in der Wohnung")
        verbose_name_plural = _("Betreuung in der Wohnung")
        indexes = [models.Index(fields=["due_on"], condition=Q(ended_on=None), name="home_care_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gte=FEWEST_WEEKS, weeks__lte=MOST_WEEKS),
                name="home_care_within_half_a_year",
                violation_error_message=_("Wählen Sie einen Abstand von 1 bis 26 Wochen."),
            ),
        ]

    def __str__(self) -> str:
        return rhythm_in_words(self.weeks)

    @classmethod
    def read(cls, values: dict[str, Any]) -> "HomeCare":
        """A rhythm out of ``as_json``: enough to show it."""
        return cls(**{**values, "due_on": date.fromisoformat(values["due_on"])})


def rhythm_in_words(weeks: int) -> str:
    """The rhythm as one says it."""
    return _now("jede Woche") if weeks == 1 else _now("alle {weeks} Wochen").format(weeks=weeks)


class VisitState(models.TextChoices):
    """Where a visit stands. PostgreSQL insists on the order."""

    PLANNED = "planned", _("geplant")
    MET = "met", _("angetroffen")
    ABSENT = "absent", _("niemand angetroffen")
    CANCELLED = "cancelled", _("vom Plan genommen")


NEXT = {
    VisitState.PLANNED: (VisitState.MET, VisitState.ABSENT, VisitState.CANCELLED),
    VisitState.MET: (VisitState.PLANNED,),
    VisitState.ABSENT: (VisitState.PLANNED,),
    # A note that was written without a connection arrives after a colleague has taken the visit off: it did take place.
    VisitState.CANCELLED: (VisitState.PLANNED, VisitState.MET, VisitState.ABSENT),
}


class HomeVisitQuerySet(models.QuerySet["HomeVisit"]):
    """Home visits."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def planned(self) -> Self:
        """Still ahead."""
        return self.filter(state=VisitState.PLANNED)

    def of_day(self, user: "User", day: date) -> Self:
        """What ``user`` has on the plan of a day, done or not, in order."""
        found = self.filter(visitor=user, on_day=day).exclude(state=VisitState.CANCELLED)
        return found.order_by("position", "planned_at", "pk")


_OF_ONE_CASE = """
    IF NEW.note_id IS NOT NULL AND
       (SELECT case_id FROM cases_contactnote WHERE id = NEW.note_id) IS DISTINCT FROM NEW.case_id
    THEN RAISE EXCEPTION 'A visit and its note belong to one case';
    END IF;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.FSM(
        name="home_visit_in_order",
        field="state",
        transitions=[(before.value, after.value) for before, afters in NEXT.items() for after in afters],
    ),
    pgtrigger.Trigger(
        name="home_visit_of_one_case",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("note_id", "case_id"),  # type: ignore[no-untyped-call]
        func=_OF_ONE_CASE,
    ),
)
@pghistory.track()
class HomeVisit(Revised):
    """One visit on somebody's plan of a day. What was said there is a contact note.

    ``key`` names the form that recorded it: the same form sent again, after an answer that got lost, changes nothing.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="home_visits", verbose_name=_("Fall"))
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Wer besucht")
    )
    on_day = models.DateField(_("am"))
    at = models.TimeField(_("um"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    state = models.CharField(_("Stand"), max_length=10, choices=VisitState, default=VisitState.PLANNED)
    note = models.OneToOneField(
        ContactNote, models.PROTECT, null=True, blank=True, related_name="home_visit", verbose_name=_("Kontaktnotiz")
    )
    key = models.UUIDField(null=True, editable=False)
    planned_at = models.DateTimeField(_("geplant am"), default=timezone.now)

    objects = HomeVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hausbesuch")
        verbose_name_plural = _("Hausbesuche")
        ordering = ["-on_day", "position", "id"]
        indexes = [
            models.Index(fields=["case", "-on_day"], name="home_visit_of_case"),
            models.Index(fields=["visitor", "on_day"], name="home_visit_of_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "visitor", "on_day"],
                condition=Q(state="planned"),
                name="home_visit_planned_once",
                violation_error_message=_("Dieser Besuch steht schon auf Ihrem Plan."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["met", "absent"], note__isnull=False, key__isnull=False)
                | Q(state__in=["planned", "cancelled"], note=None, key=None),
                name="home_visit_recorded_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}, {self.on_day:%d.%m.%Y}"

    @property
    def is_planned(self) -> bool:
        """Whether it is still ahead."""
        return self.state == VisitState.PLANNED

    def move(self, state: VisitState) -> None:
        """Go on to ``state`` (not yet saved). Raises ``RuleBroken`` where no way leads there."""
        if state not in NEXT[VisitState(self.state)]:
            raise RuleBroken(_now("Das geht jetzt nicht: {state}.").format(state=self.get_state_display()))
        self.state = state


class ProblemKind(models.TextChoices):
    """What a problem at home is about."""

    DAMAGE = "damage", _("Schaden oder Reparatur")
    MOULD = "mould", _("Feuchtigkeit oder Schimmel")
    SUPPLY = "supply", _("Heizung, Wasser oder Strom")
    WASTE = "waste", _("Müll und Sauberkeit")
    NOISE = "noise", _("Lärm oder Hausordnung")
    NEIGHBOURS = "neighbours", _("Streit mit Nachbarschaft oder Vermietung")
    RENT = "rent", _("Miete, Nebenkosten oder Kündigung")
    FURNISHING = "furnishing", _("Möbel und Haushalt")
    LETTERS = "letters", _("Post und Behörden")
    HEALTH = "health", _("Gesundheit oder Sicherheit")
    OTHER = "other", _("etwas anderes")


class ProblemState(models.TextChoices):
    """Whether a problem is solved."""

    OPEN = "open", _("offen")
    SOLVED = "solved", _("gelöst")


class ProblemQuerySet(models.QuerySet["Problem"]):
    """Problems at home."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def open(self) -> Self:
        """Not solved."""
        return self.filter(state=ProblemState.OPEN)

    def looked_after_by(self, user: "User") -> Self:
        """Those that ``user`` sees to: by name, or as the one who leads the case."""
        return self.filter(Q(owner=user) | Q(owner=None, case__lead=user))

    def as_json(self) -> models.QuerySet["Problem", Any]:
        """What is shown beside the plan, for a sub-query; :meth:`Problem.read` makes it a problem again."""
        return self.values(problem=JSONObject(id="pk", kind="kind", text="text", due_on="due_on"))


@pgtrigger.register(
    pgtrigger.FSM(name="problem_in_order", field="state", transitions=[("open", "solved"), ("solved", "open")])
)
@pghistory.track()
class Problem(Revised):
    """A problem found at home: since when, who sees to it, who has to act, and when and how it was solved."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="problems", verbose_name=_("Fall"))
    kind = models.CharField(_("Art"), max_length=12, choices=ProblemKind)
    text = models.CharField(_("Was ist das Problem?"), max_length=300)
    since = models.DateField(_("seit"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Wer kümmert sich"),
    )
    has_to_act = models.CharField(_("Wer muss es lösen"), max_length=160, blank=True)
    due_on = models.DateField(_("bis"))
    state = models.CharField(_("Stand"), max_length=10, choices=ProblemState, default=ProblemState.OPEN)
    solved_on = models.DateField(_("gelöst am"), null=True, blank=True)
    solution = models.TextField(_("Wie wurde es gelöst?"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("festgehalten von")
    )
    created_at = models.DateTimeField(_("festgehalten am"), default=timezone.now)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("Problem in der Wohnung")
        verbose_name_plural = _("Probleme in der Wohnung")
        ordering = ["state", "due_on", "created_at", "id"]
        indexes = [
            # Heute, the list of cases, the plan of a day: what is still to be solved.
            models.Index(fields=["case", "due_on"], condition=Q(state="open"), name="problem_due"),
            models.Index(fields=["case", "state"], name="problem_of_case"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="problem_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", solved_on=None, solution="")
                | (Q(state="solved", solved_on__isnull=False) & ~Q(solution="")),
                name="problem_solved_on_a_day_and_how",
                violation_error_message=_("Sagen Sie bitte, wann und wie es gelöst wurde."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def read(cls, values: dict[str, Any]) -> "Problem":
        """A problem out of ``as_json``: enough to name it."""
        return cls(**{**values, "due_on": date.fromisoformat(values["due_on"])})

    @property
    def is_open(self) -> bool:
        """Whether it still has to be solved."""
        return self.state == ProblemState.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is not solved."""
        return self.is_open and self.due_on < timezone.localdate()
