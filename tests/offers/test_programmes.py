"""Programmes: shared texts, offers at many places at once, and the table of who has which."""

import csv
import re
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.network.models import OrganisationKind, Place, PlaceKind
from roterfaden.offers.models import Offer, Origin, Programme
from roterfaden.offers.programmes import add_at_many, change_programme, join_programme
from roterfaden.offers.search.finding import search
from tests.factories import (
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    OfferFactory,
    OrganisationFactory,
    PlaceFactory,
    SeatFactory,
    UserFactory,
    record_many_needs,
)
from tests.rowlevel.seen import may

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def programme() -> Programme:
    made = Programme.objects.create(
        key="rucksack",
        name="Rucksack Schule",
        institutions=[PlaceKind.SCHOOL],
        run_by=OrganisationFactory(name="Integrationszentrum"),
        target_group="Eltern und Kinder",
        description="Eltern treffen sich.",
    )
    made.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    return made


@pytest.fixture
def head() -> User:
    return HeadOfUnitFactory()


def school(name: str, **more: Any) -> Place:
    operator = OrganisationFactory(name=name, kind=OrganisationKind.SCHOOL)
    return PlaceFactory(name=name, kind=PlaceKind.SCHOOL, operator=operator, **more)


def staff_of(organisation: Any) -> User:
    user: User = UserFactory()
    SeatFactory(user=user, organisation=organisation, role=Role.PROVIDER_STAFF)
    return user


def texts(programme: Programme, **more: Any) -> dict[str, Any]:
    """What the form of a programme sends when nothing but ``more`` is changed."""
    return {
        "name": programme.name,
        "about": programme.about,
        "institutions": programme.institutions,
        "run_by": programme.run_by_id or "",
        "kind": programme.kind,
        "target_group": programme.target_group,
        "description": programme.description,
        "keywords": ", ".join(programme.keywords),
        "fields_of_action": [field.pk for field in programme.fields_of_action.all()],
        "seen": programme.revision,
        **more,
    }


def edit(browser: Client, programme: Programme, **more: Any) -> Any:
    return browser.post(reverse("offers:programme_edit", args=[programme.key]), texts(programme, **more))


