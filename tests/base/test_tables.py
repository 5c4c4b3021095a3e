"""What leaves the house for a spreadsheet is text there, never a formula."""

import pytest

from roterfaden.base.tables import harmless


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_what_begins_like_a_formula_is_text(sign: str) -> None:
    assert harmless(f"{sign}1") == f"'{sign}1"


def test_everything_else_stays_as_it_is() -> None:
    assert [harmless(cell) for cell in ("", "Amal", "1=1")] == ["", "Amal", "1=1"]
