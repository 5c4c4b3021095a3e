"""``manage count_needs``: after each quarter, the count of needs without names."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from roterfaden.cases.actions.gaps import count_needs


class Command(BaseCommand):
    """Counts what was missing in the quarter that is over, once; on all other days it does nothing."""

    help = "Täglich ausführen: nach dem Ende eines Quartals die Bedarfe ohne Namen zählen."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due. How many there were is on the page, as far as it may be told."""
        with translation.override("de"):
            count_needs()
            self.stdout.write("Fertig.")
