"""What a file keeps outside the database: the encrypted content of what was brought along."""

from roterfaden.base import shelf
from roterfaden.base.erasing import Going, erases, holds_no_person

holds_no_person("cases.LeaveCover", "cases.LeaveCoverEvent", why="Absprachen zwischen Kolleginnen und Kollegen")
holds_no_person(
    "cases.Advice",
    "cases.AdviceEvent",
    "cases.Advice_fields_of_action",
    why="Kurzberatungen ohne Namen; Telefonnummern und Daten lehnt die Datenbank ab",
)

holds_no_person(
    "cases.Reassignment",
    "cases.ReassignmentEvent",
    why="wessen Fälle die Leitung wann und warum übertragen hat, ohne die Fälle",
)
holds_no_person(
    "cases.Waiting",
    "cases.WaitFigure",
    why="wer heute wartet, mit Nummer statt Namen, jede Nacht gelöscht; danach nur die Wartezeit",
)
holds_no_person("cases.SavedList", "cases.WeeklyOverview", why="wie Fachkräfte ihre Listen ansehen möchten")
holds_no_person("cases.CaseloadRule", "cases.CaseloadRuleEvent", why="Richtwerte der Stelle")
holds_no_person(
    "cases.GoalExample", "cases.GoalExampleEvent", why="Beispiele der Stelle; was eine Person verriete, wird abgelehnt"
)
holds_no_person("cases.ReportRule", "cases.ReportRuleEvent", why="Schwelle der Stelle für anonyme Fallberichte")


@erases("cases.Attachment")
def erase_contents(going: Going) -> int:
    """The contents go once the deletion is committed; the rows are found by their case."""
    kept = going.rows.get("cases.Attachment", ())
    shelf.remove_on_commit(kept)
    return len(kept)
