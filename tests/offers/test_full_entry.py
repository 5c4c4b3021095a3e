"""The whole entry of an offer: everything one decides by is entered, kept and told."""

from collections.abc import Callable
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.concept.models import Horizon, Project
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import Offer, OfferContact, Origin, Topic
from tests.factories import (
    DistrictFactory,
    FieldOfActionFactory,
    OfferFactory,
    PlaceFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


class Sent(HTMLParser):
    """What a browser sends of the form of an entry when nobody types anything."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = {name: value or "" for name, value in attrs}
        name = one.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in one:
            self._add(self._select, one["value"])
        elif tag == "textarea":
            self._area = name
        elif tag == "input" and (one.get("type") not in {"checkbox", "radio"} or "checked" in one):
            self._add(name, one.get("value", "on" if one.get("type") == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._add(self._area, data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self.fields.setdefault(self._area, [""])
            self._area = ""

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def opened(browser: Client, path: str) -> dict[str, Any]:
    """What the form at ``path`` would send."""
    page = browser.get(path).content.decode()
    return Sent(page[page.index('class="rf-form"') :]).fields


def staff_of(offer: Offer) -> User:
    user: User = UserFactory()
    SeatFactory(user=user, organisation=offer.organisation, role=Role.PROVIDER_STAFF)
    return user


def project() -> Project:
    made: Project = Project.objects.create(
        key="p", field_of_action=FieldOfActionFactory(), title="Bewegung verbindet", horizon=Horizon.SHORT, summary="-"
    )
    return made


EVERYTHING = {
    "title": "Schwimmen für Mädchen",
    "kind": "sport",
    "description": "Wir lernen schwimmen.",
    "target_group": "Mädchen, die noch nicht schwimmen",
    "languages": "Deutsch, Arabisch",
    "german_level": "A0",
    "childcare": "False",
    "childcare_note": "Geschwister dürfen zuschauen",
    "access_ways": ["phone", "form"],
    "registration": "im Vereinsheim",
    "fee": "paid",
    "cost": "5 Euro im Monat",
    "only_for": "girls",
    "age_from": "6",
    "age_to": "12",
    "any_residence": "True",
    "eligibility": "Seepferdchen ist nicht nötig",
    "interpreting": "on_request",
    "contact_by": ["person", "relatives"],
    "registration_url": "https://verein.example.org/anmelden",
    "documents": "Badeanzug\n- Handtuch\n\nHandtuch",
    "in_school_breaks": "False",
    "on_holidays": "on",
    "starts_on": "2026-01-10",
    "valid_until": "2036-12-31",
    "online_url": "https://verein.example.org/",
    "capacity": "12",
    "free_places": "3",
    "has_waiting_list": "True",
    "waiting_weeks": "6",
    "funding": "Landessportbund",
    "keywords": "Seepferdchen",
    "review_months": "3",
    "kontakte-TOTAL_FORMS": "2",
    "kontakte-INITIAL_FORMS": "0",
    "kontakte-0-name": "Rana Trainerin",
    "kontakte-0-phone": "0221 4710 123",
    "kontakte-0-languages": "Arabisch",
    "kontakte-1-name": "Uwe Kassenwart",
    "kontakte-1-email": "kasse@example.org",
    "kontakte-1-is_public": "on",
    "zeiten-TOTAL_FORMS": "2",
    "zeiten-INITIAL_FORMS": "0",
    "zeiten-0-weekday": "2",
    "zeiten-0-starts_at": "16:00",
    "zeiten-0-ends_at": "17:00",
}


def everything(offer: Offer) -> dict[str, Any]:
    """Every field filled in."""
    return EVERYTHING | {
        "organisation": str(offer.organisation_id),
        "seen": str(offer.revision),
        "fields_of_action": [str(FieldOfActionFactory(key="sport").pk)],
        "topics": ["familie-jugend", "miteinander-sport"],
        "places": [str(PlaceFactory(name="Hallenbad").pk)],
        "districts": [str(DistrictFactory(name="Hüls").pk)],
        "project": str(project().pk),
    }


def test_everything_that_is_entered_stands_on_the_page_in_words(signed_in: SignIn) -> None:
    offer = OfferFactory()
    browser = signed_in(staff_of(offer))

    assert browser.post(reverse("offers:offer_edit", args=[offer.pk]), everything(offer)).status_code == 302

    page = browser.get(offer.get_absolute_url()).content.decode()
    for words in (
        "nur für Mädchen", "6 bis 12 Jahre", "für alle", "Seepferdchen ist nicht nötig", "Hüls", "auf Anfrage",
        "nein, Geschwister dürfen zuschauen", "anrufen, im Internet anmelden", "https://verein.example.org/anmelden",
        "die Menschen selbst, Angehörige und Ehrenamtliche", "5 Euro im Monat", "<li>Badeanzug</li><li>Handtuch</li>",
        "nicht in den Schulferien, auch an Feiertagen", "10. Januar 2026 bis 31. Dezember 2036",
        "3 von 12 frei (Stand:",
        "ja, etwa 6 Wochen", "Bewegung verbindet", "Landessportbund", "Jugend, Sport", "Hallenbad", "Dienstag 16:00",
        "Rana Trainerin", "tel:02214710123", "Uwe Kassenwart",
    ):  # fmt: skip
        assert words in page
    assert page.count("nur für Fachkräfte") == 1
    offer.refresh_from_db()
    assert (offer.free_places_on, offer.review_months) == (timezone.localdate(), 3)
    assert [one.name for one in OfferContact.objects.public()] == ["Uwe Kassenwart"]


def test_a_form_that_is_opened_and_saved_changes_nothing(signed_in: SignIn) -> None:
    offer = OfferFactory()
    browser, there = signed_in(staff_of(offer)), reverse("offers:offer_edit", args=[offer.pk])
    browser.post(there, everything(offer))
    before = told(offer)

    assert browser.post(there, opened(browser, there)).status_code == 302

    assert told(offer) == before


def told(offer: Offer) -> dict[str, Any]:
    """Everything an offer says."""
    now = Offer.objects.get(pk=offer.pk)
    values = {f.name: getattr(now, f.attname) for f in Offer._meta.concrete_fields}
    for name in ("revision", "changed_at", "modified_at"):
        del values[name]
    links = {f.name: set(getattr(now, f.name).values_list("pk", flat=True)) for f in Offer._meta.many_to_many}
    rows = {
        "schedules": list(now.schedules.values_list("weekday", "starts_at", "ends_at")),
        "contacts": list(now.contacts.values()),
    }
    return values | links | rows


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"age_from": "12", "age_to": "6"}, "age_to"),
        ({"age_to": "200"}, "age_to"),
        ({"any_residence": "True", "residence": ["tolerated"]}, "any_residence"),
        ({"capacity": "3", "free_places": "4"}, "free_places"),
        ({"starts_on": "2026-05-01", "valid_until": "2026-04-01"}, "valid_until"),
        ({"kontakte-0-name": "Rana", "kontakte-0-phone": ""}, "kontakte-0-phone"),
        ({"online_url": "nicht im Netz"}, "online_url"),
    ],
)
def test_what_contradicts_itself_is_said_at_the_field_and_nothing_is_lost(
    signed_in: SignIn, wrong: dict[str, Any], field: str
) -> None:
    offer = OfferFactory()
    sent = everything(offer) | wrong

    response = signed_in(staff_of(offer)).post(reverse("offers:offer_edit", args=[offer.pk]), sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page or f'id="id_{field}_0_error"' in page
    again = Sent(page[page.index('class="rf-form"') :]).fields
    for name, value in sent.items():
        if value and name != "documents":
            assert (name, again.get(name)) == (name, value if isinstance(value, list) else [value])


def test_titles_that_are_named_say_that_they_matter(signed_in: SignIn) -> None:
    offer = OfferFactory()
    sent = everything(offer) | {"any_residence": "", "residence": ["tolerated", "in_procedure"]}

    signed_in(staff_of(offer)).post(reverse("offers:offer_edit", args=[offer.pk]), sent)

    offer.refresh_from_db()
    assert (offer.any_residence, offer.residence_in_words) == (False, "nur mit: Duldung; Aufenthaltsgestattung")


def test_who_works_for_one_organisation_is_not_asked_for_which(signed_in: SignIn) -> None:
    offer = OfferFactory()

    page = signed_in(staff_of(offer)).get(reverse("offers:offer_add")).content.decode()

    assert f'type="hidden" name="organisation" value="{offer.organisation_id}"' in page


def test_more_details_stay_folded_until_something_stands_in_them(signed_in: SignIn) -> None:
    offer = OfferFactory()
    browser, there = signed_in(staff_of(offer)), reverse("offers:offer_edit", args=[offer.pk])
    folded, unfolded = 'rf-form__more"><summary>', 'rf-form__more" open><summary>'
    page = browser.get(there).content.decode()
    assert (page.count(folded), page.count(unfolded)) == (5, 0)

    Offer.objects.update(capacity=3)

    page = browser.get(there).content.decode()
    assert (page.count(folded), page.count(unfolded)) == (4, 1)


def test_free_places_are_told_with_one_number_and_taken_back(signed_in: SignIn) -> None:
    offer = OfferFactory(capacity=12, free_places=3, free_places_on=date(2026, 1, 1), origin=Origin.CONCEPT)
    browser, there = signed_in(staff_of(offer)), reverse("offers:offer_places", args=[offer.pk])

    page = browser.post(there, {"free_places": "5"}, follow=True).content.decode()

    offer.refresh_from_db()
    assert (offer.free_places, offer.free_places_on, offer.checked_on) == (5, timezone.localdate(), None)
    assert f"{there}?davor=3" in page

    browser.post(f"{there}?davor=3&am=2026-01-01")
    offer.refresh_from_db()
    assert (offer.free_places, offer.free_places_on) == (3, date(2026, 1, 1))

    too_many = browser.post(there, {"free_places": "13"})
    assert too_many.status_code == 422
    assert "Es gibt nur 12 Plätze." in too_many.content.decode()

    browser.post(there, {"free_places": ""})
    offer.refresh_from_db()
    assert (offer.free_places, offer.free_places_on) == (None, None)


def test_only_its_own_people_tell_the_free_places(signed_in: SignIn) -> None:
    offer = OfferFactory(capacity=12)
    there = reverse("offers:offer_places", args=[offer.pk])

    assert signed_in(Role.PROVIDER_STAFF).post(there, {"free_places": "5"}).status_code == 302
    assert signed_in(Role.CASE_MANAGER).post(there, {"free_places": "5"}).status_code == 403
    offer.refresh_from_db()
    assert offer.free_places is None


@pytest.mark.parametrize(
    ("free", "days_ago", "waits", "words"),
    [
        (None, 0, None, ""),
        (3, 0, None, "3 Plätze frei"),
        (1, 28, None, "1 Platz frei"),
        (3, 29, None, ""),
        (0, 0, None, "zurzeit voll"),
        (0, 0, True, "voll, Warteliste"),
    ],
)
def test_the_list_tells_free_places_as_long_as_one_may_count_on_them(
    free: int | None, days_ago: int, waits: bool | None, words: str
) -> None:
    offer = OfferFactory(
        free_places=free,
        free_places_on=timezone.localdate() - timedelta(days=days_ago) if free is not None else None,
        has_waiting_list=waits,
    )

    assert offer.free_in_short == words
    assert words in offer.who_and_for_whom


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ((6, 12), "6 bis 12 Jahre"),
        ((16, None), "ab 16 Jahren"),
        ((None, 27), "bis 27 Jahre"),
        ((0, 0), "0 Jahre"),
        ((1, None), "ab 1 Jahr"),
        ((None, 1), "bis 1 Jahr"),
        ((1, 1), "1 Jahr"),
    ],
)
def test_an_age_is_said_as_one_says_it(ages: tuple[int | None, int | None], words: str) -> None:
    assert OfferFactory(age_from=ages[0], age_to=ages[1]).age_in_words == words


def test_the_pages_cost_the_same_however_much_is_known(signed_in: SignIn, django_assert_max_num_queries: Any) -> None:
    offer = OfferFactory()
    browser, there = signed_in(staff_of(offer)), reverse("offers:offer_edit", args=[offer.pk])
    browser.post(there, everything(offer))
    offer.topics.set(Topic.objects.filter(family__isnull=False))
    offer.places.set(PlaceFactory() for _number in range(3))
    refresh_search([offer])
    for path in (there, offer.get_absolute_url()):
        with django_assert_max_num_queries(12):
            assert browser.get(path).status_code == 200
