"""Short advice without a name: quick to record, counted, and the beginning of an intake where more becomes of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases import figures
from roterfaden.cases.actions import advice as acts
from roterfaden.cases.models import Advice, AdviceFigure, Intake, Way
from tests.factories import (
    AdvisedIntakeFactory,
    CaseManagerFactory,
    ClientFactory,
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    PlaceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Browser]


@pytest.fixture
def worker() -> User:
    user: User = CaseManagerFactory(name="Leyla Demir")
    return user


@pytest.fixture
def browser(worker: User, signed_in: SignedIn) -> Browser:
    return signed_in(worker)


def filled(**instead: Any) -> dict[str, Any]:
    typed = {
        "fields_of_action": [FieldOfActionFactory().pk],
        "way": "open_hour",
        "length": "15",
        "given_on": timezone.localdate().isoformat(),
        "seen": 0,
    }
    return {**typed, **instead}


def record(worker: User, **more: Any) -> Advice:
    fields = more.pop("fields_of_action", None) or [FieldOfActionFactory()]
    return acts.record_advice(by=worker, fields_of_action=fields, **more)


def url(name: str, *args: Any) -> str:
    return reverse(f"cases:{name}", args=args)


# Recording ---------------------------------------------------------------------------------------------------------


def test_one_field_of_action_is_enough(browser: Browser, worker: User) -> None:
    answer = browser.post(url("advice_add"), filled())
    assert (answer.status_code, answer.headers["Location"]) == (302, url("advice_short"))
    recorded = Advice.objects.get()
    assert (recorded.given_by, recorded.given_on, recorded.way) == (worker, timezone.localdate(), Way.OPEN_HOUR)
    assert "Kurzberatung gezählt." in [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_next_one_begins_where_the_last_one_was(browser: Browser) -> None:
    place = PlaceFactory()
    answer = browser.post(url("advice_add"), filled(way="nursery", place=place.pk, length="5", next=""))
    assert answer.headers["Location"] == url("advice_add")
    form = browser.get(url("advice_add")).context["form"]
    assert [form[name].value() for name in ("way", "place", "length")] == ["nursery", place.pk, 5]
    Advice.objects.update(recorded_at=timezone.now() - timedelta(days=1))
    assert browser.get(url("advice_add")).context["form"]["way"].value() == Way.OPEN_HOUR


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"fields_of_action": []}, "fields_of_action"),
        ({"given_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "given_on"),
        ({"note": "Frau H., 0209 735 711"}, "note"),
        ({"note": "geboren 12.03.1988"}, "note"),
        ({"note": "amira@example.org"}, "note"),
        ({"note": "Aktenzeichen 2026-00042"}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    browser: Browser, wrong: dict[str, Any], where: str
) -> None:
    answer = browser.post(url("advice_add"), filled(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [where]
    assert not Advice.objects.exists()


@pytest.mark.parametrize("note", ["Wohngeld, Antrag erklärt", "Frist 14 Tage", "§ 24, Kita ab 3", "3 Kinder, 2 Zimmer"])
def test_ordinary_words_and_numbers_are_welcome(browser: Browser, note: str) -> None:
    assert browser.post(url("advice_add"), filled(note=note)).status_code == 302


def test_the_database_refuses_a_telephone_number_as_well(worker: User) -> None:
    with pytest.raises(IntegrityError, match="advice_names_nobody"), transaction.atomic():
        record(worker, note="0209 735711")
    with pytest.raises(RuleBroken):
        acts.record_advice(by=worker, fields_of_action=[])


def test_it_is_corrected_and_removed(browser: Browser, worker: User) -> None:
    advice = record(worker)
    answer = browser.post(url("advice_edit", advice.pk), filled(note="Wohngeld", seen=advice.revision))
    assert answer.headers["Location"] == url("advice_short")
    assert Advice.objects.get().note == "Wohngeld"
    stale = browser.post(url("advice_edit", advice.pk), filled(note="Kita", seen=advice.revision))
    assert stale.status_code == 409
    browser.post(url("advice_remove", advice.pk))
    assert not Advice.objects.exists()
    assert browser.post(url("advice_remove", advice.pk)).status_code == 404


# Counting ----------------------------------------------------------------------------------------------------------


def test_both_kinds_are_counted_together_and_the_head_of_unit_reads_no_word(worker: User, signed_in: SignedIn) -> None:
    housing, district = FieldOfActionFactory(short_title="Wohnen"), DistrictFactory(name="Brassert")
    record(worker, fields_of_action=[housing], language="ar", district=district, note="Wohnung gesucht")
    AdvisedIntakeFactory(taken_by=worker, talk_language="uk", fields_of_action=[housing])
    record(CaseManagerFactory(), fields_of_action=[housing], language="ar")
    with serving(worker.pk, Purpose.CASE_WORK):
        counts = figures.advice_counts(AdviceFigure.objects.filter(taken_by=worker), districts=True)
    assert (counts.all.month, counts.all.year) == (2, 2)
    assert [(line.name, line.month) for line in counts.fields] == [("Wohnen", 2)]
    assert {line.name for line in counts.languages} == {"Arabisch", "Ukrainisch"}
    assert ("Brassert", 1) in [(line.name, line.month) for line in counts.districts]
    head, elsewhere = HeadOfUnitFactory(), UserFactory(roles=[Role.HEAD_OF_UNIT])
    with serving(elsewhere.pk, Purpose.STEERING):
        assert AdviceFigure.objects.visible_to(elsewhere).count() == 0
    with serving(head.pk, Purpose.STEERING):
        assert AdviceFigure.objects.visible_to(head).count() == 3
        assert not Advice.objects.exists()
    page = signed_in(head).get(url("workload")).content.decode()
    assert "Wohnung gesucht" not in page


def test_a_colleagues_advice_is_none_of_mine(worker: User, browser: Browser) -> None:
    other = record(CaseManagerFactory(), note="Wohngeld")
    assert "Wohngeld" not in browser.get(url("advice_short")).content.decode()
    assert browser.get(url("advice_edit", other.pk)).status_code == 404
    with serving(worker.pk, Purpose.CASE_WORK):
        assert not AdviceFigure.objects.exists()


@pytest.mark.parametrize("many", [2, 40])
def test_the_list_costs_few_queries(
    worker: User, browser: Browser, many: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for _number in range(many):
        record(worker, district=DistrictFactory(), place=PlaceFactory())
    with django_assert_max_num_queries(12):
        assert browser.get(url("advice_short")).status_code == 200


# More becomes of it ------------------------------------------------------------------------------------------------


def test_the_intake_begins_with_what_was_recorded(worker: User, browser: Browser) -> None:
    housing, district = FieldOfActionFactory(short_title="Wohnen"), DistrictFactory()
    advice = record(
        worker, fields_of_action=[housing], language="ar", way=Way.NURSERY, note="Wohnung zu klein",
        given_on=date(2026, 1, 15), district=district,
    )  # fmt: skip
    assert browser.post(url("advice_take_up", advice.pk)).headers["Location"] == url("find")
    assert "Wohnung zu klein" in browser.get(url("find")).content.decode()
    page = browser.get(url("register"))
    assert "Wohnung zu klein" in page.content.decode()
    assert page.context["form"]["district"].value() == district.pk
    browser.post(url("register"), {"family_name": "Haddad", "language": "ar", "gender": "not_stated",
                                   "residence_title": "unclear", "legal_area": "unclear"})  # fmt: skip
    intake = Intake.objects.get()
    assert (intake.concern, intake.concern_language) == ("Wohnung zu klein", "de")
    assert (intake.talk_language, intake.way) == ("ar", Way.NURSERY)
    assert (timezone.localdate(intake.taken_at), list(intake.fields_of_action.all())) == (date(2026, 1, 15), [housing])
    assert not Advice.objects.exists()
    assert "Aus der Kurzberatung" not in browser.get(url("find")).content.decode()


def test_a_known_person_is_taken_in_the_same_way(worker: User, browser: Browser) -> None:
    person = ClientFactory(created_by=worker)
    browser.post(url("advice_take_up", record(worker, note="Kita-Platz").pk))
    assert "Kita-Platz" in browser.get(url("start_intake", person.pk)).content.decode()
    browser.post(url("start_intake", person.pk))
    assert Intake.objects.get().concern == "Kita-Platz"


def test_one_may_go_on_without_it(worker: User, browser: Browser) -> None:
    browser.post(url("advice_take_up", record(worker, note="Kita-Platz").pk))
    browser.post(url("advice_let_go"))
    assert "Kita-Platz" not in browser.get(url("find")).content.decode()
    assert Advice.objects.count() == 1


def test_what_was_removed_meanwhile_is_not_carried_on(worker: User, browser: Browser) -> None:
    advice = record(worker, note="Kita-Platz")
    browser.post(url("advice_take_up", advice.pk))
    acts.remove_advice(advice, by=worker)
    person = ClientFactory(created_by=worker)
    browser.post(url("start_intake", person.pk))
    assert Intake.objects.get().concern == ""
