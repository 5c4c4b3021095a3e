"""The protocol of a run as a paper: what went by which rule, without anybody's data."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.documents import render_pdf
from roterfaden.network.models import Municipality
from roterfaden.retention.models import DeletionEntry, DeletionRun

HERE = Path(__file__).parent
SHOWN_MARK = 16
"""So much of a mark is printed: enough to compare, and the whole stands in the database."""


def protocol_pdf(run: DeletionRun, entries: Sequence[DeletionEntry]) -> bytes:
    """Return the protocol as PDF/UA-1. Raises ``DocumentError`` when typst refuses the content."""
    started = timezone.localtime(run.started_at)
    paper = {
        **_paper(),
        "as_of": timezone.localdate(),
        "started": f"{started:%d.%m.%Y, %H:%M}",
        "run_by": run.run_by,
        "kind": _("Probelauf, nichts gelöscht")
        if run.is_rehearsal
        else _("Wiederholung nach dem Einspielen einer Sicherung")
        if run.is_repeat
        else _("Löschlauf"),
        "persons": run.persons,
        "result": _("ohne Befund")
        if run.is_clean
        else _("fehlgeschlagen: {failed}, bei der Nachprüfung gefunden: {left}").format(
            failed=run.failed, left=run.left_over
        ),
        "due": [{"rule": rule, "count": count} for rule, count in sorted(run.due.items())],
        "tables": [{"table": table, "count": count} for table, count in run.rows.items()],
        "swept": [{"kind": str(kind), "count": count} for kind, count in run.swept_in_words],
        "entries": [_entry(entry) for entry in entries],
    }
    return render_pdf(HERE / "protocol.typ", paper)


def _entry(entry: DeletionEntry) -> dict[str, Any]:
    return {
        "day": entry.deleted_on,
        "rule": entry.rule,
        "months": entry.months,
        "source": entry.source,
        "rows": entry.total,
        "marks": [mark[:SHOWN_MARK] for mark in entry.marks],
    }


def _paper() -> dict[str, Any]:
    city = Municipality.objects.first()
    letterhead = {
        "municipality": city.name if city else "",
        "unit": city.unit_name if city else "",
        "address_lines": list(city.address_lines) if city else [],
        "short_url": "",
    }
    texts = {
        "page": _("Seite {page} von {pages}"),
        "as_of": _("gedruckt am"),
        "reference": "",
        "title": _("Löschprotokoll"),
        "started": _("Beginn"),
        "run_by": _("gestartet von"),
        "kind": _("Art"),
        "persons": _("gelöschte Personen"),
        "result": _("Nachprüfung"),
        "due": _("Fällig nach Fristen"),
        "rule": _("Löschfrist"),
        "count": _("Anzahl"),
        "tables": _("Gelöschte Zeilen je Tabelle"),
        "table": _("Tabelle"),
        "swept": _("Abgelaufen"),
        "entries": _("Nachweise"),
        "day": _("gelöscht am"),
        "months": _("Monate"),
        "rows": _("Zeilen"),
        "marks": _("Prüfmerkmale (Anfang)"),
        "none": _("keine"),
        "source": _("Quelle"),
        "explained": _(
            "Dieses Protokoll enthält keine Daten der gelöschten Personen. Ein Prüfmerkmal ist ein mit einem Schlüssel "
            "gebildeter Wert: Wer ein Aktenzeichen kennt, kann damit prüfen, ob es gelöscht wurde."
        ),
    }
    return {
        "languages": ["de"],
        "texts": {"de": {**texts, "terms": {}}},
        "title": {"de": texts["title"]},
        "about": "",
        "letterhead": letterhead,
        "reference": "",
        "short_url": "",
        "code": None,
    }
