"""Taking offers over from another directory: looked at first, then taken, and never over what people changed here."""

import json
from collections.abc import Callable, Iterator
from datetime import date, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as tried_with
from hypothesis import strategies as st

from roterfaden.api.feeds import fetching, jobs
from roterfaden.api.feeds.actions import receive_feed, take_over
from roterfaden.api.feeds.comparing import Change, preview
from roterfaden.api.feeds.reading import read_all, services_in
from roterfaden.api.hsds.terms import SINGLE_DAYS
from roterfaden.api.models import FeedDelivery, FeedLink
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.jobs.models import Job
from roterfaden.jobs.working import work_once
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.models import ExceptionKind, Offer, OfferContact, OfferException, OfferSchedule, Origin
from tests.api.directory import full_offer, make_town
from tests.factories import HeadOfUnitFactory
from tests.jobs.worked import work_off

pytestmark = pytest.mark.django_db
FEEDS = "/app/angebote/uebernehmen/"
NOT_FACTS = {"id", "last_modified", "organization_id", "alert", "contacts", "phones"}
OWN = {"Herkunft"}


def exported(**asked: str) -> list[Any]:
    page = Client().get("/api/hsds/services", {"full": "true", **asked}).json()
    return list(page["contents"])


def service(number: int = 1, **facts: Any) -> dict[str, Any]:
    """As a directory tells it that knows little."""
    organisation = {"id": "o1", "name": "Caritas", "description": ""}
    return {"id": f"s{number}", "name": f"Hilfe {number}", "status": "active", "organization": organisation, **facts}


def take(services: list[Any], *, only_good: bool = False) -> FeedDelivery:
    delivery = receive_feed("Kreis", "", services, by=None)
    take_over(delivery.pk, only_good=only_good, by=None)
    return delivery


def facts_of(told: Any) -> Any:
    """A told service without what is another one's by nature: identifiers, and whom one may publish."""
    if isinstance(told, list):
        rows = [one for one in told if not (isinstance(one, dict) and one.get("link_type") in OWN)]
        return sorted((facts_of(one) for one in rows), key=str)
    if isinstance(told, dict):
        return {key: facts_of(value) for key, value in told.items() if key not in NOT_FACTS and not key.endswith("_id")}
    return told


def test_our_own_export_taken_into_an_empty_directory_gives_the_same_facts() -> None:
    make_town()
    offer = full_offer()
    weekly = offer.schedules.get(exceptions__isnull=False)
    OfferException.objects.create(
        schedule=weekly, on_date=date(2026, 2, 16), kind="moved", new_date=date(2026, 2, 17), new_starts_at=time(14),
        new_ends_at=time(15),
    )  # fmt: skip
    before = exported()
    Offer.objects.all().delete()
    Place.objects.all().delete()
    Organisation.objects.exclude(seats__isnull=False).filter(places__isnull=True).delete()

    take(before)

    after = exported()
    assert facts_of(after) == facts_of(before)
    taken = Offer.objects.get()
    assert (taken.origin, taken.checked_on, taken.project) == (Origin.FEED, offer.checked_on, offer.project)
    assert [(str(one.on_date), one.kind, str(one.new_date)) for one in OfferException.objects.all()] == [
        ("2026-02-02", "cancelled", "None"),
        ("2026-02-16", "moved", "2026-02-17"),
    ]
    assert {one["change"] for one in lines(before)} == {Change.SAME}
    contact = OfferContact.objects.get()
    assert (contact.name, contact.phone, contact.languages) == ("Mara Offen", "02365 1", ["tr"])
    assert not contact.is_public


def lines(services: list[Any]) -> list[dict[str, Any]]:
    """What taking them again would do."""
    return [vars(line) for line in preview(receive_feed("Kreis", "", services, by=None)).lines]


def test_a_day_that_was_cancelled_here_stays_cancelled() -> None:
    weekly = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "10:00"}
    take([service(schedules=[weekly])])
    OfferException.objects.create(
        schedule=OfferSchedule.objects.get(), on_date=date(2026, 2, 2), kind=ExceptionKind.CANCELLED
    )

    take([service(schedules=[{**weekly, "opens_at": "09:30"}])])

    assert OfferSchedule.objects.get().exceptions.count() == 1


