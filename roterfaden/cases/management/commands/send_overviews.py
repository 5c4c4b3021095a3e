"""``manage send_overviews``: the weekly mail to case managers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from roterfaden.cases.actions.worklists import send_overviews


class Command(BaseCommand):
    """Sends each case manager what their week holds, in figures."""

    help = "Montags ausführen: den Wochenüberblick verschicken, nur Zahlen. Ein zweiter Lauf in der Woche tut nichts."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the site, for the links."""
        parser.add_argument("site", help="Adresse der Installation, zum Beispiel https://roterfaden.example")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send what is due."""
        with translation.override("de"):
            sent = send_overviews(options["site"].rstrip("/"))
        self.stdout.write(f"Fertig. Verschickt: {sent}.")
