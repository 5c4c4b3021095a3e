"""The case: one process of case management of a person, and its team."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.ready import Ready
from roterfaden.base.models import Identified, Revised
from roterfaden.cases.models.entrusted import Entrusted, own_filter, sensitive_filter, team_filter, whether
from roterfaden.cases.models.intake import Intake, Urgency
from roterfaden.cases.models.intensity import Intensity
from roterfaden.cases.models.people import Client
from roterfaden.network.models import Seat

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class Phase(models.TextChoices):
    """The stations of the concept's Einzelfallebene. PostgreSQL derives the phase from facts; nobody sets it."""

    ASSESSMENT = "assessment", _("Bestandsaufnahme")
    AGREEMENT = "agreement", _("Zielvereinbarung")
    PLANNING = "planning", _("Hilfeplanung")
    STEERING = "steering", _("Begleitung und Überprüfung")
    EVALUATION = "evaluation", _("Abschluss")
    CLOSED = "closed", _("Abgeschlossen")


class CloseReason(models.TextChoices):
    """Why a case ends."""

    GOALS_REACHED = "goals_reached", _("Die Ziele sind erreicht")
    ENOUGH = "enough", _("Die Person kommt ohne Begleitung zurecht")
    HANDED_OVER = "handed_over", _("Eine andere Stelle begleitet weiter")
    WISH = "wish", _("Die Person möchte keine Begleitung mehr")
    MOVED = "moved", _("Die Person ist weggezogen")
    NO_CONTACT = "no_contact", _("Es besteht kein Kontakt mehr")
    DECEASED = "deceased", _("Die Person ist gestorben")

    @classmethod
    def without_evaluation(cls) -> frozenset["CloseReason"]:
        """Reasons for which nobody is there to evaluate with, or somebody else will: the case may close without it."""
        return frozenset({cls.MOVED, cls.NO_CONTACT, cls.DECEASED, cls.WISH, cls.HANDED_OVER})


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, always asked through ``visible_to``."""

    def visible_to(self, user: "User") -> Self:
        """Cases entrusted to the user today in any scope: what stands at the head of a file. No role opens one."""
        return self.filter(own_filter(user, "pk"))

    def file_visible_to(self, user: "User") -> Self:
        """Cases whose file the user may open today, with or without its sensitive parts."""
        return self.filter(team_filter(user, "pk"))

    def with_access_of(self, user: "User") -> Self:
        """With what this user may do with each case today.

        ``sees_file``, ``sees_sensitive`` and ``leads`` (also as deputy or cover) say how far; ``emergency`` is the
        running emergency access of the user, or ``None``; ``to_review`` whether one of somebody else waits for a look.
        """
        return self.annotate(**_ACCESS.of(user))

    def open(self) -> Self:
        """Not closed."""
        return self.filter(closed_at__isnull=True)

    def for_overview(self, user: "User") -> Self:
        """With Mottoziel, the person's ratings of it (``self_ratings``), the ``team``, who lives with them
        (``household_now``), what is followed with them (``received_steps``), ``ending_consents``, ``talks_shown``,
        ``appointments_shown``, ``conferences_shown``, the change of the Rechtskreis (``area_change``) with what is
        still to do for it (``checklist_steps``) and what the new office says (``area_acceptance``), the course of the
        goals, the rhythm of visits at home (``visited``), open problems there (``problems_shown``); of consents,
        appointments, conferences and offices those which ``user`` may read.
        """
        return self.select_related("guiding_goal").annotate(**_SHOWN.of(user))

    def with_goal_course(self) -> Self:
        """With the ``agreed_goals`` of every agreement and the ``goal_levels`` found since, for ``goal_course``."""
        return self.annotate(**_goal_course())

    def led_by(self, user: "User") -> Self:
        """Cases for which the user is responsible."""
        return self.filter(lead=user)


def _access(user: "User") -> dict[str, Any]:
    from roterfaden.cases.models.entrusting import EmergencyAccess

    running = EmergencyAccess.objects.running().filter(user=user, case=OuterRef("pk")).order_by("-ends_at")
    waiting = EmergencyAccess.objects.unreviewed().filter(case=OuterRef("pk")).exclude(user=user).order_by("opened_at")
    return {
        "sees_file": whether(team_filter(user, "pk")),
        "sees_sensitive": whether(sensitive_filter(user, "pk")),
        "leads": whether(Q(pk__among=Entrusted(user, "led"))),
        "emergency": Subquery(running.values(line=JSONObject(id="id", ends_at="ends_at", reason="reason"))[:1]),
        "to_review": Subquery(waiting.values("pk")[:1]),
    }


_ACCESS = Ready("cases.Case", _access)


def _goal_course() -> dict[str, Any]:
    from roterfaden.cases.models.evaluation import GoalRating
    from roterfaden.cases.models.goals import GoalAgreement

    agreements = GoalAgreement.objects.filter(case=OuterRef("pk")).order_by("number")
    levels = GoalRating.objects.counted().filter(case=OuterRef("pk"))
    return {"agreed_goals": ArraySubquery(agreements.as_json()), "goal_levels": ArraySubquery(levels.as_json())}


def _shown(user: "User") -> dict[str, Any]:
    from roterfaden.cases.models.after_talk import AfterTalk
    from roterfaden.cases.models.appointments import Appointment
    from roterfaden.cases.models.area_acceptance import AreaAcceptance
    from roterfaden.cases.models.area_change import ChecklistStep, LegalAreaChange
    from roterfaden.cases.models.conferences import Conference
    from roterfaden.cases.models.consents import Consent
    from roterfaden.cases.models.goals import SelfRating
    from roterfaden.cases.models.household import Household, HouseholdMember
    from roterfaden.cases.models.sharing import ReceivedStep
    from roterfaden.cases.models.visits import HomeCare, Problem

    ratings = SelfRating.objects.counted().filter(case=OuterRef("pk")).order_by("rated_on", "created_at")
    team = CaseMember.objects.current().filter(case=OuterRef("pk")).order_by("part", "starts_on")
    ending = Consent.objects.visible_to(user)
    arranged = Appointment.objects.visible_to(user).planned().filter(case=OuterRef("pk")).order_by("starts_at", "pk")
    change = LegalAreaChange.objects.filter(case=OuterRef("pk")).order_by("-opened_at")
    steps = ChecklistStep.objects.waiting().filter(case=OuterRef("pk")).order_by("due_on", "position", "pk")
    care = HomeCare.objects.running().filter(case=OuterRef("pk"))
    problems = Problem.objects.open().filter(case=OuterRef("pk")).order_by("due_on", "created_at", "pk")
    here = HouseholdMember.objects.today().filter(case=OuterRef("pk"), household__ends_on__isnull=True)
    return {
        **_goal_course(),
        "self_ratings": ArraySubquery(ratings.values("value")),
        "has_household": Exists(Household.objects.filter(case=OuterRef("pk"), ends_on__isnull=True)),
        "household_now": ArraySubquery(here.as_json()),
        "received_steps": ArraySubquery(ReceivedStep.objects.visible_to(user).filter(case=OuterRef("pk")).as_json()),
        "team": ArraySubquery(team.values(member=JSONObject(name="user__name", part="part"))),
        "area_change": Subquery(change.going_on_as_json()[:1]),
        "checklist_steps": ArraySubquery(steps.as_json()),
        "area_acceptance": Subquery(
            AreaAcceptance.objects.visible_to(user).of_changes_to_come().filter(case=OuterRef("pk")).as_json()[:1]
        ),
        "visited": Subquery(care.as_json()[:1]),
        "problems_shown": ArraySubquery(problems.as_json()),
        "talks_shown": ArraySubquery(
            AfterTalk.objects.visible_to(user).filter(case=OuterRef("pk")).order_by("-due_on", "pk").as_json()
        ),
        "ending_consents": ArraySubquery(ending.ending_soon().filter(case=OuterRef("pk")).as_json()),
        "appointments_shown": ArraySubquery(arranged.as_json()),
        "conferences_shown": ArraySubquery(
            Conference.objects.visible_to(user).latest_of_case().filter(case=OuterRef("pk")).as_json()[:4]
        ),
    }


_SHOWN = Ready("cases.Case", _shown)


@pghistory.track(exclude=["phase"])
class Case(Revised):
    """One process of case management. The dated facts are written by the acts; the phase follows from them."""

    reference = models.CharField(_("Aktenzeichen"), max_length=20, unique=True, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="cases", verbose_name=_("Ratsuchende Person"))
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="case", verbose_name=_("Aufnahme"))
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases_led", verbose_name=_("Fallführung")
    )
    urgency = models.CharField(_("Dringlichkeit"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    intensity = models.CharField(
        _("Begleitung"),
        max_length=10,
        choices=Intensity,
        default=Intensity.REGULAR,
        db_default=Intensity.REGULAR.value,
        help_text=_("Sagt, wie oft Sie in Kontakt sind."),
    )
    rests_until = models.DateField(_("ruht bis"), null=True, editable=False)
    rest_reason = models.CharField(_("ruht, weil"), max_length=200, blank=True, editable=False)
    opened_at = models.DateTimeField(_("eröffnet am"), default=timezone.now, editable=False)
    assessed_at = models.DateTimeField(_("Bestandsaufnahme abgeschlossen am"), null=True, editable=False)
    agreed_at = models.DateTimeField(_("Ziele vereinbart am"), null=True, editable=False)
    planned_at = models.DateTimeField(_("Hilfeplan festgelegt am"), null=True, editable=False)
    evaluated_at = models.DateTimeField(_("ausgewertet am"), null=True, editable=False)
    closed_at = models.DateTimeField(_("abgeschlossen am"), null=True, editable=False)
    close_reason = models.CharField(
        _("Grund des Abschlusses"), max_length=20, choices=CloseReason, blank=True, editable=False
    )
    close_note = models.TextField(_("Zum Abschluss"), blank=True, editable=False)
    stays_open = models.TextField(
        _("Was offen bleibt und wer es übernimmt"), blank=True, default="", db_default="", editable=False
    )
    last_contact_at = models.DateTimeField(_("letzter Kontakt"), null=True, editable=False)
    phase = models.GeneratedField(
        expression=Choice(
            When(closed_at__isnull=False, then=Value(Phase.CLOSED)),
            When(evaluated_at__isnull=False, then=Value(Phase.EVALUATION)),
            When(assessed_at__isnull=True, then=Value(Phase.ASSESSMENT)),
            When(agreed_at__isnull=True, then=Value(Phase.AGREEMENT)),
            When(planned_at__isnull=True, then=Value(Phase.PLANNING)),
            default=Value(Phase.STEERING),
        ),
        output_field=models.CharField(max_length=12, choices=Phase),
        db_persist=True,
        verbose_name=_("Phase"),
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fall")
        verbose_name_plural = _("Fälle")
        indexes = [
            models.Index(fields=["lead", "closed_at"], name="case_of_lead"),
            models.Index(fields=["client"], name="case_of_client"),
            models.Index(fields=["phase", "opened_at"], name="case_phase"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(closed_at__isnull=True),
                name="case_one_open_per_client",
                violation_error_message=_("Für diese Person läuft schon ein Case Management."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, close_reason="")
                | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="case_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(evaluated_at__isnull=False)
                | Q(close_reason__in=[reason.value for reason in sorted(CloseReason.without_evaluation())]),
                name="case_closed_after_evaluation",
            ),
            models.CheckConstraint(
                condition=Q(rests_until__isnull=True, rest_reason="")
                | (Q(rests_until__isnull=False) & ~Q(rest_reason="")),
                name="case_rests_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} ({self.reference})"

    @property
    def is_open(self) -> bool:
        """Whether work goes on."""
        return self.closed_at is None

    @property
    def rests(self) -> bool:
        """Whether it was agreed that for some time nobody expects a contact."""
        return self.rests_until is not None and self.rests_until >= timezone.localdate()


class Part(models.TextChoices):
    """A person's part in the team of a case."""

    LEAD = "lead", _("Fallführung")
    DEPUTY = "deputy", _("Vertretung")
    MEMBER = "member", _("Mitarbeit")


