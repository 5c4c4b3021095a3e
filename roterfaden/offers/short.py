"""The short address of an offer, for paper and for the telephone: eight letters and digits made of its identifier.

Crockford's base 32 (https://www.crockford.com/base32.html): no letter looks like a digit, and whoever reads an o for a
zero or an l for a one is understood. Nothing is stored; among 100,000 offers two share an address once in 200 times,
and then both are shown.
"""

from uuid import UUID

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
_MISREAD = str.maketrans("oil", "011")
_SHIFT = 128 - 5 * LENGTH


def short_code(pk: UUID) -> str:
    """The code of an offer."""
    number = pk.int >> _SHIFT
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def identifiers(code: str) -> tuple[UUID, UUID] | None:
    """The first and the last identifier with this code; ``None`` if it is none."""
    letters = code.lower().translate(_MISREAD)
    if len(letters) != LENGTH or not set(letters) <= set(LETTERS):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | LETTERS.index(letter)
    return UUID(int=number << _SHIFT), UUID(int=(number + 1 << _SHIFT) - 1)
