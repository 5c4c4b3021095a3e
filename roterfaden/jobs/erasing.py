"""Nothing in this table leads to a person seeking help."""

from roterfaden.base.erasing import holds_no_person

holds_no_person("jobs.Job", why="welche lange Arbeit wer begonnen hat und wie weit sie ist; nur Kennungen und Zahlen")
