"""The kinds of values a field of the files can hold, each with the German sentence for what does not fit."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import yaml

from roterfaden.demo.loading.problems import Page, did_you_mean

YES = ("true", "ja", "yes")
NO = ("false", "nein", "no")


class Unreadable(Exception):
    """The value is of no use; the problem has been noted on the page."""


def line_of(node: yaml.Node) -> int:
    """The line on which a value begins, counted from 1."""
    return int(node.start_mark.line) + 1


def refuse(page: Page, node: yaml.Node, message: str) -> Unreadable:
    """Note what is wrong and return the exception to raise."""
    page.note(line_of(node), message)
    return Unreadable()


@dataclass(frozen=True)
class Kind(ABC):
    """What a value must look like."""

    @abstractmethod
    def read(self, node: yaml.Node, page: Page, name: str) -> Any:
        """The value. Raises :class:`Unreadable` after noting on the page what is wrong with the field ``name``."""


def scalar(node: yaml.Node, page: Page, name: str) -> str:
    """The bare text of a value, whatever YAML would make of it: ``no`` stays Norwegian, ``09:00`` a time."""
    if not isinstance(node, yaml.ScalarNode):
        found = "eine Liste" if isinstance(node, yaml.SequenceNode) else "eine Gruppe von Feldern"
        raise refuse(page, node, f"Bei „{name}“ wird ein einzelner Wert erwartet, hier steht {found}.")
    return str(node.value).strip()


@dataclass(frozen=True)
class Text(Kind):
    """Free text of at most ``longest`` characters."""

    longest: int = 20_000

    def read(self, node: yaml.Node, page: Page, name: str) -> str:
        """The text without surrounding blanks."""
        value = scalar(node, page, name)
        if len(value) > self.longest:
            long = f"„{name}“ ist mit {len(value)} Zeichen zu lang; es dürfen höchstens {self.longest} sein."
            raise refuse(page, node, long)
        return value


@dataclass(frozen=True)
class Pattern(Kind):
    """Text of a given form; ``example`` shows it."""

    form: str
    example: str

    def read(self, node: yaml.Node, page: Page, name: str) -> str:
        """The text when it has the form."""
        value = scalar(node, page, name)
        if not re.fullmatch(self.form, value):
            raise refuse(page, node, f"„{value}“ passt nicht zu „{name}“. Erwartet wird {self.example}.")
        return value


@dataclass(frozen=True)
class Choice(Kind):
    """One of a fixed set of words."""

    words: tuple[str, ...]

    def read(self, node: yaml.Node, page: Page, name: str) -> str:
        """The word when it belongs to the set."""
        value = scalar(node, page, name)
        if value not in self.words:
            hint = did_you_mean(value, self.words)
            possible = f"Möglich sind: {', '.join(self.words)}."
            raise refuse(page, node, f"„{value}“ gibt es bei „{name}“ nicht.{hint} {possible}")
        return value


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no."""

    def read(self, node: yaml.Node, page: Page, name: str) -> bool:
        """True for true, ja, yes; False for false, nein, no."""
        value = scalar(node, page, name).lower()
        if value not in YES + NO:
            raise refuse(page, node, f"Bei „{name}“ wird true oder false erwartet, hier steht „{value}“.")
        return value in YES


@dataclass(frozen=True)
class Number(Kind):
    """A whole number from 0."""

    def read(self, node: yaml.Node, page: Page, name: str) -> int:
        """The number."""
        value = scalar(node, page, name)
        if not value.isdecimal():
            raise refuse(page, node, f"Bei „{name}“ wird eine ganze Zahl erwartet, hier steht „{value}“.")
        return int(value)


@dataclass(frozen=True)
class Clock(Kind):
    """A time of day."""

    def read(self, node: yaml.Node, page: Page, name: str) -> time:
        """The time of ``9:00`` or ``09:00``."""
        value = scalar(node, page, name)
        try:
            return time.fromisoformat(value.zfill(5))
        except ValueError:
            expected = f'Bei „{name}“ wird eine Uhrzeit wie "09:30" erwartet, hier steht „{value}“.'
            raise refuse(page, node, expected) from None


@dataclass(frozen=True)
class Day(Kind):
    """A day."""

    def read(self, node: yaml.Node, page: Page, name: str) -> date:
        """The day of ``2026-03-01``."""
        value = scalar(node, page, name)
        try:
            return date.fromisoformat(value)
        except ValueError:
            expected = f'Bei „{name}“ wird ein Tag wie "2026-03-01" erwartet, hier steht „{value}“.'
            raise refuse(page, node, expected) from None


@dataclass(frozen=True)
class Reference(Kind):
    """The key of an entry of another list; whether it exists is checked when all files are read."""

    to: str

    def read(self, node: yaml.Node, page: Page, name: str) -> "Link":
        """The link; it becomes the bare key in the entry."""
        return Link(scalar(node, page, name), self.to, name, line_of(node))


@dataclass(frozen=True)
class Link:
    """A reference found in a file."""

    key: str
    to: str
    name: str
    line: int


@dataclass(frozen=True)
class ListOf(Kind):
    """Several values of one kind, at least ``least`` of them, none of them twice."""

    kind: Kind
    least: int = 0

    def read(self, node: yaml.Node, page: Page, name: str) -> list[Any]:
        """All readable values; the others are noted."""
        if isinstance(node, yaml.ScalarNode) and not node.value:
            items: list[yaml.Node] = []
        elif isinstance(node, yaml.SequenceNode):
            items = node.value
        else:
            raise refuse(page, node, f"Bei „{name}“ wird eine Liste erwartet: jede Zeile beginnt mit „- “.")
        if len(items) < self.least:
            page.note(line_of(node), f"„{name}“ braucht mindestens {self.least} Angabe.")
        return list(self._each(items, page, name))

    def _each(self, items: list[yaml.Node], page: Page, name: str) -> Any:
        seen: set[str] = set()
        for item in items:
            if isinstance(item, yaml.ScalarNode):
                if item.value in seen:
                    page.note(line_of(item), f"„{item.value}“ steht bei „{name}“ doppelt.")
                    continue
                seen.add(item.value)
            try:
                yield self.kind.read(item, page, name)
            except Unreadable:
                continue
