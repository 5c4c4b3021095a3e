"""The demo's key for files is made once, is its own and lies where only its account can read it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from roterfaden.base.vault import parse_key
from roterfaden.config.demo_key import demo_key


def test_it_is_made_once_even_when_several_ask_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(demo_key, [tmp_path / "var"] * 32))
    assert keys == {demo_key(tmp_path / "var")}
    assert [place.name for place in (tmp_path / "var").iterdir()] == ["demo-file-key"]
    parse_key(keys.pop())


def test_every_demo_has_its_own_and_nobody_else_reads_it(tmp_path: Path) -> None:
    assert demo_key(tmp_path / "a") != demo_key(tmp_path / "b")
    assert (tmp_path / "a" / "demo-file-key").stat().st_mode & 0o077 == 0
