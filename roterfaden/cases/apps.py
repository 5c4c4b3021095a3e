"""Case management."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Persons seeking help and their cases."""

    name = "roterfaden.cases"
    verbose_name = "Fallarbeit"

    def ready(self) -> None:
        """Say what is erased beside the rows, and which files a person gets.

        Entries restricted on the person's request are not changed.
        """
        from roterfaden.base.models import CLAIM_GUARDS
        from roterfaden.cases.actions.timeline import refuse_restricted_entry

        import_module("roterfaden.cases.erasing")
        import_module("roterfaden.cases.informing")
        if refuse_restricted_entry not in CLAIM_GUARDS:
            CLAIM_GUARDS.append(refuse_restricted_entry)
