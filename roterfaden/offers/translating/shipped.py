"""Languages and official words that are shipped as data; what the city has decided since stays."""

from pathlib import Path
from typing import Any

import yaml

from roterfaden.offers.models import GlossaryTerm, Language

VOCABULARY = Path(__file__).parents[1] / "vocabulary"


def bring_languages() -> None:
    """Add shipped languages that are not there yet. Names, order and switches of known ones are the city's."""
    shipped = _read("languages.yaml")
    Language.objects.bulk_create(
        [
            Language(
                code=one["key"], native_name=one["eigenname"], is_offered=one.get("angeboten", True), position=number
            )
            for number, one in enumerate(shipped)
        ],
        ignore_conflicts=True,
    )


def bring_glossary() -> None:
    """Make the words say what the file says, except those somebody has edited in the application."""
    edited = set(GlossaryTerm.objects.filter(changed_at__isnull=False).values_list("word", flat=True))
    terms = [
        GlossaryTerm(
            word=one["wort"],
            also=one.get("auch", []),
            meaning=one["bedeutung"],
            source=one.get("quelle", ""),
            wordings=one.get("fest", {}),
        )
        for one in _read("glossary.yaml")
        if one["wort"] not in edited
    ]
    GlossaryTerm.objects.bulk_create(
        terms,
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["also", "meaning", "source", "wordings"],
    )


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((VOCABULARY / name).read_text(encoding="utf-8"))
    return found
