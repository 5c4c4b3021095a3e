"""The rules that are shipped, as data: ``rules/rules.yaml``."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parent / "rules" / "rules.yaml"


@cache
def shipped_rules() -> list[dict[str, Any]]:
    """The lines of the file."""
    rules: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return rules


def bring_rules() -> int:
    """Add the rules that are not there yet, unchecked; never touch one that is. How many were added."""
    from roterfaden.retention.models import RetentionRule

    known = set(RetentionRule.objects.values_list("kind", "legal_area"))
    new = [
        RetentionRule(**{name: value.strip() if isinstance(value, str) else value for name, value in line.items()})
        for line in shipped_rules()
        if (line["kind"], line["legal_area"]) not in known
    ]
    return len(RetentionRule.objects.bulk_create(new))
