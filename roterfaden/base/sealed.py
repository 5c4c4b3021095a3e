"""A row with an encrypted content on the shelf. ``rotate_keys`` and ``check_files`` know all models built on it."""

import hmac
import logging
from io import BytesIO
from typing import Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.base import shelf
from roterfaden.base.models import Identified
from roterfaden.base.vault import SealedKey, Tampered, VaultError, decrypted, encrypted, fingerprint, vault

logger = logging.getLogger(__name__)


class SealedContent(Identified):
    """A row whose identifier names an encrypted content. Tracked histories exclude :data:`KEPT_ONCE`."""

    size = models.PositiveIntegerField(_("Größe in Byte"), editable=False)
    fingerprint = models.BinaryField(_("Prüfwert"), max_length=32, editable=False)
    key_id = models.CharField(_("Schlüssel der Installation"), max_length=12, editable=False)
    sealed_key = models.BinaryField(_("verschlossener Schlüssel"), max_length=64, editable=False)

    class Meta:
        abstract = True

    def seal(self, content: bytes) -> Self:
        """Encrypt ``content`` for this row and put it on the shelf; the row itself is not saved yet."""
        data_key, sealed = vault().new_key(self.pk)
        self.key_id, self.sealed_key = sealed.key_id, sealed.sealed
        self.size, self.fingerprint = len(content), fingerprint([content], data_key)
        shelf.put(self.pk, encrypted(BytesIO(content), data_key, self.pk))
        return self

    def unseal(self) -> bytes:
        """The content. Raises :class:`~roterfaden.base.vault.VaultError` when it is not there or not genuine."""
        try:
            data_key = self._data_key()
            with shelf.get(self.pk) as stored:
                content = b"".join(decrypted(stored, data_key, self.pk))
            if not hmac.compare_digest(fingerprint([content], data_key), bytes(self.fingerprint)):
                raise Tampered("The content is genuine, but not the one this row was made for.")
        except FileNotFoundError as error:
            logger.error("The content of file %s is missing", self.pk)
            raise Tampered("The content is missing.") from error
        except VaultError:
            logger.error("The content of file %s cannot be opened", self.pk)
            raise
        return content

    def holds(self, content: bytes) -> bool:
        """Whether ``content`` is what lies here, told by the fingerprint alone."""
        if len(content) != self.size:
            return False
        return hmac.compare_digest(fingerprint([content], self._data_key()), bytes(self.fingerprint))

    @property
    def kept_key(self) -> SealedKey:
        """The data key as it lies in the row."""
        return SealedKey(self.key_id, bytes(self.sealed_key))

    def _data_key(self) -> bytes:
        return vault().open_key(self.kept_key, self.pk)


KEPT_ONCE = ["fingerprint", "key_id", "sealed_key"]
"""Fields no history may repeat: an old wording of a sealed key would outlive its rotation, and the deleted content."""


def sealed_models() -> list[type[SealedContent]]:
    """Every table with contents on the shelf."""
    return [model for model in apps.get_models() if issubclass(model, SealedContent)]


def known_identifiers() -> set[UUID]:
    """The identifiers of all contents there should be."""
    return {pk for model in sealed_models() for pk in model._base_manager.values_list("pk", flat=True)}