@pytest.mark.parametrize("value", ["", "2026-02-30", "2026-02-02/x", "2026-02-02/2026-02-03T12:00/2026-02-03T10:00/"])
def test_a_day_that_does_not_exist_is_passed_over(value: str) -> None:
    terms = [
        {"taxonomy_term": {"taxonomy_id": str(SINGLE_DAYS.id), "code": kind}, "value": value} for kind in ExceptionKind
    ]
    weekly = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "10:00", "attributes": terms}

    take([service(schedules=[weekly])])

    assert not OfferException.objects.exists()


def test_nobody_has_confirmed_anything_tomorrow_and_a_later_confirmation_here_stays() -> None:
    take([service(1, assured_date="2999-01-01"), service(2, assured_date="2026-01-05")])
    assert list(Offer.objects.order_by("title").values_list("checked_on", flat=True)) == [None, date(2026, 1, 5)]
    Offer.objects.filter(title="Hilfe 2").update(checked_on=date(2026, 2, 1))

    take([service(1), service(2, assured_date="2026-01-06")])

    assert Offer.objects.get(title="Hilfe 2").checked_on == date(2026, 2, 1)


def test_what_was_taken_over_stands_in_the_history() -> None:
    take([service(description="Alt")])
    take([service(description="Neu")])

    told = [(one.kind, one.reason, one.differences) for one in Offer.objects.get().changes.order_by("at")]
    assert told == [("added", "Kreis", []), ("changed", "Kreis", [["Beschreibung", "Alt", "Neu"]])]


def test_a_preview_says_what_would_happen_and_changes_nothing() -> None:
    take([service(1), service(2), service(3)])
    offers = Offer.objects.count()

    delivery = receive_feed("Kreis", "", [service(1), service(2, name="Andere Hilfe"), service(4)], by=None)

    numbers = dict(preview(delivery).numbers)
    assert numbers == {Change.NEW: 1, Change.CHANGED: 1, Change.SAME: 1, Change.GONE: 1}
    assert Offer.objects.count() == offers


def test_what_people_changed_here_stays_and_the_rest_follows() -> None:
    take([service(description="Alt", fees_description="5 Euro")])
    Offer.objects.update(description="Hier geändert", origin=Origin.CITY)

    take([service(description="Neu", fees_description="7 Euro")])
    take([service(description="Noch neuer", fees_description="8 Euro")])

    offer = Offer.objects.get()
    assert (offer.description, offer.cost, offer.origin) == ("Hier geändert", "8 Euro", Origin.CITY)


def test_what_is_gone_there_is_marked_and_comes_back() -> None:
    take([service(1), service(2)])

    take([service(1)])
    gone = FeedLink.objects.get(external_id="s2", offer__isnull=False)
    assert gone.gone_on is not None
    assert gone.offer is not None
    assert gone.offer.is_active

    take([service(1), service(2)])
    gone.refresh_from_db()
    assert gone.gone_on is None
    assert Offer.objects.count() == 2


def test_a_provider_of_the_same_name_is_the_same() -> None:
    known = Organisation.objects.create(key="caritas", name="CARITAS", kind="sonstige")
    delivery = receive_feed("Kreis", "", [service()], by=None)

    assert preview(delivery).new_organisations == []
    take_over(delivery.pk, only_good=False, by=None)
    assert Offer.objects.get().organisation == known


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": ""}, "Der Name fehlt."),
        ({"id": None}, "Die Kennung fehlt."),
        ({"organization": None}, "Der Träger fehlt."),
        ({"minimum_age": 500}, "Ein Alter ist keine Zahl von 0 bis 120."),
        ({"minimum_age": 20, "maximum_age": 10}, "Das höchste Alter liegt unter dem niedrigsten."),
        ({"assured_date": "gestern"}, "„gestern“ ist kein Datum."),
        ({"url": "nirgends"}, "Adresse im Internet"),
        ({"description": 5}, "„description“ ist kein Text."),
    ],
)
def test_what_cannot_be_taken_is_said_in_plain_german(facts: dict[str, Any], words: str) -> None:
    offers, problems = read_all([service(1, **facts), service(2)])

    assert [one.id for one in offers] == ["s2"]
    assert words in problems[0].words


def test_all_or_only_the_good_ones() -> None:
    delivery = receive_feed("Kreis", "", [service(1), service(2, name="")], by=None)

    with pytest.raises(RuleBroken):
        take_over(delivery.pk, only_good=False, by=None)
    assert not Offer.objects.exists()

    take_over(delivery.pk, only_good=True, by=None)
    assert Offer.objects.count() == 1
    with pytest.raises(RuleBroken):
        take_over(delivery.pk, only_good=True, by=None)


