"""``manage expire_links``: the daily run around links for providers and for persons."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from roterfaden.cases.actions.own_views import expire_view_links
from roterfaden.cases.actions.referral_links import expire_links


class Command(BaseCommand):
    """Writes down which links have expired, and tells who waits. The referrals themselves stay as they are."""

    help = "Täglich ausführen: abgelaufene Links schließen; bei Trägern den Fragenden Bescheid geben."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due; twice on a day changes nothing."""
        with translation.override("de"):
            self.stdout.write(f"Fertig. Abgelaufene Links: {expire_links() + expire_view_links()}.")
