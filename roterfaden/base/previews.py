"""Pictures of what lies in a file, drawn here, so that no browser ever interprets the file itself. Kept nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
from PIL import Image

from roterfaden.base.inspection import FileType
from roterfaden.base.inspection.pdf import PDFIUM
from roterfaden.base.inspection.pdf import opened as opened_pdf
from roterfaden.base.inspection.pictures import opened as opened_picture

MEDIA_TYPE = "image/webp"
WIDTH = 1000
"""CSS pixels of a page at its ordinary size; zooming multiplies it."""
LONGEST_SIDE = 6000
_POINTS_LIMIT = 20_000.0
_QUALITY = 82


def preview(content: bytes, kind: FileType, *, page: int = 1, zoom: int = 1) -> bytes:
    """One page (from 1 on) as WebP, ``zoom`` times the ordinary width. ``IndexError`` when there is no such page.

    Raises ``Refused`` for a content that cannot be drawn.
    """
    if kind is FileType.PDF:
        return _webp(_drawn_page(content, page, WIDTH * zoom))
    with _frame(content, kind, page) as image:
        image.thumbnail((WIDTH * zoom, LONGEST_SIDE))
        return _webp(image if image.mode in ("RGB", "RGBA", "L") else image.convert("RGB"))


def text_of_page(content: bytes, kind: FileType, *, page: int = 1) -> str:
    """The words of a PDF's page, for those who do not see the picture; empty for a picture."""
    if kind is not FileType.PDF:
        return ""
    with opened_pdf(content) as document, _page(document, page) as found:
        words = found.get_textpage()
        try:
            return " ".join(words.get_text_range().replace("\x00", "").split(" ")).strip()
        finally:
            words.close()


def _drawn_page(content: bytes, page: int, width: int) -> Image.Image:
    with opened_pdf(content) as document, _page(document, page) as found:
        across, down = found.get_size()
        if not (0 < across < _POINTS_LIMIT and 0 < down < _POINTS_LIMIT):
            raise IndexError("The page has no size that could be drawn.")
        scale = min(width / across, LONGEST_SIDE / down)
        bitmap = found.render(scale=scale)
        try:
            drawn: Image.Image = bitmap.to_pil()
            return drawn.convert("RGB")
        finally:
            bitmap.close()


@contextmanager
def _page(document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    with PDFIUM:
        if not 1 <= number <= len(document):
            raise IndexError("There is no such page.")
        page = document[number - 1]
        try:
            yield page
        finally:
            page.close()


@contextmanager
def _frame(content: bytes, kind: FileType, number: int) -> Iterator[Image.Image]:
    with opened_picture(content, kind) as image:
        if not 1 <= number <= getattr(image, "n_frames", 1):
            raise IndexError("There is no such page.")
        image.seek(number - 1)
        yield image


def _webp(image: Image.Image) -> bytes:
    drawn = BytesIO()
    image.save(drawn, "WEBP", quality=_QUALITY)
    return drawn.getvalue()