def test_times_we_cannot_keep_are_named_and_the_offer_is_taken() -> None:
    yearly = {"freq": "YEARLY", "opens_at": "09:00", "closes_at": "10:00", "description": "einmal im Jahr"}
    weekly = {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00:00Z", "closes_at": "10:00"}

    offers, problems = read_all([service(schedules=[yearly, weekly])])

    assert problems == []
    assert "einmal im Jahr" in offers[0].notes[0]
    assert [one["weekday"] for one in offers[0].facts["times"]] == [1, 3]


KEYS = ["id", "name", "schedules", "attributes", "location", "phones"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 200) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@tried_with(max_examples=60)
@given(told=st.lists(ANYTHING, max_size=3), facts=st.dictionaries(
    st.sampled_from(["languages", "schedules", "attributes", "contacts", "service_at_locations", "phones", "funding"]),
    ANYTHING, max_size=4))  # fmt: skip
def test_nothing_a_directory_sends_breaks_the_reading(told: list[Any], facts: dict[str, Any]) -> None:
    offers, problems = read_all([*told, service(99, **facts)])

    assert len(offers) + len(problems) == len(told) + 1


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([service()]).encode(),
        json.dumps({"contents": [service()], "last_page": True}).encode(),
        json.dumps(service()).encode("utf-8-sig"),
        f"{json.dumps(service(1))}\n{json.dumps(service(2))}\n".encode(),
    ],
)
def test_files_come_in_several_forms(content: bytes) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("services.json", content)

    assert services_in(content)[0]["id"] == "s1"
    assert services_in(packed.getvalue()) == services_in(content)


