"""Who sees which row: figures are for whoever plans help or answers needs, and come by the owner's run alone."""

from roterfaden.base.rowlevel import Rows, both
from roterfaden.base.rowlevel.words import holds, own
from roterfaden.needs.access import ANSWERING, READERS

READING = holds(*sorted(READERS.roles))
SAYING = both(holds(*sorted(ANSWERING.roles)), own("changed_by_id"))

ROWS = [
    Rows("needs_need", read=READING),
    Rows("needs_countedquarter", read=READING),
    Rows(
        "needs_outcome",
        read=READING,
        add=SAYING,
        change=holds(*sorted(ANSWERING.roles)),
        changed=SAYING,
        history=True,
    ),
]
