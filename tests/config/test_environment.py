"""The operators' handbook names every variable, and only those."""

import re
from dataclasses import fields

import pytest
from environs import EnvError

from roterfaden.config.environment import ROOT, Environment


def documented() -> set[str]:
    """The variables in the handbook's table."""
    text = (ROOT / "docs" / "operators.md").read_text()
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))


def read_by_the_program() -> set[str]:
    """The variables which ``Environment.read`` asks for."""
    text = (ROOT / "roterfaden" / "config" / "environment.py").read_text()
    return set(re.findall(r'env\.\w+\("([A-Z_]+)"', text))


def test_the_handbook_names_every_variable() -> None:
    assert documented() == read_by_the_program()
    assert len(documented()) == len(fields(Environment))


def test_a_real_installation_needs_a_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROTERFADEN_SECRET_KEY", raising=False)
    monkeypatch.setenv("ROTERFADEN_DEMO", "0")
    with pytest.raises(EnvError, match="ROTERFADEN_SECRET_KEY"):
        Environment.read()
