"""Which characters our fonts can show, read from the fonts themselves.

PDF/UA-1 forbids a character without a glyph, so typst refuses the whole document for one emoji in a note. A person
must get their paper all the same: what no font has is written in Latin letters instead.
"""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii

# Embeddings, overrides and isolates: typed text is isolated by the template, and an override could turn an amount
# or a date around on a paper that is signed. The joiners U+200C and U+200D and the marks U+200E and U+200F stay.
DIRECTION_CONTROLS = frozenset({0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069})


def printable(text: str, directories: tuple[str, ...]) -> str:
    """Return ``text`` with every character the fonts in ``directories`` lack put into Latin letters, or left out."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    covered = coverage(directories)
    return "".join(character if ord(character) in covered else _replacement(character, covered) for character in text)


def _replacement(character: str, covered: frozenset[int]) -> str:
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Mn", "Me"}:
        return ""
    latin = anyascii(character)
    return latin if latin and all(ord(letter) in covered for letter in latin) else "?"


@lru_cache(maxsize=4)
def coverage(directories: tuple[str, ...]) -> frozenset[int]:
    """Return the code points that every weight of at least one font family in ``directories`` has.

    One directory is one family (as the npm packages are laid out). 30 ms for both families, once per process.
    """
    covered: set[int] = set()
    for directory in directories:
        faces = [_code_points(path) for path in sorted(Path(directory).rglob("*.ttf"))]
        if faces:
            covered |= set.intersection(*faces)
    controls = {point for point in covered if unicodedata.category(chr(point)) == "Cc"}
    return frozenset(covered - controls - DIRECTION_CONTROLS | {ord("\n")})


def _code_points(path: Path) -> set[int]:
    """Read the ``cmap`` table of a TrueType font (OpenType specification, formats 4 and 12)."""
    font = path.read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    for index in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if tag == b"cmap":
            return _cmap(font, offset)
    return set()


def _cmap(font: bytes, start: int) -> set[int]:
    points: set[int] = set()
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtables):
        platform, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if platform in {0, 3} and kind == 4:
            points |= _format_4(font, start + offset)
        elif platform in {0, 3} and kind == 12:
            points |= _format_12(font, start + offset)
    return points


def _format_4(font: bytes, at: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    segments = twice // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + twice)
    deltas = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * twice)
    ranges_at = at + 16 + 3 * twice
    points: set[int] = set()
    for index, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        (jump,) = struct.unpack_from(">H", font, ranges_at + 2 * index)
        for point in range(first, last + 1):
            glyph = point
            if jump:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * index + jump + 2 * (point - first))
            # A segment may name glyph 0, "not defined", for single characters.
            if point != 0xFFFF and (glyph or not jump) and (glyph + delta) & 0xFFFF:
                points.add(point)
    return points


def _format_12(font: bytes, at: int) -> set[int]:
    (groups,) = struct.unpack_from(">L", font, at + 12)
    points: set[int] = set()
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * index)
        points.update(range(first if glyph else first + 1, last + 1))
    return points
