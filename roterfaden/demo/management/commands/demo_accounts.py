"""``manage demo_accounts``: as whom one can sign in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from roterfaden.demo.people import PASSWORD
from roterfaden.demo.sign_in import demo_roles


class Command(BaseCommand):
    """Prints the invented persons with role and e-mail, and the password of all."""

    help = "Zeigt die erfundenen Personen der Demo mit Rolle, E-Mail und Passwort."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        lines = [
            (person.user.name, str(role.name), person.user.email) for role in demo_roles() for person in role.people
        ]
        if not lines:
            self.stdout.write("Es gibt noch keine Personen der Demo. Bitte laden Sie zuerst die Daten.")
            return
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            self.stdout.write("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
        self.stdout.write(f"\nPasswort für alle: {PASSWORD}")
