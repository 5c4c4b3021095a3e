"""The queue at open hours: entered without a name, called once, on to advice or intake, gone by the next day."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases import figures
from roterfaden.cases.actions import queue
from roterfaden.cases.actions.advice import record_advice
from roterfaden.cases.models import Advice, Intake, Interpreting, WaitFigure, Waiting, WaitState, Way
from tests.factories import (
    CaseManagerFactory,
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    IntakeFactory,
    OrganisationFactory,
    PlaceFactory,
    SeatFactory,
    UserFactory,
)

SignedIn = Callable[..., Browser]


@pytest.fixture
def worker(db: None) -> User:
    user: User = CaseManagerFactory(name="Leyla Demir")
    return user


@pytest.fixture
def browser(worker: User, signed_in: SignedIn) -> Browser:
    return signed_in(worker)


def url(name: str, *args: Any) -> str:
    return reverse(f"cases:{name}", args=args)


def enter(worker: User, **more: Any) -> Waiting:
    return queue.enter_queue(by=worker, **more)


def fresh(waiting: Waiting) -> Waiting:
    return Waiting.objects.get(pk=waiting.pk)


# Entering ----------------------------------------------------------------------------------------------------------


def test_a_number_is_enough_and_each_office_counts_its_own(browser: Browser, worker: User) -> None:
    assert browser.post(url("queue"), {"way": "open_hour"}).headers["Location"] == url("queue")
    browser.post(url("queue"), {"way": "phone", "word": "Sonne", "language": "ar", "needs_interpreter": "on"})
    elsewhere = UserFactory(roles=[Role.CASE_MANAGER])
    assert [str(one) for one in Waiting.objects.order_by("number")] == ["1", "2 · Sonne"]
    assert enter(elsewhere).number == 1
    page = browser.get(url("queue"))
    assert [str(one) for one in page.context["queue"].waiting] == ["1", "2 · Sonne"]
    assert page.context["form"]["way"].value() == "phone"


@pytest.mark.parametrize("word", ["0209735711", "12.03.1988", "a@example.org", "Amina Haddad"])
def test_a_telephone_number_a_birth_date_and_a_full_name_are_refused(browser: Browser, worker: User, word: str) -> None:
    answer = browser.post(url("queue"), {"way": "open_hour", "word": word})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["word"])
    with pytest.raises(IntegrityError, match="waiting_"), transaction.atomic():
        enter(worker, word=word)


def test_who_works_for_two_offices_says_for_which(browser: Browser, worker: User) -> None:
    other = OrganisationFactory()
    SeatFactory(user=worker, organisation=other)
    assert browser.post(url("queue"), {"way": "open_hour"}).status_code == 422
    browser.post(url("queue"), {"way": "open_hour", "organisation": other.pk})
    assert Waiting.objects.get().organisation == other
    with pytest.raises(RuleBroken):
        enter(worker)


# Calling -----------------------------------------------------------------------------------------------------------


def test_the_next_is_whoever_waits_longest_at_the_place_asked_for(browser: Browser, worker: User) -> None:
    hall, nursery = PlaceFactory(), PlaceFactory()
    first, second = enter(worker, place=hall), enter(worker, place=nursery)
    page = browser.get(url("queue"), {"ort": nursery.pk}, follow=True)
    assert [one.pk for one in page.context["queue"].waiting] == [second.pk]
    browser.post(url("queue_next"))
    assert (fresh(first).state, fresh(second).state) == (WaitState.WAITING, WaitState.TAKEN)
    queue.leave(second, by=worker)
    # Nobody waits at the nursery any more, and nobody is called from the hall instead; one sees who waits elsewhere.
    assert "Gerade wartet niemand" in browser.post(url("queue_next"), follow=True).content.decode()
    places = browser.get(url("queue")).context["queue"].places
    assert {(one.name, one.count) for one in places} == {("alle Orte", 1), (str(hall), 1), (str(nursery), 0)}
    browser.get(url("queue"), {"ort": ""})
    browser.post(url("queue_next"))
    assert fresh(first).taken_by == worker
    assert "Gerade wartet niemand" in browser.post(url("queue_next"), follow=True).content.decode()


def test_a_second_press_calls_nobody_else(browser: Browser, worker: User) -> None:
    first, second = enter(worker), enter(worker)
    for _press in range(2):
        browser.post(url("queue_next"), {"bei": ""})
    assert (fresh(first).state, fresh(second).state) == (WaitState.TAKEN, WaitState.WAITING)
    browser.post(url("queue_next"), {"bei": browser.get(url("queue")).context["queue"].mine_seen})
    assert fresh(second).state == WaitState.TAKEN


def test_a_colleague_was_quicker(worker: User, browser: Browser) -> None:
    waiting, colleague = enter(worker), CaseManagerFactory(name="Hanna Beispiel")
    queue.take(waiting, by=colleague)
    for name in ("queue_take", "queue_back", "queue_leave"):
        assert "Hanna Beispiel hat" in browser.post(url(name, waiting.pk), follow=True).content.decode()
    assert fresh(waiting).taken_by == colleague


@pytest.mark.django_db(transaction=True)
def test_two_at_once_call_two_different_ones() -> None:
    """The second one does not wait for the first: it takes the next free."""
    workers = [CaseManagerFactory(), CaseManagerFactory()]
    first, second = enter(workers[0]), enter(workers[0])
    called: list[Waiting] = []

    def call() -> None:
        try:
            called.append(queue.take_next(by=workers[1]))
        finally:
            connection.close()

    with transaction.atomic():
        assert queue.take_next(by=workers[0]) == first
        other = threading.Thread(target=call)
        other.start()
        other.join()
    assert called == [second]
    assert fresh(second).taken_by == workers[1]


@pytest.mark.django_db(transaction=True)
def test_a_second_press_at_the_same_moment_calls_nobody_else() -> None:
    """Each press would see that nobody is called yet: the second one waits until the first is through."""
    worker = CaseManagerFactory()
    first, second = enter(worker), enter(worker)
    called: list[Waiting] = []

    def call() -> None:
        try:
            called.append(queue.take_next(by=worker, seen=[]))
        finally:
            connection.close()

    with transaction.atomic():
        queue.take_next(by=worker, seen=[])
        other = threading.Thread(target=call)
        other.start()
        other.join(timeout=1)
    other.join()
    assert (called, fresh(second).state) == ([first], WaitState.WAITING)


def test_it_is_undone_and_somebody_comes_back(browser: Browser, worker: User) -> None:
    waiting = enter(worker)
    browser.post(url("queue_take", waiting.pk))
    browser.post(url("queue_back", waiting.pk))
    assert (fresh(waiting).state, fresh(waiting).taken_by) == (WaitState.WAITING, None)
    browser.post(url("queue_leave", waiting.pk), {"wieder": "1"})
    assert fresh(waiting).state == WaitState.BACK
    browser.post(url("queue_back", waiting.pk))
    assert fresh(waiting).came_at > waiting.came_at
    browser.post(url("queue_leave", waiting.pk))
    assert fresh(waiting).state == WaitState.GONE


def test_another_office_and_yesterday_are_not_there(browser: Browser, worker: User) -> None:
    elsewhere, yesterday = enter(UserFactory(roles=[Role.CASE_MANAGER])), enter(worker)
    Waiting.objects.filter(pk=yesterday.pk).update(came_on=timezone.localdate() - timedelta(days=1))
    for waiting in (elsewhere, yesterday):
        assert browser.post(url("queue_take", waiting.pk)).status_code == 404
    with serving(worker.pk, Purpose.CASE_WORK):
        assert not Waiting.objects.exists()


# Going on ----------------------------------------------------------------------------------------------------------


def test_advice_begins_with_what_stands_in_the_queue_and_is_recorded_once(browser: Browser, worker: User) -> None:
    housing, place = FieldOfActionFactory(short_title="Wohnen"), PlaceFactory()
    waiting = enter(worker, language="ar", field_of_action=housing, way=Way.NURSERY, place=place)
    queue.take(waiting, by=worker)
    there = f"{url('advice_add')}?aufgerufen={waiting.pk}"
    form = browser.get(there).context["form"]
    assert [form[name].value() for name in ("language", "fields_of_action", "way", "place")] == [
        "ar", [housing.pk], "nursery", place.pk,
    ]  # fmt: skip
    typed = {
        "fields_of_action": [housing.pk], "language": "ar", "way": "nursery", "place": place.pk, "length": "15",
        "given_on": timezone.localdate().isoformat(), "seen": 0,
    }  # fmt: skip
    assert browser.post(there, typed).headers["Location"] == url("queue")
    assert browser.post(there, typed).status_code == 422
    assert (Advice.objects.count(), fresh(waiting).state) == (1, WaitState.SERVED)


def test_an_intake_begins_with_it_and_the_search_comes_first(browser: Browser, worker: User) -> None:
    housing = FieldOfActionFactory(short_title="Wohnen")
    waiting = enter(worker, word="Sonne", language="ar", needs_interpreter=True, field_of_action=housing)
    queue.take(waiting, by=worker)
    assert browser.post(url("queue_take_up", waiting.pk)).headers["Location"] == url("find")
    assert "1 · Sonne" in browser.get(url("find")).content.decode()
    form = browser.get(url("register")).context["form"]
    assert (form["language"].value(), form["needs_interpreter"].value()) == ("ar", True)
    browser.post(url("register"), {"family_name": "Haddad", "language": "ar", "gender": "not_stated",
                                   "residence_title": "unclear", "legal_area": "unclear"})  # fmt: skip
    intake = Intake.objects.get()
    assert (intake.talk_language, intake.interpreting) == ("ar", Interpreting.INTERPRETER)
    assert (list(intake.fields_of_action.all()), fresh(waiting).state) == ([housing], WaitState.SERVED)
    assert "Aus der Warteschlange" not in browser.get(url("find")).content.decode()


def test_who_has_a_file_here_has_been_advised_without_another_intake(browser: Browser, worker: User) -> None:
    waiting = enter(worker)
    queue.take(waiting, by=worker)
    browser.post(url("queue_take_up", waiting.pk))
    browser.post(url("queue_done", waiting.pk))
    assert fresh(waiting).state == WaitState.SERVED
    assert "Aus der Warteschlange" not in browser.get(url("find")).content.decode()


def test_a_talk_that_was_begun_before_goes_on_with_it(browser: Browser, worker: User) -> None:
    housing, before = FieldOfActionFactory(short_title="Wohnen"), IntakeFactory(taken_by=worker, concern="Kita-Platz")
    waiting = enter(worker, field_of_action=housing)
    queue.take(waiting, by=worker)
    browser.post(url("queue_take_up", waiting.pk))
    assert str(before.pk) in browser.post(url("start_intake", before.client_id)).headers["Location"]
    assert (fresh(waiting).state, housing in before.fields_of_action.all()) == (WaitState.SERVED, True)
    browser.post(url("advice_take_up", record_advice(by=worker, fields_of_action=[housing], note="auch Strom").pk))
    browser.post(url("start_intake", before.client_id))
    assert (Intake.objects.get().concern, Advice.objects.exists()) == ("Kita-Platz\nauch Strom", False)


def test_advice_is_recorded_though_somebody_put_the_person_back(browser: Browser, worker: User) -> None:
    waiting = enter(worker)
    record_advice(by=worker, fields_of_action=[FieldOfActionFactory()], called=waiting)
    assert (fresh(waiting).state, fresh(waiting).taken_by) == (WaitState.SERVED, worker)


@pytest.mark.parametrize("key", ["", "unsinn", "00000000-0000-0000-0000-000000000000"])
def test_advice_without_anybody_called_is_as_ever(browser: Browser, key: str) -> None:
    assert browser.get(url("advice_add"), {"aufgerufen": key}).context["called"] is None


# Live, and afterwards ----------------------------------------------------------------------------------------------


def test_the_page_asks_for_news_and_gets_none_when_there_is_none(browser: Browser, worker: User) -> None:
    enter(worker)
    address = f"{url('queue_rows')}?stand={browser.get(url('queue')).context['queue'].mark}"
    asked = {"HX-Request": "true"}
    assert browser.get(address, headers=asked).status_code == 204
    enter(worker, word="Sonne")
    news = browser.get(address, headers=asked)
    assert "Sonne" in news.content.decode()
    assert "2 Personen warten" in news.content.decode()
    assert 'data-guard="queue"' not in news.content.decode()
    browser.logout()
    assert browser.get(address, headers=asked).status_code == 401


@pytest.mark.parametrize("many", [2, 30])
def test_the_page_costs_few_queries(
    worker: User, browser: Browser, many: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for _number in range(many):
        waiting = enter(worker, place=PlaceFactory(), field_of_action=FieldOfActionFactory())
        if _number % 2:
            queue.take(waiting, by=worker)
    with django_assert_max_num_queries(12):
        browser.get(url("queue"))


def test_at_night_the_entries_go_and_how_long_they_waited_stays(worker: User, signed_in: SignedIn) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    came = timezone.localtime(yesterday).replace(hour=9, minute=0)
    entered = [enter(worker, word="Sonne") for _number in range(5)]
    never_called, today = entered[3:]
    for waiting, minutes in zip(entered, (4, 10, 40), strict=False):
        queue.take(waiting, by=worker)
        Waiting.objects.filter(pk=waiting.pk).update(
            came_on=came.date(), came_at=came, taken_at=came + timedelta(minutes=minutes)
        )
    Waiting.objects.filter(pk=never_called.pk).update(came_on=came.date(), came_at=came)
    call_command("clear_queue")
    call_command("clear_queue")
    assert Waiting.objects.get() == today
    assert WaitFigure.objects.count() == 3
    head = HeadOfUnitFactory()
    waits = figures.waits(head)
    assert (waits.count, waits.median, [(line.hour, line.median) for line in waits.hours]) == (3, 10, [(9, 10)])
    page = signed_in(head).get(url("advice_figures")).content.decode()
    assert "9 Uhr" in page
    assert "Sonne" not in page


def test_the_head_of_unit_sees_advice_by_district(worker: User, signed_in: SignedIn) -> None:
    Advice.objects.create(given_by=worker, district=DistrictFactory(name="Brassert"))
    page = signed_in(HeadOfUnitFactory()).get(url("advice_figures"))
    assert ("Brassert", 1) in [(line.name, line.year) for line in page.context["counts"].districts]
