"""``retention``: count what is due, or delete it. For a timer every night, as the owner of the database."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from roterfaden.retention.actions.erasing import Outcome
from roterfaden.retention.actions.running import (
    AlreadyRunning,
    alone,
    delete_anew,
    delete_due,
    rehearse,
    requested,
    returned,
    written_entries,
)
from roterfaden.retention.models import DeletionRun
from roterfaden.retention.past import yearly

WHY_NOT = {
    Outcome.RUNNING: "ein Fall läuft noch",
    Outcome.HELD: "das Löschen ist ausgesetzt",
    Outcome.RESTRICTED: "die Verarbeitung ist auf Wunsch der Person eingeschränkt (Art. 18 DSGVO)",
    Outcome.UNANSWERED: "die Antwort ist der Person noch nicht übergeben",
    Outcome.ARCHIVE: "das Archiv muss erst antworten",
}


class Command(BaseCommand):
    """Periods run out here and nowhere else."""

    help = "Zeigt, was nach den Löschfristen fällig ist; mit --delete wird es gelöscht."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only ``--delete`` deletes."""
        parser.add_argument("--dry-run", action="store_true", help="nur zählen (auch ohne Angabe)")
        parser.add_argument("--delete", action="store_true", help="wirklich löschen, vorher Bescheid sagen")
        parser.add_argument(
            "--reapply", action="store_true", help="nach einer Wiederherstellung noch einmal löschen, was gelöscht war"
        )
        parser.add_argument("--figures", action="store_true", help="Zahlen je Jahr, Gelöschtes mitgezählt")
        parser.add_argument("--batch", type=int, default=1000, help="so viele Personen auf einmal (1000)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run alone; an error or a leftover ends with a status other than 0."""
        if options["delete"] and options["dry_run"]:
            raise CommandError("Entweder --dry-run oder --delete.")
        if options["batch"] < 1:
            raise CommandError("--batch braucht eine Zahl ab 1.")
        try:
            with translation.override("de"), alone():
                self._do(options)
        except AlreadyRunning:
            raise CommandError("Ein anderer Löschlauf ist noch nicht fertig.") from None

    def _do(self, options: dict[str, Any]) -> None:
        if options["figures"]:
            for line in yearly():
                self.stdout.write(f"{line.year}: {line.cases} abgeschlossene Fälle, {line.advice} Beratungen")
            return
        common = {"by": _operator(), "batch": options["batch"], "say": self._say(options)}
        if options["reapply"] and not options["delete"]:
            self.stdout.write(f"{len(returned(written_entries()))} Personen sind zurückgekehrt. Löschen mit --delete.")
        elif options["reapply"]:
            self._report(delete_anew(written_entries(), **common))
        elif options["delete"]:
            self._tell_requests()
            self._report(delete_due(today=timezone.localdate(), **common))
        else:
            self._tell_requests()
            self._report(rehearse(today=timezone.localdate(), **common))

    def _say(self, options: dict[str, Any]) -> Any:
        return self.stdout.write if options["verbosity"] > 1 else lambda _line: None

    def _tell_requests(self) -> None:
        """Each granted request by its reference, and what stands against it: no name, nothing of a file."""
        for release, outcome in requested():
            why = f"noch nicht: {WHY_NOT[outcome]}" if outcome else "kann gelöscht werden"
            self.stdout.write(f"auf Antrag {release.reference}: {why}")

    def _report(self, run: DeletionRun) -> None:
        for rule, count in sorted(run.due.items()):
            self.stdout.write(f"fällig nach „{rule}“: {count}")
        for label, count in run.swept_in_words:
            self.stdout.write(f"abgelaufen, „{label}“: {count}")
        kind = "Probelauf, nichts gelöscht" if run.is_rehearsal else f"{run.persons} Personen gelöscht"
        self.stdout.write(
            f"{kind}; ausgesetzt: {run.held}, eingeschränkt: {run.restricted}, wartet: {run.waiting}, "
            f"Hinweise: {run.told}, fehlgeschlagen: {run.failed}, bei der Nachprüfung gefunden: {run.left_over}"
        )
        if not run.is_clean:
            raise CommandError("Nicht alles ging gut. Das Protokoll der Anwendung nennt die Art des Fehlers.")


def _operator() -> str:
    """Who started the run, as far as the machine knows."""
    try:
        return getpass.getuser()[:80]
    except (OSError, KeyError):
        return "unbekannt"
