"""Nothing in here leads to a person, so nothing goes with one."""

from roterfaden.base.erasing import holds_no_person

holds_no_person("needs.Need", "needs.CountedQuarter", why="Zahlen ab fünf, ohne Verbindung zu einer Akte")
holds_no_person("needs.Outcome", "needs.OutcomeEvent", why="was aus Bedarfen eines Handlungsfelds wurde")
