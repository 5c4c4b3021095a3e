"""Deletion on the person's request (Art. 17), and what the person's other rights (Art. 18, 21) do to a deletion."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.actions.safeguards import end_safeguard, lift_safeguard, set_safeguard
from roterfaden.cases.models import Case, Client, SafeguardKind
from roterfaden.retention.actions import running
from roterfaden.retention.actions.holds import set_hold
from roterfaden.retention.actions.running import rehearse
from roterfaden.retention.marks import mark_of_reference
from roterfaden.retention.models import (
    Deadline,
    DeletionEntry,
    DeletionRun,
    PastAdvice,
    PastCase,
    PastTrait,
    RetentionRule,
)
from roterfaden.rights import actions
from roterfaden.rights.models import DataRequest, HandOver, Outcome, RequestKind
from tests.factories import CaseFactory
from tests.retention.conftest import closed_ago

pytestmark = pytest.mark.django_db
Rule = Callable[..., RetentionRule]
Run = Callable[..., DeletionRun]


def granted(case: Case, outcome: Outcome = Outcome.GRANTED, *, answered: bool = True) -> DataRequest:
    request = actions.take_request(case.client, RequestKind.ERASURE, by=case.lead, wish="Alles weg.")
    decided = actions.decide(request, by=case.lead, outcome=outcome, reason="Es spricht nichts dagegen.")
    return actions.answer(decided, by=case.lead, handed_over=HandOver.POST) if answered else decided


def dry_run() -> DeletionRun:
    return rehearse(by="test", batch=10, today=timezone.localdate(), say=lambda _line: None)


def is_there(case: Case) -> bool:
    return Client.objects.filter(pk=case.client_id).exists()


def test_who_asked_and_was_granted_it_is_deleted_whole_long_before_the_period_ends(run: Run) -> None:
    """No rule is in force: the wish counts, not the clock."""
    case = closed_ago(1)
    request = granted(case)
    assert (dry_run().due, is_there(case)) == ({"auf Antrag": 1}, True)
    done = run()
    assert (done.persons, done.failed, done.left_over, done.due) == (1, 0, 0, {"auf Antrag": 1})
    assert not is_there(case)
    assert not DataRequest.objects.filter(pk=request.pk).exists()
    entry = DeletionEntry.objects.get(marks__contains=[mark_of_reference(case.reference)])
    assert (entry.kind, entry.rule, entry.source) == ("on_request", "auf Antrag", "Art. 17 DSGVO")
    assert entry.rows["rights_datarequest"] == 1
    # The sign of the request would lead to the letter, and so to the person.
    assert request.reference not in f"{entry.rule}{entry.source}{entry.rows}{entry.marks}"


def _open(case: Case) -> None:
    CaseFactory(client=case.client, lead=case.lead)


def _hold(case: Case) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    set_hold(client_id=case.client_id, case_id=case.pk, by=case.lead, reason="Klage läuft", until=tomorrow)


def _restrict(case: Case) -> None:
    set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Sie braucht die Akte vor Gericht.")


OBSTACLES = [
    (_open, "ein Fall läuft noch", "waiting"),
    (_hold, "das Löschen ist ausgesetzt", "held"),
    (_restrict, "eingeschränkt", "restricted"),
]


@pytest.mark.parametrize(("obstacle", "why", "counted"), OBSTACLES)
def test_what_keeps_a_person_keeps_them_on_request_too_and_the_run_says_why(
    obstacle: Callable[[Case], None], why: str, counted: str, run: Run
) -> None:
    case = closed_ago(1)
    request = granted(case)
    obstacle(case)
    for really in (False, True):
        out = StringIO()
        call_command("retention", delete=really, stdout=out)
        assert f"auf Antrag {request.reference}: noch nicht: " in out.getvalue()
        assert why in out.getvalue()
        assert str(case.client) not in out.getvalue()
    done = run()
    assert (done.persons, getattr(done, counted)) == (0, 1)
    assert is_there(case)


def test_the_person_is_answered_before_their_address_is_deleted(run: Run) -> None:
    case = closed_ago(1)
    request = granted(case, answered=False)
    assert (run().persons, is_there(case)) == (0, True)
    actions.answer(request, by=case.lead, handed_over=HandOver.POST)
    assert (run().persons, is_there(case)) == (1, False)


@pytest.mark.parametrize("outcome", [Outcome.PARTLY, Outcome.REFUSED])
def test_only_a_whole_yes_deletes(outcome: Outcome, run: Run) -> None:
    case = closed_ago(1)
    granted(case, outcome)
    assert (dry_run().due, run().persons, is_there(case)) == ({}, 0, True)


def test_where_the_archive_is_to_be_asked_its_answer_comes_first(rule: Rule, run: Run) -> None:
    rule(months=120, offer_to_archive=True)
    case = closed_ago(30)
    granted(case)
    list(running.candidates.refresh(10))
    assert (run().persons, is_there(case)) == (0, True)
    Deadline.objects.filter(client=case.client_id).update(archive="declined")
    assert (run().persons, is_there(case)) == (1, False)


def test_what_comes_between_the_list_and_the_deletion_is_asked_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    case = closed_ago(1)
    granted(case)
    delete = running.delete_on_request

    def meanwhile(person: Any, run: DeletionRun) -> Any:
        _restrict(case)
        return delete(person, run)

    monkeypatch.setattr(running, "delete_on_request", meanwhile)
    assert (run().persons, is_there(case)) == (0, True)


def test_the_dry_run_lists_each_request_by_its_sign(protocol_files: Path) -> None:
    case, out = closed_ago(1), StringIO()
    request = granted(case)
    call_command("retention", stdout=out)
    assert f"auf Antrag {request.reference}: kann gelöscht werden" in out.getvalue()
    assert is_there(case)
    assert not protocol_files.exists()


def test_a_restriction_stops_a_deletion_that_is_due_until_it_ends(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    case = closed_ago(400)
    guard = set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Sie braucht die Akte.")
    done = run()
    assert (done.persons, done.restricted, done.held) == (0, 1, 0)
    assert Deadline.objects.get().is_restricted
    assert dry_run().restricted == 1
    # An exception for use is none for deleting.
    lift_safeguard(guard, by=case.lead, reason="Sie hat zugestimmt.")
    assert run().persons == 0
    end_safeguard(guard, by=case.lead, reason="Das Verfahren ist zu Ende.")
    assert run().persons == 1


def test_the_pages_of_the_periods_say_that_a_restriction_keeps(
    rule: Rule, run: Run, officer: User, signed_in: Callable[..., Browser]
) -> None:
    rule(months=12, notice_weeks=0)
    case = closed_ago(400)
    case_page = reverse("retention:case", args=[case.pk])
    lead, supervision = signed_in(case.lead), signed_in(officer)
    said = "Solange das gilt, wird nichts gelöscht"
    assert said not in lead.get(case_page).content.decode()
    _restrict(case)
    assert said in lead.get(case_page).content.decode()
    run()
    # Data protection sees no safeguard of a person, but what the night has worked out.
    assert "eingeschränkt" in supervision.get(reverse("retention:pending")).content.decode()
    coming = reverse("retention:coming", args=[Deadline.objects.get().pk])
    assert said in supervision.get(coming).content.decode()


def test_who_objected_leaves_nothing_in_the_figures_of_the_past(rule: Rule, run: Run) -> None:
    rule(months=12, notice_weeks=0)
    objecting, other, again = closed_ago(400), closed_ago(400), closed_ago(400)
    set_safeguard(objecting.client, SafeguardKind.OBJECTION, by=objecting.lead, reason="Sie will es so.")
    ended = set_safeguard(again.client, SafeguardKind.OBJECTION, by=again.lead, reason="Sie will es so.")
    end_safeguard(ended, by=again.lead, reason="Sie hat es sich anders überlegt.")
    assert run().persons == 3
    assert not is_there(other)
    assert PastCase.objects.count() == 2
    assert PastAdvice.objects.count() == 0
    assert PastTrait.objects.filter(trait="close_reason").count() == 2
