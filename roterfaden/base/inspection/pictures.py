"""Pictures: opened by Pillow within limits, turned upright, and drawn anew without anything that travelled along."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import AppendingTiffWriter

from roterfaden.base.inspection.kinds import FileType, Inspected, Refused

MOST_PIXELS = 60_000_000
"""Of one picture: more than phones take, and not so many that a small file unfolds into all our memory."""
MOST_PIXELS_OF_A_SCAN = 400_000_000
MOST_FRAMES = 50
LONGEST_SIDE = 5000
"""Photos are made no larger: a page of A4 is still sharp at 400 dots per inch."""
QUALITY = 90
_PILLOW = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP", FileType.TIFF: "TIFF"}
_SAVED = {
    FileType.JPEG: {"quality": QUALITY, "optimize": True},
    FileType.PNG: {},
    FileType.WEBP: {"quality": QUALITY},
}
_MODES = {
    FileType.JPEG: ("RGB", "L"),
    FileType.PNG: ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    FileType.WEBP: ("RGB", "RGBA"),
    FileType.TIFF: ("1", "L", "RGB"),
}
_HIDDEN = ("exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment")


def inspect_picture(content: bytes, kind: FileType) -> Inspected:
    """The picture without metadata. Raises ``Refused``."""
    with opened(content, kind) as image:
        if kind is FileType.TIFF:
            return _inspect_scan(image)
        stripped = bool(image.getexif()) or any(name in image.info for name in _HIDDEN)
        drawn = BytesIO()
        _plain(image, kind).save(drawn, _PILLOW[kind], **_SAVED[kind])
        return Inspected(kind, drawn.getvalue(), stripped=stripped)


@contextmanager
def opened(content: bytes, kind: FileType) -> Iterator[Image.Image]:
    """The picture, opened as ``kind`` and nothing else. Whatever Pillow says becomes a sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we measure ourselves, before anything is unfolded
            with Image.open(BytesIO(content), formats=[_PILLOW[kind]]) as image:
                measure(image)
                yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError) as error:
        raise Refused(_("Das Bild ist beschädigt oder nicht vollständig. Bitte speichern Sie es neu.")) from error
    except Image.DecompressionBombError as error:
        raise _too_large() from error


def measure(image: Image.Image) -> int:
    """The number of pixels. Raises ``Refused`` when they are too many."""
    pixels = image.width * image.height
    if not 0 < pixels <= MOST_PIXELS:
        raise _too_large()
    return pixels


def _too_large() -> Refused:
    limit = MOST_PIXELS // 1_000_000
    return Refused(
        _("Das Bild hat mehr als {limit} Millionen Bildpunkte. Bitte verkleinern Sie es.").format(limit=limit)
    )


def _plain(image: Image.Image, kind: FileType) -> Image.Image:
    """A copy that holds pixels only: upright, not larger than needed, in a mode the format knows."""
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright: Any = ImageOps.exif_transpose(image)
    if upright.mode not in _MODES[kind]:
        see_through = "A" in upright.getbands() or "transparency" in upright.info
        upright = upright.convert("RGBA" if see_through and "RGBA" in _MODES[kind] else "RGB")
    # Pillow writes what it finds in here (comments, profiles, texts); a palette's transparency belongs to the pixels.
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    return upright  # type: ignore[no-any-return]


def _inspect_scan(image: Image.Image) -> Inspected:
    """A TIFF, perhaps with several pages, written anew page by page so that only one of them is unfolded."""
    pages = getattr(image, "n_frames", 1)
    if pages > MOST_FRAMES:
        raise Refused(_("Der Scan hat mehr als {limit} Seiten. Bitte teilen Sie ihn.").format(limit=MOST_FRAMES))
    drawn, pixels = BytesIO(), 0
    with AppendingTiffWriter(drawn, new=True) as target:
        for number in range(pages):
            image.seek(number)
            pixels += measure(image)
            if pixels > MOST_PIXELS_OF_A_SCAN:
                raise _too_large()
            _write_frame(image, target)
            target.newFrame()
        target.finalize()
        return Inspected(FileType.TIFF, drawn.getvalue(), pages=pages)


def _write_frame(image: Image.Image, target: AppendingTiffWriter) -> None:
    frame = ImageOps.exif_transpose(image)
    frame = frame if frame.mode in _MODES[FileType.TIFF] else frame.convert("RGB")
    # Out of its file, the frame has no tags left that could be written along.
    bare = Image.frombytes(frame.mode, frame.size, frame.tobytes())
    bare.save(target, "TIFF", compression="group4" if bare.mode == "1" else "tiff_adobe_deflate")