def damaged() -> bytes:
    """A packed file of which some bytes in the middle have changed."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("services.json", json.dumps([service(number) for number in range(50)]))
    content = bytearray(packed.getvalue())
    content[60:80] = bytes(20)
    return bytes(content)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"<xml/>", b"5", b"PK\x03\x04kaputt", damaged()])
def test_other_files_are_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(RuleBroken):
        services_in(content)


class Directory:
    """A directory on the other side: what it answers, page by page."""

    def __init__(self, *pages: Any, status: int = 200) -> None:
        self.pages, self.status = [json.dumps(page).encode() for page in pages], status
        self.asked: list[Any] = []

    def __call__(self, host: str, port: int, address: str) -> "Directory":
        self.asked.append((host, port, address))
        return self

    def request(self, _method: str, path: str, headers: dict[str, str]) -> None:
        self.asked.append(path)
        self.left: Iterator[bytes] = iter([self.pages.pop(0)])

    def getresponse(self) -> "Directory":
        return self

    def read1(self, _size: int) -> bytes:
        return next(self.left, b"")

    def close(self) -> None:
        pass


INSIDE = ("127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fe80::1%eth0")


@pytest.fixture
def asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Directory]:
    settings.FEED_HOSTS = ["kreis.example"]
    looked_up = {"kreis.example": "93.184.216.34"}

    def look_up(host: str, port: int, **_how: Any) -> list[Any]:
        return [(0, 0, 0, "", (looked_up[host], port))]

    monkeypatch.setattr("socket.getaddrinfo", look_up)

    def directory(*pages: Any, address: str = "", **answer: Any) -> Directory:
        if address:
            looked_up["kreis.example"] = address
        there = Directory(*pages, **answer)
        monkeypatch.setattr(fetching, "connect", there)
        return there

    return directory


def test_all_pages_of_an_allowed_directory_are_fetched(asked: Callable[..., Directory]) -> None:
    there = asked({"contents": [service(1)], "last_page": False}, {"contents": [service(2)], "last_page": True})

    services = fetching.fetch_services("https://kreis.example/hsds/")

    assert [one["id"] for one in services] == ["s1", "s2"]
    assert there.asked[:2] == [("kreis.example", 443, "93.184.216.34"), "/hsds/services?page=1&per_page=100&full=true"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://kreis.example/", ""),
        ("https://anderswo.example/", ""),
        ("https://kreis.example@anderswo.example/", ""),
        ("https://user:pw@kreis.example/", ""),
        ("file:///etc/passwd", ""),
        *(("https://kreis.example/", inside) for inside in INSIDE),
    ],
)
def test_no_other_address_is_asked(asked: Callable[..., Directory], url: str, address: str) -> None:
    there = asked({"contents": []}, address=address)

    with pytest.raises(RuleBroken):
        fetching.fetch_services(url)
    assert there.asked == []


def test_redirects_errors_and_floods_end_the_fetching(
    asked: Callable[..., Directory], monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in ({"status": 302}, {"status": 500}):
        asked({"contents": []}, **answer)
        with pytest.raises(RuleBroken):
            fetching.fetch_services("https://kreis.example/")
    monkeypatch.setattr(fetching, "MOST_BYTES", 100)
    asked({"contents": ["x" * 200]})
    with pytest.raises(RuleBroken, match="mehr, als wir"):
        fetching.fetch_services("https://kreis.example/")


def test_the_city_takes_a_file_over_on_the_page(signed_in: Callable[..., Client]) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    file = SimpleUploadedFile("kreis.json", json.dumps([service(1), service(2, name="")]).encode())

    shown = browser.post(FEEDS, {"name": "Kreis", "file": file}, follow=True)
    page = shown.content.decode()
    assert "Hilfe 1" in page
    assert "Caritas" in page
    assert "Der Name fehlt." in page

    there = shown.redirect_chain[-1][0]
    waiting = browser.post(f"{there}uebernehmen/", {"only_good": "on"}, follow=True).content.decode()
    assert "Nur die lesbaren übernehmen" not in waiting
    work_off()
    taken = browser.get(there).content.decode()
    offer = Offer.objects.get()
    assert "Diese Lieferung ist übernommen." in taken
    assert "Kreis" in browser.get(offer.get_absolute_url()).content.decode()
    assert "übernommen" in browser.get(FEEDS).content.decode()
    assert FeedDelivery.objects.get().services == []


def test_a_directory_is_asked_beside_the_page(
    asked: Callable[..., Directory], signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    there = asked({"contents": [service(1), service(2)], "last_page": True})

    browser.post(FEEDS, {"name": "Kreis", "url": "https://kreis.example/hsds"})
    assert there.asked == []
    assert "läuft schon" in browser.post(FEEDS, {"name": "Kreis", "url": "https://kreis.example/"}).content.decode()
    work_off()

    delivery = FeedDelivery.objects.get()
    assert reverse("exchange:delivery", args=[delivery.pk]) in browser.get(FEEDS).content.decode()
    assert not Offer.objects.exists()


def test_a_big_delivery_is_taken_bit_by_bit_and_goes_on_after_an_end(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PORTION", 2)
    browser, by = signed_in(Role.HEAD_OF_UNIT), HeadOfUnitFactory()
    take([service(9)])
    delivery = receive_feed("Kreis", "", [service(number) for number in range(5)], by=by)
    take_it = reverse("exchange:delivery_take", args=[delivery.pk])

    browser.post(take_it)
    work_once()
    assert Offer.objects.count() == 3
    job = Job.objects.get()
    browser.post(reverse("jobs:job_cancel", args=[job.pk]))
    work_off()
    assert (Offer.objects.count(), dict(preview(delivery).numbers)[Change.NEW]) == (3, 3)

    browser.post(take_it)
    work_off()
    assert Offer.objects.count() == 6
    assert FeedLink.objects.get(external_id="s9", offer__isnull=False).gone_on is not None
    assert "3 neu" in Job.objects.order_by("-created_at")[0].said


def test_neither_or_both_is_refused(signed_in: Callable[..., Client], settings: Any) -> None:
    settings.FEED_HOSTS = []
    browser = signed_in(Role.HEAD_OF_UNIT)

    for given_ in ({"name": "Kreis"}, {"name": "Kreis", "url": "https://kreis.example/"}):
        assert browser.post(FEEDS, given_).status_code == 422


def test_the_nightly_run_looks_and_takes(tmp_path: Path) -> None:
    file, out = tmp_path / "kreis.json", StringIO()
    file.write_text(json.dumps([service(1), service(2, name="")]))

    call_command("import_hsds", "Kreis", file=file, stdout=out, stderr=StringIO())
    assert ("neu: 1" in out.getvalue(), Offer.objects.count()) == (True, 0)
    with pytest.raises(CommandError):
        call_command("import_hsds", "Kreis", file=file, take="all", stdout=StringIO(), stderr=StringIO())
    call_command("import_hsds", "Kreis", file=file, take="good", stdout=StringIO(), stderr=StringIO())
    assert Offer.objects.count() == 1