class Scope(models.TextChoices):
    """How much of a file somebody sees. Decided by who leads the case, for each colleague."""

    FULL = "full", _("ganze Akte")
    ORDINARY = "ordinary", _("ohne sensible Teile")
    OWN = "own", _("nur eigene Beiträge")

    @classmethod
    def of_the_file(cls) -> tuple["Scope", ...]:
        """The scopes that open the file at all."""
        return (cls.FULL, cls.ORDINARY)


class CaseMemberQuerySet(models.QuerySet["CaseMember"]):
    """Teams."""

    def current(self) -> Self:
        """Memberships that hold today; none of somebody who serves the Ausländerbehörde by now."""
        today = timezone.localdate()
        authority = Seat.objects.current(today).filter(
            user=OuterRef("user"), organisation__is_immigration_authority=True
        )
        held = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
        return held.filter(~Exists(authority))

    def of_the_file(self) -> Self:
        """Of those who may open the file, and not only what they contributed themselves."""
        return self.filter(scope__in=Scope.of_the_file())

    def visible_to(self, user: "User") -> Self:
        """The team of a case is known to everybody to whom the case is entrusted in any scope; one's own part always.

        Nobody's for whoever serves the Ausländerbehörde.
        """
        if user.serves_immigration_authority:
            return self.none()
        return self.filter(own_filter(user) | Q(user=user))


@pghistory.track()
class CaseMember(Identified):
    """A user's place in the team of a case; what opens the file to them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members", verbose_name=_("Fall"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_memberships", verbose_name=_("Fachkraft")
    )
    part = models.CharField(_("Aufgabe im Team"), max_length=10, choices=Part, default=Part.MEMBER)
    scope = models.CharField(
        _("Einblick"), max_length=10, choices=Scope, default=Scope.FULL, db_default=Scope.FULL.value
    )
    starts_on = models.DateField(_("von"), default=timezone.localdate)
    ends_on = models.DateField(_("bis"), null=True, blank=True)

    objects = CaseMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("Teammitglied")
        verbose_name_plural = _("Teammitglieder")
        indexes = [models.Index(fields=["user", "case", "starts_on", "ends_on"], name="case_member_of_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(part="lead", ends_on__isnull=True), name="case_has_one_lead"
            ),
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(ends_on__isnull=True), name="case_member_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="case_member_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(scope="full") | Q(part="member"),
                name="case_lead_and_deputy_see_all",
                violation_error_message=_("Fallführung und Vertretung brauchen die ganze Akte."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_part_display()}"
