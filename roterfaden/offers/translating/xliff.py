"""XLIFF 1.2 and 2.x: the file that translation agencies and their programs understand.

One ``file`` of the document is one offer (its random identifier in ``original``), one unit is one text (``id`` is its
name here). Texts are plain, so there are no inline codes; marks that a program adds around segments are read past.
Sources: OASIS XLIFF 1.2 (2008) and XLIFF 2.0 (2014).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from roterfaden.base.errors import RuleBroken
from roterfaden.offers.models.texts import tidy

V11, V12, V20 = (f"urn:oasis:names:tc:xliff:document:{version}" for version in ("1.1", "1.2", "2.0"))
"""Versions 2.x share one namespace; translate-toolkit's ``pofilter`` turns 1.2 into 1.1, with the same elements."""
XML = "{http://www.w3.org/XML/1998/namespace}"
GERMAN = "de"
# What XML 1.0 cannot carry: control characters, halves of pairs, noncharacters.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Wrapping that programs put around segments says nothing; everything else inline is a code we did not write.
_WRAPPING = {"mrk", "sm", "em"}


class Stage(StrEnum):
    """How far one text is."""

    NEW = "new"
    ADAPT = "adapt"
    CHECK = "check"
    DONE = "done"


STATES_12 = {
    Stage.NEW: "new",
    Stage.ADAPT: "needs-adaptation",
    Stage.CHECK: "needs-review-translation",
    Stage.DONE: "final",
}
STATES_20 = {Stage.NEW: "initial", Stage.ADAPT: "initial", Stage.CHECK: "translated", Stage.DONE: "final"}


@dataclass(frozen=True)
class Unit:
    """One text. Read from a file, ``problem`` says why it cannot be taken."""

    name: str
    source: str
    target: str
    stage: Stage = Stage.NEW
    label: str = ""
    note: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Block:
    """One offer."""

    key: str
    units: tuple[Unit, ...]
    title: str = ""


@dataclass(frozen=True)
class Document:
    """A whole file."""

    language: str
    blocks: tuple[Block, ...]


def bare(text: str) -> str:
    """The text without characters that no XML file can hold."""
    return _UNSPEAKABLE.sub("", text)


def write(document: Document, version: str) -> bytes:
    """The file in version ``1.2`` or ``2.0``."""
    root = _write_20(document) if version == "2.0" else _write_12(document)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def read(content: bytes) -> Document:
    """What a file says. Raises ``RuleBroken`` with a sentence when it is no XLIFF that we can read.

    No entities, no document type, nothing fetched: a file cannot make the server open another one.
    """
    root = _parsed(content)
    kind = etree.QName(root)
    if kind.localname != "xliff" or kind.namespace not in {V11, V12, V20}:
        raise RuleBroken(_("Das ist keine XLIFF-Datei der Fassung 1.2 oder 2.x."))
    blocks = _read_20(root) if kind.namespace == V20 else _read_12(root)
    languages = {language for language, _block in blocks}
    if len(languages) != 1:
        raise RuleBroken(_("Die Datei muss Übersetzungen in genau eine Sprache enthalten."))
    return Document(languages.pop(), tuple(block for _language, block in blocks))


def _parsed(content: bytes) -> Any:
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **safe)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RuleBroken(_("Die Datei lässt sich nicht als XML lesen ({error}).").format(error=error)) from None
    if root.getroottree().docinfo.doctype:
        raise RuleBroken(_("Die Datei enthält eine Dokumenttyp-Angabe. Aus Sicherheitsgründen lesen wir das nicht."))
    return root


# Version 1.2 -----------------------------------------------------------------------------------------------------


def _write_12(document: Document) -> Any:
    root = etree.Element(f"{{{V12}}}xliff", {"version": "1.2"}, nsmap={None: V12})
    for block in document.blocks:
        about = {
            "original": block.key,
            "source-language": GERMAN,
            "target-language": document.language,
            "datatype": "plaintext",
        }
        part = _add(root, "file", about)
        _add(_add(part, "header"), "note", text=block.title)
        body = _add(part, "body")
        for unit in block.units:
            _write_unit_12(body, unit, document.language)
    return root


