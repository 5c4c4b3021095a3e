"""What the log keeps of a person: who read about them. It names persons by identifier only, beside foreign keys."""

from roterfaden.base.erasing import Going, erases, holds_no_person
from roterfaden.logbook.models import ReadEntry
from roterfaden.logbook.removal import remove

RUN = "Löschfrist der Person"

holds_no_person(
    "logbook.ChainLink",
    "logbook.LogShape",
    why="Prüfsummen und Spaltennamen; aus ihnen lässt sich nichts zurückrechnen",
)


@erases("logbook.ReadEntry")
def erase_reads(going: Going) -> int:
    """The entries about the persons; the chain keeps that they were there and that a period removed them."""
    read = ReadEntry.objects.filter(client_id__in=going.persons).values_list("pk", flat=True)
    return remove(ReadEntry, read, run=RUN)
