"""An anonymous case report: written, checked, approved by a second person, handed to a body, forgotten here."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.bodies.models import FACTS, WORDS
from roterfaden.bodies.receiving import Report, receive_report
from roterfaden.cases.actions.cover import possible_covers
from roterfaden.cases.actions.timeline import locked, locked_open, refuse_if_objected, tell
from roterfaden.cases.anonymity.checking import check
from roterfaden.cases.anonymity.facets import chosen, facets_of
from roterfaden.cases.anonymity.identifiers import Finding
from roterfaden.cases.anonymity.known import known_case
from roterfaden.cases.models import Act, Case, CaseAccess, ReportDraft, ReportRule, ReportState, ReviewedReport
from roterfaden.network.models import Seat

GONE = gettext_lazy("Dieser Bericht wartet nicht mehr auf Sie. Nichts wurde geändert.")
CHANGED = gettext_lazy(
    "Der Bericht wurde geändert, seit Sie ihn gelesen haben. Lesen Sie ihn bitte noch einmal; freigegeben ist nichts."
)


@transaction.atomic
def write_report(case: Case, *, by: User, **wording: Any) -> ReportDraft:
    """Begin a report as a draft. Refused when the person has objected to passing on what is known of them."""
    case = locked_open(case)
    refuse_if_objected(case.client)
    return ReportDraft.objects.create(case=case, written_by=by, **wording)


@transaction.atomic
def change_report(report: ReportDraft, *, by: User, seen: int, **wording: Any) -> ReportDraft:
    """Save the draft anew; of versions before it is kept who wrote them: none of them approves it."""
    locked_open(report.case)
    current = _claimed(report, ReportState.DRAFT, ReportState.RETURNED, seen=seen)
    current.written_by = by
    for name, value in wording.items():
        setattr(current, name, value)
    current.save()
    return current


@transaction.atomic
def submit_report(report: ReportDraft, *, by: User, seen: int, reviewer: User, justification: str) -> ReportDraft:
    """Ask a second person to read it. What names the person must be gone, what is rare needs a reason."""
    case = locked_open(report.case)
    refuse_if_objected(case.client)
    possible = possible_reviewers(case, by, report)
    if not possible.filter(pk=reviewer.pk).exists() or reviewer.serves_immigration_authority:
        raise RuleBroken(_("{name} kann diesen Bericht nicht freigeben.").format(name=reviewer))
    current = _claimed(report, ReportState.DRAFT, ReportState.RETURNED, seen=seen)
    findings = _refuse_if_it_names_somebody(current, by)
    if findings and not justification.strip():
        raise RuleBroken(_("Schreiben Sie, warum die Hinweise so stehen bleiben können, oder ändern Sie den Text."))
    current.state, current.reviewer, current.written_by = ReportState.SUBMITTED, reviewer, by
    current.warnings, current.justification, current.remark = [one.message for one in findings], justification, ""
    current.save()
    tell(case, Act.REPORT_SUBMITTED, by=by, subject=current.pk)
    said = _("{name} bittet Sie, einen anonymen Fallbericht zu prüfen.").format(name=by)
    notify([reviewer], said, path=reverse("cases:report_review", args=[current.pk]))
    return current


@transaction.atomic
def recall_report(report: ReportDraft, *, by: User) -> ReportDraft:
    """Take it back while nobody has answered, to go on writing."""
    locked_open(report.case)
    current = _claimed(report, ReportState.SUBMITTED)
    current.state, current.warnings, current.justification = ReportState.DRAFT, [], ""
    current.save()
    return current


@transaction.atomic
def drop_report(report: ReportDraft, *, by: User) -> ReportDraft:
    """Give the report up: its text is deleted at once, everywhere. Also in a closed file."""
    case = locked(report.case, though_restricted=True)
    current = _claimed(report, *(state for state in ReportState if state not in _OVER))
    current.state = ReportState.DROPPED
    current.forget()
    current.save()
    tell(case, Act.REPORT_DROPPED, by=by, subject=current.pk)
    return current


@transaction.atomic
def deliver_report(report: ReportDraft, *, by: User) -> ReportDraft:
    """Hand the approved report to its body. Checked once more: files and caseload have changed since.

    Afterwards the file knows that a report was written, and the month. The body knows neither file nor day, and is told
    nothing at this moment: a notice would bear the second in which the file says that a report was delivered.
    """
    case = locked_open(report.case)
    refuse_if_objected(case.client)
    current = _claimed(report, ReportState.APPROVED)
    findings = _refuse_if_it_names_somebody(current, by)
    if {one.message for one in findings} - set(current.warnings):
        raise RuleBroken(
            _("Seit der Freigabe ist ein Hinweis dazugekommen. Verwerfen Sie den Bericht und schreiben Sie ihn neu.")
        )
    assert current.body is not None
    receive_report(current.body, Report(**{name: getattr(current, name) for name in (*FACTS, *WORDS)}))
    current.state, current.delivered_in = ReportState.DELIVERED, timezone.localdate().replace(day=1)
    current.forget()
    current.save()
    tell(case, Act.REPORT_DELIVERED, by=by, subject=current.pk)
    return current


@transaction.atomic
def answer_report(reviewed: ReviewedReport, *, by: User, seen: int, approves: bool, remark: str = "") -> None:
    """The second person approves, or gives it back and says why. Whoever wrote it is told.

    Approved is the version ``seen`` alone: meanwhile it may have been taken back, rewritten and submitted again.
    """
    if not approves and not remark.strip():
        raise RuleBroken(_("Schreiben Sie, was noch geändert werden muss."))
    with connection.cursor() as cursor:
        cursor.execute("select file, who from rf.told_of_report(%s)", [reviewed.pk])
        case, told = cursor.fetchone() or (None, None)
        # "with": a statement that begins with "select" is not told to the history as a change of this person.
        statement = "with said as (select rf.decide_report(%s, %s, %s, %s) as so) select so from said"
        cursor.execute(statement, [reviewed.pk, seen, approves, remark.strip()])
        if not cursor.fetchone()[0]:
            waits = ReviewedReport.objects.visible_to(by).filter(pk=reviewed.pk).exists()
            raise RuleBroken(CHANGED if waits else GONE)
    said = (
        _("{name} hat Ihren anonymen Fallbericht freigegeben.")
        if approves
        else _("{name} hat Ihren anonymen Fallbericht mit einer Anmerkung zurückgegeben.")
    )
    notify([User(pk=told)], said.format(name=by), path=reverse("cases:report", args=[case, reviewed.pk]))


def possible_reviewers(case: Case, by: User, report: ReportDraft | None = None) -> QuerySet[User]:
    """Case managers of the organisation that looks after the person, and its heads of unit, outside the team.

    Nobody who wrote any version of ``report``, which the history knows.
    """
    home = case.client.organisation_id
    leading = Seat.objects.current().filter(role=Role.HEAD_OF_UNIT, organisation=home)
    managing = possible_covers([home])
    outside = User.objects.filter(Q(pk__in=managing.values("pk")) | Q(pk__in=leading.values("user")), is_active=True)
    team = CaseAccess.objects.filter(case=case)
    if report is not None:
        versions = ReportDraft.pgh_event_model.objects.filter(pgh_obj=report.pk)  # type: ignore[attr-defined]
        outside = outside.exclude(pk__in=versions.values("written_by"))
    return outside.exclude(pk__in=team.values("user")).exclude(pk=by.pk).order_by("name", "pk")


def findings_of(report: ReportDraft, user: User) -> list[Finding]:
    """What the check says to the report as it stands (five queries)."""
    known = known_case(report.case, user)
    return check(known, facets_of(known), told(report, FACTS), told(report, WORDS))


def told(report: ReportDraft, names: tuple[str, ...]) -> Mapping[str, str]:
    """These parts of the report by name."""
    return {name: getattr(report, name) for name in names}


_OVER = (ReportState.DELIVERED, ReportState.DROPPED)


def _claimed(report: ReportDraft, *states: ReportState, seen: int | None = None) -> ReportDraft:
    current = ReportDraft.claim(report.pk, seen)
    if current.state not in states:
        raise RuleBroken(_("Der Bericht steht inzwischen anders: {state}.").format(state=current.get_state_display()))
    return current


def _refuse_if_it_names_somebody(report: ReportDraft, by: User) -> list[Finding]:
    """Raise for hard findings and for general words that are not true of the person any more; else what is left."""
    known = known_case(report.case, by)
    facets = facets_of(known)
    labels = told(report, FACTS)
    if len(chosen(facets, labels)) < len([label for label in labels.values() if label]):
        raise RuleBroken(
            _("Eine der allgemeinen Angaben gilt nach den Daten der Akte nicht mehr. Wählen Sie sie bitte neu.")
        )
    findings = check(known, facets, labels, told(report, WORDS))
    if any(finding.is_hard for finding in findings):
        raise RuleBroken(_("Im Bericht steht noch etwas, woran man die Person erkennt. Ändern Sie das zuerst."))
    return findings


@transaction.atomic
def set_report_rule(*, by: Any, seen: int, **wording: Any) -> ReportRule:
    """Decide how many persons must share what is told. ``seen`` is 0 for whoever saw the proposal only.

    Raises ``EditConflict`` when somebody else has decided meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('report rule'))")
    known = ReportRule.objects.first()
    if known is not None and not seen:
        raise EditConflict(known)
    current = ReportRule.claim(known.pk, seen) if known is not None else ReportRule()
    for name, value in wording.items():
        setattr(current, name, value)
    current.changed_by, current.changed_at = by, timezone.now()
    current.save()
    return current
