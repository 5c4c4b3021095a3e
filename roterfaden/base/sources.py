"""Where a fact stands in the integration concept, as people read it."""

import re

from django.utils.translation import gettext as _

_SPAN = re.compile(r"(\d+)(?:-(\d+))?")


def lines_in_words(source_lines: str) -> str:
    """``"490-512"`` as "Zeilen 490–512", ``"5-5"`` as "Zeile 5", several with commas between; empty for nothing."""
    spans = [(first, last or first) for first, last in _SPAN.findall(source_lines)]
    words = ", ".join(first if first == last else f"{first}–{last}" for first, last in spans)
    if not spans:
        return ""
    single = len(spans) == 1 and spans[0][0] == spans[0][1]
    return (_("Zeile {lines}") if single else _("Zeilen {lines}")).format(lines=words)
