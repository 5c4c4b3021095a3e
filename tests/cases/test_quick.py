"""Begun from anywhere: a date to look again, and a referral, with the person still to choose or chosen already."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.models import ActionGoal, Case, FollowUp, Phase
from roterfaden.cases.views.quick import WAITING_SHOWN
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    OfferFactory,
    OrganisationFactory,
    add_measure,
    ask_provider,
)

pytestmark = pytest.mark.django_db

FOLLOW_UP, REFERRAL = "/app/ueberpruefung/neu/", "/app/vermittlung/neu/"


@pytest.fixture
def lead() -> User:
    user: User = CaseManagerFactory()
    return user


@pytest.fixture
def case(lead: User) -> Case:
    found: Case = CaseFactory(lead=lead, phase=Phase.PLANNING)
    return found


def test_a_look_is_planned_from_anywhere(case: Case, lead: User, signed_in: Callable[..., Client]) -> None:
    day = timezone.localdate() + timedelta(days=3)
    said = {"case": case.pk, "question": "Passt der Kurs?", "due_on": day, "at": "10:30"}
    answer = signed_in(lead).post(FOLLOW_UP, said)
    assert answer.headers["Location"] == reverse("cases:case", args=[case.pk])
    planned = FollowUp.objects.get(case=case, question="Passt der Kurs?")
    assert (planned.due_on, planned.at.isoformat(), planned.owner) == (day, "10:30:00", lead)


def test_nothing_is_planned_with_somebody_else_s_person(lead: User, signed_in: Callable[..., Client]) -> None:
    foreign = CaseFactory()
    said = {"case": foreign.pk, "question": "Passt der Kurs?", "due_on": timezone.localdate()}
    assert signed_in(lead).post(FOLLOW_UP, said).status_code == 422
    assert not FollowUp.objects.filter(case=foreign, question="Passt der Kurs?").exists()


def test_only_what_was_not_asked_yet_is_offered(case: Case, lead: User, signed_in: Callable[..., Client]) -> None:
    goal = ActionGoal.objects.get(case=case)
    asked = add_measure(goal, offer=OfferFactory(title="Mietberatung"), title="Mietberatung")
    ask_provider(asked)
    waiting = add_measure(goal, offer=OfferFactory(title="Sprachcafé"), title="Sprachcafé")
    page = signed_in(lead).get(REFERRAL, {"fall": case.pk}).content.decode()
    assert reverse("cases:refer", args=[case.pk, waiting.pk]) in page
    assert reverse("cases:refer", args=[case.pk, asked.pk]) not in page
    assert reverse("cases:measure_add", args=[case.pk, goal.pk]) in page


def test_a_confidential_place_is_offered_with_full_insight_only(
    case: Case, lead: User, signed_in: Callable[..., Client]
) -> None:
    colleague = CaseManagerFactory()
    case.members.create(user=colleague, scope="ordinary")
    offer = OfferFactory(organisation=OrganisationFactory(is_sensitive=True))
    measure = add_measure(ActionGoal.objects.get(case=case), offer=offer, title="Beratung")
    there = reverse("cases:refer", args=[case.pk, measure.pk])
    seen = [there in signed_in(user).get(REFERRAL, {"fall": case.pk}).content.decode() for user in (lead, colleague)]
    assert seen == [True, False]


def test_before_goals_are_agreed_it_says_what_comes_first(lead: User, signed_in: Callable[..., Client]) -> None:
    early = CaseFactory(lead=lead, phase=Phase.AGREEMENT)
    page = signed_in(lead).get(REFERRAL, {"fall": early.pk}).content.decode()
    assert "Vereinbaren Sie zuerst die Ziele." in page


def test_without_a_choice_it_is_said_at_the_field(case: Case, lead: User, signed_in: Callable[..., Client]) -> None:
    answer = signed_in(lead).get(REFERRAL, {"fall": ""})
    assert answer.status_code == 422
    assert 'aria-describedby="id_fall_error"' in answer.content.decode()


def test_a_list_that_is_cut_off_says_so(case: Case, lead: User, signed_in: Callable[..., Client]) -> None:
    goal, browser, offer = ActionGoal.objects.get(case=case), signed_in(lead), OfferFactory()
    for number in range(WAITING_SHOWN):
        add_measure(goal, offer=offer, title=f"Kurs {number}")
    assert "Es gibt noch mehr." not in browser.get(REFERRAL).content.decode()
    add_measure(goal, offer=offer, title="Noch einer")
    assert "Es gibt noch mehr." in browser.get(REFERRAL).content.decode()


def test_in_a_closed_case_it_says_that_nothing_is_referred(lead: User, signed_in: Callable[..., Client]) -> None:
    closed = CaseFactory(lead=lead, phase=Phase.CLOSED)
    page = signed_in(lead).get(REFERRAL, {"fall": closed.pk}).content.decode()
    assert "Dieser Fall ist abgeschlossen" in page
    assert "Vereinbaren Sie zuerst" not in page


@pytest.mark.parametrize("whose", ["foreign", "garbage"])
def test_nobody_else_s_person_is_found(whose: str, lead: User, signed_in: Callable[..., Client]) -> None:
    key = CaseFactory().pk if whose == "foreign" else "niemand"
    assert signed_in(lead).get(REFERRAL, {"fall": key}).status_code == 404


def test_on_a_person_s_page_the_menu_knows_whom(case: Case, lead: User, signed_in: Callable[..., Client]) -> None:
    page = signed_in(lead).get(reverse("cases:history", args=[case.pk])).content.decode()
    assert f"{REFERRAL}?fall={case.pk}" in page
    assert f'href="{REFERRAL}"' in signed_in(lead).get("/app/heute/").content.decode()


def test_keys_are_switched_off_for_this_browser(lead: User, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(lead)
    assert 'aria-keyshortcuts="n"' in browser.get("/app/heute/").content.decode()
    answer = browser.post(reverse("base:keys"), {"keys": "off", "next": "/app/heute/"})
    assert answer.headers["Location"] == "/app/heute/"
    page = browser.get("/app/heute/").content.decode()
    assert "data-keys-off" in page
    assert "aria-keyshortcuts" not in page
    browser.post(reverse("base:keys"), {"keys": "on"})
    assert "data-keys-off" not in browser.get(reverse("base:keys")).content.decode()
