"""The brochures that are shipped, as data: ``vocabulary/brochures.yaml``."""

from pathlib import Path
from typing import Any

import yaml

from roterfaden.offers.models import SavedBrochure

BROCHURES = Path(__file__).parents[1] / "vocabulary" / "brochures.yaml"


def bring_brochures() -> int:
    """Add them to a new installation; from then on they are the city's to change and to remove. How many were added."""
    if SavedBrochure.objects.exists():
        return 0
    told: list[dict[str, Any]] = yaml.safe_load(BROCHURES.read_text(encoding="utf-8"))
    return len(
        SavedBrochure.objects.bulk_create(
            SavedBrochure(query=one["auswahl"], titles=one["titel"], order=one["ordnung"]) for one in told
        )
    )
