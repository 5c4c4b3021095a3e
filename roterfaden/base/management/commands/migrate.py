"""``manage.py migrate``, as Django's, in a fraction of the time: see :mod:`~roterfaden.base.states`."""

from typing import Any

from django.core.management.commands import migrate

from roterfaden.base.states import only_added


class Command(migrate.Command):
    """Django's own command."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate."""
        with only_added():
            super().handle(*args, **options)
