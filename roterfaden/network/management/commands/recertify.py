"""``manage recertify``: the daily run around accounts and rights."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from roterfaden.accounts.kept_forms import forget_old_forms
from roterfaden.accounts.lockout import forget_old_failures
from roterfaden.accounts.sessions import SessionStore
from roterfaden.network import recertifying, rights


class Command(BaseCommand):
    """Opens the round of the quarter, reminds, ends what nobody confirmed; tells of rights given from outside."""

    help = "Täglich ausführen: Funktionen bestätigen lassen, erinnern, Unbestätigtes beenden; Abgelaufenes aufräumen."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due today; twice on a day changes nothing."""
        recertifying.run(timezone.localdate())
        found = rights.find_grants_from_outside()
        SessionStore.clear_expired()
        forget_old_forms()
        forget_old_failures()
        self.stdout.write(f"Fertig. Rechte von außerhalb der Anwendung, neu gefunden: {found}.")
