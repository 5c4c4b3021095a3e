"""``manage.py verify_log``: is the log what it was? Made for a daily timer."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from roterfaden.logbook.verification import Anchor, anchor, restated, verify

SHOWN = 200


class Command(BaseCommand):
    """Checks read log and history against their chain; exit code 1 when something was altered."""

    help = "Prüft, ob jemand am Protokoll etwas geändert, gelöscht oder eingefügt hat."

    def add_arguments(self, parser: CommandParser) -> None:
        """The anchor of an earlier run."""
        parser.add_argument("--anchor", type=Path, help="Datei mit dem Anker eines früheren Laufs")
        parser.add_argument(
            "--renew",
            action="store_true",
            help="den Anker anlegen oder erneuern, wenn nichts gefunden wurde",
        )

    def handle(self, *, anchor: Path | None, renew: bool, **_options: Any) -> None:
        """Verify, say what was found, print the new anchor."""
        if renew and anchor is None:
            raise CommandError("--renew braucht --anchor DATEI.")
        found = 0
        for finding in verify(self._known(anchor, renew)):
            found += 1
            if found <= SHOWN:
                self.stderr.write(str(finding))
        for log, rows in restated():
            self.stdout.write(f"{log}: {rows} Zeilen nach einer Änderung der Tabelle neu gefasst")
        if found:
            more = f" Gezeigt sind die ersten {SHOWN}." if found > SHOWN else ""
            raise CommandError(f"{found} Auffälligkeiten im Protokoll.{more}", returncode=1)
        self._done(anchor if renew else None)

    def _known(self, path: Path | None, renew: bool) -> Anchor | None:
        if path is None or (renew and not path.exists()):
            return None
        try:
            return Anchor.read(path)
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} lässt sich nicht als Anker lesen.", returncode=2) from error

    def _done(self, path: Path | None) -> None:
        now = anchor()
        if path is not None:
            now.write(path)
        self.stdout.write(f"Das Protokoll ist unverändert. Anker: {now.count} {now.head}")
