"""Nothing of an offer that is not public leaves by any door that is open to everybody, and no search finds it."""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict

import pytest
from django.test import Client
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from roterfaden.base.access import Role
from roterfaden.offers.brochure.choosing import chosen
from roterfaden.offers.brochure.content import Format, Order
from roterfaden.offers.brochure.making import Wanted, brochure_of, with_all
from roterfaden.offers.filtering import find
from roterfaden.offers.models import Offer
from roterfaden.offers.search.finding import search
from roterfaden.offers.search.understanding import MOST_WORDS
from tests.factories import UserFactory
from tests.offers.doors import (
    DOORS,
    ENDED,
    HIDDEN,
    IN_THE_OPEN,
    PLANS,
    RETIRED,
    WITH_A_CODE,
    Plan,
    build,
    said_at,
    to,
)
from tests.rowlevel.seen import undone
from tests.world import every_address

pytestmark = pytest.mark.django_db

AT_ONCE = (Phase.explicit, Phase.generate)
A_FEW = 2 if settings.default.derandomize else 60
ON_PAPER = (("de",), ("tr",), ("de", "tr"), ("de", "pl"))


def test_every_door_that_is_open_to_everybody_is_looked_behind() -> None:
    everybodys = {one.name for one in every_address() if one.audience is not None and one.audience.everyone}
    assert everybodys == {*DOORS, *WITH_A_CODE}


def test_nothing_unpublished_leaves_by_any_door(signed_in: Callable[..., Client]) -> None:
    another = signed_in(Role.PROVIDER_STAFF)

    @settings(max_examples=A_FEW, phases=AT_ONCE)
    @example([IN_THE_OPEN, HIDDEN, RETIRED, ENDED])
    @given(st.lists(PLANS, min_size=2, max_size=3))
    def holds(plans: list[Plan]) -> None:
        with undone():
            town = build(plans)
            said = {name: "".join(map(said_at, paths(town))) for name, paths in DOORS.items()}
            said |= {"a table": exported(another), "a brochure": printed()}
            leaks = {name: found for name, text in said.items() if (found := standing_in(text, town.secret))}
            assert leaks == {}
            assert town.told - standing_in("".join(said.values()), town.told) == set()
            assert found_by(town.secret) == 0

    holds()


def test_one_word_among_many_would_be_found() -> None:
    town = build([IN_THE_OPEN])
    assert found_by([*town.secret, town.offers[0].description]) == 1


def test_nothing_unpublished_stands_on_any_paper(signed_in: Callable[..., Client]) -> None:
    town = build([IN_THE_OPEN, HIDDEN, ENDED])
    browser = signed_in(Role.PROVIDER_STAFF)
    for form, languages in ((Format.A4, "de,tr"), (Format.A5, "de"), (Format.LARGE, "tr"), (Format.FLYER, "de,tr")):
        text = letters_of(browser.get(to("offers:brochure_pdf", papier=form, sprachen=languages)).content)
        assert (form, standing_in(text, town.secret)) == (form, set())
        assert standing_in(text, town.told) >= {town.places[0].name, town.places[1].name}


def test_asking_what_is_near_does_not_tell_where_a_hidden_place_is() -> None:
    seen, hidden = build([IN_THE_OPEN, HIDDEN]).places
    seen.district = hidden.district
    seen.save()

    for what in (f"ort:{seen.key}", f"quartier:{seen.district.key}"):
        near = find({"nahe": what}, publicly=True).near
        assert near is not None
        assert near.kilometres == {seen.key: 0}
    assert find({"nahe": f"ort:{hidden.key}"}, publicly=True).near is None
    assert find({"nahe": f"ort:{hidden.key}"}).near is not None


def standing_in(text: str, words: Iterable[str]) -> set[str]:
    return {word for word in words if word in text}


def found_by(words: Iterable[str]) -> int:
    """How many offers the search finds by any of these words; asked for some at once, it finds what has one of them."""
    listed, at_once = list(words), MOST_WORDS // 2  # a degree is read as two words
    some = (listed[start : start + at_once] for start in range(0, len(listed), at_once))
    return sum(len(search(" ".join(part))) for part in some)


def exported(browser: Client) -> str:
    """The tables that everybody with an account may take along."""
    with zipfile.ZipFile(io.BytesIO(browser.get(to("offers:export", "xlsx")).content)) as book:
        parts = [book.read(name).decode() for name in book.namelist()]
    return "".join([said_at(to("offers:export", "csv"), browser), *parts])


def printed() -> str:
    """All that typst gets to see of brochures in one and two languages."""
    staff = UserFactory(roles=[Role.PROVIDER_STAFF])
    papers = []
    for languages in ON_PAPER:
        offers = chosen("").offers(with_all(Offer.objects.visible_to(staff), languages))
        papers.append(str(asdict(brochure_of(offers[:], Wanted(languages, Format.A4, Order.TOPIC, {}, "https://x/")))))
    return "".join(papers)


def letters_of(pdf: bytes) -> str:
    """The letters of a paper without blanks and hyphens: narrow columns divide words."""
    with PdfDocument(pdf) as paper:
        text = "".join(page.get_textpage().get_text_range() for page in paper)
    return "".join(letter for letter in text.lower() if letter.isalnum())
