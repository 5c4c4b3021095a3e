"""How good an entry is: each criterion, and that a further fact never makes it worse."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from roterfaden.network.models import Organisation, Place
from roterfaden.offers.models import AccessWay, Fee, GermanLevel, Offer, OfferContact, OfferKind, OfferSchedule
from roterfaden.offers.quality import Quality, quality_of

TODAY = date(2026, 3, 1)
GOOD_LENGTH = "x" * 300
RELATIONS = {
    "places": [Place(name="Haus", address="Weg 1")],
    "target_groups": ["Familien"],
    "topics": ["Wohnen"],
    "contacts": [OfferContact(name="Frau B.", phone="02365 1", email="b@example.org")],
    "schedules": [OfferSchedule(weekday=1)],
}
FACTS: dict[str, Any] = {
    "access_ways": [AccessWay.WALK_IN],
    "target_group": "Familien",
    "description": GOOD_LENGTH,
    "fee": Fee.FREE,
    "languages": ["de"],
    "german_level": GermanLevel.A1,
    "checked_on": TODAY,
    **RELATIONS,
}


def judged(**facts: Any) -> Quality:
    """The quality of an offer with these facts, without a database."""
    provider = Organisation(name="Verein", **facts.pop("provider", {}))
    relations = {name: facts.pop(name, []) for name in RELATIONS}
    offer = Offer(title="Kurs", kind=OfferKind.COURSE, organisation=provider, **facts)
    offer._prefetched_objects_cache = relations  # type: ignore[attr-defined]
    for name, rows in relations.items():
        # What was prefetched answers ``all()``; here it is a plain list.
        offer._prefetched_objects_cache[name] = Rows(rows)  # type: ignore[attr-defined]
    return quality_of(offer, TODAY)


class Rows(list):  # type: ignore[type-arg]
    """A list that answers like a prefetched relation."""

    def all(self) -> "Rows":
        return self


def score(name: str, **facts: Any) -> float | None:
    """What one criterion says; ``None``: it does not apply."""
    return next((one.score for one in judged(**facts).criteria if one.name == name), None)


def test_an_entry_with_everything_lacks_nothing() -> None:
    assert (judged(**FACTS).score, judged(**FACTS).missing) == (1.0, [])


def test_an_empty_entry_is_worth_nothing_and_says_everything_that_is_missing() -> None:
    quality = judged()
    assert quality.score == 0
    assert all(one.reason for one in quality.missing)
    assert len(quality.missing) == len(quality.criteria) == 11


@pytest.mark.parametrize(
    ("name", "facts", "wanted"),
    [
        ("Ort", {"access_ways": ["phone"]}, None),
        ("Ort", {"access_ways": ["walk_in"]}, 0),
        ("Ort", {"places": [Place(name="Haus")]}, 0.5),
        ("Ort", {"places": RELATIONS["places"]}, 1),
        ("Ort", {"is_online": True, "online_url": "https://kurs.example"}, 1),
        ("Telefon", {}, None),
        ("Telefon", {"access_ways": ["phone"]}, 0),
        ("Telefon", {"access_ways": ["phone"], "provider": {"phone": "02365 1"}}, 1),
        ("Telefon", {"access_ways": ["phone"], "contacts": RELATIONS["contacts"]}, 1),
        ("E-Mail", {"access_ways": ["mail"]}, 0),
        ("E-Mail", {"access_ways": ["mail"], "provider": {"email": "a@example.org"}}, 1),
        ("Anmeldung im Internet", {"access_ways": ["form"]}, 0),
        ("Anmeldung im Internet", {"access_ways": ["form"], "registration_url": "https://a.example"}, 1),
        ("Wie man hinkommt", {}, 0),
        ("Wie man hinkommt", {"registration": "im Büro"}, 0.5),
        ("Wie man hinkommt", {"access_ways": ["walk_in"]}, 1),
        ("Für wen", {"target_group": "Eltern"}, 1),
        ("Für wen", {"target_groups": ["Familien"]}, 1),
        ("Thema", {"topics": ["Wohnen"]}, 1),
        ("Kontakt", {}, 0),
        ("Kontakt", {"provider": {"website": "https://a.example"}}, 1),
        ("Beschreibung", {"description": "x" * 50}, 0.25),
        ("Beschreibung", {"description": "x" * 200}, 1),
        ("Beschreibung", {"description": "x" * 2000}, 1),
        ("Beschreibung", {"description": "x" * 10_000}, 0.5),
        ("Kosten", {"fee": "free"}, 1),
        ("Kosten", {"fee": "paid"}, 0.5),
        ("Kosten", {"cost": "5 Euro"}, 0.5),
        ("Kosten", {"fee": "paid", "cost": "5 Euro"}, 1),
        ("Sprachen", {"languages": ["ar"]}, 1),
        ("Deutschniveau", {"german_level": "A0"}, 1),
        ("Zeiten", {"rhythm": "wöchentlich"}, 0.5),
        ("Zeiten", {"schedules": RELATIONS["schedules"]}, 1),
        ("Zeiten", {"kind": OfferKind.COURSE, "access_ways": ["phone"]}, 0),
        ("Stand", {"checked_on": None}, 0),
        ("Stand", {"checked_on": date(2025, 9, 1)}, 1),
        ("Stand", {"checked_on": date(2024, 3, 1)}, 0),
    ],
)
def test_each_criterion(name: str, facts: dict[str, Any], wanted: float | None) -> None:
    facts.pop("kind", None)
    assert score(name, **facts) == wanted


def test_a_confirmation_is_worth_less_every_day_between_half_a_year_and_two() -> None:
    days = [TODAY - timedelta(days=number) for number in range(0, 800, 7)]
    worth = [score("Stand", checked_on=day) for day in days]

    assert worth == sorted(worth, key=float, reverse=True)  # type: ignore[arg-type]
    assert score("Stand", checked_on=date(2024, 12, 1)) == pytest.approx(0.5, abs=0.01)


known = some.fixed_dictionaries({}, optional={name: some.just(value) for name, value in FACTS.items()})


@given(known, some.sampled_from(sorted(FACTS)))
def test_a_further_fact_never_lowers_the_score(facts: dict[str, Any], name: str) -> None:
    assert judged(**facts | {name: FACTS[name]}).score >= judged(**facts).score


@given(known, some.sampled_from(["x" * 20, "x" * 150, GOOD_LENGTH, "x" * 2000]), some.integers(0, 900))
def test_a_longer_description_never_lowers_it_and_age_never_raises_it(
    facts: dict[str, Any], text: str, days: int
) -> None:
    facts.pop("description", None)
    assert judged(**facts, description=text).score >= judged(**facts, description=text[:-10]).score
    old = facts | {"checked_on": TODAY - timedelta(days=days)}
    older = facts | {"checked_on": TODAY - timedelta(days=days + 30)}
    assert judged(**older).score <= judged(**old).score


@given(known, some.sampled_from([AccessWay.PHONE, AccessWay.MAIL]))
def test_a_way_in_with_what_it_needs_never_lowers_it(facts: dict[str, Any], way: AccessWay) -> None:
    reachable = facts | {"contacts": FACTS["contacts"]}
    more = reachable | {"access_ways": [*facts.get("access_ways", []), way]}
    assert judged(**more).score >= judged(**reachable).score
