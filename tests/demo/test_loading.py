"""Loading Marl's files: complete against the list read from the concept, repeatable, and plain about mistakes."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rapidfuzz import fuzz

from roterfaden.concept.models import Commitment, Goal, Project
from roterfaden.demo.loading import load_municipality
from roterfaden.network.models import Municipality, Organisation
from roterfaden.offers.models import Offer, OfferSchedule, Origin
from tests.demo.files import MARL, change

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared/seed/marl-integrationskonzept.txt"
LOADED_MODULES = ("network", "concept", "offers", "cases", "accounts")


@dataclass(frozen=True)
class Heading:
    """A line of the list of all goals and projects, read by hand from the concept."""

    kind: str
    field: str
    line: int
    text: str


def headings(kind: str) -> list[Heading]:
    lines = (MARL / "belege/ziele-und-projekte.tsv").read_text(encoding="utf-8").split("\n")
    rows = csv.reader(
        (line for line in lines if line and not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return [Heading(row[0], row[1], int(row[2]), row[3]) for row in rows if row[0] == kind]


def first_line(source_lines: str) -> int:
    return int(re.match(r"\d+", source_lines)[0])  # type: ignore[index]


@pytest.fixture(scope="module")
def _marl(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Marl, loaded once for all tests of this module and gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_municipality(MARL)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_marl")]


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is loaded, many-to-many tables and revisions included."""
    models = [
        model for name in LOADED_MODULES for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return {model._meta.label: sorted(model._base_manager.values(), key=str) for model in models}


# Complete ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "model", "number"), [("ziel", Goal, 34), ("projekt", Project, 49)])
def test_every_goal_and_project_of_the_concept_is_there(kind: str, model: Any, number: int) -> None:
    expected = headings(kind)
    loaded = list(model.objects.select_related("field_of_action"))

    assert len(expected) == len(loaded) == number
    by_field = Counter(row.field_of_action.key for row in loaded)
    assert by_field == Counter(heading.field for heading in expected)
    for heading in expected:
        found = [row for row in loaded if first_line(row.source_lines) == heading.line]
        assert len(found) == 1, heading
        # The list keeps the misreadings of the scanned text, the data correct them.
        assert fuzz.partial_ratio(heading.text, found[0].title) > 80, (heading.text, found[0].title)


@pytest.mark.parametrize(("kind", "number"), [("ziel", 34), ("projekt", 49)])
def test_the_list_names_headings_that_stand_in_the_concept(kind: str, number: int) -> None:
    expected = headings(kind)
    # Form feeds stand in the text: only "\n" ends a line, as in every source line of the files.
    lines = SEED.read_text(encoding="utf-8").split("\n") if SEED.exists() else []

    assert len({heading.line for heading in expected}) == number
    for heading in expected if lines else []:
        here = " ".join(" ".join(lines[heading.line - 1 : heading.line + 8]).split())
        assert here.startswith(heading.text[:40]), heading


def test_the_kodex_has_its_six_commitments() -> None:
    commitments = Commitment.objects.filter(kind="kodex")

    assert commitments.count() == 6
    assert all(commitment.text.startswith("Wir ") for commitment in commitments)


def test_every_offer_of_the_concept_has_a_provider_a_field_and_its_source() -> None:
    offers = list(Offer.objects.filter(origin=Origin.CONCEPT).prefetch_related("fields_of_action"))

    assert len(offers) >= 60
    assert all(offer.organisation_id and offer.fields_of_action.all() for offer in offers)
    assert all(re.match(r"\d+", offer.source_lines) for offer in offers)


def test_the_municipality_is_known_by_its_official_code() -> None:
    assert Municipality.objects.get().official_code == "05562024"


# Again and again -----------------------------------------------------------------------------------------------------


def test_a_second_load_changes_no_row_and_writes_nothing() -> None:
    before = snapshot()
    with CaptureQueriesContext(connection) as queries:
        loaded = load_municipality(MARL)

    assert snapshot() == before
    assert not any(count.wrote for count in loaded.counts)
    written = [query["sql"] for query in queries if re.match("INSERT|UPDATE|DELETE", query["sql"])]
    # Accounts are compared by the database itself.
    assert not [sql for sql in written if "accounts_user" not in sql and "network_seat" not in sql]


def test_only_what_changed_in_the_file_is_written(files: Path) -> None:
    change(files, "projekte.yaml", "titel: Wohnungspatenschaften", "titel: Patenschaften für das Wohnen")
    before = {project.key: project.revision for project in Project.objects.all()}

    load_municipality(files)

    changed = [project for project in Project.objects.all() if project.revision != before[project.key]]
    assert [project.title for project in changed] == ["Patenschaften für das Wohnen"]


def test_a_project_follows_its_partners(files: Path) -> None:
    change(files, "projekte.yaml", "partner:\n      - asb", "partner:\n      - diakonie")

    load_municipality(files)

    project = Project.objects.get(key="mieterqualifizierung")
    assert [partner.key for partner in project.partners.all()] == ["diakonie"]
    assert project.revision == 2


def test_an_offer_that_left_the_files_is_retired_and_comes_back(files: Path) -> None:
    text = (files / "angebote.yaml").read_text(encoding="utf-8")
    entries = text.split("\n  - key: ")
    (files / "angebote.yaml").write_text("\n  - key: ".join([entries[0], *entries[2:]]), encoding="utf-8")
    key = entries[1].split("\n")[0]

    load_municipality(files)
    assert not Offer.objects.get(key=key).is_active

    load_municipality(MARL)
    assert Offer.objects.get(key=key).is_active


def test_other_things_that_left_the_files_are_reported_and_stay() -> None:
    Organisation.objects.create(key="neuer-verein", name="Neuer Verein", kind="verein")

    loaded = load_municipality(MARL)

    assert "Neuer Verein" in [name for count in loaded.counts for name in count.left]
    assert Organisation.objects.filter(key="neuer-verein").exists()


def test_an_offer_that_its_provider_looks_after_is_not_overwritten() -> None:
    offer = Offer.objects.filter(origin=Origin.CONCEPT)[0]
    offer.origin, offer.title = Origin.PROVIDER, "Neuer Name vom Träger"
    offer.save()

    loaded = load_municipality(MARL)

    offer.refresh_from_db()
    assert offer.title == "Neuer Name vom Träger"
    assert [count.kept for count in loaded.counts if count.kept] == [["Neuer Name vom Träger"]]


def test_a_phone_number_entered_by_staff_survives() -> None:
    Organisation.objects.filter(key="asb").update(phone="02365 000")

    load_municipality(MARL)

    assert Organisation.objects.get(key="asb").phone == "02365 000"


def test_an_organisation_changed_by_staff_stays_theirs(files: Path) -> None:
    change(files, "organisationen.yaml", "name: Stadt Marl\n", "name: Stadt Marl am Ruhrgebiet\n")
    Organisation.objects.filter(key="stadt-marl").update(name="Stadtverwaltung Marl", changed_at=timezone.now())

    loaded = load_municipality(files)

    assert Organisation.objects.get(key="stadt-marl").name == "Stadtverwaltung Marl"
    assert [count.kept for count in loaded.counts if count.kept] == [["Stadtverwaltung Marl"]]


def test_other_times_of_an_offer_are_written_and_counted(files: Path) -> None:
    change(files, "angebote-beispiele.yaml", 'von: "09:00"', 'von: "09:15"')

    loaded = load_municipality(files)

    assert OfferSchedule.objects.filter(starts_at=time(9, 15)).count() == 1
    assert [(count.name, count.changed) for count in loaded.counts if count.changed] == [("Angebote", 1)]


def test_a_confirmation_ends_when_the_files_say_something_else(files: Path) -> None:
    Offer.objects.update(checked_on=date(2026, 1, 1))
    change(files, "angebote.yaml", "    art: begleitung\n", "    art: beratung\n")

    load_municipality(files)

    unconfirmed = Offer.objects.get(checked_on=None)
    assert unconfirmed.kind == "beratung"
