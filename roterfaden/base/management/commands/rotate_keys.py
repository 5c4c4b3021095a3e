"""``rotate_keys``: seal the data keys of all files with the installation's current key."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.utils.translation import ngettext

from roterfaden.base.sealed import SealedContent, sealed_models
from roterfaden.base.vault import Vault, VaultError, vault


class Command(BaseCommand):
    """Seals in batches, each in a transaction of its own: stopped at any time, it goes on where it was."""

    help = "Verschließt die Schlüssel aller Dateien mit dem ersten Schlüssel aus ROTERFADEN_FILE_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many at once, and whether only to count."""
        parser.add_argument("--batch", type=int, default=500, help="wie viele in einer Transaktion")
        parser.add_argument("--dry-run", action="store_true", help="nur zählen, nichts ändern")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate every table with files, then say which keys are still needed."""
        if options["batch"] < 1:
            raise CommandError("--batch braucht eine Zahl ab 1.")
        keys, failed = vault(), 0
        for model in sealed_models():
            failed += self._rotate(model, keys, options["batch"], dry_run=options["dry_run"])
        self._say_what_is_needed(keys)
        if failed:
            raise CommandError(
                f"Nicht umgestellt: {failed}. Ihr Schlüssel fehlt in ROTERFADEN_FILE_KEYS, oder die Zeile ist "
                "beschädigt. Den alten Schlüssel ergänzen und noch einmal starten; alles andere ist umgestellt."
            )

    def _rotate(self, model: type[SealedContent], keys: Vault, batch: int, *, dry_run: bool) -> int:
        """Rotate one table; how many rows could not be opened."""
        name, waiting = str(model._meta.verbose_name_plural), _waiting(model, keys).count()
        if dry_run or not waiting:
            self.stdout.write(f"{name}: {waiting} umzustellen" if waiting else f"{name}: alles auf dem neuen Schlüssel")
            return 0
        done, failed, last = 0, 0, None
        while found := _next_batch(model, keys, batch, after=last):
            moved = _seal_again(model, keys, found)
            done, failed, last = done + moved, failed + len(found) - moved, found[-1]
            self.stdout.write(f"{name}: {done} von {waiting} umgestellt")
        return failed

    def _say_what_is_needed(self, keys: Vault) -> None:
        in_use = {key for model in sealed_models() for key in model._base_manager.values_list("key_id", flat=True)}
        for key in keys.key_ids[1:]:
            word = "wird noch gebraucht" if key in in_use else "wird nicht mehr gebraucht"
            self.stdout.write(f"Schlüssel {key}: {word}")
        unknown = sorted(in_use - set(keys.key_ids))
        if unknown:
            word = ngettext("Fehlender Schlüssel", "Fehlende Schlüssel", len(unknown))
            self.stdout.write(f"{word}: {', '.join(unknown)}")


def _waiting(model: type[SealedContent], keys: Vault) -> models.QuerySet[SealedContent]:
    return model._base_manager.exclude(key_id=keys.current.id)


def _next_batch(model: type[SealedContent], keys: Vault, batch: int, *, after: UUID | None) -> list[UUID]:
    rows = _waiting(model, keys) if after is None else _waiting(model, keys).filter(pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:batch])


@transaction.atomic
def _seal_again(model: type[SealedContent], keys: Vault, found: list[UUID]) -> int:
    """Seal the data keys of these rows anew; how many could be. What was rotated or removed meanwhile counts too."""
    failed = 0
    for row in model._base_manager.select_for_update().filter(pk__in=found).order_by("pk"):
        try:
            sealed = keys.seal_again(row.kept_key, row.pk)
        except VaultError:
            failed += 1
            continue
        model._base_manager.filter(pk=row.pk).update(key_id=sealed.key_id, sealed_key=sealed.sealed)
    return len(found) - failed
