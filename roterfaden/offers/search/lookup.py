"""Which offers say something: asked of PostgreSQL, and kept where it was much.

A word that thousands of offers have costs PostgreSQL a look at each of their rows. There are few such words and they
come again in every other question, so the process keeps what they found. Whatever was changed since is asked anew for
those offers alone: nothing is answered from an old state.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from roterfaden.offers.search import bits

FREQUENT = 2000
"""A part of a question that so many rows answer is kept, and so are several words together: PostgreSQL needs
milliseconds for each of them."""
MOST_KEPT = 2000
MOST_CHANGED = 1000
"""After so many changes all is asked anew."""

_WORDS = """
select q.at, t.section, t.language = %(language)s, string_agg(int4send(t.entry_id), '')
from unnest(%(parts)s::text[]) with ordinality as q (words, at)
cross join lateral (
    select section, language, entry_id from offers_offertext where words @@ q.words::tsquery {only}
) t
group by 1, 2, 3
"""
"""One plan for any number of words. Sections come from the row: weights in the ``tsvector`` would need a recheck."""
_ALL, _OF_CHANGED = _WORDS.format(only=""), _WORDS.format(only="and entry_id = any (%(changed)s)")

Rows = list[tuple[int, bool, int]]
"""By section, and whether in the reader's language: the offers that have it there."""


@dataclass
class Frequent:
    """What was found for parts of questions, by language and part, with the offers that were changed since then."""

    kept: dict[tuple[str, str], tuple[int, Rows]] = field(default_factory=dict)

    def after(self, changed: int) -> "Frequent":
        """The same after these offers were changed."""
        # A list first: other threads may keep something meanwhile.
        return Frequent({key: (since | changed, rows) for key, (since, rows) in list(self.kept.items())})

    def keep(self, language: str, part: str, rows: Rows) -> None:
        """Keep what a part finds; if it gets too much, what was kept first is asked again when it is needed."""
        self.kept[language, part] = 0, rows
        for oldest in list(self.kept)[:-MOST_KEPT]:
            self.kept.pop(oldest, None)


def look_up(parts: Iterable[str], language: str, frequent: Frequent, most: int) -> dict[str, Rows]:
    """What each part of a question finds, a part being a ``tsquery``. At most two queries, however many parts."""
    found: dict[str, Rows] = {}
    new: list[str] = []
    changed: dict[str, int] = {}
    for part in dict.fromkeys(parts):
        since, rows = frequent.kept.get((language, part), (-1, []))
        if since < 0 or since.bit_count() > MOST_CHANGED:
            new.append(part)
            continue
        found[part] = rows
        if since:
            changed[part] = since
    for part, numbers in _asked(new, language, most):
        found[part] = numbers
        if "&" in part or sum(having.bit_count() for _section, _is_own, having in numbers) >= FREQUENT:
            frequent.keep(language, part, numbers)
    if changed:
        since = bits.union(changed.values())
        for part, numbers in _asked(list(changed), language, most, bits.numbers(since)):
            unchanged = [(section, is_own, having & ~since) for section, is_own, having in found[part]]
            found[part] = _together(unchanged, numbers)
            frequent.keep(language, part, found[part])
    return found


def _asked(parts: list[str], language: str, most: int, changed: list[int] | None = None) -> Iterator[tuple[str, Rows]]:
    if not parts:
        return
    by_part: dict[int, Rows] = defaultdict(list)
    for at, section, is_own, content in _rows(parts, language, changed):
        by_part[at].append((section, is_own, bits.of_numbers(bits.sent(content), most)))
    yield from ((part, by_part[at]) for at, part in enumerate(parts, start=1))


def _rows(parts: list[str], language: str, changed: list[int] | None) -> list[Any]:
    statement = _ALL if changed is None else _OF_CHANGED
    with connection.cursor() as cursor:
        cursor.execute(statement, {"language": language, "parts": parts, "changed": changed})
        rows: list[Any] = cursor.fetchall()
        return rows


def _together(one: Rows, other: Rows) -> Rows:
    found: dict[tuple[int, bool], int] = defaultdict(int)
    for section, is_own, having in (*one, *other):
        found[section, is_own] |= having
    return [(*key, having) for key, having in found.items() if having]
