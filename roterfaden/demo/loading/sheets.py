"""Reading a file of the municipality: every entry becomes a dataclass, every mistake a problem with its line."""

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml

from roterfaden.demo.loading.fields import Kind, Link, ListOf, Unreadable, line_of
from roterfaden.demo.loading.problems import LoadingFailed, Page, Problem, did_you_mean

# Reading with libyaml takes a tenth of the time; the pure Python reader understands the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a list; subclasses declare its fields with :func:`must` and :func:`may`."""

    line: int

    # What one entry is called in sentences, in the nominative: "Angebot".
    called: ClassVar[str] = "Eintrag"


EntryT = TypeVar("EntryT", bound=Entry)


def must(kind: Kind) -> Any:
    """A field that has to be there."""
    return dataclasses.field(metadata={"kind": kind})


def may(kind: Kind) -> Any:
    """A field that may be missing: then it is None, or an empty list."""
    if isinstance(kind, ListOf):
        return dataclasses.field(default_factory=list, metadata={"kind": kind})
    return dataclasses.field(default=None, metadata={"kind": kind})


@dataclass(frozen=True)
class Nested(Kind):
    """A group of fields inside an entry, such as a weekly time."""

    shape: type[Entry]

    def read(self, node: yaml.Node, page: Page, name: str) -> Entry:
        """The group as its own entry."""
        return read_entry(node, page, self.shape, name)


class Sheet:
    """One file, taken apart into its sections (the names at the left margin)."""

    def __init__(self, path: Path) -> None:
        self.page = Page(path)
        self.links: list[Link] = []
        self.read: list[str] = []
        self.sections = self._sections()

    def _sections(self) -> dict[str, tuple[int, yaml.Node]]:
        document = compose(self.page)
        if isinstance(document, yaml.MappingNode):
            return mapping(document, self.page)
        if not self.page.problems:
            self.page.note(0, "Die Datei ist leer oder beginnt nicht mit einem Namen und Doppelpunkt.")
        return {}

    def one(self, name: str, shape: type[EntryT]) -> EntryT | None:
        """The section that holds a single group of fields."""
        node = self._section(name)
        if node is None:
            return None
        try:
            return self._unlinked(read_entry(node, self.page, shape, name))
        except Unreadable:
            return None

    def many(self, name: str, shape: type[EntryT]) -> list[EntryT]:
        """The section that holds a list of entries, each with a key of its own."""
        node = self._section(name)
        if node is None:
            return []
        try:
            entries = ListOf(Nested(shape)).read(node, self.page, name)
        except Unreadable:
            return []
        self._refuse_repeated_keys(entries)
        return [self._unlinked(entry) for entry in entries]

    def keys(self, name: str) -> set[str]:
        """All keys that stand in a section, also those of entries with mistakes elsewhere."""
        _line, node = self.sections.get(name, (0, None))
        entries = node.value if isinstance(node, yaml.SequenceNode) else []
        fields = [field for entry in entries if isinstance(entry, yaml.MappingNode) for field in entry.value]
        return {str(value.value).strip() for key, value in fields if key.value == "key"}

    def refuse_other_sections(self) -> None:
        """Note sections which nobody has read: most likely a slip of the pen."""
        for name, (line, _node) in self.sections.items():
            if name not in self.read:
                hint = did_you_mean(name, self.read)
                self.page.note(line, f"Den Abschnitt „{name}“ gibt es in dieser Datei nicht.{hint}")

    def _section(self, name: str) -> yaml.Node | None:
        self.read.append(name)
        if name not in self.sections and self.sections:
            self.page.note(0, f"Der Abschnitt „{name}:“ fehlt.")
        return self.sections.get(name, (0, None))[1]

    def _refuse_repeated_keys(self, entries: Iterable[Any]) -> None:
        first: dict[str, int] = {}
        for entry in entries:
            if entry.key in first:
                known = f"Den key „{entry.key}“ gibt es schon in Zeile {first[entry.key]}."
                self.page.note(entry.line, f"{known} Jeder key darf nur einmal stehen.")
            first.setdefault(entry.key, entry.line)

    def _unlinked(self, entry: EntryT) -> EntryT:
        """The entry with bare keys; its links are remembered to be checked."""
        bare = {field.name: self._bare(getattr(entry, field.name)) for field in dataclasses.fields(entry)}
        return dataclasses.replace(entry, **bare)

    def _bare(self, value: Any) -> Any:
        if isinstance(value, Link):
            self.links.append(value)
            return value.key
        if isinstance(value, Entry):
            return self._unlinked(value)
        return [self._bare(item) for item in value] if isinstance(value, list) else value


