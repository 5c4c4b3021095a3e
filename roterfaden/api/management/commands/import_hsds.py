"""``manage.py import_hsds``: what the page „Von einem anderen Verzeichnis übernehmen“ does, for a nightly run."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roterfaden.api.feeds.actions import receive_feed, take_over
from roterfaden.api.feeds.comparing import preview
from roterfaden.api.feeds.fetching import fetch_services
from roterfaden.api.feeds.reading import services_in
from roterfaden.base.errors import RuleBroken


class Command(BaseCommand):
    """Take offers over from another directory."""

    help = "Angebote nach HSDS 3.0 von einem anderen Verzeichnis übernehmen; ohne --take nur ansehen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which directory, from where, and how much of it."""
        parser.add_argument("name", help="Name des Verzeichnisses")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--url", help="Adresse nach HSDS 3.0")
        where.add_argument("--file", type=Path, help="JSON- oder Zip-Datei")
        parser.add_argument("--take", choices=["all", "good"], help="all: nur, wenn alles lesbar ist")

    def handle(self, *args: Any, name: str, url: str | None, file: Path | None, take: str | None, **rest: Any) -> None:
        """Read, tell, and take over if that is wanted."""
        try:
            services = services_in(file.read_bytes()) if file else fetch_services(url or "")
            delivery = receive_feed(name, url or "", services, by=None)
            for change, number in preview(delivery).numbers:
                self.stdout.write(f"{change.label}: {number}")
            for problem in delivery.problems:
                self.stderr.write(f"{problem['number']}. {problem['title']}: {problem['words']}")
            if take:
                take_over(delivery.pk, only_good=take == "good", by=None)
        except (RuleBroken, OSError) as error:
            raise CommandError(str(error)) from error
