"""Tables that leave the house for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

# OWASP, CSV Injection; last the same four signs in full width, as keyboards for Chinese and Japanese write them.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(cell: str) -> str:
    """Spreadsheets run what begins like a formula, and a name can begin like one."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def german_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """UTF-8 with a mark at the beginning, else Excel loses the umlauts; semicolons, as Excel in Germany writes.

    The cells are :func:`harmless` already.
    """
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode("utf-8-sig")