def compose(page: Page) -> yaml.Node | None:
    """The file's YAML with line numbers; what cannot be read at all is noted."""
    try:
        return yaml.compose(page.path.read_text(encoding="utf-8"), Loader=_LOADER)
    except FileNotFoundError:
        page.note(0, "Die Datei fehlt.")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        page.note(line, "Hier steht ein unlesbares Zeichen. Bitte speichern Sie die Datei als UTF-8.")
    except yaml.MarkedYAMLError as error:
        page.note(*_explain(error, page.path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        page.note(0, f"Die Datei lässt sich nicht lesen ({error}).")
    return None


_EXPLANATIONS = (
    (
        "cannot start any token",
        "Hier steht ein Zeichen, mit dem kein Text beginnen darf. Setzen Sie ihn in Anführungszeichen.",
    ),
    (
        "mapping values are not allowed",
        "Hier steht ein Doppelpunkt, wo keiner erwartet wird. Steht er in einem Text, gehört der ganze Text in "
        + "Anführungszeichen; sonst stimmt die Einrückung nicht.",
    ),
    ("could not find expected ':'", "Hier oder in der Zeile davor fehlt ein Doppelpunkt nach dem Feldnamen."),
    ("undefined alias", "Ein Text darf nicht mit * beginnen. Bitte setzen Sie ihn in Anführungszeichen."),
    ("quoted scalar", "Hier wird ein Anführungszeichen geöffnet, aber nicht wieder geschlossen."),
)
_UNREADABLE = "Ab hier ist die Datei nicht mehr lesbar. Meist stimmt die Einrückung nicht (zwei Leerzeichen je Ebene)."
_TABULATOR = re.compile(r"^ *\t", re.MULTILINE)


def _explain(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line and what to do there; a tabulator comes first, as YAML stumbles over it far from where it stands."""
    if tabulator := _TABULATOR.search(text):
        line = text[: tabulator.start()].count("\n") + 1
        return line, "Hier steht ein Tabulator. Bitte rücken Sie mit Leerzeichen ein."
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.context_mark if "quoted scalar" in said else error.problem_mark
    explanation = next((words for sign, words in _EXPLANATIONS if sign in said), _UNREADABLE)
    return (mark.line + 1 if mark else 0), explanation


def mapping(node: yaml.MappingNode, page: Page) -> dict[str, tuple[int, yaml.Node]]:
    """The fields of a group with their lines; a name that stands twice is noted (YAML itself would keep the last)."""
    found: dict[str, tuple[int, yaml.Node]] = {}
    for name_node, value in node.value:
        name, line = str(name_node.value), line_of(name_node)
        if name in found:
            page.note(line, f"„{name}“ steht hier zum zweiten Mal; das erste Mal in Zeile {found[name][0]}.")
        else:
            found[name] = (line, value)
    return found


def read_entry(node: yaml.Node, page: Page, shape: type[EntryT], name: str) -> EntryT:
    """One entry of the given shape. Raises :class:`Unreadable` when a field is missing or does not fit."""
    if not isinstance(node, yaml.MappingNode):
        page.note(line_of(node), f"Bei „{name}“ werden Felder wie „key: …“ erwartet, hier steht etwas anderes.")
        raise Unreadable
    found = mapping(node, page)
    declared = {field.name: field for field in dataclasses.fields(shape) if "kind" in field.metadata}
    for unknown in found.keys() - declared.keys():
        page.note(found[unknown][0], f"Das Feld „{unknown}“ gibt es hier nicht.{did_you_mean(unknown, declared)}")
    values: dict[str, Any] = {}
    for field in declared.values():
        values |= _value(field, found, page, f"{shape.called}{_title(found)}", line_of(node))
    if missing := [field.name for field in declared.values() if _is_required(field) and field.name not in values]:
        raise Unreadable(missing)
    return shape(line=line_of(node), **values)


def _value(
    field: "dataclasses.Field[Any]", found: dict[str, tuple[int, yaml.Node]], page: Page, entry: str, line: int
) -> dict[str, Any]:
    """``{name: value}``, or nothing when the field is absent or unusable."""
    value_line, node = found.get(field.name, (line, None))
    if node is None or _is_empty(node):
        if _is_required(field):
            state = "ist leer" if node is not None else "fehlt"
            page.note(value_line, f"{entry}: Das Feld „{field.name}“ {state}.")
        return {}
    try:
        return {field.name: field.metadata["kind"].read(node, page, field.name)}
    except Unreadable:
        return {}


def _is_required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not str(node.value).strip()


def _title(found: dict[str, tuple[int, yaml.Node]]) -> str:
    _line, node = found.get("key", (0, None))
    return f" „{node.value}“" if isinstance(node, yaml.ScalarNode) else ""


FURTHER = "weitere_"
"""A section "weitere_orte" of another file adds to the list "orte"."""


def check_links(sheets: Iterable[Sheet]) -> Iterator[Problem]:
    """A problem for every link whose key no list knows; a list that could not be read at all is not asked."""
    sheets = list(sheets)
    lists = {name: (sheet.keys(name), sheet.page.path.name) for sheet in sheets for name in sheet.sections}
    for name in [name for name in lists if name.startswith(FURTHER)]:
        # Invented places stand in a file of their own; without the list itself nothing can be said of its links.
        further, _file = lists.pop(name)
        if (whole := name.removeprefix(FURTHER)) in lists:
            lists[whole] = (lists[whole][0] | further, lists[whole][1])
    for sheet in sheets:
        for link in sheet.links:
            keys, file = lists.get(link.to, ({link.key}, ""))
            if link.key not in keys:
                hint = did_you_mean(link.key, keys)
                message = f"„{link.key}“ bei „{link.name}“ gibt es in der Liste „{link.to}“ ({file}) nicht.{hint}"
                yield Problem(sheet.page.path.name, link.line, message)


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise :class:`LoadingFailed` when there is anything to correct."""
    if found := list(problems):
        raise LoadingFailed(found)
