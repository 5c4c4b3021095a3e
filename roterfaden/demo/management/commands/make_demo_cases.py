"""``make_demo_cases``: invented persons whose stories fill the demo."""

import os
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.demo.stories import NotReady, already_told, forget_stories, tell_stories
from roterfaden.demo.stories.reading import MaterialError

USUAL = int(os.environ.get("ROTERFADEN_DEMO_CASES", "140"))
"""How many cases, where nobody says so: fewer for whoever starts the demo often."""


class Command(BaseCommand):
    """Tells the stories of ``demo/geschichten`` once per seed."""

    help = "Legt erfundene Personen mit ihren Geschichten an: Fälle in allen Phasen, Beratungen, offene Aufnahmen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, which ones, and until when."""
        parser.add_argument("--seed", type=int, default=1, help="gleiche Zahl, gleiche Geschichten")
        parser.add_argument("--cases", type=int, default=USUAL, help="wie viele Fälle")
        parser.add_argument(
            "--today", type=date.fromisoformat, default=None, help="bis zu welchem Tag erzählt wird, JJJJ-MM-TT"
        )
        parser.add_argument(
            "--again", action="store_true", help="vorhandene Personen dieser Zahl entfernen und neu erzählen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell, unless already told."""
        seed, today = options["seed"], options["today"] or timezone.localdate()
        if not settings.DEMO:
            raise CommandError("Nur im Demo-Betrieb: In eine Datenbank mit echten Menschen gehören keine erfundenen.")
        if already_told(seed) and not options["again"]:
            self._say(options, f"Die erfundenen Personen mit der Zahl {seed} gibt es schon. Neu erzählen: --again")
            return
        try:
            removed = forget_stories(seed)
            told = tell_stories(seed=seed, cases=options["cases"], today=today)
        except (NotReady, MaterialError) as fault:
            raise CommandError(str(fault)) from None
        if removed:
            self._say(options, f"{removed} erfundene Personen entfernt.")
        self._say(
            options,
            f"{told.cases} Fälle, {told.advice} einmalige Beratungen und {told.open_talks} offene Aufnahmen angelegt.",
        )

    def _say(self, options: dict[str, Any], sentence: str) -> None:
        if options["verbosity"]:
            self.stdout.write(sentence)
