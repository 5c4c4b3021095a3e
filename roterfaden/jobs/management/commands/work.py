"""``manage work``: work jobs off until it is told to end."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roterfaden.base.errors import RuleBroken
from roterfaden.jobs.working import refuse_wrong_role, wait_for_news, work_once, working

SECONDS = 5


class Command(BaseCommand):
    """Works jobs off, beside the web process; any number of these may run."""

    help = "Aufträge im Hintergrund erledigen, bis der Befehl beendet wird; mit --once nur, was gerade wartet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long."""
        parser.add_argument("--once", action="store_true", help="enden, sobald nichts mehr wartet")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """A signal ends it at once: the piece that was under way is undone and begun again the next time."""
        if not once:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            refuse_wrong_role()
            with working():
                while work_once() or _told(once):
                    pass
        except RuleBroken as error:
            raise CommandError(error.message) from error
        except KeyboardInterrupt:
            self.stdout.write("Beendet.")


def _told(once: bool) -> bool:
    """Nothing is left: wait until there is, or come to the end."""
    if not once:
        wait_for_news(SECONDS)
    return not once
