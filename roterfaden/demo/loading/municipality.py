"""Loading everything a municipality keeps in files: all or nothing, and again as often as one likes."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

# The module, not its names: it reads its sheet with this package, so whichever is imported first must not need the
# other yet.
from roterfaden.demo import people as staff
from roterfaden.demo.loading.layout import Files, read_files
from roterfaden.demo.loading.problems import LoadingFailed, Problem
from roterfaden.demo.loading.questionnaires import publish_templates
from roterfaden.demo.loading.sheets import Sheet
from roterfaden.demo.loading.tables import Count
from roterfaden.demo.loading.translations import TRANSLATIONS, load_translations, problems_of
from roterfaden.demo.loading.writing import Writer

PEOPLE = "personen.yaml"
# Two loads at once (two servers starting) wait for one another; any number, the same everywhere.
_LOCK = 5562024


@dataclass(frozen=True)
class Loaded:
    """What a load did; ``people`` is how many accounts the files name."""

    counts: list[Count]
    people: int


def load_municipality(directory: Path) -> Loaded:
    """Bring the database to what the files say. A second run writes nothing.

    Raises :class:`LoadingFailed` with every mistake found in any file; then nothing was written.
    """
    files = _read(directory)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        counts = [*Writer(files).write(), load_translations(directory / TRANSLATIONS), publish_templates()]
        people = directory / PEOPLE
        return Loaded(counts, staff.load_people(people) if people.exists() else 0)


def _read(directory: Path) -> Files:
    if not directory.is_dir():
        raise LoadingFailed([Problem(str(directory), 0, "Dieses Verzeichnis gibt es nicht.")])
    problems = [*_problems_of_people(directory / PEOPLE), *problems_of(directory / TRANSLATIONS)]
    try:
        files = read_files(directory)
    except LoadingFailed as failure:
        raise LoadingFailed([*failure.problems, *problems]) from None
    if problems:
        raise LoadingFailed(problems)
    return files


def _problems_of_people(path: Path) -> list[Problem]:
    """The accounts are read again when they are loaded; here only so that all mistakes are told at once."""
    if not path.exists():
        return []
    sheet = Sheet(path)
    sheet.many("personen", staff.Person)
    return sheet.page.problems
