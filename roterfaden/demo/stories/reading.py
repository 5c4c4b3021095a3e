"""Reading the story files into dataclasses, with the place of every fault."""

import dataclasses
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Files that are no story of their own.
_SHARED = ("herkunft", "namen", "allgemein", "beratungen")
Shape = TypeVar("Shape")


class MaterialError(ValueError):
    """A fault in a story file; the text names the file and the place."""


@dataclass(frozen=True, eq=False)
class Text:
    """A text as the files write it: plain, a list of which one is said, or ``folge``: parts said in a row."""

    plain: str = ""
    one_of: tuple["Text", ...] = ()
    parts: tuple["Text", ...] = ()


@dataclass(frozen=True)
class StoryFiles:
    """The files by name, not yet understood."""

    documents: Mapping[str, Any]

    def stories(self) -> list[str]:
        """The names of the files that tell a story."""
        return sorted(name for name in self.documents if name not in _SHARED)

    def whole(self, name: str, shape: type[Shape]) -> Shape:
        """A file that is one entry."""
        return _entry(self.documents.get(name), shape, f"{name}.yaml")

    def many(self, name: str, section: str, shape: type[Shape]) -> list[Shape]:
        """A section of a file that is a list of entries."""
        where = f"{name}.yaml: {section}"
        entries = (self.documents.get(name) or {}).get(section)
        if not isinstance(entries, list):
            raise MaterialError(f"{where}: Hier wird eine Liste erwartet.")
        return [_entry(entry, shape, f"{where}[{number}]") for number, entry in enumerate(entries, start=1)]


def read_directory(directory: Path) -> StoryFiles:
    """All YAML files of the directory."""
    documents = {}
    for path in sorted(directory.glob("*.yaml")):
        try:
            documents[path.stem] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except yaml.YAMLError as error:
            raise MaterialError(f"{path.name}: {error}") from None
    return StoryFiles(documents)


def _entry(content: Any, shape: type[Shape], where: str) -> Shape:
    if not isinstance(content, dict):
        raise MaterialError(f"{where}: Hier werden Felder der Form „name: Wert“ erwartet.")
    hints = get_type_hints(shape)
    fields = {field.name: field for field in dataclasses.fields(shape)}  # type: ignore[arg-type]
    unknown = [str(name) for name in content if name not in fields]
    if unknown:
        raise MaterialError(f"{where}: Das Feld „{unknown[0]}“ gibt es hier nicht. Möglich: {', '.join(fields)}.")
    missing = [
        n for n, f in fields.items() if f.default is MISSING and f.default_factory is MISSING and n not in content
    ]
    if missing:
        raise MaterialError(f"{where}: Das Feld „{missing[0]}“ fehlt.")
    return shape(**{name: _value(value, hints[name], f"{where}.{name}") for name, value in content.items()})


def _value(content: Any, wanted: Any, where: str) -> Any:
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        wanted = next(kind for kind in inner if kind is not type(None))
        return _value(content, wanted, where)
    if wanted is Text:
        return text_of(content, where)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        # An entry whose first field is a text may be written as that text alone.
        first = dataclasses.fields(wanted)[0].name
        given = content if isinstance(content, dict) and "folge" not in content else {first: content}
        return _entry(given, wanted, where)
    if origin is list:
        items = content if isinstance(content, list) else [content]
        return [_value(item, inner[0], f"{where}[{number}]") for number, item in enumerate(items, start=1)]
    if origin is dict:
        if not isinstance(content, dict):
            raise MaterialError(f"{where}: Hier werden Felder der Form „name: Wert“ erwartet.")
        return {str(name): _value(item, inner[1], f"{where}.{name}") for name, item in content.items()}
    return _plain(content, wanted, where)


def _plain(content: Any, wanted: type, where: str) -> Any:
    if wanted is str and isinstance(content, str | int | float) and not isinstance(content, bool):
        return str(content).strip()
    if wanted is str and content.__class__.__name__ == "date":
        return content.isoformat()
    if wanted is float and isinstance(content, int):
        return float(content)
    if isinstance(content, wanted):
        return content
    raise MaterialError(f"{where}: „{content}“ passt hier nicht.")


def text_of(content: Any, where: str) -> Text:
    """A text out of its written form."""
    if isinstance(content, list):
        return Text(one_of=tuple(text_of(item, f"{where}[{number}]") for number, item in enumerate(content, start=1)))
    if isinstance(content, dict) and set(content) == {"folge"}:
        return Text(
            parts=tuple(
                text_of(item, f"{where}.folge[{number}]") for number, item in enumerate(content["folge"], start=1)
            )
        )
    if isinstance(content, bool) or not isinstance(content, str | int | float | type(None)):
        raise MaterialError(f"{where}: Hier wird ein Text erwartet.")
    return Text(plain="" if content is None else " ".join(str(content).split()))
