"""Mistakes in Marl's files are told with file, line and what to do, and nothing is written."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from roterfaden.cases.models import AssessmentTemplate, Phase
from roterfaden.demo.loading import LoadingFailed, load_municipality
from roterfaden.demo.loading.layout import read_files
from roterfaden.demo.loading.questionnaires import publish_templates
from roterfaden.network.models import Municipality
from tests.demo.files import MARL, change
from tests.factories import CaseFactory


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
