"""The information as a machine reads it, and everything a person gets as one ZIP."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from roterfaden.base.informing import StoredFile
from roterfaden.network.models import Municipality
from roterfaden.rights.coverage import left_out
from roterfaden.rights.information import Information, Record

SCHEMA = Path(__file__).parent / "schema" / "information-1.schema.json"
FORMAT = "roterfaden-information-1"


def as_json(information: Information, *, asked_on: date) -> dict[str, Any]:
    """The information after ``schema/information-1.schema.json``."""
    city = Municipality.objects.first()
    return {
        "format": FORMAT,
        "made_at": information.made_at.isoformat(),
        "asked_on": asked_on.isoformat(),
        "software": f"Roter Faden {information.version}",
        "controller": city.name if city else "",
        "person": {"id": str(information.client.pk), "name": str(information.client)},
        "records": [
            {"table": part.model, "title": part.title, "rows": [_row(record) for record in part.records]}
            for part in information.parts
        ],
        "recipients": [{"name": each.name, "stands_in": each.through} for each in information.recipients],
        "changes": [
            {"on": each.on.isoformat(), "by": each.who, "record": each.what, "fields": each.fields}
            for each in information.changes
        ],
        "read_log_kept": information.is_log_kept,
        "read_by": [
            {"at": each.at.isoformat(), "by": each.who, "way": str(each.way), "purpose": str(each.purpose)}
            for each in information.readings
        ],
        "periods": [
            {"what": each.subject, "how_long": str(each.how_long), "source": str(each.source)}
            for each in information.periods
        ],
        "left_out": [{"table": str(part), "field": str(field), "reason": str(why)} for part, field, why in left_out()],
    }


def _row(record: Record) -> dict[str, Any]:
    return {
        "id": record.key,
        "withdrawn": record.is_withdrawn,
        "fields": [
            {
                "name": item.name,
                "label": item.label,
                "value": item.raw,
                "shown": [value.shown for value in item.values]
                or [f"{label}: {value.shown}" for label, value in item.lines],
                "language": next((value.language for value in item.values if value.language), None),
            }
            for item in record.items
        ],
    }


def as_zip(paper: bytes, machine: dict[str, Any], files: list[StoredFile]) -> bytes:
    """The paper, the data, the description of the data, and the person's own files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("auskunft.pdf", paper)
        archive.writestr("auskunft.json", json.dumps(machine, ensure_ascii=False, indent=2))
        archive.writestr("auskunft.schema.json", SCHEMA.read_text(encoding="utf-8"))
        for number, file in enumerate(files, start=1):
            archive.writestr(f"dateien/{number:03}-{Path(file.name).name}", file.content)
    return out.getvalue()
