"""Tables that leave the house for a spreadsheet."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """Spreadsheets run what begins like a formula, and a name can begin like one."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
