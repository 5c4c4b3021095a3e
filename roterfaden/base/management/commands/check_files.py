"""``check_files``: whether every row has its content and every content its row."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roterfaden.base import shelf
from roterfaden.base.sealed import known_identifiers, sealed_models
from roterfaden.base.vault import VaultError

GRACE = 24 * 60 * 60
"""Seconds for which a content without a row may still get one: its request has not ended yet."""


class Command(BaseCommand):
    """Finds what a power cut, a restored backup or a hand in the directory left behind."""

    help = "Vergleicht die Dateien mit der Datenbank: Zeilen ohne Datei, Dateien ohne Zeile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do besides looking."""
        parser.add_argument("--open", action="store_true", help="jede Datei auch öffnen und ihren Inhalt prüfen")
        parser.add_argument(
            "--remove", action="store_true", help="Dateien ohne Zeile entfernen, wenn sie älter als ein Tag sind"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, perhaps tidy up, and fail when something needs a person."""
        lying = set(shelf.identifiers())  # before the rows: a content comes first, its row after
        known = known_identifiers()
        leftovers = [shelf.place_of(found) for found in lying - known] + sorted(shelf.strangers())
        missing = sorted(map(str, known - set(shelf.identifiers()))) if known - lying else []
        damaged = self._damaged(missing) if options["open"] else []
        removed = _remove_old(leftovers) if options["remove"] else 0
        self.stdout.write(f"{len(known)} Dateien in der Datenbank, {len(lying)} im Verzeichnis.")
        for file_id in missing:
            self.stdout.write(f"Es fehlt der Inhalt von {file_id}.")
        for file_id in damaged:
            self.stdout.write(f"Nicht zu öffnen: {file_id}")
        if leftovers:
            self.stdout.write(f"{len(leftovers)} ohne Zeile in der Datenbank, davon {removed} entfernt.")
        if missing or damaged:
            raise CommandError("Bitte aus der Sicherung zurückholen: docs/operators.md sagt, wie.")

    def _damaged(self, missing: list[str]) -> list[str]:
        found = []
        for model in sealed_models():
            for row in model._base_manager.exclude(pk__in=missing).iterator():
                try:
                    row.unseal()
                except VaultError:
                    found.append(str(row.pk))
        return sorted(found)


def _remove_old(leftovers: list[Path]) -> int:
    """Remove what has been lying for longer than the time of grace; how many."""
    before, removed = time.time() - GRACE, 0
    for place in leftovers:
        if place.exists() and place.stat().st_mtime < before:
            place.unlink()
            removed += 1
    return removed
