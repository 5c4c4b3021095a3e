"""An anonymous report: written in the file, approved by somebody outside the team, handed over, forgotten here."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.rowlevel.serving import serving
from roterfaden.bodies.models import FACTS, WORDS, CaseReport
from roterfaden.cases.actions import closing, reports, safeguards, team
from roterfaden.cases.models import (
    Act,
    Case,
    CloseReason,
    Part,
    ReportDraft,
    ReportRule,
    ReportState,
    ReviewedReport,
    SafeguardKind,
    Scope,
)
from tests.factories import BodyFactory, CaseFactory, CaseManagerFactory, FieldOfActionFactory, HeadOfUnitFactory
from tests.rowlevel.seen import may, rows_seen
from tests.world import report_wording

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
MARK = "Quittengelee"


@pytest.fixture
def case() -> Case:
    return CaseFactory(client__family_name="Schewtschenko")


def write(case: Case, **instead: Any) -> ReportDraft:
    return reports.write_report(case, by=case.lead, **report_wording(**instead))


def submit(case: Case, reviewer: User | None = None, *, justification: str = "", **instead: Any) -> ReportDraft:
    draft, asked = write(case, **instead), reviewer or CaseManagerFactory()
    return reports.submit_report(draft, by=case.lead, seen=draft.revision, reviewer=asked, justification=justification)


def reviewed(draft: ReportDraft) -> ReviewedReport:
    assert draft.reviewer
    return ReviewedReport.objects.visible_to(draft.reviewer).get(pk=draft.pk)


def answer(draft: ReportDraft, *, approves: bool = True, remark: str = "") -> ReportDraft:
    assert draft.reviewer
    waiting = reviewed(draft)
    reports.answer_report(waiting, by=draft.reviewer, seen=waiting.revision, approves=approves, remark=remark)
    return ReportDraft.objects.select_related("case").get(pk=draft.pk)


def acts_of(case: Case) -> list[str]:
    return list(case.timeline.filter(act__startswith="report").order_by("at", "id").values_list("act", flat=True))


# What happens ---------------------------------------------------------------------------------------------------------


def test_a_report_goes_from_the_file_to_the_body_and_is_forgotten(case: Case) -> None:
    approved = answer(submit(case, situation=f"{MARK} fehlt."))
    body = approved.body
    reports.deliver_report(approved, by=case.lead)
    (received,) = CaseReport.objects.all()
    assert (received.body, received.situation) == (body, f"{MARK} fehlt.")
    assert received.received_in == timezone.localdate().replace(day=1)
    kept = ReportDraft.objects.get()
    assert kept.state == ReportState.DELIVERED
    assert kept.delivered_in == received.received_in
    assert [getattr(kept, name) for name in (*FACTS, *WORDS)] == [""] * len((*FACTS, *WORDS))
    assert kept.body is None
    assert sorted(acts_of(case)) == [Act.REPORT_APPROVED, Act.REPORT_DELIVERED, Act.REPORT_SUBMITTED]


def test_nothing_in_the_whole_database_still_holds_the_words_or_leads_to_the_report(case: Case) -> None:
    others = [answer(submit(CaseFactory(lead=case.lead))) for _each in range(2)]
    approved = answer(submit(case, situation=f"{MARK} fehlt."), remark=f"{MARK} ist gut.")
    with serving(case.lead.pk, Purpose.CASE_WORK):
        for draft in (others[0], approved, others[1]):
            reports.deliver_report(draft, by=case.lead)
    received = CaseReport.objects.get(situation=f"{MARK} fehlt.")
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
        tables = [name for (name,) in cursor.fetchall()]
        for trace in (MARK, str(received.pk)):
            found = []
            for table in tables:
                cursor.execute(f'select count(*) from "{table}" t where t::text like %s', [f"%{trace}%"])
                found += [table] * cursor.fetchone()[0]
            assert found == ["bodies_casereport"], trace
        # Written anew each time: what was there before has the same transaction, whoever handed it in.
        cursor.execute("select count(distinct xmin::text) from bodies_casereport")
        assert cursor.fetchone() == (1,)


def test_a_report_comes_back_with_a_remark_and_goes_again(case: Case) -> None:
    returned = answer(submit(case), approves=False, remark="Der Ort ist zu erkennen.")
    assert (returned.state, returned.remark) == (ReportState.RETURNED, "Der Ort ist zu erkennen.")
    changed = reports.change_report(returned, by=case.lead, seen=returned.revision, situation="Anders.")
    again = reports.submit_report(
        changed, by=case.lead, seen=changed.revision, reviewer=CaseManagerFactory(), justification=""
    )
    assert (again.state, again.remark) == (ReportState.SUBMITTED, "")


def test_who_wrote_it_hears_the_answer_and_who_is_asked_learns_nothing_of_the_file(case: Case) -> None:
    draft = submit(case)
    assert draft.reviewer
    (asked,) = Notice.objects.filter(user=draft.reviewer)
    assert case.reference not in asked.text + asked.path
    assert str(case.pk) not in asked.path
    answer(draft)
    assert Notice.objects.filter(user=case.lead, path=reverse("cases:report", args=[case.pk, draft.pk])).exists()


def test_the_new_lead_hears_the_answer_once_the_case_was_handed_over(case: Case) -> None:
    draft, receiver = submit(case), CaseManagerFactory()
    with transaction.atomic():
        case.members.filter(user=case.lead).update(user=receiver)
        Case.objects.filter(pk=case.pk).update(lead=receiver)
    assert draft.reviewer
    with serving(draft.reviewer.pk, Purpose.CASE_WORK):
        reports.answer_report(reviewed(draft), by=draft.reviewer, seen=draft.revision, approves=True)
    assert Notice.objects.filter(text__contains="freigegeben").get().user == receiver


def test_a_head_of_unit_may_be_the_second_person(case: Case) -> None:
    assert answer(submit(case, HeadOfUnitFactory())).state == ReportState.APPROVED


def test_it_can_be_taken_back_while_nobody_answered_and_dropped_at_any_time(case: Case) -> None:
    draft = reports.recall_report(submit(case), by=case.lead)
    assert draft.state == ReportState.DRAFT
    dropped = reports.drop_report(draft, by=case.lead)
    assert (dropped.situation, dropped.body) == ("", None)
    with pytest.raises(RuleBroken):
        reports.drop_report(dropped, by=case.lead)


def test_a_draft_of_a_closed_case_can_only_be_dropped(case: Case) -> None:
    draft = write(case)
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="Umgezogen.")
    with pytest.raises(RuleBroken):
        reports.change_report(draft, by=case.lead, seen=draft.revision, situation="Neu")
    assert reports.drop_report(draft, by=case.lead).is_over


# What is refused ------------------------------------------------------------------------------------------------------


def test_what_names_the_person_cannot_be_submitted_with_any_reason(case: Case) -> None:
    with pytest.raises(RuleBroken, match="erkennt"):
        submit(case, situation="Frau Schewtschenko wartet.", justification="Das ist wichtig.")


def test_what_is_rare_needs_a_reason_which_the_second_person_reads(case: Case) -> None:
    with pytest.raises(RuleBroken, match="Hinweise"):
        submit(case, situation="Mit neun Kindern wartet man lange.")
    draft = submit(
        case, situation="Mit neun Kindern wartet man lange.", justification="Gemeint ist eine Zahl im Gesetz."
    )
    assert "neun Kindern" in reviewed(draft).warnings[0]
    assert reviewed(draft).justification.startswith("Gemeint")


def test_nobody_is_written_about_who_has_objected(case: Case) -> None:
    approved, waiting = answer(submit(case)), write(case)
    safeguards.set_safeguard(case.client, SafeguardKind.OBJECTION, by=case.lead, reason="Sie will es nicht.")
    for act in (
        lambda: write(case),
        lambda: reports.deliver_report(approved, by=case.lead),
        lambda: reports.submit_report(waiting, by=case.lead, seen=1, reviewer=CaseManagerFactory(), justification=""),
    ):
        with pytest.raises(RuleBroken, match="widersprochen"):
            act()


def test_nobody_of_the_team_is_the_second_person(case: Case) -> None:
    colleague = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER, scope=Scope.OWN)
    for somebody in (case.lead, colleague):
        with pytest.raises(RuleBroken, match="nicht freigeben"):
            submit(case, somebody)


def test_nobody_who_wrote_a_version_is_the_second_person(case: Case) -> None:
    """Also not somebody who has left the team since, and whose words others went on with."""
    former = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=former, part=Part.DEPUTY)
    begun = write(case)
    draft = reports.change_report(begun, by=former, seen=begun.revision, situation="Anders.")
    draft = reports.change_report(draft, by=case.lead, seen=draft.revision, situation="Noch einmal anders.")
    case.members.filter(user=former).delete()
    assert former in reports.possible_reviewers(case, case.lead)
    assert former not in reports.possible_reviewers(case, case.lead, draft)
    with pytest.raises(RuleBroken, match="kann diesen Bericht nicht freigeben"):
        reports.submit_report(draft, by=case.lead, seen=draft.revision, reviewer=former, justification="")
    waiting = reports.submit_report(
        draft, by=case.lead, seen=draft.revision, reviewer=CaseManagerFactory(), justification=""
    )
    ReportDraft.objects.filter(pk=waiting.pk).update(reviewer=former)
    with serving(former.pk, Purpose.CASE_WORK):
        assert not ReviewedReport.objects.filter(pk=waiting.pk).exists()
        with pytest.raises(RuleBroken, match="wartet nicht mehr auf Sie"):
            reports.answer_report(ReviewedReport(pk=waiting.pk), by=former, seen=waiting.revision, approves=True)


def test_who_joins_the_team_meanwhile_cannot_answer_any_more(case: Case) -> None:
    draft = submit(case)
    assert draft.reviewer
    waiting = reviewed(draft)
    team.join_team(case, by=case.lead, user=draft.reviewer, part=Part.MEMBER)
    with serving(draft.reviewer.pk, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="nicht mehr"):
        reports.answer_report(waiting, by=draft.reviewer, seen=waiting.revision, approves=True)


@pytest.mark.parametrize("kind", [SafeguardKind.OBJECTION, SafeguardKind.RESTRICTION])
def test_the_window_of_the_second_person_closes_when_the_person_says_no(case: Case, kind: SafeguardKind) -> None:
    draft = submit(case)
    assert draft.reviewer
    waiting = reviewed(draft)
    safeguards.set_safeguard(case.client, kind, by=case.lead, reason="Sie will es nicht.")
    assert rows_seen("cases_reviewedreport", draft.reviewer, Purpose.CASE_WORK) == set()
    with serving(draft.reviewer.pk, Purpose.CASE_WORK), pytest.raises(RuleBroken, match="nicht mehr"):
        reports.answer_report(waiting, by=draft.reviewer, seen=waiting.revision, approves=True)


def test_an_answer_counts_once_and_a_stale_form_not_at_all(case: Case) -> None:
    draft = submit(case)
    waiting = reviewed(draft)
    answer(draft)
    assert draft.reviewer
    with pytest.raises(RuleBroken, match="nicht mehr"):
        reports.answer_report(waiting, by=draft.reviewer, seen=waiting.revision, approves=False, remark="Doch nicht.")
    other = write(case)
    reports.change_report(other, by=case.lead, seen=other.revision, situation="Neu")
    with pytest.raises(EditConflict):
        reports.change_report(other, by=case.lead, seen=other.revision, situation="Alt")


def test_what_is_approved_is_what_the_second_person_has_read(case: Case, signed_in: SignIn) -> None:
    draft = submit(case)
    assert draft.reviewer
    his, there = signed_in(draft.reviewer), reverse("cases:report_review", args=[draft.pk])
    read = {"seen": his.get(there).context["report"].revision}
    recalled = reports.recall_report(draft, by=case.lead)
    changed = reports.change_report(recalled, by=case.lead, seen=recalled.revision, situation=f"{MARK} fehlt.")
    reports.submit_report(changed, by=case.lead, seen=changed.revision, reviewer=draft.reviewer, justification="")
    for stale in (read, {}, {"seen": "eins"}):
        assert his.post(there, stale, follow=True).redirect_chain == [(there, 302)]
        assert ReportDraft.objects.get().state == ReportState.SUBMITTED
    page = his.get(there)
    assert MARK in page.content.decode()
    assert his.post(there, {"seen": page.context["report"].revision}).headers["Location"] == reverse("desk:today")
    assert ReportDraft.objects.get().state == ReportState.APPROVED


def test_a_fact_that_is_not_true_of_the_person_any_more_is_chosen_anew(case: Case) -> None:
    with pytest.raises(RuleBroken, match="gilt nach den Daten"):
        submit(case, origin="Ostafrika")


def test_the_database_knows_the_way_of_a_report(case: Case) -> None:
    draft = write(case)
    for change in ("state = 'delivered'", "state = 'approved'", "state = 'dropped'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update cases_reportdraft set {change} where id = %s", [draft.pk])


# Who sees what --------------------------------------------------------------------------------------------------------


def test_the_second_person_sees_the_words_and_nothing_of_the_file(case: Case) -> None:
    draft = submit(case)
    assert draft.reviewer
    seen = draft.reviewer
    assert rows_seen("cases_reviewedreport", seen, Purpose.CASE_WORK) == {str(draft.pk)}
    for table in ("cases_reportdraft", "cases_case", "cases_client"):
        assert rows_seen(table, seen, Purpose.CASE_WORK) == set()
    assert rows_seen("cases_reviewedreport", CaseManagerFactory(), Purpose.CASE_WORK) == set()
    answer(draft)
    assert rows_seen("cases_reviewedreport", seen, Purpose.CASE_WORK) == set()


def test_nobody_approves_by_writing_into_the_table(case: Case) -> None:
    draft = submit(case)
    with pytest.raises(ProgrammingError, match="row-level security"):
        may("update cases_reportdraft set state = 'approved' where id = %s", case.lead, Purpose.CASE_WORK, [draft.pk])


def test_members_without_full_insight_do_not_read_reports(case: Case) -> None:
    write(case)
    member = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=member, part=Part.MEMBER, scope=Scope.ORDINARY)
    assert rows_seen("cases_reportdraft", member, Purpose.CASE_WORK) == set()


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_was_found_at_its_passage_and_refuses_to_go_on(signed_in: SignIn, case: Case) -> None:
    draft = write(case, situation="Frau Schewtschenko wartet & hofft.")
    browser = signed_in(case.lead)
    page = browser.get(reverse("cases:report", args=[case.pk, draft.pk])).content.decode()
    assert "<mark>Schewtschenko</mark>" in page
    assert "wartet &amp; hofft" in page
    there = reverse("cases:report_submit", args=[case.pk, draft.pk])
    assert there not in page
    assert browser.get(there).status_code == 302


def test_a_fact_cannot_be_made_finer_by_a_forged_form(signed_in: SignIn, case: Case) -> None:
    draft = write(case)
    there = reverse("cases:report", args=[case.pk, draft.pk])
    forged = {**report_wording(), "body": draft.body_id, "origin": "Eritrea", "seen": draft.revision}
    answer = signed_in(case.lead).post(there, forged)
    assert answer.status_code == 422
    assert "Eritrea" in answer.content.decode()


def test_proposed_facts_stand_in_the_new_form(signed_in: SignIn, case: Case) -> None:
    ReportRule.objects.create(least_shared=3, source="Test", changed_by=case.lead, changed_at=timezone.now())
    field = FieldOfActionFactory(key="wohnen")
    BodyFactory()
    for _each in range(3):
        CaseFactory(lead=case.lead, fields_of_action=[field])
    case.intake.fields_of_action.set([field])
    page = signed_in(case.lead).get(reverse("cases:report_add", args=[case.pk])).content.decode()
    assert f'<option value="{field.short_title}" selected>' in page


def test_before_any_body_is_entered_it_says_who_enters_one(signed_in: SignIn, case: Case) -> None:
    page = signed_in(case.lead).get(reverse("cases:report_add", args=[case.pk])).content.decode()
    assert "Noch kein Gremium eingetragen" in page
    assert "id_situation" not in page


def test_the_pages_ask_little(signed_in: SignIn, case: Case, django_assert_max_num_queries: Any) -> None:
    draft, waiting = write(case), submit(case)
    browser, second = signed_in(case.lead), signed_in(waiting.reviewer)
    for at, path in (
        (browser, reverse("cases:report_add", args=[case.pk])),
        (browser, reverse("cases:report", args=[case.pk, draft.pk])),
        (browser, reverse("cases:report_submit", args=[case.pk, draft.pk])),
        (browser, reverse("cases:report", args=[case.pk, waiting.pk])),
        (browser, reverse("cases:passing_on", args=[case.pk])),
        (second, reverse("cases:report_review", args=[waiting.pk])),
    ):
        at.get(path)
        with django_assert_max_num_queries(12):
            assert at.get(path).status_code == 200


def test_the_head_of_unit_decides_the_threshold(signed_in: SignIn) -> None:
    browser, there = signed_in(HeadOfUnitFactory()), reverse("cases:report_rule")
    assert browser.post(there, {"least_shared": 2, "source": "x", "seen": 0}).status_code == 422
    assert browser.post(there, {"least_shared": 7, "source": "Datenschutz", "seen": 0}).status_code == 302
    assert browser.post(there, {"least_shared": 9, "source": "Datenschutz", "seen": 0}).status_code == 409
    assert "Mindestens 7 Menschen" in browser.get(there).content.decode()
