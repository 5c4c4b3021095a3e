"""Heute: what is due, my cases, my tasks; and the search for everything."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.base.access import Role
from roterfaden.cases.actions import monitoring
from roterfaden.cases.models import Conference, Phase
from roterfaden.desk.agenda import agenda_of
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    OfferFactory,
    add_conference,
    add_follow_up,
    fix_conference,
)

pytestmark = pytest.mark.django_db
TODAY = "desk:today"


def test_looks_and_tasks_stand_in_one_list_by_date() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    add_follow_up(case, in_days=3)
    add_follow_up(case, in_days=-2, question="Überfällig?")
    monitoring.add_task(by=case.lead, title="Anrufen", due_on=timezone.localdate())
    monitoring.add_task(by=case.lead, title="Irgendwann")
    agenda = agenda_of(case.lead)
    assert [line.title for line in agenda.due] == ["Überfällig?", "Anrufen", "Ist der Antrag abgegeben?"]
    assert [task.title for task in agenda.tasks] == ["Irgendwann"]
    assert agenda.overdue == 1


def test_a_conference_stands_on_its_day_and_then_asks_for_its_minutes() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    meeting = fix_conference(add_conference(case))
    (line,) = agenda_of(case.lead).due
    assert (line.title, line.who, line.on) == (str(meeting), str(case.client), timezone.localdate(meeting.starts_at))
    Conference.objects.update(starts_at=timezone.now() - timedelta(days=2))
    (line,) = agenda_of(case.lead).due
    assert (line.title, line.is_overdue) == (f"Protokoll fehlt: {meeting}", True)


def test_what_lies_further_ahead_than_a_week_waits() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    add_follow_up(case, in_days=8)
    assert agenda_of(case.lead).due == []


def test_nothing_of_others_is_shown(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    add_follow_up(case, question="Geheim?")
    page = signed_in(CaseManagerFactory()).get(reverse(TODAY)).content.decode()
    assert "Geheim?" not in page
    assert case.client.family_name not in page


def test_the_page_costs_the_same_with_one_and_with_many_cases(
    signed_in: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead = CaseManagerFactory()
    browser = signed_in(lead)
    for size in (1, 12):
        for _number in range(size):
            case = CaseFactory(lead=lead)
            add_follow_up(case, in_days=1)
            monitoring.add_task(by=lead, case=case, title="Anrufen", due_on=timezone.localdate() + timedelta(days=1))
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(TODAY)).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASE_MANAGER])
def test_everyone_else_finds_the_doors_to_what_they_come_for(role: Role, signed_in: Callable[..., Client]) -> None:
    page = signed_in(role).get(reverse(TODAY)).content.decode()
    assert reverse("offers:offers") in page
    assert (reverse("cases:workload") in page) == (role == Role.HEAD_OF_UNIT)


def test_the_search_finds_people_and_offers_in_any_spelling(signed_in: Callable[..., Client]) -> None:
    lead = CaseManagerFactory()
    case = CaseFactory(lead=lead, client=ClientFactory(given_name="Olena", family_name="Müller", created_by=lead))
    OfferFactory(title="Schuldnerberatung")
    browser = signed_in(lead)
    assert str(case.client) in browser.post(reverse("desk:search"), {"q": "mueller"}).content.decode()
    assert "Schuldnerberatung" in browser.post(reverse("desk:search"), {"q": "schuldnerberatng"}).content.decode()


def test_the_search_says_from_when_the_facts_of_an_offer_are(signed_in: Callable[..., Client]) -> None:
    OfferFactory(title="Schuldnerberatung", checked_on=date(2024, 3, 1))
    page = signed_in(CaseManagerFactory()).post(reverse("desk:search"), {"q": "schuldnerberatung"}).content.decode()
    assert "Stand: 1. März 2024" in page
    assert "lange nicht bestätigt" in page


def test_the_search_finds_a_file_by_its_number_for_its_team_alone(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    asked = {"q": case.reference}
    assert str(case.client) in signed_in(case.lead).post(reverse("desk:search"), asked).content.decode()
    assert str(case.client) not in signed_in(CaseManagerFactory()).post(reverse("desk:search"), asked).content.decode()


def test_the_search_finds_nobody_elses_people(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    page = signed_in(CaseManagerFactory()).post(reverse("desk:search"), {"q": case.client.family_name}).content.decode()
    assert reverse("cases:client", args=[case.client_id]) not in page


def test_a_task_beside_the_files_has_its_place_too(signed_in: Callable[..., Client]) -> None:
    """Without a date it stands under the others; found by filling in forms wrongly."""
    worker = CaseManagerFactory()
    monitoring.add_task(by=worker, title="Stellwand bestellen")
    assert "Stellwand bestellen" in signed_in(worker).get(reverse("desk:today")).content.decode()


def test_a_zero_byte_in_the_search_is_no_error(signed_in: Callable[..., Client]) -> None:
    assert signed_in(Role.DATA_PROTECTION).post(reverse("desk:search"), {"q": "a\0b"}).status_code == 200
