"""Who has read a person's file, out of the log, as it stands on paper in their hand."""

from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose
from roterfaden.cases.document_content import letterhead, person_of
from roterfaden.cases.documents.content import ReaderContent, ReadersContent, WayOfReading
from roterfaden.cases.models import Client, OverseenClient
from roterfaden.logbook.models import ReadEntry, ReadKind

TEAM_WORK = {Purpose.CASE_WORK.value}


def readers_content(client: Client | OverseenClient, *, reference: str, by: User) -> ReadersContent:
    """Everybody who saw the data of ``client``, as far as ``by`` may see the log (two queries).

    Of the team is what a reader did in case work while they belonged to it; what they found by a search before, or
    opened with a reason in an emergency, stands among the others.
    """
    entries = ReadEntry.objects.visible_to(by).of_person(client.pk).order_by()
    told = entries.values("reader_id", "reader_name", "offices", "kind", "purpose", "is_outside", "reason")
    counted: list[Any] = list(
        told.annotate(count=Count("pk"), first=Min("at"), last=Max("at")).order_by(
            "reader_name", "reader_id", "offices"
        )
    )
    return ReadersContent(
        letterhead=letterhead(),
        person=person_of(client),
        reference=reference,
        as_of=timezone.localdate(),
        team=_readers([row for row in counted if _is_team(row)]),
        others=_readers([row for row in counted if not _is_team(row)]),
    )


def _is_team(row: dict[str, Any]) -> bool:
    return not row["is_outside"] and not row["reason"] and row["purpose"] in TEAM_WORK


def _readers(rows: list[dict[str, Any]]) -> tuple[ReaderContent, ...]:
    def reader(row: dict[str, Any]) -> tuple[str, str, str]:
        return row["reader_name"], str(row["reader_id"]), row["offices"]

    return tuple(
        ReaderContent(name, office, _ways(list(group))) for (name, _id, office), group in groupby(rows, key=reader)
    )


def _ways(rows: list[dict[str, Any]]) -> tuple[WayOfReading, ...]:
    """One line for each way and purpose, however many reasons were given."""
    order = [kind.value for kind in ReadKind]

    def way(row: dict[str, Any]) -> tuple[int, str]:
        return -order.index(row["kind"]), row["purpose"]

    lines = []
    for (kind, purpose), group in groupby(sorted(rows, key=way), key=way):
        same = list(group)
        lines.append(
            WayOfReading(
                label=str(ReadKind(order[-kind]).label),
                purpose=str(Purpose(purpose).label) if purpose else "",
                count=sum(row["count"] for row in same),
                first=timezone.localdate(min(row["first"] for row in same)),
                last=timezone.localdate(max(row["last"] for row in same)),
            )
        )
    return tuple(lines)
