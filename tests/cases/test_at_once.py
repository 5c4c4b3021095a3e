"""Two people save in the same file at the same moment: neither waits for the other crosswise, nobody meets an error."""

import re
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from roterfaden.cases.actions import team
from roterfaden.cases.actions.timeline import locked_open
from roterfaden.cases.models import Case, CaseTask, Part
from tests.conftest import BACKEND
from tests.factories import CaseFactory, CaseManagerFactory

CODE = Path(__file__).resolve().parents[2] / "roterfaden"
EXEMPT = {"retention/actions/erasing.py", "base/management/commands/rotate_keys.py", "demo/loading/tables.py"}
"""Where rows are locked in order to go, or outside every page."""


@pytest.mark.django_db(transaction=True)
def test_what_leads_to_a_locked_case_is_saved_without_waiting() -> None:
    """The log is chained at the end of a transaction, one after the other.

    Whoever then still waited for the case of somebody who waits for the chain would never come to an end: PostgreSQL
    ended one of the two with an error ("deadlock detected"), as a scanner with four hands found.
    """
    case = CaseFactory()
    failed: list[BaseException] = []

    def save_a_task() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("set local lock_timeout = '2s'")
                CaseTask.objects.create(case_id=case.pk, owner=case.lead, created_by=case.lead, title="Anrufen")
        except BaseException as error:  # told to the test, which runs in another thread
            failed.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        locked_open(case)
        other = threading.Thread(target=save_a_task)
        other.start()
        other.join()
    assert failed == []
    assert CaseTask.objects.filter(case=case).exists()


def test_no_page_locks_a_row_against_those_that_lead_to_it() -> None:
    found = [
        f"{path.relative_to(CODE)}: {call}"
        for path in CODE.rglob("*.py")
        for call in re.findall(r"select_for_update\((?:[^()]|\([^()]*\))*\)", path.read_text())
        if str(path.relative_to(CODE)) not in EXEMPT and "no_key=True" not in call
    ]
    assert found == []


@pytest.mark.django_db
def test_what_a_colleague_has_just_removed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    case: Case = CaseFactory()
    member = team.join_team(case, by=case.lead, user=CaseManagerFactory(), part=Part.MEMBER)
    browser = Browser()
    browser.force_login(case.lead, backend=BACKEND)
    look = locked_open

    def removed_meanwhile(found: Case) -> Case:
        member.delete()
        return look(found)

    monkeypatch.setattr(team, "locked_open", removed_meanwhile)
    there = reverse("cases:team", args=[case.pk])
    answer = browser.post(
        reverse("cases:team_scope", args=[case.pk, member.pk]),
        {"scope": "own"},
        headers={"referer": f"http://testserver{there}"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, there)
    assert "gibt es nicht mehr" in browser.get(there).content.decode()
