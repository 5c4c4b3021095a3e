"""What is tested is what is served, and nothing in the locked lists names a host."""

import re

import yaml

from roterfaden.config.environment import ROOT


def pins(name: str) -> dict[str, str]:
    """The locked versions of one requirements file."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def test_tests_run_on_the_versions_that_serve() -> None:
    assert pins("serve").items() <= pins("develop").items()


def test_locked_lists_name_no_host() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]
    assert not [lock.name for lock in locks if "://" in lock.read_text()]


def test_the_description_for_directories_keeps_its_limits() -> None:
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert {
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "legal",
        "maintenance",
        "localisation",
    } <= set(described)
    for text in described["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
