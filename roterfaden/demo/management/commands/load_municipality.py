"""``load_municipality demo/marl``: bring the database to what the municipality's files say."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roterfaden.demo.loading import Loaded, LoadingFailed, load_municipality
from roterfaden.demo.loading.tables import Count

# A longer list would hide the others.
_SHOWN = 10


class Command(BaseCommand):
    """Loads concept, network, offers and accounts of a municipality from its YAML files."""

    help = "Lädt Konzept, Netzwerk, Angebote und Konten einer Kommune aus YAML-Dateien, beliebig oft."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The directory with the files."""
        parser.add_argument("verzeichnis", type=Path, help="Verzeichnis mit den Dateien, etwa demo/marl")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell what happened; mistakes end the command with a list of all of them."""
        directory: Path = options["verzeichnis"]
        try:
            loaded = load_municipality(directory)
        except LoadingFailed as failure:
            count = len(failure.problems)
            what = "1 Fehler" if count == 1 else f"{count} Fehler"
            message = f"{what} in den Dateien von {directory}. Es wurde nichts geändert.\n\n{failure}"
            raise CommandError(message) from None
        if options["verbosity"]:
            self.tell(loaded, directory)

    def tell(self, loaded: Loaded, directory: Path) -> None:
        """One line for each table, and whatever deserves a look."""
        self.stdout.write(f"Geladen aus {directory}:")
        for count in loaded.counts:
            self.stdout.write(f"  {count.total:4d} {count.name:24s} {_happened(count)}".rstrip())
            self._list(count.kept, "hier gepflegt, nicht aus der Datei übernommen")
            self._list(count.left, "in der Datenbank, aber nicht in den Dateien")
        if loaded.people:
            self.stdout.write(f"  {loaded.people:4d} Konten")

    def _list(self, names: list[str], what: str) -> None:
        if names:
            more = f" und {len(names) - _SHOWN} weitere" if len(names) > _SHOWN else ""
            self.stdout.write(f"       {len(names)} {what}: {'; '.join(names[:_SHOWN])}{more}")


def _happened(count: Count) -> str:
    words = ((count.created, "neu"), (count.changed, "geändert"), (count.retired, "stillgelegt"))
    return ", ".join(f"{number} {word}" for number, word in words if number) or "unverändert"
