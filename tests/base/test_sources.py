"""Source lines in words."""

import pytest

from roterfaden.base.sources import lines_in_words


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("490-512", "Zeilen 490–512"),
        ("5-5", "Zeile 5"),
        ("5", "Zeile 5"),
        ("1-2, 8-9", "Zeilen 1–2, 8–9"),
        ("", ""),
    ],
)
def test_lines_of_the_concept_are_said_in_words(stored: str, words: str) -> None:
    assert lines_in_words(stored) == words
