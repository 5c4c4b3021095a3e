"""Two entries of one person side by side: what both say, what one of them adds, where they differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from roterfaden.cases.models import Client, Gender, LegalArea, ResidenceTitle

_UNSAID = {"", None, Gender.NOT_STATED, ResidenceTitle.UNCLEAR, LegalArea.UNCLEAR}
_OTHER_NAMES = "other_names"


class Side(StrEnum):
    """Whose detail stays where both say something different."""

    KEPT = "kept"
    JOINED = "joined"


@dataclass(frozen=True)
class Detail:
    """One detail of both; ``is_open``: somebody has to say which one stays. ``is_added``: only the other one knows."""

    name: str
    kept: Any
    joined: Any
    is_open: bool
    is_added: bool


def details(kept: Client, joined: Client) -> list[Detail]:
    """Every detail that one of the two tells, in the order of the table."""
    names = [field.name for field in Client._meta.fields if field.editable]
    found = [_detail(name, getattr(kept, name), getattr(joined, name)) for name in names]
    return [one for one in found if not {one.kept, one.joined} <= _UNSAID]


def _detail(name: str, kept: Any, joined: Any) -> Detail:
    is_added = kept in _UNSAID and joined not in _UNSAID
    differs = kept != joined and not is_added and joined not in _UNSAID
    return Detail(name, kept, joined, is_open=differs and name != _OTHER_NAMES, is_added=is_added)


def merged_values(kept: Client, joined: Client, chosen: Mapping[str, str]) -> dict[str, Any]:
    """What ``kept`` says afterwards, as far as it differs. Names that give way stay among the other spellings."""
    values = {
        one.name: one.joined
        for one in details(kept, joined)
        if one.is_added or (one.is_open and chosen.get(one.name) == Side.JOINED)
    }
    values.pop(_OTHER_NAMES, None)
    after = [values.get(name, getattr(kept, name)) for name in ("given_name", "family_name")]
    spellings = _other_spellings(kept, joined, known=" ".join(after))
    return values | ({_OTHER_NAMES: spellings} if spellings != kept.other_names else {})


def _other_spellings(kept: Client, joined: Client, *, known: str) -> str:
    """As many as the field holds, those of ``kept`` first."""
    field: Any = Client._meta.get_field(_OTHER_NAMES)
    spellings = kept.other_names
    for more in (str(kept), str(joined), *joined.other_names.split(", ")):
        longer = ", ".join(filter(None, [spellings, more]))
        is_there = not more or more == known or f", {more}, " in f", {spellings}, "
        if not is_there and len(longer) <= field.max_length:
            spellings = longer
    return spellings


def open_details(kept: Client, joined: Client) -> Iterator[Detail]:
    """Those where both say something different."""
    return (one for one in details(kept, joined) if one.is_open)
