"""What a body reads, and what becomes of a report that points at somebody."""

from collections.abc import Callable

import pytest
from django.db import ProgrammingError
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.bodies.actions import take_back_report
from roterfaden.bodies.models import Body, CaseReport
from roterfaden.bodies.receiving import Report, receive_report
from tests.factories import BodyFactory, CaseManagerFactory, HeadOfUnitFactory, OrganisationFactory, SeatFactory
from tests.printed import text_of
from tests.rowlevel.seen import rows_seen
from tests.world import receive

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def body() -> Body:
    return BodyFactory(name="Steuerungsgruppe Wohnen")


@pytest.fixture
def member(body: Body) -> User:
    return SeatFactory(organisation=body.organisation, role=Role.BODY_MEMBER).user


def test_members_read_the_reports_to_their_body_and_no_others(signed_in: SignIn, body: Body, member: User) -> None:
    mine = receive(body, situation="Große Wohnungen fehlen.", need_field="Wohnen", origin="Westasien")
    other = receive(BodyFactory(), need_field="Bildung")
    browser = signed_in(member)
    listed = browser.get(reverse("bodies:reports")).content.decode()
    assert "Wohnen" in listed
    assert "Bildung" not in listed
    assert other.body.name not in listed
    page = browser.get(mine.get_absolute_url()).content.decode()
    assert "Große Wohnungen fehlen." in page
    assert "Westasien" in page
    assert reverse("bodies:report_take_back", args=[mine.pk]) not in page
    assert browser.get(other.get_absolute_url()).status_code == 404
    assert rows_seen("bodies_casereport", member, Purpose.DIRECTORY) == {str(mine.pk)}


def test_the_report_is_there_on_paper(signed_in: SignIn, body: Body, member: User) -> None:
    report = receive(body, situation="Große Wohnungen fehlen.", household="mit Kindern")
    paper = signed_in(member).get(reverse("bodies:report_pdf", args=[report.pk]))
    printed = text_of(paper.content)
    assert "Große Wohnungen fehlen." in printed
    assert "mit Kindern" in printed


def test_a_risk_is_taken_back_by_the_head_of_unit_and_only_the_reason_stays(signed_in: SignIn, body: Body) -> None:
    report, head = receive(body, situation="Große Wohnungen fehlen.", origin="Westasien"), HeadOfUnitFactory()
    browser, there = signed_in(head), reverse("bodies:report_take_back", args=[report.pk])
    assert browser.post(there, {"reason": ""}).status_code == 422
    assert browser.post(there, {"reason": "Der Vermieter war zu erkennen."}).status_code == 302
    page = browser.get(report.get_absolute_url()).content.decode()
    assert "Der Vermieter war zu erkennen." in page
    assert "Große Wohnungen" not in page
    kept = CaseReport.objects.get(pk=report.pk)
    assert (kept.situation, kept.origin) == ("", "")
    with pytest.raises(RuleBroken):
        take_back_report(kept, by=head, reason="Noch einmal.")
    assert browser.post(there, {"reason": "Noch einmal."}).status_code == 422


def test_what_was_taken_back_stays_so_when_the_next_report_comes(body: Body) -> None:
    head = HeadOfUnitFactory()
    taken = take_back_report(receive(body), by=head, reason="Zu genau.")
    receive(body, situation="Neu.")
    again = CaseReport.objects.get(pk=taken.pk)
    assert (again.taken_back_by, again.taken_back_reason) == (head, "Zu genau.")
    assert CaseReport.objects.count() == 2


def test_only_case_work_hands_reports_in_and_reads_none(body: Body) -> None:
    report, worker = Report(situation="Lage", question="Frage"), CaseManagerFactory()
    with serving(worker.pk, Purpose.CASE_WORK):
        receive_report(body, report)
        assert not CaseReport.objects.exists()
    for user, purpose in ((worker, Purpose.DIRECTORY), (HeadOfUnitFactory(), Purpose.CASE_WORK)):
        with pytest.raises(ProgrammingError, match="permission denied"), serving(user.pk, purpose):
            receive_report(body, report)
    with pytest.raises(ProgrammingError, match="permission denied"), serving(worker.pk, Purpose.CASE_WORK):
        CaseReport.objects.create(body=body, received_in="2026-01-01")


def test_bodies_are_entered_and_changed_by_the_head_of_unit(signed_in: SignIn) -> None:
    browser = signed_in(HeadOfUnitFactory())
    entered = {"name": "Runder Tisch", "kind": "round_table", "organisation": OrganisationFactory().pk, "seen": 0}
    assert browser.post(reverse("bodies:body_add"), entered).status_code == 302
    assert browser.post(reverse("bodies:body_add"), entered).status_code == 422
    there = reverse("bodies:body_edit", args=[Body.objects.get().pk])
    assert browser.post(there, {**entered, "name": "Runder Tisch Wohnen", "seen": 1}).status_code == 302
    assert browser.post(there, {**entered, "name": "Runder Tisch Bildung", "seen": 1}).status_code == 409
