"""What happened in a case: who did what, when and why."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified
from roterfaden.cases.models.case import Case, Phase
from roterfaden.cases.models.entrusted import own_filter, team_filter

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


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
    SELF_RATING_CORRECTED = "self_rating_corrected", _("Selbsteinschätzung berichtigt")
    SELF_RATING_WITHDRAWN = "self_rating_withdrawn", _("Selbsteinschätzung zurückgenommen")
    SELF_RATING_RESTORED = "self_rating_restored", _("Selbsteinschätzung wiederhergestellt")
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
    REFERRAL_EXPIRED = "referral_expired", _("Vermittlung ohne Antwort abgelaufen")
    FOLLOW_UP_PLANNED = "follow_up_planned", _("Überprüfung geplant")
    FOLLOW_UP_CHANGED = "follow_up_changed", _("Überprüfung geändert")
    FOLLOW_UP_MOVED = "follow_up_moved", _("Überprüfung verschoben")
    FOLLOW_UP_HELD = "follow_up_held", _("Überprüfung festgehalten")
    FOLLOW_UP_CANCELLED = "follow_up_cancelled", _("Überprüfung abgesagt")
    FOLLOW_UP_REOPENED = "follow_up_reopened", _("Überprüfung wieder geöffnet")
    APPOINTMENT_ARRANGED = "appointment_arranged", _("Termin vereinbart")
    APPOINTMENT_MOVED = "appointment_moved", _("Termin verlegt")
    APPOINTMENT_CHANGED = "appointment_changed", _("Termin geändert")
    APPOINTMENT_KEPT = "appointment_kept", _("Termin hat stattgefunden")
    APPOINTMENT_MISSED = "appointment_missed", _("Zum Termin nicht gekommen")
    APPOINTMENT_EXCUSED = "appointment_excused", _("Termin von der Person abgesagt")
    APPOINTMENT_CANCELLED = "appointment_cancelled", _("Termin abgesagt")
    APPOINTMENT_REOPENED = "appointment_reopened", _("Termin wieder geplant")
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
    TASK_CHANGED = "task_changed", _("Aufgabe geändert")
    TASK_MOVED = "task_moved", _("Aufgabe verschoben")
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
    ACCEPTANCE_ASKED = "acceptance_asked", _("Neue Stelle gefragt, ob sie übernimmt")
    ACCEPTANCE_LINK = "acceptance_link", _("Link für die neue Stelle")
    ACCEPTANCE_ANSWERED = "acceptance_answered", _("Antwort der neuen Stelle")
    ACCEPTANCE_WITHDRAWN = "acceptance_withdrawn", _("Anfrage an die neue Stelle zurückgezogen")
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

    def get_act_display(self) -> str:  # type: ignore[no-redef]
        """What happened, in words. Django's own method puts the words of all acts together for each line."""
        return str(Act(self.act).label)
