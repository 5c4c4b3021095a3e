"""Countries put together to regions of the world (``regions.yaml``, UN M49)."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml


@cache
def regions() -> Mapping[str, frozenset[str]]:
    """Countries by the name of a region, smaller and larger ones."""
    document = yaml.safe_load((Path(__file__).parent / "regions.yaml").read_text(encoding="utf-8"))
    smaller = {name: frozenset(codes.split()) for parts in document.values() for name, codes in parts.items()}
    larger = {name: frozenset().union(*(smaller[part] for part in parts)) for name, parts in document.items()}
    return smaller | larger


def regions_of(country: str) -> Iterable[tuple[str, frozenset[str]]]:
    """The regions in which a country lies, the smaller one first."""
    found = [(name, codes) for name, codes in regions().items() if country in codes]
    return sorted(found, key=lambda region: len(region[1]))
