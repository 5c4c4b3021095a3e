"""The privacy wall names every module that must not reach a case."""

import tomllib

from roterfaden.config.environment import ROOT

BEHIND_THE_WALL = {
    "api",
    "bodies",
    "concept",
    "logbook",
    "monitoring",
    "needs",
    "network",
    "offers",
    "portal",
    "surveys",
}


def test_the_privacy_wall_is_complete() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    wall = next(contract for contract in contracts if contract["id"] == "privacy-wall")
    existing = {name for name in BEHIND_THE_WALL if (ROOT / "roterfaden" / name / "__init__.py").exists()}
    assert set(wall["source_modules"]) == {f"roterfaden.{name}" for name in existing}
