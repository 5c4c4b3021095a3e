"""``manage expire``: the run that writes down what has ended by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from roterfaden.cases.actions.emergency import note_run_out
from roterfaden.cases.actions.own_views import expire_view_links
from roterfaden.cases.actions.referral_links import expire_links, expire_referrals


class Command(BaseCommand):
    """Writes down which links and emergencies are over, and which requests nobody answered. Access ended on time."""

    help = (
        "Täglich oder öfter ausführen: festhalten, was abgelaufen ist: Links, Anfragen ohne Antwort, Notfallzugriffe."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due; a second run changes nothing."""
        with translation.override("de"):
            links, referrals = expire_links() + expire_view_links(), expire_referrals()
            emergencies = note_run_out()
        said = f"Abgelaufene Links: {links}. Anfragen ohne Antwort: {referrals}."
        self.stdout.write(f"Fertig. {said} Abgelaufene Notfallzugriffe: {emergencies}.")
