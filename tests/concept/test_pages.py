"""Reading the concept: the document, the fields of action, goals and projects, and what hangs on what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.base.access import Role
from roterfaden.concept.models import (
    Chapter,
    Commitment,
    Concept,
    ConceptVersion,
    FieldOfAction,
    Goal,
    Project,
    TargetGroup,
)
from tests.factories import FieldOfActionFactory, OfferFactory, OrganisationFactory, PlaceFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def version() -> ConceptVersion:
    """A small concept."""
    concept = Concept.objects.create(key="konzept", title="Integrationskonzept der Stadt")
    made = ConceptVersion.objects.create(concept=concept, label="Fassung 1", number=1, source="Textfassung")
    for position, (key, kind) in enumerate(
        (("einleitung", "einleitung"), ("kodex", "kodex"), ("wohnen", "handlungsfeld"))
    ):
        text = f"## Worum es geht\n\nText zu {key}."
        Chapter.objects.create(
            version=made, key=key, kind=kind, title=f"Kapitel {key}", text=text, position=position, source_lines="1-60"
        )
    Commitment.objects.create(version=made, key="vielfalt", kind="kodex", text="Wir leben Vielfalt.")
    return made


@pytest.fixture
def field() -> FieldOfAction:
    made: FieldOfAction = FieldOfActionFactory(key="wohnen", title="Gemeinsam wohnen", short_title="Wohnen")
    return made


def goal_of(version: ConceptVersion, field: FieldOfAction, number: int = 1) -> Goal:
    return Goal.objects.create(
        version=version,
        field_of_action=field,
        key=f"ziel-{number}",
        title=f"Wir handeln {number}.",
        position=number,
        text="Warum das wichtig ist.",
        source_lines="316-320",
    )


def project_of(field: FieldOfAction, number: int = 1, **more: Any) -> Project:
    values = {"title": f"Patenschaft {number}", "horizon": "kurzfristig", "summary": "Kurz gesagt.", "position": number}
    return Project.objects.create(key=f"projekt-{number}", field_of_action=field, **values | more)


def read(browser: Client, name: str, *arguments: str, asked: str = "") -> str:
    response = browser.get(reverse(f"concept:{name}", args=arguments) + asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_document_is_read_with_contents_kodex_and_fields(signed_in: SignIn, version: Any, field: Any) -> None:
    TargetGroup.objects.create(key="frauen", name="Frauen")
    page = read(signed_in(Role.BODY_MEMBER), "overview")

    facts = ["Integrationskonzept der Stadt", "Fassung 1", '<a href="#kodex">', "Wir leben Vielfalt.", "0 Ziele"]
    for fact in [*facts, "<h3>Worum es geht</h3>", field.get_absolute_url()]:
        assert fact in page
    assert "Text zu wohnen." not in page


def test_without_a_concept_the_pages_say_so(signed_in: SignIn) -> None:
    browser = signed_in(Role.CASE_MANAGER)

    assert "Noch kein Konzept geladen" in read(browser, "overview")
    assert "Kein Ziel passt" in read(browser, "goals")
    assert "Kein Projekt passt" in read(browser, "projects")


def test_a_chapter_shows_its_commitments_and_its_source(signed_in: SignIn, version: Any) -> None:
    page = read(signed_in(Role.BODY_MEMBER), "chapter", "kodex")

    assert "<h2>Worum es geht</h2>" in page
    assert "Wir leben Vielfalt." in page
    assert "Konzept, Zeilen 1–60" in page


def test_the_chapter_of_a_field_is_the_fields_page(signed_in: SignIn, version: Any, field: FieldOfAction) -> None:
    response = signed_in(Role.BODY_MEMBER).get(reverse("concept:chapter", args=["wohnen"]))

    assert response.headers["Location"] == field.get_absolute_url()


@pytest.mark.parametrize("name", ["chapter", "field", "goal", "project"])
def test_what_does_not_exist_is_not_found(signed_in: SignIn, version: Any, name: str) -> None:
    assert signed_in(Role.BODY_MEMBER).get(reverse(f"concept:{name}", args=["nichts"])).status_code == 404


def test_a_field_shows_its_goals_projects_by_horizon_and_offers(signed_in: SignIn, version: Any, field: Any) -> None:
    goal_of(version, field)
    project_of(field)
    project_of(field, 2, horizon="dauerhaft")
    offer, retired = OfferFactory(title="Mieterberatung"), OfferFactory(title="Früher einmal", is_active=False)
    offer.fields_of_action.add(field)
    retired.fields_of_action.add(field)

    page = read(signed_in(Role.CASE_MANAGER), "field", "wohnen")

    for fact in ("Wir handeln 1.", "<h3>kurzfristig</h3>", "<h3>dauerhaft</h3>", "Mieterberatung", "Text zu wohnen."):
        assert fact in page
    assert "mittelfristig" not in page
    assert "Früher einmal" not in page


def test_a_field_leads_to_the_rest_of_its_offers(signed_in: SignIn, field: FieldOfAction) -> None:
    for _number in range(9):
        OfferFactory().fields_of_action.add(field)

    page = read(signed_in(Role.CASE_MANAGER), "field", "wohnen")

    assert "Alle 9 Angebote zeigen" in page
    assert "/app/angebote/?feld=wohnen" in page


def test_goals_stand_under_their_fields_and_those_without_project_are_marked(
    signed_in: SignIn, version: Any, field: Any
) -> None:
    served, alone = goal_of(version, field, 1), goal_of(version, field, 2)
    project_of(field).goals.add(served)

    page = read(signed_in(Role.BODY_MEMBER), "goals")

    assert served.title in page
    assert alone.title in page
    assert page.count("noch kein Projekt") == 1
    assert "<strong>2</strong> Ziele" in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?q=handeln+1", [1]),
        ("?q=hanndeln", [1, 2]),
        ("?q=wichtig", [1, 2]),
        ("?q=xyz", []),
        ("?feld=wohnen", [1, 2]),
        ("?feld=sport", []),
    ],
)
def test_goals_are_searched_and_filtered(
    signed_in: SignIn, version: Any, field: Any, asked: str, shown: list[int]
) -> None:
    FieldOfActionFactory(key="sport")
    goals = [goal_of(version, field, 1), goal_of(version, field, 2)]

    page = read(signed_in(Role.BODY_MEMBER), "goals", asked=asked)

    assert [number for number, goal in enumerate(goals, start=1) if goal.get_absolute_url() in page] == shown


def test_a_goal_shows_what_serves_it(signed_in: SignIn, version: Any, field: Any) -> None:
    goal = goal_of(version, field)
    project_of(field, responsible=OrganisationFactory(name="Caritas")).goals.add(goal)
    offer = OfferFactory(title="Mieterberatung")
    offer.fields_of_action.add(field)

    page = read(signed_in(Role.BODY_MEMBER), "goal", goal.key)

    for fact in (
        "Wir handeln 1.",
        "Warum das wichtig ist.",
        "Patenschaft 1",
        "Caritas",
        "Mieterberatung",
        "Zeilen 316–320",
    ):
        assert fact in page


def test_a_goal_that_no_project_serves_says_so(signed_in: SignIn, version: Any, field: Any) -> None:
    page = read(signed_in(Role.BODY_MEMBER), "goal", goal_of(version, field).key)

    assert "Noch dient kein Projekt diesem Ziel." in page


def test_goals_of_an_earlier_version_are_not_shown(signed_in: SignIn, version: ConceptVersion, field: Any) -> None:
    old = goal_of(version, field)
    newer = ConceptVersion.objects.create(concept=version.concept, label="Fassung 2", number=2)
    Goal.objects.create(version=newer, field_of_action=field, key=old.key, title="Wir handeln anders.")
    browser = signed_in(Role.BODY_MEMBER)

    assert "Wir handeln anders." in read(browser, "goal", old.key)
    assert old.title not in read(browser, "goals")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", [1, 2, 3]),
        ("?feld=wohnen", [1, 2]),
        ("?horizont=dauerhaft", [2]),
        ("?verantwortlich=caritas", [1]),
        ("?verantwortlich=offen", [2, 3]),
        ("?q=Patenschft+2", [2]),
        ("?q=Caritas", [1]),
        ("?feld=wohnen&horizont=kurzfristig", [1]),
        ("?horizont=nie", [1, 2, 3]),
    ],
)
def test_projects_are_filtered_by_field_horizon_and_who_answers(
    signed_in: SignIn, field: Any, asked: str, shown: list[int]
) -> None:
    caritas = OrganisationFactory(key="caritas", name="Caritas")
    projects = [
        project_of(field, 1, responsible=caritas),
        project_of(field, 2, horizon="dauerhaft"),
        project_of(FieldOfActionFactory(key="sport"), 3),
    ]

    page = read(signed_in(Role.BODY_MEMBER), "projects", asked=asked)

    assert [number for number, project in enumerate(projects, start=1) if project.get_absolute_url() in page] == shown


def test_the_horizons_are_tabs_with_counts_that_keep_the_other_filters(signed_in: SignIn, field: Any) -> None:
    project_of(field, 1)
    project_of(field, 2, horizon="dauerhaft")

    page = read(signed_in(Role.BODY_MEMBER), "projects", asked="?feld=wohnen&seite=1")

    assert 'href="?feld=wohnen&amp;horizont=dauerhaft"' in page


def test_a_project_shows_who_with_whom_where_and_for_what(signed_in: SignIn, version: Any, field: Any) -> None:
    project = project_of(field, responsible=OrganisationFactory(name="Caritas"), source_lines="490-512")
    project.partners.add(OrganisationFactory(name="Mieterverein"))
    project.places.add(PlaceFactory(name="Haus der Begegnung"))
    project.target_groups.add(TargetGroup.objects.create(key="frauen", name="Alleinerziehende"))
    project.goals.add(goal_of(version, field))

    page = read(signed_in(Role.BODY_MEMBER), "project", project.key)

    for fact in (
        "Kurz gesagt.",
        "Caritas",
        "Mieterverein",
        "Haus der Begegnung",
        "Alleinerziehende",
        "Wir handeln 1.",
        "Konzept, Zeilen 490–512",
    ):
        assert fact in page


def test_every_page_costs_the_same_with_few_and_many_rows(
    signed_in: SignIn, version: Any, field: Any, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(Role.BODY_MEMBER)
    for start, stop in ((1, 3), (3, 15)):
        for number in range(start, stop):
            project = project_of(field, number, responsible=OrganisationFactory())
            project.goals.add(goal_of(version, field, number))
            project.partners.add(OrganisationFactory())
            project.places.add(PlaceFactory())
            OfferFactory().fields_of_action.add(field)
        for name, arguments in (
            ("overview", []),
            ("chapter", ["kodex"]),
            ("field", ["wohnen"]),
            ("goals", []),
            ("goal", ["ziel-1"]),
            ("projects", []),
            ("project", ["projekt-1"]),
        ):
            with django_assert_max_num_queries(12):
                read(browser, name, *arguments)


def test_the_search_in_everything_finds_both_and_costs_the_same_whatever_is_typed(
    version: ConceptVersion, field: FieldOfAction, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    goal, project = goal_of(version, field), project_of(field)
    browser = signed_in(Role.CASE_MANAGER)
    for typed, page in (
        (goal.title, reverse("concept:goal", args=[goal.key])),
        (project.title, reverse("concept:project", args=[project.key])),
        ("Dawit Rajaratnam", ""),
    ):
        with django_assert_max_num_queries(12):
            assert page in browser.post(reverse("desk:search"), {"q": typed}).content.decode()
