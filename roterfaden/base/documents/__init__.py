"""Accessible PDF from typst templates.

What others may call: :func:`render_pdf`, :func:`render_large_pdf`, :func:`qr_code`, :class:`DocumentError`. Templates
import the municipality's paper from ``/base/documents/letter.typ`` (addresses in templates start at the package
directory).
"""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import segno
import typst
from django.conf import settings

from roterfaden.base.documents.glyphs import printable

__all__ = ["DocumentError", "qr_code", "render_large_pdf", "render_pdf"]

PACKAGE = Path(__file__).resolve().parents[2]
APART = Path(__file__).with_name("apart.py")

logger = logging.getLogger(__name__)


class DocumentError(Exception):
    """A document could not be made; the message is typst's own and meant for whoever maintains the template."""


def render_pdf(template: Path, content: Mapping[str, Any], *, pdf_standards: Sequence[str] = ("ua-1",)) -> bytes:
    """Render ``template`` with ``content`` and return the PDF, checked by typst against ``pdf_standards``.

    The content reaches the template as JSON (``json(bytes(sys.inputs.content))``), never as typst code: what people
    typed stays text, whatever it looks like. Dates arrive as ``2026-03-12``. Raises :class:`DocumentError`.
    """
    compiler = typst.Compiler(
        str(template),
        root=str(_root(template)),
        font_paths=_fonts(_font_directories()),
        sys_inputs={"content": json.dumps(_plain(content), ensure_ascii=False)},
    )
    try:
        # typst names its standards itself and refuses what it does not know.
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=cast(Any, list(pdf_standards)))
    except typst.TypstError as error:
        raise DocumentError(str(error)) from error
    for warning in warnings:
        logger.warning("typst on %s: %s", template.name, warning)
    assert isinstance(pdf, bytes)
    return pdf


def render_large_pdf(template: Path, content: Mapping[str, Any], *, pdf_standards: Sequence[str] = ("ua-1",)) -> bytes:
    """The same in a process of its own (``apart.py``): a tenth of a second more, and no memory stays with this one."""
    asked = {
        "template": str(template),
        "root": str(_root(template)),
        "fonts": _font_directories(),
        "content": json.dumps(_plain(content), ensure_ascii=False),
        "standards": list(pdf_standards),
    }
    command = [sys.executable, "-I", str(APART)]
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, check=False)
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode:
        raise DocumentError(said)
    if said:
        logger.warning("typst on %s: %s", template.name, said)
    return done.stdout


@lru_cache(maxsize=1024)
def qr_code(address: str) -> str:
    """Return the QR code of a web address as SVG; ``https://`` is added, as cameras open nothing without it.

    Kept for the next language: a brochure has up to 500 of them, and each takes some milliseconds.
    """
    url = address if "://" in address else f"https://{address}"
    return segno.make(url, error="m", micro=False).svg_inline(border=0)


def _root(template: Path) -> Path:
    template = template.resolve()
    return PACKAGE if template.is_relative_to(PACKAGE) else template.parent


def _font_directories() -> tuple[str, ...]:
    return tuple(str(directory) for directory in settings.FONT_DIRECTORIES)


@lru_cache(maxsize=4)
def _fonts(directories: tuple[str, ...]) -> typst.Fonts:
    """Fonts of the given directories only: a document must not look different on another machine. 80 ms once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(directories))


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON types, every text reduced to what our fonts can show."""
    if isinstance(value, str):
        return printable(value, _font_directories())
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
