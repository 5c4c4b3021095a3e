"""``manage expire``: the run that writes down what has ended by itself, and reminds of what soon will."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from roterfaden.cases.actions.area_acceptance import expire_acceptance_links
from roterfaden.cases.actions.emergency import note_run_out
from roterfaden.cases.actions.own_views import expire_view_links
from roterfaden.cases.actions.referral_links import expire_links, expire_referrals, remind_providers


class Command(BaseCommand):
    """Writes down which links and emergencies are over, and which requests nobody answered. Access ended on time.

    Who was asked two weeks ago, has an account and has not answered is reminded once.
    """

    help = (
        "Täglich oder öfter ausführen: festhalten, was abgelaufen ist (Links, Anfragen ohne Antwort, Notfallzugriffe), "
        "und Träger einmal an eine Antwort erinnern."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due; a second run changes nothing."""
        with translation.override("de"):
            links, referrals = expire_links() + expire_view_links() + expire_acceptance_links(), expire_referrals()
            reminded, emergencies = remind_providers(), note_run_out()
        said = f"Abgelaufene Links: {links}. Anfragen ohne Antwort: {referrals}. Erinnerungen an Träger: {reminded}."
        self.stdout.write(f"Fertig. {said} Abgelaufene Notfallzugriffe: {emergencies}.")
