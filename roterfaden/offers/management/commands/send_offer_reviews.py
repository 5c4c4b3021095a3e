"""``manage send_offer_reviews``: asks those who keep offers whether the facts still hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from roterfaden.offers.asking import send_reviews


class Command(BaseCommand):
    """Sends each organisation at most one mail a month, reminds, and tells the city what stays open."""

    help = (
        "Täglich ausführen: fragt Träger nach dem Stand ihrer Angebote (höchstens eine E-Mail im Monat), erinnert nach "
        "30 Tagen und legt nach 60 Tagen der Kommune vor, was niemand bestätigt. Ein zweiter Lauf am Tag tut nichts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the site, for the links."""
        parser.add_argument("site", help="Adresse der Installation, zum Beispiel https://roterfaden.example")
        parser.add_argument("--dry-run", action="store_true", help="nur sagen, was geschähe")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due."""
        with translation.override("de"):
            sent = send_reviews(options["site"].rstrip("/"), rehearse=options["dry_run"])
        begin = "Probelauf, nichts verschickt." if options["dry_run"] else "Fertig."
        self.stdout.write(
            f"{begin} E-Mails an Organisationen: {sent.mails}. Neu gefragt: {sent.asked}. Erinnert: {sent.reminded}. "
            f"Der Kommune vorgelegt: {sent.overdue}."
        )
