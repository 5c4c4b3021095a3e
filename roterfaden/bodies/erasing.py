"""Nothing in these tables leads to a person seeking help: that is what the reports are checked for."""

from roterfaden.base.erasing import holds_no_person

holds_no_person("bodies.Body", "bodies.BodyEvent", why="Gremien der Kommune")
holds_no_person(
    "bodies.CaseReport",
    why="anonyme Fallberichte: kein Verweis auf Person, Akte oder Verfassende, nur der Monat des Eingangs",
)
