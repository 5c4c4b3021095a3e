"""Who keeps an offer, and that nobody overwrites anybody unseen."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.offers.forms import LanguagesField
from roterfaden.offers.models import Offer, OfferSchedule, Origin
from roterfaden.offers.search.finding import search
from tests.factories import (
    FieldOfActionFactory,
    OfferFactory,
    OrganisationFactory,
    PlaceFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def offer() -> Offer:
    made: Offer = OfferFactory(title="Deutschkurs", origin=Origin.CONCEPT)
    made.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    OfferSchedule.objects.create(offer=made, weekday=1, starts_at=time(9), ends_at=time(11))
    return made


def staff_of(offer: Offer) -> User:
    user: User = UserFactory()
    SeatFactory(user=user, organisation=offer.organisation, role=Role.PROVIDER_STAFF)
    return user


def entered(offer: Offer, **more: Any) -> dict[str, Any]:
    """What the form sends when nothing but ``more`` is changed."""
    spans = list(offer.schedules.all())
    sent: dict[str, Any] = {
        "title": offer.title,
        "organisation": offer.organisation_id,
        "kind": offer.kind,
        "seen": offer.revision,
        "fields_of_action": [field.pk for field in offer.fields_of_action.all()],
        "languages": "",
        "keywords": "",
        "zeiten-TOTAL_FORMS": len(spans) + 2,
        "zeiten-INITIAL_FORMS": len(spans),
        "kontakte-TOTAL_FORMS": 1,
        "kontakte-INITIAL_FORMS": 0,
        "review_months": offer.review_months,
    }
    for number, span in enumerate(spans):
        sent |= {
            f"zeiten-{number}-weekday": span.weekday,
            f"zeiten-{number}-starts_at": span.starts_at,
            f"zeiten-{number}-ends_at": span.ends_at,
        }
    return sent | more


def edit(browser: Client, offer: Offer, **more: Any) -> Any:
    return browser.post(reverse("offers:offer_edit", args=[offer.pk]), entered(offer, **more))


def test_a_provider_changes_its_own_offer_and_is_named_as_its_keeper(signed_in: SignIn, offer: Offer) -> None:
    user = staff_of(offer)

    response = edit(
        signed_in(user), offer, title="Deutschkurs am Abend", languages="Deutsch, Arabisch", keywords="B1, Abend"
    )

    offer.refresh_from_db()
    assert response.status_code == 302
    assert (offer.title, offer.languages, offer.keywords) == ("Deutschkurs am Abend", ["de", "ar"], ["B1", "Abend"])
    assert (offer.origin, offer.checked_on, offer.changed_by) == (Origin.PROVIDER, timezone.localdate(), user)
    assert [one.title for one in search("abend").offers(Offer.objects.all())[:]] == ["Deutschkurs am Abend"]
    assert offer.schedules.count() == 1


def test_the_city_changes_every_offer(signed_in: SignIn, offer: Offer) -> None:
    assert edit(signed_in(Role.HEAD_OF_UNIT), offer, title="Neu").status_code == 302

    offer.refresh_from_db()
    assert offer.origin == Origin.CITY


def test_a_provider_does_not_change_the_offers_of_others(signed_in: SignIn, offer: Offer) -> None:
    browser = signed_in(Role.PROVIDER_STAFF)

    assert edit(browser, offer, title="Gekapert").status_code == 302
    for act in ("confirm", "unconfirm", "retire", "take_up"):
        browser.post(reverse(f"offers:offer_{act}", args=[offer.pk]))

    offer.refresh_from_db()
    assert (offer.title, offer.revision, offer.is_active, offer.checked_on) == ("Deutschkurs", 1, True, None)


def test_a_provider_cannot_give_its_offer_to_somebody_else(signed_in: SignIn, offer: Offer) -> None:
    response = edit(signed_in(staff_of(offer)), offer, organisation=OrganisationFactory().pk)

    assert response.status_code == 422


def test_a_case_manager_reads_but_does_not_edit(signed_in: SignIn, offer: Offer) -> None:
    browser = signed_in(Role.CASE_MANAGER)

    page = browser.get(offer.get_absolute_url()).content.decode()
    assert "Bearbeiten" not in page
    assert "bestätigen" not in page
    assert edit(browser, offer, title="Nein").status_code == 403


def test_whoever_was_slower_sees_both_versions_and_loses_nothing(signed_in: SignIn, offer: Offer) -> None:
    slow, fast = signed_in(staff_of(offer)), signed_in(Role.HEAD_OF_UNIT)
    opened = entered(offer, title="Meine Fassung")
    edit(fast, offer, title="Fassung der Stadt")

    response = slow.post(reverse("offers:offer_edit", args=[offer.pk]), opened)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Titel: Meine Fassung" in page
    assert "Titel: Fassung der Stadt" in page
    offer.refresh_from_db()
    assert offer.title == "Fassung der Stadt"

    again = opened | {"seen": offer.revision}
    assert slow.post(reverse("offers:offer_edit", args=[offer.pk]), again).status_code == 302


def test_times_are_entered_changed_and_struck_out(signed_in: SignIn, offer: Offer) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    edit(
        browser,
        offer,
        **{
            "zeiten-1-weekday": 3,
            "zeiten-1-starts_at": "14:00",
            "zeiten-1-ends_at": "16:00",
            "zeiten-1-note": "nur im Mai",
        },
    )
    offer.refresh_from_db()
    assert [str(span) for span in offer.schedules.all()] == ["Montag 09:00–11:00", "Mittwoch 14:00–16:00"]

    edit(browser, offer, **{"zeiten-0-DELETE": "on"})
    assert [str(span) for span in offer.schedules.all()] == ["Mittwoch 14:00–16:00"]


def test_a_time_that_ends_before_it_begins_is_refused_and_nothing_is_lost(signed_in: SignIn, offer: Offer) -> None:
    times = {"zeiten-1-weekday": 3, "zeiten-1-starts_at": "14:00", "zeiten-1-ends_at": "13:00"}

    response = edit(signed_in(Role.HEAD_OF_UNIT), offer, title="Bleibt stehen", **times)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Das Ende liegt vor dem Beginn." in page
    assert "Bleibt stehen" in page


def test_an_unknown_language_is_told_with_what_was_meant(signed_in: SignIn, offer: Offer) -> None:
    response = edit(signed_in(Role.HEAD_OF_UNIT), offer, languages="Arabsich")

    assert response.status_code == 422
    assert "Meinten Sie „Arabisch“?" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("Deutsch; Türkisch", ["de", "tr"]), ("kurdisch", ["ku"]), ("Dari, Dari", ["prs"]), ("", []), (" , ", [])],
)
def test_languages_are_typed_by_name(typed: str, codes: list[str]) -> None:
    assert LanguagesField(required=False).clean(typed) == codes


def test_an_offer_is_added(signed_in: SignIn) -> None:
    sent = {
        "title": "Nähkurs für Anfängerinnen",
        "organisation": OrganisationFactory().pk,
        "kind": "kurs",
        "languages": "",
        "keywords": "",
        "fields_of_action": [FieldOfActionFactory().pk],
        "zeiten-TOTAL_FORMS": 2,
        "zeiten-INITIAL_FORMS": 0,
        "kontakte-TOTAL_FORMS": 1,
        "kontakte-INITIAL_FORMS": 0,
        "review_months": 6,
    }

    sent |= {"seen": "0", "hand_in": "1"}
    response = signed_in(Role.ADMINISTRATOR).post(reverse("offers:draft", args=[uuid4()]), sent)

    added = Offer.objects.get()
    assert response.headers["Location"] == added.get_absolute_url()
    assert added.key == "nahkurs-fur-anfangerinnen"
    assert [one.title for one in search("nähkurs").offers(Offer.objects.all())[:]] == ["Nähkurs für Anfängerinnen"]


def test_an_offer_needs_a_field_of_action(signed_in: SignIn, offer: Offer) -> None:
    assert edit(signed_in(Role.HEAD_OF_UNIT), offer, fields_of_action=[]).status_code == 422


def test_one_click_confirms_and_can_be_undone(signed_in: SignIn, offer: Offer) -> None:
    Offer.objects.update(checked_on=date(2020, 1, 1))
    browser = signed_in(staff_of(offer))

    page = browser.post(reverse("offers:offer_confirm", args=[offer.pk]), follow=True).content.decode()
    offer.refresh_from_db()
    assert offer.checked_on == timezone.localdate()
    assert offer.origin == Origin.CONCEPT
    undo = reverse("offers:offer_unconfirm", args=[offer.pk]) + "?davor=2020-01-01"
    assert undo in page

    browser.post(undo)
    offer.refresh_from_db()
    assert offer.checked_on == date(2020, 1, 1)


@pytest.mark.parametrize("earlier", ["", "?davor=", "?davor=2020-13-45", "?davor=gestern"])
def test_a_first_confirmation_undone_leaves_none(signed_in: SignIn, offer: Offer, earlier: str) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    browser.post(reverse("offers:offer_confirm", args=[offer.pk]))

    browser.post(reverse("offers:offer_unconfirm", args=[offer.pk]) + earlier)

    offer.refresh_from_db()
    assert offer.checked_on is None


def test_an_offer_is_retired_and_taken_up_again(signed_in: SignIn, offer: Offer) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)

    browser.post(reverse("offers:offer_retire", args=[offer.pk]))
    assert not Offer.objects.current().exists()
    assert "steht nicht mehr im Verzeichnis" in browser.get(offer.get_absolute_url()).content.decode()

    browser.post(reverse("offers:offer_take_up", args=[offer.pk]))
    assert Offer.objects.current().exists()


def test_the_form_costs_at_most_twelve_queries(
    signed_in: SignIn, offer: Offer, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    for _size in range(2):
        OfferSchedule.objects.create(offer=offer, weekday=2, starts_at=time(9), ends_at=time(11))
        with django_assert_max_num_queries(12):
            assert browser.get(reverse("offers:offer_edit", args=[offer.pk])).status_code == 200
        with django_assert_max_num_queries(12):
            assert browser.get(offer.get_absolute_url()).status_code == 200


def test_the_place_of_a_time_is_one_of_the_offers(signed_in: SignIn, offer: Offer) -> None:
    place = PlaceFactory()

    signed_in(staff_of(offer)).post(
        reverse("offers:offer_edit", args=[offer.pk]), entered(offer, **{"zeiten-0-place": str(place.pk)})
    )

    assert list(offer.places.all()) == [place]


def test_what_is_pressed_twice_happens_once(signed_in: SignIn, offer: Offer) -> None:
    browser = signed_in(staff_of(offer))
    for _time in range(2):
        browser.post(reverse("offers:offer_retire", args=[offer.pk]))

    assert [one.kind for one in offer.changes.all()] == ["retired"]


def test_nothing_is_confirmed_of_days_to_come(signed_in: SignIn, offer: Offer) -> None:
    signed_in(staff_of(offer)).post(reverse("offers:offer_unconfirm", args=[offer.pk]) + "?davor=2999-01-01")

    offer.refresh_from_db()
    assert offer.checked_on is None


def test_every_hint_at_what_is_missing_leads_to_where_one_adds_it(signed_in: SignIn) -> None:
    offer = OfferFactory(access_ways=["phone", "mail", "form"])
    unpaid = OfferFactory(organisation=offer.organisation, fee="paid", rhythm="montags", registration="anrufen")
    browser = signed_in(staff_of(offer))
    for one in (offer, unpaid):
        page = browser.get(one.get_absolute_url()).content.decode()
        edit = reverse("offers:offer_edit", args=[one.pk])
        anchors = set(re.findall(rf'href="{edit}#([^"]+)"', page))
        assert len(anchors) >= 8
        assert anchors <= set(re.findall(r'\bid="([^"]+)"', browser.get(edit).content.decode()))
