"""``manage expire``: the run that writes down what has ended by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from roterfaden.cases.actions.emergency import note_run_out
from roterfaden.cases.actions.own_views import expire_view_links
from roterfaden.cases.actions.referral_links import expire_links


class Command(BaseCommand):
    """Writes down which links and emergencies are over. Access ended on time without it; referrals stay as they are."""

    help = "Täglich oder öfter ausführen: abgelaufene Links und abgelaufene Notfallzugriffe festhalten."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due; a second run changes nothing."""
        with translation.override("de"):
            links, emergencies = expire_links() + expire_view_links(), note_run_out()
        self.stdout.write(f"Fertig. Abgelaufene Links: {links}. Abgelaufene Notfallzugriffe: {emergencies}.")
