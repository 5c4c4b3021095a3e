"""The run: who is told, who is deleted, what stops it, and what stays behind."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.cases.actions import closing
from roterfaden.cases.models import Case, Client
from roterfaden.offers import reviewing
from roterfaden.offers.models import DraftState, DraftStep, OfferDraft
from roterfaden.offers.models.drafts import SUGGESTIONS
from roterfaden.retention.actions import archive, holds, rules, running
from roterfaden.retention.actions.running import LOCK, AlreadyRunning, alone, rehearse
from roterfaden.retention.marks import mark_of_reference
from roterfaden.retention.models import (
    ArchiveState,
    Deadline,
    DeletionEntry,
    DeletionRun,
    PastAdvice,
    PastCase,
    PastTrait,
    RetentionRule,
    RuleState,
)
from roterfaden.retention.past import age_group, yearly
from tests.factories import AdvisedIntakeFactory, CaseFactory, CaseManagerFactory, HeadOfUnitFactory, UserFactory
from tests.retention.conftest import closed_ago

pytestmark = pytest.mark.django_db
Rule = Callable[..., RetentionRule]
Run = Callable[..., DeletionRun]


def test_nothing_is_deleted_by_the_rules_as_they_are_shipped(run: Run) -> None:
    closed_ago(9000)
    AdvisedIntakeFactory()
    assert set(RetentionRule.objects.values_list("state", flat=True)) == {RuleState.UNCHECKED}
    assert run(in_days=9000).persons == 0
    assert not Deadline.objects.exists()


def test_the_lead_is_told_and_only_after_the_weeks_it_is_deleted(rule: Rule, run: Run) -> None:
    rule(months=12)
    case = closed_ago(400)
    first = run()
    assert (first.told, first.persons, first.waiting) == (1, 0, 1)
    notice = Notice.objects.get(user=case.lead)
    assert str(case.client) not in notice.text
    assert case.reference not in notice.text
    assert run(in_days=27).persons == 0
    assert Notice.objects.filter(user=case.lead).count() == 1
    assert run(in_days=28).persons == 1
    assert not Client.objects.filter(pk=case.client_id).exists()


def test_where_nobody_is_responsible_any_more_the_head_gets_a_count_and_data_protection_the_way(
    rule: Rule, run: Run, officer: User
) -> None:
    rule(months=12)
    head = HeadOfUnitFactory()
    case = closed_ago(400)
    case.lead.seats.update(ends_on=timezone.localdate() - timedelta(days=1))
    run()
    assert not Notice.objects.filter(user=case.lead).exists()
    assert Notice.objects.get(user=head).path == ""
    assert Notice.objects.get(user=officer).path == "/app/loeschungen/"
    assert case.reference not in Notice.objects.get(user=head).text


def test_who_has_an_open_case_is_never_touched(rule: Rule, run: Run) -> None:
    rule(months=1, notice_weeks=0)
    old = closed_ago(4000)
    CaseFactory(client=old.client, lead=old.lead)
    assert run(in_days=4000).persons == 0
    assert Client.objects.filter(pk=old.client_id).exists()


def test_a_case_taken_up_again_after_the_night_is_not_deleted(rule: Rule, run: Run, monkeypatch: Any) -> None:
    """The list was made earlier; inside the transaction everything is asked again."""
    rule(months=12, notice_weeks=0)
    case = closed_ago(400)
    due = running._due

    def meanwhile(today: date) -> list[Any]:
        found = due(today)
        closing.reopen_case(Case.objects.get(pk=case.pk), by=case.lead, reason="Kommt wieder")
        return found

    monkeypatch.setattr(running, "_due", meanwhile)
    assert run().persons == 0
    assert Client.objects.filter(pk=case.client_id).exists()


def test_a_hold_keeps_until_it_is_released_even_after_its_day_of_review(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    case = closed_ago(400)
    tomorrow = timezone.localdate() + timedelta(days=1)
    hold = holds.set_hold(client_id=case.client_id, case_id=case.pk, by=case.lead, reason="Klage läuft", until=tomorrow)
    done = run(in_days=500)
    assert (done.persons, done.held) == (0, 1)
    holds.release_hold(hold, by=case.lead, reason="Klage ist entschieden")
    assert [step.act for step in hold.steps.order_by("at")] == ["set", "released"]
    assert run(in_days=500).persons == 1


def test_a_hold_comes_up_for_review(rule: Rule, run: Run, officer: User) -> None:
    case = closed_ago(10)
    tomorrow = timezone.localdate() + timedelta(days=1)
    holds.set_hold(client_id=case.client_id, case_id=case.pk, by=case.lead, reason="Klage läuft", until=tomorrow)
    run(in_days=1)
    assert Notice.objects.filter(user__in=[officer, case.lead]).count() == 2


def test_the_archive_is_asked_first(rule: Rule, run: Run, officer: User) -> None:
    rule(months=12, notice_weeks=0, offer_to_archive=True)
    closed_ago(400)
    assert run().waiting == 1
    deadline = Deadline.objects.get()
    archive.note_archive(deadline, by=officer, state=ArchiveState.OFFERED)
    assert run().persons == 0
    archive.note_archive(deadline, by=officer, state=ArchiveState.DECLINED)
    assert run().persons == 1
    assert DeletionEntry.objects.get().archive == ArchiveState.DECLINED


def test_an_unchecked_longer_rule_keeps_what_a_shorter_one_would_delete(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    RetentionRule.objects.filter(kind="closed_case", legal_area="sgb_ii").update(state=RuleState.UNCHECKED)
    in_sgb_ii = closed_ago(400, client__legal_area="sgb_ii")
    closed_ago(400)
    assert run().persons == 1
    assert Client.objects.get() == in_sgb_ii.client


def test_the_legal_area_of_earlier_counts(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    rule(months=120, legal_area="sgb_viii", notice_weeks=0)
    case = closed_ago(400, client__legal_area="sgb_viii")
    client = case.client
    client.legal_area = "sgb_ii"
    client.save()
    assert run().persons == 0
    assert run(in_days=3300).persons == 1


def test_a_rehearsal_counts_and_does_nothing(rule: Rule, protocol_files: Path) -> None:
    rule(months=12)
    case = closed_ago(400)
    done = rehearse(by="test", batch=10, today=timezone.localdate(), say=lambda _line: None)
    assert (list(done.due.values()), done.persons, done.told) == ([1], 0, 0)
    assert Client.objects.filter(pk=case.client_id).exists()
    assert not Notice.objects.exists()
    assert not protocol_files.exists()


def test_deleting_twice_changes_nothing(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    closed_ago(400)
    assert [run().persons, run().persons] == [1, 0]
    assert PastCase.objects.count() == 1


def test_the_proof_names_rule_source_and_rows_and_answers_for_a_reference(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0, source="Dienstanweisung 7")
    case = closed_ago(400)
    run()
    entry = DeletionEntry.objects.get(marks__contains=[mark_of_reference(case.reference)])
    assert (entry.months, entry.source, entry.rows["cases_client"]) == (12, "Dienstanweisung 7", 1)
    assert entry.rows["cases_timelineentry"] > 3
    written = json.dumps([entry.rule, entry.source, entry.rows, entry.marks])
    assert case.reference not in written
    assert str(case.pk) not in written


def test_the_proof_cannot_be_changed(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    closed_ago(400)
    run()
    with pytest.raises(DatabaseError), transaction.atomic():
        DeletionEntry.objects.update(months=1)


def test_what_a_backup_brings_back_is_deleted_again(rule: Rule, run: Run, protocol_files: Path) -> None:
    rule(months=12, notice_weeks=0)
    case = closed_ago(400)
    reference = case.reference
    run()
    # The backup knows neither the deletion nor its proof; the file beside the database does.
    again = CaseFactory()
    Case.objects.filter(pk=again.pk).update(reference=reference)
    with pgtrigger.ignore("retention.DeletionEntry:deletion_is_on_record"):
        DeletionEntry.objects.all().delete()
    out = StringIO()
    call_command("retention", reapply=True, stdout=out)
    assert "1 Personen" in out.getvalue()
    assert Client.objects.filter(pk=again.client_id).exists()
    call_command("retention", reapply=True, delete=True, stdout=out)
    assert not Client.objects.filter(pk=again.client_id).exists()
    assert len(list(protocol_files.glob("*.json"))) == 2
    assert {path.stat().st_mode & 0o777 for path in protocol_files.glob("*.json")} == {0o600}


def test_statistics_keep_month_and_age_group_and_no_way_back(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    rule("advice", months=0, notice_weeks=0)
    case = closed_ago(400, client__birth_date=date(1990, 5, 5), client__gender="female", client__legal_area="sgb_ii")
    AdvisedIntakeFactory()
    figures = [(line.year, line.cases, line.advice) for line in yearly()]
    assert run().persons == 2
    assert [(line.year, line.cases, line.advice) for line in yearly()] == figures
    past = PastCase.objects.get()
    assert case.closed_at is not None
    closed = timezone.localdate(case.closed_at)
    assert (past.month, past.age_group) == (closed.replace(day=1), age_group(date(1990, 5, 5), closed))
    # One woman of that age in that year: too few to say so.
    assert past.gender == ""
    assert PastAdvice.objects.count() == 1
    traits = set(PastTrait.objects.values_list("trait", "value"))
    assert {
        ("field", "wohnen"),
        ("legal_area", "sgb_ii"),
        ("t_value", "50-59"),
        ("close_reason", "goals_reached"),
    } < traits


def test_the_gender_stays_where_enough_share_it(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    lead = CaseManagerFactory()
    for _number in range(5):
        closed_ago(400, lead=lead, client__birth_date=date(1990, 5, 5), client__gender="female")
    run()
    assert set(PastCase.objects.values_list("gender", flat=True)) == {"female"}


def test_past_rows_know_no_time_and_stand_in_no_order(rule: Rule, run: Run) -> None:
    for model in (PastCase, PastAdvice, PastTrait):
        kinds = {field.get_internal_type() for field in model._meta.local_fields}
        assert not kinds & {"DateTimeField", "AutoField", "BigAutoField", "ForeignKey"}
    rule(months=12, notice_weeks=0)
    closed_ago(400)
    run()
    first = set(PastTrait.objects.values_list("pk", flat=True))
    closed_ago(400)
    run()
    # Every run writes all rows anew: none can be told from those of the run before.
    assert not first & set(PastTrait.objects.values_list("pk", flat=True))


def test_read_notices_run_out(rule: Rule, run: Run) -> None:
    rule("read_notices", months=3)
    reader = CaseManagerFactory()
    old, new, unread = (notify([reader], text)[0] for text in ("alt", "neu", "ungelesen"))
    Notice.objects.filter(pk=old.pk).update(read_at=timezone.now() - timedelta(days=100))
    Notice.objects.filter(pk=new.pk).update(read_at=timezone.now())
    assert run().swept["read_notices"] == 1
    assert set(Notice.objects.all()) == {new, unread}


def test_drafts_and_suggestions_run_out_and_what_waits_for_the_city_stays(rule: Rule, run: Run) -> None:
    rule("offer_drafts", months=6)
    rule("offer_suggestions", months=3)
    by = HeadOfUnitFactory()
    for state in DraftState:
        if state in SUGGESTIONS:
            made = reviewing.suggest(title=state, words="Frau Beispiel weiß mehr.", reach="", offer=None, by=None)
        else:
            made = reviewing.keep_draft(uuid4(), {"title": [state]}, by=by, seen=None, organisation=None)
        OfferDraft.objects.filter(pk=made.pk).update(state=state)
        DraftStep.objects.create(draft=made, state=state, by=by)

    later = timezone.localdate() + timedelta(days=200)
    rehearsal = rehearse(by="test", batch=9, today=later, say=lambda _line: None)
    assert rehearsal.swept == {"offer_drafts": 4, "offer_suggestions": 2}
    assert run(in_days=60).swept == {"offer_drafts": 0, "offer_suggestions": 0}
    assert run(in_days=100).swept == {"offer_drafts": 0, "offer_suggestions": 2}
    assert run(in_days=200).swept == {"offer_drafts": 4, "offer_suggestions": 0}

    assert set(OfferDraft.objects.values_list("state", flat=True)) == {DraftState.IN_REVIEW, DraftState.SUGGESTED}
    assert DraftStep.objects.count() == 2


def test_old_versions_run_out_but_every_legal_area_stays_known(rule: Rule, run: Run) -> None:
    rule("change_history", months=12)
    client = CaseFactory(client__legal_area="sgb_viii").client
    client.legal_area = "sgb_ii"
    client.save()
    client.street = "Nebenweg 3"
    client.save()
    assert run(in_days=500).swept["change_history"] > 0
    versions = client.events.order_by("pgh_id")
    assert [version.legal_area for version in versions] == ["sgb_viii", "sgb_ii"]


def test_an_account_without_a_seat_is_closed_and_its_name_stays_in_the_files(rule: Rule, run: Run) -> None:
    rule("left_accounts", months=12)
    case = CaseFactory(lead__name="Erika Beispiel")
    leaver, stayer = case.lead, CaseManagerFactory()
    User.objects.update(date_joined=timezone.now() - timedelta(days=2000))
    leaver.seats.update(ends_on=timezone.localdate() - timedelta(days=400))
    assert run().swept["left_accounts"] == 1
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.name, leaver.has_usable_password()) == (False, "Erika Beispiel", False)
    assert leaver.email.endswith("@ausgeschieden.invalid")
    stayer.refresh_from_db()
    assert stayer.is_active
    assert run().swept["left_accounts"] == 0


def test_the_command_only_counts_unless_it_is_told_to_delete(rule: Rule, protocol_files: Path) -> None:
    rule(months=12, notice_weeks=0)
    case, out = closed_ago(400), StringIO()
    call_command("retention", stdout=out)
    assert "Probelauf, nichts gelöscht" in out.getvalue()
    assert Client.objects.filter(pk=case.client_id).exists()
    call_command("retention", delete=True, batch=1, verbosity=2, stdout=out)
    assert "1 Personen gelöscht" in out.getvalue()
    call_command("retention", figures=True, stdout=out)
    assert "1 abgeschlossene Fälle" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("retention", delete=True, dry_run=True, stdout=out)


def test_a_second_run_at_the_same_time_is_refused() -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(AlreadyRunning), alone():
            pass
        with pytest.raises(CommandError, match="noch nicht fertig"):
            call_command("retention")
    finally:
        other.close()


def test_a_changed_rule_has_to_be_confirmed_again(officer: User) -> None:
    found = RetentionRule.objects.get(kind="advice")
    confirmed = rules.confirm_rule(found, by=officer)
    assert (confirmed.state, confirmed.confirmed_by) == (RuleState.IN_FORCE, officer)
    changed = rules.change_rule(confirmed, by=officer, seen=confirmed.revision, reason="Neuer Beschluss", months=24)
    assert (changed.state, changed.confirmed_by, changed.months) == (RuleState.UNCHECKED, None, 24)
    assert [version.state for version in changed.events.order_by("pgh_id")][-2:] == ["in_force", "unchecked"]


def test_only_data_protection_sees_what_is_coming_of_others(rule: Rule, run: Run, officer: User) -> None:
    rule(months=12)
    case, stranger = closed_ago(400), CaseManagerFactory()
    run()
    assert Deadline.objects.visible_to(officer).count() == 1
    assert Deadline.objects.visible_to(case.lead).count() == 1
    for nobody in (stranger, UserFactory(roles=[Role.ADMINISTRATOR, Role.HEAD_OF_UNIT])):
        assert not Deadline.objects.visible_to(nobody).exists()
        assert not DeletionRun.objects.visible_to(nobody).exists()
