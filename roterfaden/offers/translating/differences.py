"""What changed in a text, word by word, for a reader who knows the earlier one."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
LONGEST = 4_000
"""Pieces up to which words are compared; the time grows with the square. Longer texts are shown as old and new."""


class Change(StrEnum):
    """What happened to a piece."""

    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Piece:
    """A stretch of text with the same fate."""

    change: Change
    text: str


def differences(before: str, now: str) -> list[Piece]:
    """The text as it is now, with what is new and what is gone; what is gone stands before what came for it."""
    old, new = _PIECES.findall(before), _PIECES.findall(now)
    if len(old) + len(new) > LONGEST:
        return _joined([Piece(Change.GONE, before), Piece(Change.NEW, now)])
    found = []
    for _what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        found += [Piece(Change.SAME, came)] if gone == came else [Piece(Change.GONE, gone), Piece(Change.NEW, came)]
    return _joined(found)


def _joined(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.text]
