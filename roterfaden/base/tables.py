"""Tables that leave the house for a spreadsheet."""

# OWASP, CSV Injection; last the same four signs in full width, as keyboards for Chinese and Japanese write them.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(cell: str) -> str:
    """Spreadsheets run what begins like a formula, and a name can begin like one."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
