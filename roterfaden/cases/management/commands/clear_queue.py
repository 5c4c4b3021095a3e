"""``manage clear_queue``: the nightly end of yesterday's queue."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from roterfaden.cases.actions.queue import clear_queue


class Command(BaseCommand):
    """Removes who waited on the days before today; how long they waited stays, without anything else."""

    help = "Täglich nach Mitternacht ausführen: die Warteschlange der Tage davor löschen, Wartezeiten bleiben als Zahl."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due; twice on a day changes nothing."""
        self.stdout.write(f"Fertig. Gelöschte Einträge: {clear_queue(timezone.localdate())}.")
