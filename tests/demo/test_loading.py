"""Loading Marl's files: complete against the list read from the concept, repeatable, and plain about mistakes."""

import csv
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rapidfuzz import fuzz

from roterfaden.cases.models import AssessmentTemplate, Phase
from roterfaden.concept.models import Commitment, Goal, Project
from roterfaden.demo.loading import LoadingFailed, load_municipality
from roterfaden.demo.loading.layout import read_files
from roterfaden.demo.loading.questionnaires import publish_templates
from roterfaden.network.models import Municipality, Organisation
from roterfaden.offers.models import Offer, OfferSchedule, Origin
from tests.factories import CaseFactory

ROOT = Path(__file__).resolve().parents[2]
MARL = ROOT / "demo/marl"
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


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of Marl's files to make mistakes in."""
    return Path(shutil.copytree(MARL, tmp_path / "marl"))


@pytest.fixture
def marl(db: None) -> None:
    load_municipality(MARL)


def change(files: Path, name: str, old: str, new: str, place: str = "") -> int:
    """Replace the first ``old`` and return the line in which ``place`` then stands, there or further down."""
    text = (files / name).read_text(encoding="utf-8")
    changed = text.replace(old, new, 1)
    assert changed != text
    (files / name).write_text(changed, encoding="utf-8")
    return changed[: changed.index(place, text.index(old))].count("\n") + 1


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is loaded, many-to-many tables and revisions included."""
    models = [
        model for name in LOADED_MODULES for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return {model._meta.label: sorted(model._base_manager.values(), key=str) for model in models}


# Complete ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "model", "number"), [("ziel", Goal, 34), ("projekt", Project, 49)])
def test_every_goal_and_project_of_the_concept_is_there(marl: None, kind: str, model: Any, number: int) -> None:
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


def test_the_kodex_has_its_six_commitments(marl: None) -> None:
    commitments = Commitment.objects.filter(kind="kodex")

    assert commitments.count() == 6
    assert all(commitment.text.startswith("Wir ") for commitment in commitments)


def test_every_offer_of_the_concept_has_a_provider_a_field_and_its_source(marl: None) -> None:
    offers = list(Offer.objects.filter(origin=Origin.CONCEPT).prefetch_related("fields_of_action"))

    assert len(offers) >= 60
    assert all(offer.organisation_id and offer.fields_of_action.all() for offer in offers)
    assert all(re.match(r"\d+", offer.source_lines) for offer in offers)


def test_the_municipality_is_known_by_its_official_code(marl: None) -> None:
    assert Municipality.objects.get().official_code == "05562024"


# Again and again -----------------------------------------------------------------------------------------------------


def test_a_second_load_changes_no_row_and_writes_nothing(marl: None) -> None:
    before = snapshot()
    with CaptureQueriesContext(connection) as queries:
        loaded = load_municipality(MARL)

    assert snapshot() == before
    assert not any(count.wrote for count in loaded.counts)
    written = [query["sql"] for query in queries if re.match("INSERT|UPDATE|DELETE", query["sql"])]
    # Accounts are compared by the database itself.
    assert not [sql for sql in written if "accounts_user" not in sql and "network_seat" not in sql]


def test_only_what_changed_in_the_file_is_written(marl: None, files: Path) -> None:
    change(files, "projekte.yaml", "titel: Wohnungspatenschaften", "titel: Patenschaften für das Wohnen")
    before = {project.key: project.revision for project in Project.objects.all()}

    load_municipality(files)

    changed = [project for project in Project.objects.all() if project.revision != before[project.key]]
    assert [project.title for project in changed] == ["Patenschaften für das Wohnen"]


def test_a_project_follows_its_partners(marl: None, files: Path) -> None:
    change(files, "projekte.yaml", "partner:\n      - asb", "partner:\n      - diakonie")

    load_municipality(files)

    project = Project.objects.get(key="mieterqualifizierung")
    assert [partner.key for partner in project.partners.all()] == ["diakonie"]
    assert project.revision == 2


def test_an_offer_that_left_the_files_is_retired_and_comes_back(marl: None, files: Path) -> None:
    text = (files / "angebote.yaml").read_text(encoding="utf-8")
    entries = text.split("\n  - key: ")
    (files / "angebote.yaml").write_text("\n  - key: ".join([entries[0], *entries[2:]]), encoding="utf-8")
    key = entries[1].split("\n")[0]

    load_municipality(files)
    assert not Offer.objects.get(key=key).is_active

    load_municipality(MARL)
    assert Offer.objects.get(key=key).is_active


def test_other_things_that_left_the_files_are_reported_and_stay(marl: None) -> None:
    Organisation.objects.create(key="neuer-verein", name="Neuer Verein", kind="verein")

    loaded = load_municipality(MARL)

    assert "Neuer Verein" in [name for count in loaded.counts for name in count.left]
    assert Organisation.objects.filter(key="neuer-verein").exists()


def test_an_offer_that_its_provider_looks_after_is_not_overwritten(marl: None) -> None:
    offer = Offer.objects.filter(origin=Origin.CONCEPT)[0]
    offer.origin, offer.title = Origin.PROVIDER, "Neuer Name vom Träger"
    offer.save()

    loaded = load_municipality(MARL)

    offer.refresh_from_db()
    assert offer.title == "Neuer Name vom Träger"
    assert [count.kept for count in loaded.counts if count.kept] == [["Neuer Name vom Träger"]]


def test_a_phone_number_entered_by_staff_survives(marl: None) -> None:
    Organisation.objects.filter(key="asb").update(phone="02365 000")

    load_municipality(MARL)

    assert Organisation.objects.get(key="asb").phone == "02365 000"


def test_an_organisation_changed_by_staff_stays_theirs(marl: None, files: Path) -> None:
    change(files, "organisationen.yaml", "name: Stadt Marl\n", "name: Stadt Marl am Ruhrgebiet\n")
    Organisation.objects.filter(key="stadt-marl").update(name="Stadtverwaltung Marl", changed_at=timezone.now())

    loaded = load_municipality(files)

    assert Organisation.objects.get(key="stadt-marl").name == "Stadtverwaltung Marl"
    assert [count.kept for count in loaded.counts if count.kept] == [["Stadtverwaltung Marl"]]


def test_other_times_of_an_offer_are_written_and_counted(marl: None, files: Path) -> None:
    change(files, "angebote-beispiele.yaml", 'von: "09:00"', 'von: "09:15"')

    loaded = load_municipality(files)

    assert OfferSchedule.objects.filter(starts_at=time(9, 15)).count() == 1
    assert [(count.name, count.changed) for count in loaded.counts if count.changed] == [("Angebote", 1)]


def test_a_confirmation_ends_when_the_files_say_something_else(marl: None, files: Path) -> None:
    Offer.objects.update(checked_on=date(2026, 1, 1))
    change(files, "angebote.yaml", "    art: begleitung\n", "    art: beratung\n")

    load_municipality(files)

    unconfirmed = Offer.objects.get(checked_on=None)
    assert unconfirmed.kind == "beratung"


def test_a_published_template_cannot_change_under_the_answers(db: None, tmp_path: Path) -> None:
    CaseFactory(phase=Phase.STEERING)
    template = AssessmentTemplate.objects.get()
    question = "{key: b, kind: text, label: B}"
    section = f"{{key: a, title: A, why: Darum., questions: [{question}]}}"
    document = f"key: {template.key}\ntitle: Neu\nsections: [{section}]\nversion: "
    path = tmp_path / "bestandsaufnahme.yaml"

    path.write_text(f"{document}{template.version}", encoding="utf-8")
    with pytest.raises(LoadingFailed, match="veröffentlicht"):
        publish_templates(tmp_path)

    path.write_text(f"{document}{(template.version or 0) + 1}", encoding="utf-8")
    publish_templates(tmp_path)
    assert AssessmentTemplate.objects.in_force().version == (template.version or 0) + 1


# Mistakes ------------------------------------------------------------------------------------------------------------

# What stands in the file, what is put there instead, the words in whose line the mistake is told, and what is said.
MISTAKES = {
    "unknown field": (
        "projekte.yaml", "    horizont: kurz", "    horizon: kurz", "horizon: kurz",
        "„horizon“ gibt es hier nicht. Meinten Sie „horizont“?",
    ),
    "unknown organisation": (
        "projekte.yaml", "      - asb", "      - abs", "abs",
        "„abs“ bei „partner“ gibt es in der Liste „organisationen“ (organisationen.yaml) nicht. Meinten Sie „asb“?",
    ),
    "unknown field of action": (
        "konzept.yaml", "    handlungsfeld: wohnen", "    handlungsfeld: wohnung", "wohnung", "Meinten Sie „wohnen“?",
    ),
    "unknown kind": (
        "angebote.yaml", "    art: begleitung", "    art: begleitng", "begleitng",
        "„begleitng“ gibt es bei „art“ nicht. Meinten Sie „begleitung“?",
    ),
    "missing field": (
        "sozialraeume.yaml", "- key: hamm\n    name: Hamm\n", "- key: hamm\n", "hamm",
        "Quartier „hamm“: Das Feld „name“ fehlt.",
    ),
    "empty field": ("sozialraeume.yaml", "    name: Hamm\n", "    name:\n", "name:", "Das Feld „name“ ist leer."),
    "repeated key": (
        "sozialraeume.yaml", "- key: hamm", "- key: brassert", "brassert", "Den key „brassert“ gibt es schon in Zeile",
    ),
    "repeated field": (
        "sozialraeume.yaml", "    name: Hamm\n", "    name: Hamm\n    name: Ham\n", "Ham\n",
        "„name“ steht hier zum zweiten Mal",
    ),
    "wrong key": ("sozialraeume.yaml", "key: hamm", "key: Hamm Süd", "Süd", "„Hamm Süd“ passt nicht zu „key“."),
    "list for a word": (
        "sozialraeume.yaml", "name: Hamm\n", "name: [Hamm]\n", "[Hamm]",
        "Bei „name“ wird ein einzelner Wert erwartet, hier steht eine Liste.",
    ),
    "word for a list": (
        "projekte.yaml", "    orte: []", "    orte: rathaus", "rathaus", "Bei „orte“ wird eine Liste erwartet",
    ),
    "neither yes nor no": (
        "angebote.yaml", "kinderbetreuung: true", "kinderbetreuung: manchmal", "manchmal", "hier steht „manchmal“",
    ),
    "wrong source": (
        "sozialraeume.yaml", 'zeilen: "1797-1797"', "zeilen: Seite 3", "Seite", "„Seite 3“ passt nicht zu „zeilen“.",
    ),
    "wrong code": ("kommune.yaml", '"05562024"', '"5562024"', "5562024", "achtstellige"),
    "unknown section": (
        "sozialraeume.yaml", "quartiere:\n", "quartire:\n", "quartire",
        "Den Abschnitt „quartire“ gibt es in dieser Datei nicht. Meinten Sie „quartiere“?",
    ),
    "tabulator": ("sozialraeume.yaml", "    name: Hamm", "\tname: Hamm", "\t", "Bitte rücken Sie mit Leerzeichen ein."),
    "colon in a text": ("sozialraeume.yaml", "name: Hamm", "name: Hamm: Süd", "Süd", "Doppelpunkt"),
    "open quotation mark": ("kommune.yaml", '"05562024"', '"05562024', "05562024", "nicht wieder geschlossen"),
    "too long": ("kommune.yaml", "Stadt Marl", "M" * 121, "MMM", "mit 121 Zeichen zu lang"),
    "no field of action": (
        "angebote.yaml", "    handlungsfelder:\n      - wohnen\n", "    handlungsfelder: []\n", "[]",
        "mindestens 1 Angabe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_file_line_and_what_to_do(files: Path, mistake: tuple[str, str, str, str, str]) -> None:
    name, right, wrong, place, message = mistake
    line = change(files, name, right, wrong, place)

    with pytest.raises(LoadingFailed) as failure:
        read_files(files)

    told = [problem for problem in failure.value.problems if message in problem.message]
    assert [(problem.file, problem.line) for problem in told] == [(name, line)], failure.value


def test_wrong_times_are_told(files: Path) -> None:
    times = '    termine:\n      - {wochentag: di, von: "25:00", bis: "9:00"}\n'
    change(files, "angebote.yaml", "    art: begleitung\n", "    art: begleitung\n" + times)

    with pytest.raises(LoadingFailed) as failure:
        read_files(files)

    assert "Bei „von“ wird eine Uhrzeit wie" in str(failure.value)


def test_an_end_before_the_beginning_is_told(files: Path) -> None:
    times = '    termine:\n      - {wochentag: mo, von: "12:00", bis: "9:00"}\n'
    change(files, "angebote.yaml", "    art: begleitung\n", "    art: begleitung\n" + times)

    with pytest.raises(LoadingFailed, match="nicht nach dem Beginn"):
        read_files(files)


def test_all_mistakes_of_all_files_are_told_at_once(files: Path) -> None:
    change(files, "projekte.yaml", "      - asb", "      - abs")
    change(files, "angebote.yaml", "    art: begleitung", "    art: begleitng")
    change(files, "konzept.yaml", "    handlungsfeld: wohnen", "    handlungsfeld: wohnung")
    (files / "orte.yaml").unlink()

    with pytest.raises(LoadingFailed) as failure:
        read_files(files)

    assert [problem.file for problem in failure.value.problems] == [
        "angebote.yaml", "konzept.yaml", "orte.yaml", "projekte.yaml",
    ]  # fmt: skip


def test_with_a_mistake_nothing_is_written(db: None, files: Path) -> None:
    change(files, "angebote.yaml", "    art: begleitung", "    art: begleitng")

    with pytest.raises(
        CommandError, match=r"1 Fehler in den Dateien .* Es wurde nichts geändert\.\n\nangebote\.yaml, Zeile \d+: "
    ):
        call_command("load_municipality", files)

    assert not Municipality.objects.exists()


def test_a_mistake_among_the_accounts_writes_nothing_either(db: None, files: Path) -> None:
    change(files, "personen.yaml", "    stelle: ", "    stelle: gibt-es-nicht-")

    with pytest.raises(LoadingFailed, match=r"personen\.yaml, Zeile \d+"):
        load_municipality(files)

    assert not Municipality.objects.exists()


def test_a_directory_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Dieses Verzeichnis gibt es nicht"):
        call_command("load_municipality", tmp_path / "hier-nicht")


# Told ----------------------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_loaded(db: None) -> None:
    first, second = StringIO(), StringIO()
    call_command("load_municipality", MARL, stdout=first)
    call_command("load_municipality", MARL, stdout=second)

    assert re.search(r"\b34 Ziele +34 neu", first.getvalue())
    assert re.search(r"\b49 Projekte +49 neu", first.getvalue())
    assert re.search(r"\b34 Ziele +unverändert", second.getvalue())
    assert " neu" not in second.getvalue()
