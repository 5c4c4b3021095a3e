"""Is the log what it was? Walks the chain and every log in batches; tells tables and numbers of rows, never contents.

Found are: a link changed, removed or moved; a row changed, removed, put in past the chain, or back after its removal;
and, against an anchor kept elsewhere, a chain cut off at its end or written anew as a whole.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from roterfaden.logbook.seals import logs

BATCH = 10_000


class Flaw(StrEnum):
    """What may be wrong, as the operator reads it."""

    BROKEN = "Kettenglied passt nicht zum vorigen"
    GAP = "Kettenglieder fehlen davor"
    CHANGED = "Zeile geändert"
    MISSING = "Zeile fehlt"
    UNLINKED = "Zeile steht nicht in der Kette"
    BACK = "Zeile ist wieder da, obwohl sie gelöscht wurde"
    UNSEALED = "Protokoll ohne Siegel: die Trigger fehlen oder sind abgeschaltet"
    CUT = "Die Kette ist kürzer als der Anker"
    REWRITTEN = "Die Kette stimmt an der Stelle des Ankers nicht mit ihm überein"


@dataclass(frozen=True)
class Finding:
    """One flaw: in which table, at which row (of the chain: at which position)."""

    flaw: Flaw
    log: str
    row: int | None = None

    def __str__(self) -> str:
        return f"{self.log}{f' {self.row}' if self.row is not None else ''}: {self.flaw}"


@dataclass(frozen=True)
class Anchor:
    """How long the chain is and how it ends."""

    count: int
    head: str

    def write(self, path: Path) -> None:
        """Keep it, best on another machine."""
        path.write_text(json.dumps({"count": self.count, "head": self.head}) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Anchor":
        """Raises ``ValueError`` for a file that is no anchor."""
        kept = json.loads(path.read_text())
        try:
            return cls(int(kept["count"]), str(kept["head"]))
        except (KeyError, TypeError) as error:
            raise ValueError("no anchor") from error


def anchor() -> Anchor:
    """The chain as it stands now."""
    row = _rows("select position, encode(hash, 'hex') from logbook_chainlink order by position desc limit 1")
    return Anchor(*row[0]) if row else Anchor(0, "")


def restated() -> list[tuple[str, int]]:
    """Logs whose rows were hashed anew because a migration removed a column, and how many rows."""
    return _rows(
        "select s.log, count(*) from logbook_chainlink l join logbook_logshape s on s.id = l.shape_id "
        "where l.kind = 'restated' group by s.log order by s.log"
    )


def verify(known: Anchor | None = None, *, batch: int = BATCH) -> Iterator[Finding]:
    """Every flaw. ``known`` is an anchor of an earlier run. Reads only; others may go on working."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Times are hashed in UTC.
        cursor.execute("set local timezone = 'UTC'")
        if known is not None:
            yield from _against(known)
        yield from _chain(batch)
        for log, key in sorted(logs()):
            yield from _seals(log)
            yield from _log(log, key, batch)


def _against(known: Anchor) -> Iterator[Finding]:
    if known.count == 0:
        return
    found = _rows("select encode(hash, 'hex') from logbook_chainlink where position = %s", known.count)
    if not found:
        yield Finding(Flaw.CUT, "logbook_chainlink", known.count)
    elif found[0][0] != known.head:
        yield Finding(Flaw.REWRITTEN, "logbook_chainlink", known.count)


CHAIN = """
with part as (
    select l.position, l.hash, s.log, l.kind, l.row, l.run, l.content,
        lag(l.position, 1, %(position)s::bigint) over (order by l.position) as before,
        lag(l.hash, 1, %(hash)s::bytea) over (order by l.position) as before_hash
    from logbook_chainlink l left join logbook_logshape s on s.id = l.shape_id
    where l.position > %(position)s order by l.position limit %(batch)s
)
select position, hash, position <> before + 1 as gap,
    hash <> logbook_hash(before_hash, position, kind, log, row, run, content) as broken
from part order by position
"""


def _chain(batch: int) -> Iterator[Finding]:
    position, head = 0, None
    while part := _rows(CHAIN, position=position, hash=head, batch=batch):
        for number, _hash, gap, broken in part:
            if gap:
                yield Finding(Flaw.GAP, "logbook_chainlink", number)
            elif broken:
                yield Finding(Flaw.BROKEN, "logbook_chainlink", number)
        position, head = part[-1][0], part[-1][1]


def _seals(log: str) -> Iterator[Finding]:
    sealed = _rows(
        "select count(*) from pg_trigger where tgrelid = %s::regclass and tgenabled = 'O' "
        "and tgname in ('logbook_link', 'logbook_only_grows')",
        log,
    )
    if sealed[0][0] != 2:
        yield Finding(Flaw.UNSEALED, log)


# Both sides in one statement, hence in one snapshot: what is written meanwhile is seen with its link or not at all. The
# newest link with a content counts (after a change of the table rows are hashed anew); ``added`` are columns younger
# than the hash.
LOG = """
with shapes as (
    select s.id, array(select unnest(%(columns)s::text[]) except select unnest(s.columns)) as added
    from logbook_logshape s where s.log = %(log)s
), part as (
    select t.{key} as row, to_jsonb(t) as content from {log} t where t.{key} > %(row)s order by t.{key} limit %(batch)s
)
select part.row,
    exists (select from logbook_chainlink l where l.shape_id in (select id from shapes) and l.row = part.row
        and l.kind = 'removed') as back,
    linked.content is null as unlinked,
    linked.content is distinct from logbook_content(part.content, linked.added) as changed
from part left join lateral (
    select l.content, shapes.added from shapes join logbook_chainlink l on l.shape_id = shapes.id and l.row = part.row
    where l.kind <> 'removed' order by l.position desc limit 1
) linked on true
order by part.row
"""
MISSING = """
select distinct l.row from logbook_chainlink l join logbook_logshape s on s.id = l.shape_id and s.log = %(log)s
where l.kind <> 'removed' and not exists (select from {log} t where t.{key} = l.row)
    and not exists (
        select from logbook_chainlink r join logbook_logshape o on o.id = r.shape_id and o.log = %(log)s
        where r.row = l.row and r.kind = 'removed'
    )
order by l.row
"""


def _log(log: str, key: str, batch: int) -> Iterator[Finding]:
    quoted = {"log": connection.ops.quote_name(log), "key": connection.ops.quote_name(key)}
    columns = [name for (name,) in _rows(
        "select attname::text from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped", log
    )]  # fmt: skip
    row = -1
    while part := _rows(LOG.format(**quoted), log=log, columns=columns, row=row, batch=batch):
        for number, back, unlinked, changed in part:
            if back:
                yield Finding(Flaw.BACK, log, number)
            elif unlinked:
                yield Finding(Flaw.UNLINKED, log, number)
            elif changed:
                yield Finding(Flaw.CHANGED, log, number)
        row = part[-1][0]
    for (number,) in _rows(MISSING.format(**quoted), log=log):
        yield Finding(Flaw.MISSING, log, number)


def _rows(query: str, *values: Any, **named: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, named or values)
        return list(cursor.fetchall())
