"""Encryption of what people entrust to us as files: envelope encryption with keys from the environment.

Every file has a data key of its own, which encrypts its content once and for all. The data key lies beside the file's
row, itself encrypted ("sealed") with one of the installation's keys. A new installation key therefore means sealing
small data keys anew (``manage.py rotate_keys``), not encrypting every content again.

Content is a stream of chunks, each encrypted with AES-256-GCM; after Hoang, Reyhanitabar, Rogaway and Vizár, "Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance" (STREAM, 2015). The nonce of a chunk is its number and
whether it is the last one, so that chunks left out, added, doubled or put in another order are refused; the associated
data is the file's identifier, so that one file cannot be passed off as another. A nonce never repeats under one data
key, because a data key encrypts one content only.

What others may call: :func:`vault`, and of it ``new_key``, ``open_key``, ``seal_again``; :func:`encrypted`,
:func:`decrypted`, :func:`fingerprint`, :func:`parse_key`; the errors :class:`Tampered` and :class:`KeyMissing`.
"""

import base64
import binascii
import hashlib
import hmac
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

CHUNK = 256 * 1024
"""Bytes of content in one chunk; part of the format, as the header's last byte says."""
HEADER = b"RoterFaden\x00\x01"
KEY_BYTES = 32
_NONCE = struct.Struct(">xxxQ?")
_SEALING_NONCE = 12
_TAG = 16
_SEALED_FOR = b"roterfaden sealed data key 1 "
_CONTENT_OF = b"roterfaden content 1 "


class VaultError(Exception):
    """A content cannot be opened. The message is for whoever operates the installation; it holds no content."""


class Tampered(VaultError):
    """The stored bytes are not those we wrote for this file: damaged, cut off, mixed up or changed."""


class KeyMissing(VaultError):
    """The file was sealed with an installation key that is not configured any more."""


@dataclass(frozen=True)
class Key:
    """One key of the installation. Its ``id`` says which one it is without saying anything about it."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits."""
        return hmac.new(self.secret, b"roterfaden key id 1", hashlib.sha256).hexdigest()[:12]


@dataclass(frozen=True)
class SealedKey:
    """A data key as it may lie in the database: encrypted with the installation key ``key_id``."""

    key_id: str
    sealed: bytes = field(repr=False)


class Vault:
    """The keys of the installation: the first one seals, every one opens."""

    def __init__(self, keys: Sequence[Key]) -> None:
        if not keys:
            raise ValueError("A vault needs at least one key.")
        self._keys = {key.id: key for key in keys}
        self.current = keys[0]

    @property
    def key_ids(self) -> list[str]:
        """The keys there are, the sealing one first."""
        return list(self._keys)

    def new_key(self, file_id: UUID) -> tuple[bytes, SealedKey]:
        """A data key for a new file: to encrypt with now, and as it is kept."""
        data_key = AESGCM.generate_key(bit_length=8 * KEY_BYTES)
        return data_key, self._seal(data_key, file_id)

    def open_key(self, sealed: SealedKey, file_id: UUID) -> bytes:
        """The data key of a file. Raises :class:`KeyMissing`, or :class:`Tampered` if it belongs to another file."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise KeyMissing(f"The key {sealed.key_id} is not among those configured.")
        nonce, rest = sealed.sealed[:_SEALING_NONCE], sealed.sealed[_SEALING_NONCE:]
        return _open(AESGCM(key.secret), nonce, rest, _SEALED_FOR + file_id.bytes)

    def seal_again(self, sealed: SealedKey, file_id: UUID) -> SealedKey:
        """The same data key under the current installation key. Raises as :meth:`open_key` does."""
        data_key = self.open_key(sealed, file_id)
        return sealed if sealed.key_id == self.current.id else self._seal(data_key, file_id)

    def _seal(self, data_key: bytes, file_id: UUID) -> SealedKey:
        nonce = os.urandom(_SEALING_NONCE)
        words = AESGCM(self.current.secret).encrypt(nonce, data_key, _SEALED_FOR + file_id.bytes)
        return SealedKey(self.current.id, nonce + words)


# --- keys from the environment ----------------------------------------------------------------------------------------


def new_secret() -> str:
    """A new installation key as it is written in the environment."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def parse_key(text: str) -> Key:
    """An installation key out of its written form. Raises ``ValueError`` without repeating it."""
    try:
        secret = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ValueError("Ein Schlüssel besteht aus 32 zufälligen Bytes, als Base64 geschrieben (44 Zeichen).")
    return Key(secret)


def vault() -> Vault:
    """The vault of this installation, with the keys of the settings."""
    return _vault(tuple(settings.FILE_KEYS))


@lru_cache(maxsize=4)
def _vault(keys: tuple[str, ...]) -> Vault:
    return Vault([parse_key(key) for key in keys])


# --- content ----------------------------------------------------------------------------------------------------------


def encrypted(content: BinaryIO, data_key: bytes, file_id: UUID) -> Iterator[bytes]:
    """The content, read to its end, as it is stored. Holds two chunks in memory, however long it is."""
    cipher, bound_to = AESGCM(data_key), _CONTENT_OF + file_id.bytes
    yield HEADER
    number, chunk = 0, content.read(CHUNK)
    while True:
        following = content.read(CHUNK) if len(chunk) == CHUNK else b""
        yield cipher.encrypt(_NONCE.pack(number, not following), chunk, bound_to)
        if not following:
            return
        number, chunk = number + 1, following


def decrypted(stored: BinaryIO, data_key: bytes, file_id: UUID) -> Iterator[bytes]:
    """The content of what :func:`encrypted` gave for this file, chunk by chunk, each one proven to be genuine.

    Only when the iterator is exhausted is it certain that nothing is missing at the end. Raises :class:`Tampered`.
    """
    cipher, bound_to = AESGCM(data_key), _CONTENT_OF + file_id.bytes
    if stored.read(len(HEADER)) != HEADER:
        raise Tampered("The stored file does not begin as ours do.")
    number, chunk = 0, stored.read(CHUNK + _TAG)
    while True:
        following = stored.read(CHUNK + _TAG) if len(chunk) == CHUNK + _TAG else b""
        yield _open(cipher, _NONCE.pack(number, not following), chunk, bound_to)
        if not following:
            return
        number, chunk = number + 1, following


def fingerprint(content: Iterable[bytes], data_key: bytes) -> bytes:
    """What proves later that a content is the same: its SHA-256, keyed with its data key so that it reveals nothing.

    Without the data key nobody can tell from it whether a known document lies here. Chunks may be cut anywhere.
    """
    digest = hashlib.sha256()
    for chunk in content:
        digest.update(chunk)
    return hmac.new(data_key, b"roterfaden fingerprint 1 " + digest.digest(), hashlib.sha256).digest()


def _open(cipher: AESGCM, nonce: bytes, words: bytes, bound_to: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, words, bound_to)
    except (InvalidTag, ValueError) as error:
        raise Tampered("The stored bytes are not those that were written for this file.") from error
