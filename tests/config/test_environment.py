"""The operators' handbook names every variable, and only those."""

import re
from dataclasses import fields

import pytest
from environs import EnvError

from roterfaden.base.vault import new_secret
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


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a real installation, so far without keys for files."""
    monkeypatch.setenv("ROTERFADEN_DEMO", "0")
    monkeypatch.setenv("ROTERFADEN_SECRET_KEY", "x" * 60)
    monkeypatch.delenv("ROTERFADEN_FILE_KEYS", raising=False)
    return monkeypatch


def test_a_real_installation_needs_a_key_for_files(real: pytest.MonkeyPatch) -> None:
    with pytest.raises(EnvError, match="ROTERFADEN_FILE_KEYS fehlt"):
        Environment.read()


def test_the_first_key_for_files_comes_first(real: pytest.MonkeyPatch) -> None:
    keys = [new_secret(), new_secret()]
    real.setenv("ROTERFADEN_FILE_KEYS", ",".join(keys))
    assert Environment.read().file_keys == keys
    assert keys[0] not in repr(Environment.read())


@pytest.mark.parametrize("value", ["zu-kurz", "A" * 43 + "=,kein Schlüssel"])
def test_an_unreadable_key_is_refused_and_not_repeated(real: pytest.MonkeyPatch, value: str) -> None:
    real.setenv("ROTERFADEN_FILE_KEYS", value)
    with pytest.raises(EnvError, match="ROTERFADEN_FILE_KEYS ist nicht lesbar") as refused:
        Environment.read()
    assert value not in str(refused.value)


def test_the_same_key_twice_is_a_mistake(real: pytest.MonkeyPatch) -> None:
    real.setenv("ROTERFADEN_FILE_KEYS", ",".join([new_secret()] * 2))
    with pytest.raises(EnvError, match="zweimal"):
        Environment.read()


@pytest.mark.parametrize("value", ["clamd", "localhost", "http://localhost:3310"])
def test_a_scanner_that_is_no_address_is_refused(real: pytest.MonkeyPatch, value: str) -> None:
    real.setenv("ROTERFADEN_FILE_KEYS", new_secret())
    real.setenv("ROTERFADEN_CLAMD", value)
    with pytest.raises(EnvError, match="ROTERFADEN_CLAMD"):
        Environment.read()
