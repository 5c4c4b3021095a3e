"""The two secrets of a link: the token in its address, and the code that is told by another way."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.utils.crypto import salted_hmac

TOKEN_BYTES = 32
CODE_DIGITS = 6


@dataclass(frozen=True)
class LinkKey:
    """The token of a link, as it stands in the address; the database knows hashes only."""

    token: str

    @classmethod
    def new(cls) -> "LinkKey":
        """One that nobody can guess."""
        return cls(secrets.token_urlsafe(TOKEN_BYTES))

    @property
    def token_hash(self) -> str:
        """By which the link is found."""
        return sha256(self.token.encode()).hexdigest()

    def hash_of(self, code: str) -> str:
        """How a code is compared. A million codes are soon tried; without the key of the installation it is no use."""
        return salted_hmac("roterfaden.answer-code", f"{self.token}:{code}", algorithm="sha256").hexdigest()


def new_code() -> str:
    """Six digits, easy to say on the telephone."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
