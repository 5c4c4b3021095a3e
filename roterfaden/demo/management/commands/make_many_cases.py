"""``make_many_cases``: so many invented cases that one can measure how the pages bear it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from roterfaden.demo.stories import NotReady, many_cases


class Command(BaseCommand):
    """Fills the database for benchmarks."""

    help = "Legt sehr viele erfundene Fälle auf einmal an, um Ladezeiten zu messen (nicht für die Vorführung)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many."""
        parser.add_argument("anzahl", type=int, nargs="?", default=50_000, help="wie viele Fälle dazukommen")
        parser.add_argument("--seed", type=int, default=1, help="gleiche Zahl, gleiche Personen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them; only into the database of a demo."""
        if not settings.DEMO:
            raise CommandError("Nur im Demo-Betrieb: In eine Datenbank mit echten Menschen gehören keine erfundenen.")
        try:
            with translation.override("de"):
                staff = many_cases(options["anzahl"], today=timezone.localdate(), seed=options["seed"])
        except NotReady as fault:
            raise CommandError(str(fault)) from None
        if options["verbosity"]:
            self.stdout.write(f"{options['anzahl']} Fälle für {staff} Fachkräfte angelegt.")