def _write_unit_12(body: Any, unit: Unit, language: str) -> None:
    approved = {"approved": "yes"} if unit.stage == Stage.DONE else {}
    about = {"id": unit.name, "resname": unit.label or unit.name, f"{XML}space": "preserve", **approved}
    element = _add(body, "trans-unit", about)
    _add(element, "source", {f"{XML}lang": GERMAN}, unit.source)
    if unit.target:
        _add(element, "target", {f"{XML}lang": language, "state": STATES_12[unit.stage]}, unit.target)
    if unit.note:
        _add(element, "note", {"from": "developer"}, unit.note)


def _read_12(root: Any) -> list[tuple[str, Block]]:
    found = []
    for part in root.iterfind("{*}file"):
        units = tuple(_read_unit_12(element) for element in part.iter("{*}trans-unit"))
        found.append((part.get("target-language", ""), Block(part.get("original", ""), units)))
    return found


def _read_unit_12(element: Any) -> Unit:
    source, target = element.find("{*}source"), element.find("{*}target")
    state = target.get("state", "translated") if target is not None else "new"
    open_states = {"new", "needs-translation", "needs-l10n", "needs-adaptation", "needs-review-adaptation"}
    return _unit(element.get("id", ""), [source], [target], is_done=state not in open_states)


# Version 2.x -----------------------------------------------------------------------------------------------------


def _write_20(document: Document) -> Any:
    about = {"version": "2.0", "srcLang": GERMAN, "trgLang": document.language}
    root = etree.Element(f"{{{V20}}}xliff", about, nsmap={None: V20})
    for block in document.blocks:
        part = _add(root, "file", {"id": block.key, "original": block.key})
        _add(_add(part, "notes"), "note", text=block.title)
        for unit in block.units:
            _write_unit_20(part, unit)
    return root


def _write_unit_20(part: Any, unit: Unit) -> None:
    element = _add(part, "unit", {"id": unit.name, "name": unit.label or unit.name, f"{XML}space": "preserve"})
    if unit.note:
        _add(_add(element, "notes"), "note", text=unit.note)
    segment = _add(element, "segment", {"state": STATES_20[unit.stage]})
    _add(segment, "source", text=unit.source)
    if unit.target:
        _add(segment, "target", text=unit.target)


def _read_20(root: Any) -> list[tuple[str, Block]]:
    language = root.get("trgLang", "")
    return [
        (language, Block(part.get("original") or part.get("id", ""), tuple(_units_20(part))))
        for part in root.iterfind(f"{{{V20}}}file")
    ]


def _units_20(part: Any) -> Iterator[Unit]:
    for element in part.iter(f"{{{V20}}}unit"):
        pieces = [one for one in element if one.tag in {f"{{{V20}}}segment", f"{{{V20}}}ignorable"}]
        segments = [one for one in pieces if one.tag == f"{{{V20}}}segment"]
        sources = [one.find(f"{{{V20}}}source") for one in pieces]
        targets = [one.find(f"{{{V20}}}target") for one in pieces]
        is_done = all(one.get("state", "translated") != "initial" for one in segments)
        yield _unit(element.get("id", ""), sources, targets, is_done=is_done)


# Both ------------------------------------------------------------------------------------------------------------


def _unit(name: str, sources: Iterable[Any], targets: Iterable[Any], *, is_done: bool) -> Unit:
    parts = [[one for one in side if one is not None] for side in (sources, targets)]
    source, target = ("".join("".join(one.itertext()) for one in side) for side in parts)
    codes = any(
        etree.QName(inner).localname not in _WRAPPING
        for side in parts
        for one in side
        for inner in one.iterdescendants()
    )
    problem = _("Der Text enthält Auszeichnungen, die hier niemand versteht.") if codes else ""
    stage = Stage.DONE if is_done and target.strip() else Stage.NEW
    return Unit(name, tidy(source), tidy(target), stage, problem=problem)


def _add(parent: Any, name: str, about: dict[str, str] | None = None, text: str = "") -> Any:
    """An element in the namespace of its parent."""
    about = {key: bare(value) for key, value in (about or {}).items()}
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}", about)
    element.text = bare(text) or None
    return element
