"""The case: one process of case management of a person, its team, and the log of everything that happened."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Revised
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
        from roterfaden.cases.models.entrusting import EmergencyAccess

        running = user.emergencies.running().filter(case=OuterRef("pk")).order_by("-ends_at")
        waiting = EmergencyAccess.objects.unreviewed()
        return self.annotate(
            sees_file=_whether(team_filter(user, "pk")),
            sees_sensitive=_whether(sensitive_filter(user, "pk")),
            leads=_whether(Q(pk__in=Entrusted(user, "led"))),
            emergency=Subquery(running.values(line=JSONObject(id="id", ends_at="ends_at", reason="reason"))[:1]),
            to_review=Subquery(
                waiting.filter(case=OuterRef("pk")).exclude(user=user).order_by("opened_at").values("pk")[:1]
            ),
        )

    def open(self) -> Self:
        """Not closed."""
        return self.filter(closed_at__isnull=True)

    def for_overview(self, user: "User") -> Self:
        """With Mottoziel, the person's ratings of it (``self_ratings``), the ``team``, who lives with them
        (``household_now``), what is followed with them (``received_steps``), ``ending_consents``, ``talks_shown``,
        ``conferences_shown``, the change of the Rechtskreis (``area_change``) with what is still to do for it
        (``checklist_steps``), the course of the goals, the rhythm of visits at home (``visited``), open problems there
        (``problems_shown``); of consents and conferences those which ``user`` may read.
        """
        from roterfaden.cases.models.after_talk import AfterTalk
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
        change = LegalAreaChange.objects.filter(case=OuterRef("pk")).order_by("-opened_at")
        steps = ChecklistStep.objects.waiting().filter(case=OuterRef("pk")).order_by("due_on", "position", "pk")
        care = HomeCare.objects.running().filter(case=OuterRef("pk"))
        problems = Problem.objects.open().filter(case=OuterRef("pk")).order_by("due_on", "created_at", "pk")
        here = HouseholdMember.objects.today().filter(case=OuterRef("pk"), household__ends_on__isnull=True)
        found = self.select_related("guiding_goal").with_goal_course()
        return found.annotate(
            self_ratings=ArraySubquery(ratings.values("value")),
            has_household=Exists(Household.objects.filter(case=OuterRef("pk"), ends_on__isnull=True)),
            household_now=ArraySubquery(here.as_json()),
            received_steps=ArraySubquery(ReceivedStep.objects.visible_to(user).filter(case=OuterRef("pk")).as_json()),
            team=ArraySubquery(team.values(member=JSONObject(name="user__name", part="part"))),
            area_change=Subquery(change.going_on_as_json()[:1]),
            checklist_steps=ArraySubquery(steps.as_json()),
            visited=Subquery(care.as_json()[:1]),
            problems_shown=ArraySubquery(problems.as_json()),
            talks_shown=ArraySubquery(
                AfterTalk.objects.visible_to(user).filter(case=OuterRef("pk")).order_by("-due_on", "pk").as_json()
            ),
            ending_consents=ArraySubquery(ending.ending_soon().filter(case=OuterRef("pk")).as_json()),
            conferences_shown=ArraySubquery(
                Conference.objects.visible_to(user).latest_of_case().filter(case=OuterRef("pk")).as_json()[:4]
            ),
        )

    def with_goal_course(self) -> Self:
        """With the ``agreed_goals`` of every agreement and the ``goal_levels`` found since, for ``goal_course``."""
        from roterfaden.cases.models.evaluation import GoalRating
        from roterfaden.cases.models.goals import GoalAgreement

        agreements = GoalAgreement.objects.filter(case=OuterRef("pk")).order_by("number")
        levels = GoalRating.objects.counted().filter(case=OuterRef("pk"))
        return self.annotate(
            agreed_goals=ArraySubquery(agreements.as_json()), goal_levels=ArraySubquery(levels.as_json())
        )

    def led_by(self, user: "User") -> Self:
        """Cases for which the user is responsible."""
        return self.filter(lead=user)


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


class Act(models.TextChoices):
    """Everything that can happen to a case, as the timeline tells it."""

    OPENED = "opened", _("Case Management begonnen")
    CLIENT_CHANGED = "client_changed", _("Angaben zur Person geändert")
    CLIENTS_MERGED = "clients_merged", _("Doppelt erfasste Person zusammengeführt")
    CLIENTS_PARTED = "clients_parted", _("Zusammengeführte Personen wieder getrennt")
    ASSESSMENT_STARTED = "assessment_started", _("Bestandsaufnahme begonnen")
    ASSESSMENT_COMPLETED = "assessment_completed", _("Bestandsaufnahme abgeschlossen")
    ASSESSMENT_REOPENED = "assessment_reopened", _("Bestandsaufnahme wieder geöffnet")
    LEVEL_SET = "level_set", _("Risiko oder Dringlichkeit eingeschätzt")
    LEVEL_KEPT = "level_kept", _("Einschätzung nach dem zweiten Blick beibehalten")
    LOOK_ASKED = "look_asked", _("Um einen zweiten Blick gebeten")
    LOOK_WITHDRAWN = "look_withdrawn", _("Bitte um einen zweiten Blick zurückgezogen")
    NETWORK_CHANGED = "network_changed", _("Netzwerkkarte geändert")
    HOUSEHOLD_CHANGED = "household_changed", _("Haushalt und Familie geändert")
    LINK_PROPOSED = "link_proposed", _("Verbindung im Haushalt vorgeschlagen")
    FILES_JOINED = "files_joined", _("Akten im Haushalt verbunden")
    FILES_PARTED = "files_parted", _("Verbindung im Haushalt beendet")
    GUIDING_GOAL_SET = "guiding_goal_set", _("Mottoziel festgehalten")
    GOAL_ADDED = "goal_added", _("Ziel hinzugefügt")
    GOAL_CHANGED = "goal_changed", _("Ziel geändert")
    GOALS_REORDERED = "goals_reordered", _("Ziele anders geordnet")
    GOAL_WITHDRAWN = "goal_withdrawn", _("Ziel zurückgenommen")
    GOAL_RESTORED = "goal_restored", _("Ziel wiederhergestellt")
    GOALS_AGREED = "goals_agreed", _("Ziele vereinbart")
    AGREEMENT_SIGNED = "agreement_signed", _("Zielvereinbarung unterschrieben")
    GOALS_REOPENED = "goals_reopened", _("Zielvereinbarung wird neu gefasst")
    STEP_ADDED = "step_added", _("Schritt in den Hilfeplan aufgenommen")
    STEP_CHANGED = "step_changed", _("Schritt im Hilfeplan geändert")
    STEP_DONE = "step_done", _("Schritt erledigt")
    STEP_REOPENED = "step_reopened", _("Schritt wieder aufgenommen")
    STEP_DROPPED = "step_dropped", _("Schritt aus dem Hilfeplan genommen")
    STEP_SHARED = "step_shared", _("Schritt im Haushalt geteilt")
    SHARED_STEP_CHANGED = "shared_step_changed", _("Neuer Stand eines gemeinsamen Schritts")
    SHARING_ENDED = "sharing_ended", _("Schritt nicht mehr geteilt")
    PLAN_FIXED = "plan_fixed", _("Hilfeplan festgelegt")
    PLAN_REOPENED = "plan_reopened", _("Hilfeplan wird überarbeitet")
    REFERRED = "referred", _("Angebot vermittelt")
    REFERRAL_ANSWERED = "referral_answered", _("Antwort auf eine Vermittlung")
    REFERRAL_LINK = "referral_link", _("Link für den Träger")
    REFERRAL_REMINDED = "referral_reminded", _("An eine Vermittlung erinnert")
    FOLLOW_UP_PLANNED = "follow_up_planned", _("Überprüfung geplant")
    FOLLOW_UP_HELD = "follow_up_held", _("Überprüfung festgehalten")
    FOLLOW_UP_CANCELLED = "follow_up_cancelled", _("Überprüfung abgesagt")
    FOLLOW_UP_REOPENED = "follow_up_reopened", _("Überprüfung wieder geöffnet")
    CONFERENCE_PLANNED = "conference_planned", _("Konferenz geplant")
    CONFERENCE_CHANGED = "conference_changed", _("Konferenz geändert")
    CONFERENCE_INVITED = "conference_invited", _("Zur Konferenz eingeladen")
    CONFERENCE_UNINVITED = "conference_uninvited", _("Einladung zur Konferenz zurückgenommen")
    CONFERENCE_PROPOSED = "conference_proposed", _("Termine für eine Konferenz vorgeschlagen")
    CONFERENCE_ANSWERED = "conference_answered", _("Antwort auf Termine einer Konferenz")
    CONFERENCE_FIXED = "conference_fixed", _("Termin einer Konferenz festgelegt")
    CONFERENCE_HELD = "conference_held", _("Konferenz hat stattgefunden")
    CONFERENCE_DECIDED = "conference_decided", _("Beschluss einer Konferenz")
    DECISION_WITHDRAWN = "decision_withdrawn", _("Beschluss einer Konferenz zurückgenommen")
    MINUTES_CLOSED = "minutes_closed", _("Protokoll abgeschlossen")
    MINUTES_REOPENED = "minutes_reopened", _("Protokoll wieder geöffnet")
    CONFERENCE_CANCELLED = "conference_cancelled", _("Konferenz abgesagt")
    HOME_CARE_SET = "home_care_set", _("Hausbesuche vereinbart")
    HOME_CARE_ENDED = "home_care_ended", _("Hausbesuche beendet")
    VISIT_PLANNED = "visit_planned", _("Hausbesuch geplant")
    VISIT_CANCELLED = "visit_cancelled", _("Hausbesuch vom Plan genommen")
    VISIT_REOPENED = "visit_reopened", _("Hausbesuch wieder offen")
    PROBLEM_FOUND = "problem_found", _("Problem in der Wohnung festgehalten")
    PROBLEM_CHANGED = "problem_changed", _("Problem in der Wohnung geändert")
    PROBLEM_SOLVED = "problem_solved", _("Problem in der Wohnung gelöst")
    PROBLEM_REOPENED = "problem_reopened", _("Problem in der Wohnung wieder offen")
    MEDIATION_BEGUN = "mediation_begun", _("Konfliktklärung begonnen")
    MEDIATION_CHANGED = "mediation_changed", _("Protokoll einer Konfliktklärung geändert")
    MEDIATION_AGREED = "mediation_agreed", _("Absprache in einem Konflikt getroffen")
    MEDIATION_FAILED = "mediation_failed", _("Konfliktklärung ohne Einigung beendet")
    MEDIATION_REOPENED = "mediation_reopened", _("Konfliktklärung wieder aufgenommen")
    NOTE_ADDED = "note_added", _("Kontakt notiert")
    NOTE_CHANGED = "note_changed", _("Kontaktnotiz geändert")
    NOTE_WITHDRAWN = "note_withdrawn", _("Kontaktnotiz zurückgenommen")
    NOTE_RESTORED = "note_restored", _("Kontaktnotiz wiederhergestellt")
    TASK_ADDED = "task_added", _("Aufgabe angelegt")
    TASK_DONE = "task_done", _("Aufgabe erledigt")
    TASK_REOPENED = "task_reopened", _("Aufgabe wieder geöffnet")
    TASK_WITHDRAWN = "task_withdrawn", _("Aufgabe zurückgenommen")
    EVALUATION_STARTED = "evaluation_started", _("Auswertung begonnen")
    EVALUATED = "evaluated", _("Auswertung abgeschlossen")
    EVALUATION_REOPENED = "evaluation_reopened", _("Auswertung wieder geöffnet")
    INTENSITY_CHANGED = "intensity_changed", _("Begleitung geändert")
    REST_AGREED = "rest_agreed", _("Pause vereinbart")
    REST_ENDED = "rest_ended", _("Pause beendet")
    TEAM_CHANGED = "team_changed", _("Team geändert")
    HAND_OVER_PROPOSED = "hand_over_proposed", _("Übergabe vorgeschlagen")
    HAND_OVER_WITHDRAWN = "hand_over_withdrawn", _("Vorschlag zur Übergabe zurückgezogen")
    HAND_OVER_DECLINED = "hand_over_declined", _("Übergabe abgelehnt")
    LEAD_CHANGED = "lead_changed", _("Fallführung übergeben")
    TRANSFER_PROPOSED = "transfer_proposed", _("Übergabe an eine andere Stelle vorgeschlagen")
    TRANSFER_WITHDRAWN = "transfer_withdrawn", _("Übergabe an eine andere Stelle zurückgezogen")
    TRANSFER_DECLINED = "transfer_declined", _("Übergabe von der anderen Stelle abgelehnt")
    TRANSFER_ACCEPTED = "transfer_accepted", _("Fall an eine andere Stelle übergeben")
    TRANSFER_TAKEN = "transfer_taken", _("Fall von einer anderen Stelle übernommen")
    REASSIGNED = "reassigned", _("Fallführung von der Leitung übertragen")
    SCOPE_CHANGED = "scope_changed", _("Einblick geändert")
    AREA_CHANGE_EXPECTED = "area_change_expected", _("Rechtskreiswechsel erwartet")
    AREA_CHANGE_BEGUN = "area_change_begun", _("Rechtskreiswechsel begonnen")
    AREA_CHANGE_MOVED = "area_change_moved", _("Tag des Rechtskreiswechsels geändert")
    AREA_CHANGE_DONE = "area_change_done", _("Rechtskreis gewechselt")
    AREA_CHANGE_CANCELLED = "area_change_cancelled", _("Rechtskreiswechsel abgebrochen")
    CHECKLIST_STEP_ADDED = "checklist_step_added", _("Schritt zum Rechtskreiswechsel hinzugefügt")
    CHECKLIST_STEP_DONE = "checklist_step_done", _("Schritt zum Rechtskreiswechsel erledigt")
    CHECKLIST_STEP_NOT_NEEDED = "checklist_step_unneeded", _("Schritt zum Rechtskreiswechsel nicht nötig")
    CHECKLIST_STEP_REOPENED = "checklist_step_reopened", _("Schritt zum Rechtskreiswechsel wieder offen")
    EMERGENCY_OPENED = "emergency_opened", _("Notfallzugriff begonnen")
    EMERGENCY_ENDED = "emergency_ended", _("Notfallzugriff beendet")
    EMERGENCY_REVIEWED = "emergency_reviewed", _("Notfallzugriff geprüft")
    OWN_VIEW_LINK = "own_view_link", _("Link für die Sicht der Person")
    OWN_VIEW_GIVEN = "own_view_given", _("Die Person hat ihre Sicht gesagt")
    OWN_VIEW_WITHDRAWN = "own_view_withdrawn", _("Sicht der Person zurückgenommen")
    OWN_VIEW_RESTORED = "own_view_restored", _("Sicht der Person wiederhergestellt")
    CLOSED = "closed", _("Fall abgeschlossen")
    AFTER_TALK_PLANNED = "after_talk_planned", _("Nachgespräch geplant")
    AFTER_TALK_HELD = "after_talk_held", _("Nachgespräch festgehalten")
    AFTER_TALK_CANCELLED = "after_talk_cancelled", _("Nachgespräch abgesagt")
    AFTER_TALK_REOPENED = "after_talk_reopened", _("Nachgespräch wieder geöffnet")
    REOPENED = "reopened", _("Fall wieder aufgenommen")
    CONSENT_GIVEN = "consent_given", _("Einwilligung festgehalten")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Einwilligung widerrufen")
    DISCLOSED = "disclosed", _("Daten übermittelt")
    DISCLOSURE_CLOSED = "disclosure_closed", _("Zugriff auf eine Übermittlung beendet")
    REPORT_SUBMITTED = "report_submitted", _("Anonymer Fallbericht zur Freigabe gegeben")
    REPORT_RETURNED = "report_returned", _("Anonymer Fallbericht mit Anmerkung zurück")
    REPORT_APPROVED = "report_approved", _("Anonymer Fallbericht freigegeben")
    REPORT_DELIVERED = "report_delivered", _("Anonymer Fallbericht einem Gremium übergeben")
    REPORT_DROPPED = "report_dropped", _("Anonymer Fallbericht verworfen")
    DOCUMENT_MADE = "document_made", _("Dokument erstellt")
    RIGHT_CLAIMED = "right_claimed", _("Die Person nimmt ein Recht wahr")
    RIGHT_ANSWERED = "right_answered", _("Anfrage zum Datenschutz bearbeitet")
    SAFEGUARD_SET = "safeguard_set", _("Schutz in Kraft gesetzt")
    SAFEGUARD_LIFTED = "safeguard_lifted", _("Schutz ausnahmsweise aufgehoben")
    SAFEGUARD_ENDED = "safeguard_ended", _("Schutz beendet")
    COUNTER_STATED = "counter_stated", _("Gegendarstellung festgehalten")
    COUNTER_WITHDRAWN = "counter_withdrawn", _("Gegendarstellung zurückgenommen")
    RETENTION_CHANGED = "retention_changed", _("Löschen ausgesetzt oder wieder freigegeben")
    FILE_ADDED = "file_added", _("Datei hinzugefügt")
    FILE_CHANGED = "file_changed", _("Angaben zu einer Datei geändert")
    FILE_WITHDRAWN = "file_withdrawn", _("Datei zurückgenommen")
    FILE_RESTORED = "file_restored", _("Datei wiederhergestellt")


class TimelineQuerySet(models.QuerySet["TimelineEntry"]):
    """Lines of timelines."""

    def visible_to(self, user: "User") -> Self:
        """Lines of the files the user may open; of a case with own contributions only, the lines they caused."""
        return self.filter(team_filter(user) | (own_filter(user) & Q(by=user)))


@pgtrigger.register(pgtrigger.Protect(name="timeline_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete))
class TimelineEntry(Identified):
    """One line of the timeline: what happened, when, by whom, why. Lines are never changed and never removed.

    ``by`` is empty for what somebody did who has no account here, or whose name would tell a confidential place.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="timeline", verbose_name=_("Fall"))
    act = models.CharField(_("Vorgang"), max_length=30, choices=Act)
    at = models.DateTimeField(_("am"), default=timezone.now, db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("durch")
    )
    text = models.TextField(_("Worum es ging"), blank=True)
    reason = models.TextField(_("Grund"), blank=True)
    phase_before = models.CharField(_("Phase vorher"), max_length=12, choices=Phase, blank=True)
    phase_after = models.CharField(_("Phase danach"), max_length=12, choices=Phase, blank=True)
    subject = models.UUIDField(_("Gegenstand"), null=True, blank=True)

    objects = TimelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ereignis")
        verbose_name_plural = _("Ereignisse")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "-at"], name="timeline_of_case")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.at:%d.%m.%Y})"


def _whether(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=models.BooleanField())


class Entrusted(Func):
    """Cases entrusted to a user today, as the view ``CaseAccess`` says: of all kinds, or one of those of a file.

    A function and not the view itself: a page asks this in dozens of places, and to plan the view anew in each of them
    took PostgreSQL longer than to read the rows.
    """

    function = "rf.entrusted"
    template = "(select %(function)s(%(expressions)s))"
    output_field = models.UUIDField()

    def __init__(self, user: Any, kind: str) -> None:
        super().__init__(Value(user.pk, models.UUIDField()), Value(kind, models.TextField()))


class EntrustedPersons(Entrusted):
    """The persons of these cases."""

    function = "rf.entrusted_persons"


def team_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case whose file ``user`` may open today, full or without sensitive parts."""
    return Q(**{f"{prefix}__in": Entrusted(user, "file")})


def sensitive_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case of which ``user`` may read the sensitive parts today."""
    return Q(**{f"{prefix}__in": Entrusted(user, "sensitive")})


def own_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case entrusted to ``user`` today in any scope, if only for own contributions.

    Alone it opens the head of the file; rows of the file need who wrote them as well.
    """
    return Q(**{f"{prefix}__in": Entrusted(user, "all")})