def shown_mark(page: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_one_form_makes_the_offer_at_several_schools(signed_in: SignIn, programme: Programme, head: User) -> None:
    first, second, third = (school(name) for name in ("Nordschule", "Ostschule", "Westschule"))
    there = reverse("offers:programme_many", args=[programme.key])
    browser = signed_in(head)

    assert browser.post(there, {}).status_code == 422
    browser.post(there, {"places": [first.pk, second.pk], "since": "2019"})

    made = {offer.title: offer for offer in Offer.objects.all()}
    assert set(made) == {"Rucksack Schule: Nordschule", "Rucksack Schule: Ostschule"}
    offer = made["Rucksack Schule: Nordschule"]
    assert (offer.organisation, offer.places.get(), offer.programme_since) == (first.operator, first, 2019)
    assert (offer.target_group, offer.description, offer.own_fields) == (
        "Eltern und Kinder",
        "Eltern treffen sich.",
        [],
    )
    assert (offer.origin, offer.fields_of_action.get().key) == (Origin.CITY, "bildung")
    assert [one.title for one in search("nordschule").offers(Offer.objects.all())] == [offer.title]

    again = browser.get(there).content.decode()
    offered = re.findall(r'name="places" value="([^"]+)"', again)
    assert offered == [str(third.pk)]
    assert add_at_many(programme, places=[first, third], provider=None, by=head)[0].places.get() == third


def test_a_club_makes_an_offer_for_each_department(signed_in: SignIn, programme: Programme) -> None:
    browser = signed_in(staff_of(programme.run_by))
    there = reverse("offers:programme_many", args=[programme.key])
    judo = {"names": "Judo", "provider": programme.run_by_id}

    first = browser.post(there, judo)
    assert first.status_code == 422
    assert "Die Kommune sieht sich Ihre Angebote noch an" in first.content.decode()

    OfferFactory(organisation=programme.run_by)
    browser.post(there, judo | {"names": "Judo\n Turnen \n\nJudo"})
    browser.post(there, judo)

    made = programme.offers.order_by("title")
    assert [one.title for one in made] == ["Rucksack Schule: Judo", "Rucksack Schule: Turnen"]
    assert {one.origin for one in made} == {Origin.PROVIDER}


def test_whoever_keeps_one_organisation_makes_offers_of_that_one_only(signed_in: SignIn, programme: Programme) -> None:
    place = school("Nordschule")
    browser = signed_in(staff_of(programme.run_by))
    there = reverse("offers:programme_many", args=[programme.key])

    for provider in ("", place.operator_id):
        assert browser.post(there, {"places": [place.pk], "provider": provider}).status_code == 422
    assert not Offer.objects.exists()


def test_a_change_of_the_texts_is_shown_first_and_then_reaches_all_that_follow(
    signed_in: SignIn, programme: Programme, head: User
) -> None:
    following, own = add_at_many(programme, places=[school("Nord"), school("Süd")], provider=None, by=head)
    own.description = "Bei uns mit Frühstück."
    own.save()
    assert own.own_fields == ["description"]
    browser = signed_in(head)

    page = edit(browser, programme, description="Eltern lernen.", target_group="Familien").content.decode()
    assert "2 von 2 Angeboten ändern sich." in page
    assert "Neu sind: Für wen, Beschreibung." in page
    programme.refresh_from_db()
    assert programme.description == "Eltern treffen sich."

    mark = shown_mark(page)
    other = edit(browser, programme, description="Wieder anders.", shown=mark).content.decode()
    assert "1 von 2 Angeboten ändert sich." in other

    edit(browser, programme, description="Eltern lernen.", target_group="Familien", shown=mark)
    following.refresh_from_db()
    own.refresh_from_db()
    assert (following.description, following.target_group, following.revision) == ("Eltern lernen.", "Familien", 2)
    assert (own.description, own.target_group, own.own_fields) == (
        "Bei uns mit Frühstück.",
        "Familien",
        ["description"],
    )
    assert [one.title for one in search("lernen").offers(Offer.objects.all())] == [following.title]
    assert programme.events.count() == 2  # type: ignore[attr-defined]


def test_whoever_runs_a_programme_changes_its_texts_in_the_offers_of_others(
    signed_in: SignIn, programme: Programme, head: User
) -> None:
    (offer,) = add_at_many(programme, places=[school("Nord")], provider=None, by=head)
    OfferFactory(organisation=programme.run_by)
    browser = signed_in(staff_of(programme.run_by))

    mark = shown_mark(edit(browser, programme, description="Eltern lernen.").content.decode())
    assert edit(browser, programme, description="Eltern lernen.", shown=mark).status_code == 302

    offer.refresh_from_db()
    assert offer.description == "Eltern lernen."
    assert offer.changes.filter(kind="changed", by__seats__organisation=programme.run_by).exists()


def test_nobody_confirms_an_offer_by_changing_the_programme(programme: Programme, head: User) -> None:
    (offer,) = add_at_many(programme, places=[school("Nord")], provider=None, by=head)
    Offer.objects.update(checked_on=date(2024, 1, 1))

    assert change_programme(programme.pk, wording(programme, rhythm="montags"), seen=1, by=head) == 1

    offer.refresh_from_db()
    assert (offer.rhythm, offer.checked_on) == ("montags", date(2024, 1, 1))


def wording(programme: Programme, **more: Any) -> dict[str, Any]:
    """What the act is called with when nothing but ``more`` is changed."""
    names = ("kind", "target_group", "age_from", "age_to", "description", "rhythm", "registration", "fee", "cost")
    links = ("fields_of_action", "target_groups", "topics")
    return (
        {name: getattr(programme, name) for name in (*names, "keywords")}
        | {name: list(getattr(programme, name).all()) for name in links}
        | more
    )


def test_texts_that_were_changed_behind_the_back_of_the_offer_are_kept(programme: Programme, head: User) -> None:
    (offer,) = add_at_many(programme, places=[school("Nord")], provider=None, by=head)
    Offer.objects.update(description="Aus einer Datei.")

    assert change_programme(programme.pk, wording(programme, description="Neu."), seen=1, by=head) == 0

    offer.refresh_from_db()
    assert offer.description == "Aus einer Datei."


def test_whoever_was_slower_sees_both_versions(signed_in: SignIn, programme: Programme, head: User) -> None:
    change_programme(programme.pk, wording(programme, rhythm="montags"), seen=1, by=head)

    response = edit(signed_in(head), programme, rhythm="dienstags")

    assert response.status_code == 409
    assert "Rhythmus: montags" in response.content.decode()


def test_an_offer_joins_a_programme_with_its_own_texts_and_may_take_those_of_the_programme(
    signed_in: SignIn, programme: Programme
) -> None:
    offer = OfferFactory(title="Rucksack bei uns", description="Unser Text.", kind=programme.kind)
    browser = signed_in(staff_of(offer.organisation))

    browser.post(reverse("offers:offer_join", args=[offer.pk]), {"programme": programme.pk, "since": "2019"})
    offer.refresh_from_db()
    assert (offer.programme, offer.programme_since) == (programme, 2019)
    assert offer.own_fields == ["target_group", "description"]
    assert "Eigene Texte: Für wen, Beschreibung" in browser.get(offer.get_absolute_url()).content.decode()

    browser.post(reverse("offers:offer_follow", args=[offer.pk]))
    offer.refresh_from_db()
    assert (offer.description, offer.own_fields) == ("Eltern treffen sich.", [])

    browser.post(reverse("offers:offer_join", args=[offer.pk]), {"programme": "", "since": "2019"})
    offer.refresh_from_db()
    assert (offer.programme, offer.programme_since, offer.description) == (None, None, "Eltern treffen sich.")


def test_others_change_neither_the_programme_nor_its_offers(
    signed_in: SignIn, programme: Programme, head: User
) -> None:
    (offer,) = add_at_many(programme, places=[school("Nord")], provider=None, by=head)
    stranger = UserFactory(roles=[Role.PROVIDER_STAFF])
    browser = signed_in(stranger)

    edit(browser, programme, description="Gekapert")
    browser.post(reverse("offers:offer_join", args=[offer.pk]), {"programme": "", "since": ""})

    programme.refresh_from_db()
    offer.refresh_from_db()
    assert (programme.description, offer.programme) == ("Eltern treffen sich.", programme)
    for table, runs, other in (("programme", 1, 0), ("offer", 1, 0)):
        change = f"update offers_{table} set description = 'x'"
        assert may(change, staff_of(programme.run_by), Purpose.DIRECTORY) == runs
        assert may(change, stranger, Purpose.DIRECTORY) == other


def test_own_fields_belong_to_a_programme() -> None:
    OfferFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(own_fields=["description"])


def table_of(browser: Client, query: str = "") -> list[list[str]]:
    """The file, as rows."""
    response = browser.get(reverse("offers:programmes_csv") + query)
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_table_says_which_school_has_it_and_which_has_not(
    signed_in: SignIn, programme: Programme, head: User
) -> None:
    north, south = DistrictFactory(key="nord", name="Nord"), DistrictFactory(key="sued", name="Süd")
    has, lacks, nowhere = school("Hat", district=north), school("Fehlt", district=south), school("=Wo()")
    add_at_many(programme, places=[has], provider=None, since=2019, by=head)
    PlaceFactory(name="Kita", kind=PlaceKind.NURSERY, district=north)
    browser = signed_in(Role.CASE_MANAGER)

    head_row, *rows = table_of(browser)
    assert head_row == ["Quartier", "Einrichtung", "Art", "Rucksack Schule"]
    assert rows == [
        ["Nord", "Hat", "Schule", "seit 2019"],
        ["Süd", "Fehlt", "Schule", "fehlt"],
        ["Quartier nicht eingetragen", "'=Wo()", "Schule", "fehlt"],
    ]
    assert [row[1] for row in table_of(browser, "?luecken=on")[1:]] == [lacks.name, "'=Wo()"]
    assert [row[1] for row in table_of(browser, "?quartier=nord")[1:]] == [has.name]
    assert [row[1] for row in table_of(browser, "?quartier=ohne&art=schule")[1:]] == [f"'{nowhere.name}"]
    assert [row[1] for row in table_of(browser, "?quartier=quatsch&programm=quatsch")[1:]] == ["Hat", "Fehlt", "'=Wo()"]
    page = browser.get(reverse("offers:programmes")).content.decode()
    assert "1 von 3" in page


def test_a_place_whose_offer_is_over_is_no_row_without_anything(
    signed_in: SignIn, programme: Programme, head: User
) -> None:
    club = PlaceFactory(name="Vereinsheim", operator=OrganisationFactory())
    add_at_many(programme, places=[club], provider=None, by=head)
    browser = signed_in(Role.CASE_MANAGER)
    assert [row[1] for row in table_of(browser)[1:]] == ["Vereinsheim"]

    Offer.objects.update(valid_until=date(2024, 1, 1))

    assert table_of(browser)[1:] == []


def test_needs_of_a_district_stand_beside_it_for_those_who_may_read_them(
    signed_in: SignIn, programme: Programme
) -> None:
    school("Nordschule", district=DistrictFactory(key="nord", name="Nord"))
    record_many_needs(date(2026, 7, 1), {"bildung": 6}, district="nord")

    page = signed_in(Role.HEAD_OF_UNIT).get(reverse("offers:programmes")).content.decode()
    assert "Bildung: 6" in page
    assert "Bildung: 6" not in signed_in(Role.OTHER_OFFICE).get(reverse("offers:programmes")).content.decode()


def test_the_pages_ask_no_more_with_more_of_everything(
    signed_in: SignIn, programme: Programme, head: User, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(head)
    for size in range(2):
        places = [school(f"Schule {size}-{number}", district=DistrictFactory()) for number in range(3)]
        add_at_many(programme, places=places[1:], provider=None, by=head)
        for name in ("programmes", "programmes_csv"):
            with django_assert_max_num_queries(12):
                assert browser.get(reverse(f"offers:{name}")).status_code == 200
        for name in ("programme", "programme_edit", "programme_many"):
            with django_assert_max_num_queries(12):
                assert browser.get(reverse(f"offers:{name}", args=[programme.key])).status_code == 200


def test_a_provider_takes_up_a_programme_of_its_own_and_of_nobody_else(signed_in: SignIn) -> None:
    user = staff_of(OrganisationFactory(name="Sportverein"))
    (mine,), other = user.organisation_ids, OrganisationFactory()
    sent = {
        "name": "Sportabteilungen",
        "institutions": [PlaceKind.SPORT],
        "kind": "sport",
        "keywords": "",
        "fields_of_action": [FieldOfActionFactory().pk],
    }
    browser = signed_in(user)

    for nobody in ("", other.pk):
        assert browser.post(reverse("offers:programme_add"), sent | {"run_by": nobody}).status_code == 422
    browser.post(reverse("offers:programme_add"), sent | {"run_by": mine})

    assert Programme.objects.get().key == "sportabteilungen"


def test_joining_needs_no_programme_to_leave_it(programme: Programme, head: User) -> None:
    offer = OfferFactory()
    assert join_programme(offer.pk, None, 2019, by=head).programme_since is None
