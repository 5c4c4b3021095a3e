"""The page "Bedarfe": figures with filters, one place over time, and what became of needs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from roterfaden.base.access import Role
from roterfaden.concept.models import FieldOfAction, TargetGroup
from roterfaden.needs.actions import record_needs, record_outcome
from roterfaden.needs.models import NeedKind, Outcome, OutcomeState
from roterfaden.needs.protection import ELSEWHERE, NO_GROUP, Unmet
from roterfaden.network.models import District
from tests.factories import (
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    OfferFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

QUARTER, BEFORE = date(2026, 4, 1), date(2026, 1, 1)
NEEDS = reverse("needs:needs")


@pytest.fixture
def hamm() -> District:
    return DistrictFactory(key="hamm", name="Hamm")


@pytest.fixture
def field() -> FieldOfAction:
    return FieldOfActionFactory(key="wohnen")


@pytest.fixture
def counted(hamm: District, field: FieldOfAction) -> None:
    """Ten in Hamm, of two kinds; in Brassert and Polsum three each, told together; two for work, not told."""
    FieldOfActionFactory(key="arbeiten")
    for key in ("brassert", "polsum"):
        DistrictFactory(key=key, name=key.title())

    def many(number: int, place: str, kind: str = NeedKind.DECLINED, of: str = "wohnen") -> list[Unmet]:
        return [Unmet(kind, of, NO_GROUP, place, QUARTER)] * number

    record_needs(BEFORE, many(7, "hamm"))
    kinds = many(6, "hamm"), many(5, "hamm", NeedKind.NOTHING_FITS)
    record_needs(
        QUARTER, [*kinds[0], *kinds[1], *many(3, "brassert"), *many(3, "polsum"), *many(2, "hamm", of="arbeiten")]
    )


@pytest.fixture
def head(signed_in: Callable[..., Client]) -> Client:
    return signed_in(Role.HEAD_OF_UNIT)


def shown(browser: Client, **asked: str) -> dict[tuple[str, str], int | None]:
    table = browser.get(NEEDS, asked).context["table"]
    return {(cell.field, line.district): cell.number for line in table.lines for cell in line.cells}


@pytest.mark.usefixtures("counted")
def test_the_newest_quarter_is_shown_and_few_are_not(head: Client) -> None:
    assert shown(head) == {("wohnen", "hamm"): 11, ("wohnen", ELSEWHERE): 6}
    page = head.get(NEEDS).content.decode()
    table = page[page.index("<table") : page.index("</table")]
    assert f'href="{reverse("needs:place", args=["wohnen", "hamm"])}">11<' in table
    assert "Brassert" not in table
    (total,) = head.get(NEEDS).context["table"].sums
    assert (total.number, total.is_all) == (17, True)


@pytest.mark.usefixtures("counted")
def test_filters_choose_among_figures_and_count_nothing_anew(head: Client) -> None:
    assert shown(head, quartal="2026-01-01") == {("wohnen", "hamm"): 7}
    (total,) = head.get(NEEDS, {"quartal": "2026-01-01"}).context["table"].sums
    assert not total.is_all
    assert shown(head, quartier="hamm") == {("wohnen", "hamm"): 11}
    assert shown(head, feld="arbeiten") == {}
    assert shown(head, anteil="kind:nothing_fits") == {("wohnen", "hamm"): 5, ("wohnen", ELSEWHERE): 0}
    assert shown(head, quartal="unsinn", feld="unsinn", anteil="kind:unsinn") == shown(head)


def test_before_the_first_quarter_the_page_says_when_it_comes(head: Client) -> None:
    response = head.get(NEEDS)
    assert response.status_code == 200
    assert "Noch ist kein Quartal gezählt" in response.content.decode()


@pytest.mark.usefixtures("counted")
def test_a_place_is_told_quarter_by_quarter_with_its_shares(head: Client) -> None:
    lines = head.get(reverse("needs:place", args=["wohnen", "hamm"])).context["lines"]
    assert [(line.quarter, line.number) for line in lines] == [("2. Quartal 2026", 11), ("1. Quartal 2026", 7)]
    assert "vom Träger abgelehnt: 6, nichts Passendes gefunden: 5" in lines[0].shares
    (whole, _before) = head.get(reverse("needs:field", args=["wohnen"])).context["lines"]
    assert (whole.number, whole.shares) == (17, [])


@pytest.mark.parametrize("where", [["fliegen"], ["wohnen", "atlantis"]])
def test_a_place_that_is_none_does_not_exist(head: Client, field: FieldOfAction, where: list[str]) -> None:
    name = "needs:place" if len(where) > 1 else "needs:field"
    assert head.get(reverse(name, args=where)).status_code == 404


def test_what_became_of_needs_is_said_for_a_district(head: Client, hamm: District, field: FieldOfAction) -> None:
    offer = OfferFactory(title="Wohnlotsen")
    offer.fields_of_action.add(field)
    there = reverse("needs:answer_place", args=["wohnen", "hamm"])
    response = head.post(there, {"seen": 0, "state": "working", "text": "Wir reden mit der Neuma.", "offer": offer.pk})
    assert response["Location"] == reverse("needs:place", args=["wohnen", "hamm"])
    said = Outcome.objects.get()
    assert (said.district, said.state, said.offer) == (hamm, OutcomeState.WORKING, offer)
    page = head.get(NEEDS).content.decode()
    assert "Wir reden mit der Neuma." in page
    assert "Wohnlotsen" in page


def test_an_answer_needs_words_and_a_state(head: Client, hamm: District, field: FieldOfAction) -> None:
    response = head.post(reverse("needs:answer", args=["wohnen"]), {"seen": 0, "text": ""})
    assert response.status_code == 422
    assert {"state", "text"} <= set(response.context["form"].errors)


def test_whoever_was_slower_sees_both_answers(head: Client, hamm: District, field: FieldOfAction) -> None:
    there = reverse("needs:answer_place", args=["wohnen", "hamm"])
    first = {"seen": 0, "state": "seen", "text": "Gesehen."}
    assert head.post(there, first).status_code == 302
    response = head.post(there, {"seen": 0, "state": "solved", "text": "Gelöst."})
    assert response.status_code == 409
    assert "Gesehen." in response.content.decode()
    assert head.post(there, {"seen": 1, "state": "solved", "text": "Gelöst."}).status_code == 302
    assert (Outcome.objects.get().text, Outcome.objects.get().state) == ("Gelöst.", "solved")


def test_what_is_solved_does_not_become_unseen(hamm: District, field: FieldOfAction, head: Client) -> None:
    record_outcome(field, hamm, by=HeadOfUnitFactory(), seen=0, state=OutcomeState.SOLVED, text="Gelöst.")
    there = reverse("needs:answer_place", args=["wohnen", "hamm"])
    assert head.post(there, {"seen": 1, "state": "seen", "text": "Doch nicht."}).status_code == 422
    assert head.post(there, {"seen": 1, "state": "working", "text": "Reicht nicht mehr."}).status_code == 302


def test_confidential_places_and_other_fields_are_not_offered_as_an_answer(head: Client, field: FieldOfAction) -> None:
    fitting, confidential = OfferFactory(), OfferFactory(organisation=OrganisationFactory(is_sensitive=True))
    for one in (fitting, confidential):
        one.fields_of_action.add(field)
    OfferFactory()
    form = head.get(reverse("needs:answer", args=["wohnen"])).context["form"]
    assert list(form.fields["offer"].queryset) == [fitting]


def test_several_districts_together_get_no_answer_of_their_own(head: Client, field: FieldOfAction) -> None:
    assert head.get(reverse("needs:place", args=["wohnen", ELSEWHERE])).status_code == 200
    assert head.get(reverse("needs:answer_place", args=["wohnen", ELSEWHERE])).status_code == 404


@pytest.mark.parametrize(("role", "answers"), [(Role.CASE_MANAGER, False), (Role.VOLUNTEER_COORDINATOR, True)])
def test_who_coordinates_answers_and_case_managers_read(
    role: Role, answers: bool, signed_in: Callable[..., Client], field: FieldOfAction
) -> None:
    browser = signed_in(role)
    there = reverse("needs:answer", args=["wohnen"])
    assert (there in browser.get(reverse("needs:field", args=["wohnen"])).content.decode()) == answers
    response = browser.post(there, {"seen": 0, "state": "seen", "text": "Gesehen."})
    assert (response.status_code, Outcome.objects.exists()) == (302 if answers else 403, answers)


@pytest.mark.usefixtures("counted")
def test_pages_cost_few_queries(
    head: Client, hamm: District, field: FieldOfAction, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    TargetGroup.objects.create(key="familien", name="Familien")
    said: dict[str, Any] = {"seen": 0, "state": OutcomeState.SEEN, "text": "Gesehen."}
    for place in (hamm, None):
        record_outcome(field, place, by=HeadOfUnitFactory(), **said)
    for there in (NEEDS, reverse("needs:place", args=["wohnen", "hamm"]), reverse("needs:answer", args=["wohnen"])):
        with django_assert_max_num_queries(12):
            assert head.get(there).status_code == 200
