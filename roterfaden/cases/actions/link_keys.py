"""The two secrets of a link: the token in its address, and the code that is told by another way."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from roterfaden.cases.models.answer_links import AnswerLink

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


@dataclass(frozen=True)
class NewLink:
    """A link just made: the only moment in which its secrets can be read."""

    link: Any
    key: LinkKey
    code: str


def new_link(model: type[AnswerLink], *, by: Any, lasts: timedelta | None = None, **fields: Any) -> NewLink:
    """Write down a new link of this kind; it is valid for the days of the installation unless ``lasts`` says less."""
    key, code = LinkKey.new(), new_code()
    link = model._base_manager.create(
        token_hash=key.token_hash,
        code_hash=key.hash_of(code),
        made_by=by,
        expires_at=timezone.now() + (lasts or timedelta(days=settings.ANSWER_LINK_DAYS)),
        **fields,
    )
    return NewLink(link, key, code)
